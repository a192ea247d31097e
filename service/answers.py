"""What callers are answered: frozen values, before `rpc` or the command line renders them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, NewType

from service.types import Degraded, Product, ProductId, Seq, Source, SuggestionSource, WriteResult

AttributionId = NewType("AttributionId", bytes)
"""Of one answer: 16 random bytes, so that nobody guesses that of another."""

_NO_PRODUCT = ProductId("")
_HALF_ID = 8
_ALL_HALVES = 1 << 64


class Arm(StrEnum):
    """The part of an experiment that an answer belongs to; NONE without an experiment or a known visitor."""

    NONE = "none"
    PERSONALIZED = "personalized"
    HOLDOUT = "holdout"


@dataclass(frozen=True, slots=True)
class Attribution:
    """What an answer is known by: its id, "search", "suggest" or the placement, and its arm."""

    id: AttributionId
    origin: str
    arm: Arm

    @property
    def seed(self) -> int:
        """What is left to chance in this answer is derived from it, so that it can be replayed."""
        return int.from_bytes(self.id[_HALF_ID:])

    def is_sampled(self, share: float) -> bool:
        """Whether it belongs to this share of all answers: a larger share holds every smaller one. Independent of `seed`."""
        return int.from_bytes(self.id[:_HALF_ID]) < share * _ALL_HALVES


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value and how many matches carry it."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    """The counted values of one key."""

    key: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class Understood:
    """A slot value that shaped the answer, and where it was learned."""

    slot: str
    value: str
    source: Source
    weight: float


class Part(NamedTuple):
    """A named share of a score. A tuple, since an answer holds hundreds."""

    name: str
    value: float


class ReasonKind(StrEnum):
    """Why a recommended product is shown. Those up to BOUGHT_BEFORE speak of the visitor."""

    VIEWED = "viewed"
    NOTED = "noted"
    IN_BASKET = "in-basket"
    BOUGHT = "bought"
    SIZE = "size"
    COLOR = "color"
    BRAND = "brand"
    VIEWED_BEFORE = "viewed-before"
    BOUGHT_BEFORE = "bought-before"
    LIKE = "like"
    ALSO_VIEWED = "also-viewed"
    ALSO_BOUGHT = "also-bought"
    WANTED = "wanted"
    POPULAR = "popular"
    NEW = "new"
    REDUCED = "reduced"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a recommended product is shown, before it is told in a language.

    `product_id` is the product that it speaks of, or ""; `value` a size, a colour …, or the percents of a reduction.
    """

    kind: ReasonKind
    product_id: ProductId = _NO_PRODUCT
    value: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A returned product. `parts` sum to `score`.

    `rung` is the step of the relaxation ladder that brought it. `matched_variant_id` is "" unless it stands for a group of variants.
    `propensity` is the probability with which this product stands at this place: 1 where nothing was left to chance.
    `reasons` are those of a recommendation, the strongest first, at most 2.
    """

    product_id: ProductId
    score: float
    tier: int
    rank_without_personalization: int
    parts: tuple[Part, ...]
    matched_variant_id: ProductId = _NO_PRODUCT
    rung: int = 0
    propensity: float = 1.0
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A value that a word of the query may name, and the products that satisfy the rest of the query under it."""

    slot: str
    value: str
    n_products: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class ExplainedUnit:
    """One thing the query asks for, and the forms that satisfy it, the best first; parts are joined by " + "."""

    words: str
    head: bool
    forms: tuple[str, ...]
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class ExplainedRung:
    """A step of the relaxation ladder: what was given up, in words, and how many products match down to here."""

    rung: int
    change: str
    n_matches: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a query was read, for people."""

    units: tuple[ExplainedUnit, ...] = ()
    constraints: tuple[str, ...] = ()
    rungs: tuple[ExplainedRung, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The answer to a search, before it is rendered."""

    hits: tuple[Hit, ...]
    total_size: int
    facets: tuple[Facet, ...]
    understood: tuple[Understood, ...]
    rung: int
    degraded: tuple[Degraded, ...]
    snapshot_version: str
    visitor_seq: Seq
    corrected_query: str = ""
    redirect_uri: str = ""
    explanation: Explanation | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A query to search for, the slots that it names, and how many products have all of it."""

    text: str
    slots: tuple[Understood, ...]
    expected_hits: int
    source: SuggestionSource


@dataclass(frozen=True, slots=True)
class SuggestResult:
    """The answer to a keystroke: completions, and the first products of what was typed so far."""

    suggestions: tuple[Suggestion, ...]
    found: SearchResult


@dataclass(frozen=True, slots=True)
class RecommendResult:
    """The answer to a recommendation request."""

    hits: tuple[Hit, ...]
    degraded: tuple[Degraded, ...]
    snapshot_version: str
    visitor_seq: Seq


@dataclass(frozen=True, slots=True)
class PageCut:
    """The pinned inputs from which further pages of a search are recomputed.

    Attributes:
        now_ms: the time the first page was computed at.
        cutoff_seq: the newest event of the visitor that the first page saw; later ones are left out.
    """

    snapshot_version: str
    now_ms: int
    cutoff_seq: Seq


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """A search result, what its next page is cut from, what it is known by, and the products of its hits if asked for."""

    result: SearchResult
    cut: PageCut
    attribution: Attribution
    products: dict[ProductId, Product] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SuggestAnswer:
    """Suggestions and instant results, and the products of these if they were asked for."""

    result: SuggestResult
    attribution: Attribution
    products: dict[ProductId, Product] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RecommendAnswer:
    """A recommendation, the products of its hits if they were asked for, and the reasons of each hit in words."""

    result: RecommendResult
    attribution: Attribution
    products: dict[ProductId, Product] = field(default_factory=dict)
    reasons: dict[ProductId, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WriteAnswer:
    """What became of a catalogue batch, and whether it was searchable when the answer was given."""

    result: WriteResult
    visible: bool = False


@dataclass(frozen=True, slots=True)
class BundleInfo:
    """A trained bundle on this node, and what its evaluation measured."""

    version: str
    active: bool
    n_products: int
    metrics: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SnapshotInfo:
    """What answers at present; `seq` is the newest change of the ledger that the index holds."""

    version: str
    generation: int
    bundle_version: str
    n_products: int
    seq: Seq
