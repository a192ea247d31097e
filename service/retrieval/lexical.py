"""One pinned state of the lexical index: ranked rows, exact counts and facets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import tantivy
from numpy.typing import NDArray
from tantivy import Query

from service.answers import Facet, FacetValue
from service.query.filters import ATTRIBUTE_PREFIX
from service.retrieval.clauses import Clauses
from service.retrieval.schema import ATTRIBUTES, UNKNOWN, attribute_token
from service.types import FacetSpec

MAX_COMPLETIONS = 64
CACHED_COMPLETIONS = 4_096
MAX_FACET_BUCKETS = 10_000
# tantivy's default limit for one aggregation.
MAX_BUCKETS_AT_ONCE = 65_000


@dataclass(frozen=True, slots=True)
class Ranked:
    """The best matches of one query.

    Attributes:
        rows: best first, equal scores in index order, shape (n,).
        scores: shape (n,).
        total: how many products match in all.
    """

    rows: NDArray[np.int32]
    scores: NDArray[np.float64]
    total: int


class LexicalIndex:
    """A searcher that later commits do not change."""

    def __init__(self, index: tantivy.Index) -> None:
        self._searcher = index.searcher()
        # The index walks all terms that begin so: of one letter, 3 ms at 100,000 products.
        completions = lru_cache(maxsize=CACHED_COMPLETIONS)(self._completions)
        self.clauses = Clauses(index.schema, completions)

    def search(self, query: Query, *, limit: int, offset: int = 0, order_by: str = "") -> Ranked:
        """Matches `offset` … `offset + limit`, by score, or by a number ("price asc", "age_days desc").

        Products without the number come last in both directions.
        """
        if limit <= 0:
            return Ranked(np.zeros(0, np.int32), np.zeros(0), self.count(query))
        if order_by:
            field, order = _sorting(order_by)
            found = self._searcher.search(query, limit=limit, offset=offset, order_by_field=field, order=order)
        else:
            found = self._searcher.search(query, limit=limit, offset=offset)
        rows = self._searcher.fast_field_values("row", [address for _, address in found.hits])
        scores = [0.0 if order_by else float(score) for score, _ in found.hits]
        return Ranked(np.asarray(rows, np.int32), np.asarray(scores, np.float64), _total(found))

    def matches(self, query: Query) -> Ranked:
        """All matches with their scores, rows ascending."""
        found = self._searcher.search(query, limit=max(1, self.n_products))
        hits = found.hits
        rows = np.array(self._searcher.fast_field_values("row", [address for _, address in hits]), np.int32)
        scores = np.array([score for score, _ in hits], np.float64)
        ascending = np.argsort(rows)
        return Ranked(rows[ascending], scores[ascending], rows.size)

    def count(self, query: Query) -> int:
        """How many products match."""
        return _total(self._searcher.search(query, limit=1))

    def facets(self, query: Query, specs: Sequence[FacetSpec]) -> tuple[Facet, ...]:
        """Exact counts of the wished keys' values among all matches, by count, then value.

        Exact for keys of up to 10,000 values in the catalogue.
        """
        counted = [
            self._searcher.aggregate(query, {spec.key: {"terms": _terms(spec.key)} for spec in together})
            for together in _bounded(specs)
        ]
        buckets = {key: counts["buckets"] for group in counted for key, counts in group.items()}
        return tuple(_facet(spec, buckets[spec.key]) for spec in specs)

    @property
    def n_products(self) -> int:
        """How many products can be found."""
        return int(self._searcher.num_docs)

    def _completions(self, field: str, prefix: str) -> tuple[str, ...]:
        return tuple(term for term, _ in self._searcher.terms_with_prefix(field, prefix, limit=MAX_COMPLETIONS))


def _total(found: tantivy.SearchResult) -> int:
    return int(found.count)  # type: ignore[attr-defined]  # its stub lacks it


def _sorting(order_by: str) -> tuple[str, tantivy.Order]:
    key, _, direction = order_by.partition(" ")
    if key == "age_days":
        # The younger, the later it became available.
        return "available_ms", tantivy.Order.Desc if direction == "asc" else tantivy.Order.Asc
    return key, tantivy.Order.Asc if direction == "asc" else tantivy.Order.Desc


def _bounded(specs: Sequence[FacetSpec]) -> list[Sequence[FacetSpec]]:
    """The specs in groups that stay below what the index counts at once, however many values each key has."""
    size = MAX_BUCKETS_AT_ONCE // MAX_FACET_BUCKETS
    return [specs[start : start + size] for start in range(0, len(specs), size)]


def _terms(key: str) -> dict[str, object]:
    """What to count for a facet key; all attributes share one field, and each value begins with its key there."""
    terms: dict[str, object] = {"size": MAX_FACET_BUCKETS, "segment_size": MAX_FACET_BUCKETS}
    if _prefix(key):
        return terms | {"field": ATTRIBUTES, "include": re.escape(_prefix(key)) + "(?s:.*)"}
    return terms | {"field": key}


def _prefix(key: str) -> str:
    return attribute_token(key.removeprefix(ATTRIBUTE_PREFIX), "") if key.startswith(ATTRIBUTE_PREFIX) else ""


def _facet(spec: FacetSpec, buckets: Sequence[dict[str, object]]) -> Facet:
    counts = [
        (str(bucket["key"]).removeprefix(_prefix(spec.key)), int(str(bucket["doc_count"])))
        for bucket in buckets
        if bucket["key"] != UNKNOWN
    ]
    counts.sort(key=lambda pair: (-pair[1], pair[0]))
    return Facet(spec.key, tuple(FacetValue(value, count) for value, count in counts[: spec.limit]))
