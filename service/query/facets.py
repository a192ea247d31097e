"""The words a query may name a facet by, learned from the catalogue's own values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Self

import msgspec

from service.analysis.analyzer import Analyzer
from service.analysis.languages import primary_subtag
from service.analysis.words import AnalyzedToken
from service.query.parsed import AUDIENCE_SLOTS, FacetToken
from service.query.wider import COLOR
from service.query.word_breaks import WordBreaks
from service.query.words import query_words

CATEGORY = "category"
MAX_KEY_WORDS = 4
LOOKS_LIKE_A_SIZE = re.compile(r".*\d.*|[2-6]?x*[sml]")
_MAX_READINGS = 12
_NO_NEIGHBOURS: Mapping[str, Iterable[tuple[str, str]]] = MappingProxyType({})
_NO_FAMILIES: Mapping[str, str] = MappingProxyType({})
_NO_ALIASES: Mapping[str, Mapping[str, tuple[FacetToken, ...]]] = MappingProxyType({})
# Dunkelblau is a blue and Sportschuhe are shoes; but Baumwolle is no Wolle, and a brand has no head.
_SLOTS_WITH_HEADS = (CATEGORY, COLOR)


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a slot as the catalogue spells it, and how many products carry it.

    Slots are gender, age_group (canonical values), brand, category (names of nodes, any level), color (families and
    colours), material, pattern and size.
    """

    slot: str
    value: str
    n_products: int


@dataclass(frozen=True, slots=True)
class FacetLexicon:
    """Facet values by the words that name them; frozen, equal for equal catalogues, whatever their order.

    Attributes:
        readings_by_language: primary subtag to key (stems joined by a space) to values, most products first.
        audience_values: the values of gender and age_group that the catalogue carries.
        word_breaks: words that the catalogue writes together or apart.
        wider_by_language: primary subtag to key to values that are the next best for its words.
    """

    readings_by_language: dict[str, dict[str, tuple[FacetValue, ...]]] = field(default_factory=dict)
    audience_values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    word_breaks: WordBreaks = field(default_factory=WordBreaks)
    wider_by_language: dict[str, dict[str, tuple[FacetToken, ...]]] = field(default_factory=dict)

    @classmethod
    def build(
        cls,
        values: Iterable[FacetValue],
        *,
        analyzer: Analyzer,
        languages: Sequence[str],
        neighbours: Mapping[str, Iterable[tuple[str, str]]] = _NO_NEIGHBOURS,
        families: Mapping[str, str] = _NO_FAMILIES,
        aliases: Mapping[str, Mapping[str, tuple[FacetToken, ...]]] = _NO_ALIASES,
    ) -> Self:
        """Learn from a catalogue's values.

        Args:
            values: every value once.
            analyzer: reads values as it will read queries.
            languages: those that queries come in.
            neighbours: primary subtag to pairs of words that stand side by side in titles.
            families: colour to the family of colours that it belongs to.
            aliases: primary subtag to stem to values that its products carry, whatever kind of thing they are.
        """
        ordered = sorted(values, key=lambda value: (-value.n_products, value.slot, value.value))
        codes = sorted({primary_subtag(language) for language in languages})
        return cls(
            readings_by_language={code: _readings(ordered, analyzer, code) for code in codes},
            audience_values={
                slot: tuple(sorted(value.value for value in ordered if value.slot == slot and value.n_products))
                for slot in AUDIENCE_SLOTS
            },
            word_breaks=WordBreaks.learn(analyzer, neighbours),
            wider_by_language={
                code: {**aliases.get(code, {}), **_families(families, analyzer, code)} for code in codes
            },
        )

    def readings(self, stems: Sequence[str], language: str) -> tuple[FacetValue, ...]:
        """Give the values that these words name together, most products first; at most twelve."""
        return self.readings_by_language.get(primary_subtag(language), {}).get(" ".join(stems), ())

    def wider(self, stems: Sequence[str], language: str) -> tuple[FacetToken, ...]:
        """Give the values that are the next best for these words together."""
        return self.wider_by_language.get(primary_subtag(language), {}).get(" ".join(stems), ())

    def values_of(self, slot: str, stems: Iterable[str], language: str) -> tuple[str, ...]:
        """Give the values of one slot that any of these words names."""
        return tuple(value.value for stem in stems for value in self.readings((stem,), language) if value.slot == slot)

    def carried(self, slot: str, wanted: Iterable[str]) -> tuple[str, ...]:
        """Give those of the wanted values of gender or age_group that any product carries."""
        return tuple(value for value in wanted if value in self.audience_values.get(slot, ()))

    def to_bytes(self) -> bytes:
        """Serialise; equal lexicons give equal bytes."""
        return msgspec.msgpack.Encoder(order="deterministic").encode(self)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read what `to_bytes` wrote. Raises msgspec.DecodeError on anything else."""
        return msgspec.msgpack.decode(data, type=cls)


def _readings(ordered: Iterable[FacetValue], analyzer: Analyzer, code: str) -> dict[str, tuple[FacetValue, ...]]:
    found: dict[str, list[FacetValue]] = {}
    for value in ordered:
        if value.slot in AUDIENCE_SLOTS or not value.n_products:
            continue
        for key in _keys(value, analyzer, code):
            found.setdefault(key, []).append(value)
    return {key: tuple(values[:_MAX_READINGS]) for key, values in found.items()}


def _families(families: Mapping[str, str], analyzer: Analyzer, code: str) -> dict[str, tuple[FacetToken, ...]]:
    """Give the family of every shade under the words that name it."""
    keys = {shade: " ".join(token.stem for token in analyzer.tokens(shade, code)) for shade in families}
    return {keys[shade]: (FacetToken(COLOR, family),) for shade, family in families.items()}


def _keys(value: FacetValue, analyzer: Analyzer, code: str) -> tuple[str, ...]:
    """Give the keys of a value: all of its words together, without those that ask for nothing or say for whom."""
    tokens, words = analyzer.tokens(value.value, code), query_words(code)
    if value.slot == "size":
        return _size_keys(tokens)
    telling = [token for token in tokens if token.exact not in words.function_words] or list(tokens)
    telling = [token for token in telling if token.exact not in words.audiences] or telling
    if not telling or len(telling) > MAX_KEY_WORDS:
        return ()
    whole = " ".join(token.stem for token in telling)
    heads = telling[0].heads if value.slot in _SLOTS_WITH_HEADS and len(telling) == 1 else ()
    return tuple(dict.fromkeys((whole, *heads)))


def _size_keys(tokens: Sequence[AnalyzedToken]) -> tuple[str, ...]:
    """Give the keys of a size: all of its words together, and each that looks like a size by itself (EU 42, 42/44)."""
    whole = " ".join(token.stem for token in tokens[:MAX_KEY_WORDS])
    sizes = (token.stem for token in tokens if LOOKS_LIKE_A_SIZE.fullmatch(token.exact))
    return tuple(dict.fromkeys((whole, *sizes)))
