"""A parsed query and a filter, compiled into index queries.

A score is three things in one number: thousands are textual levels (see schema), whole points below are bonuses, and the
fraction is BM25. So one search orders by tier, bonuses and BM25, and all three can be read off again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import tantivy
from numpy.typing import NDArray
from tantivy import Occur, Query

from service.catalog.boundaries import NEVER_MS
from service.query.filters import ATTRIBUTE_PREFIX, And, AnyOf, FilterNode, Not, Or, Range
from service.query.parsed import FacetToken, NamedSlot, ParsedQuery, Role, Term, Unit
from service.retrieval.number_terms import range_terms
from service.retrieval.product_terms import DESCRIPTION, HEAD, MODIFIER, WHOLE
from service.retrieval.schema import (
    ATTRIBUTE_NUMBERS,
    ATTRIBUTES,
    CODE_LEVELS,
    EXACT_LEVELS,
    LEVELS,
    NUMBER_KEYS,
    UNKNOWN,
    attribute_token,
)

STEP = 1000.0
# BM25 of one term is at most 2.2 (its saturation with k1 = 1.2) times an idf of 16, which ten million products reach.
_MAX_TERM_WEIGHT = 36.0
_ROUNDING = 1e-3
DAY_MS = 24 * 3600 * 1000
MIN_CODE_CHARS = 4
# The stem of a word has its first letters, and shorter beginnings stand in most descriptions.
MIN_TELLING_CHARS = 3
_UNBOUNDED = 1e300

Float64 = NDArray[np.float64]
Completions = Callable[[str, str], Sequence[str]]


class Clauses:
    """Builds queries over one searcher's schema and vocabulary.

    Args:
        schema: of the index.
        completions: (field, prefix) -> indexed terms that begin so, most frequent first; bounded.
    """

    def __init__(self, schema: tantivy.Schema, completions: Completions) -> None:
        self._schema = schema
        self._completions = completions

    def unit(self, unit: Unit, *, lowest: int = DESCRIPTION) -> Query:
        """Products that answer the unit at this textual level or a better one; the score is STEP times the best."""
        ways = [self._alternative(alternative, lowest) for alternative in unit.alternatives]
        ways += [Query.const_score_query(way, STEP * WHOLE) for way in self._carrying(unit.slots)]
        return ways[0] if len(ways) == 1 else Query.disjunction_max_query(ways)

    def constraints(self, parsed: ParsedQuery) -> list[Query]:
        """What every product has to meet, whatever its words are."""
        return [self.slot(named) for named in parsed.slots if named.hard]

    def weighing(self, units: Sequence[Unit]) -> list[Query]:
        """Weighs the units' words by BM25, scaled so that all of them stay below one point."""
        stems, exacts = _weighed(units)
        scale = 1.0 / weight_scale(units)
        weighing = [Query.term_query(self._schema, "text", stem) for stem in stems]
        weighing += [
            Query.const_score_query(Query.term_query(self._schema, "exact", f"{WHOLE}{exact}", "basic"), 1.0)
            for exact in exacts
        ]
        return [Query.boost_query(query, scale) for query in weighing]

    def slot(self, named: NamedSlot) -> Query:
        """Products that carry one of the values; those without any must say it in their text, unless most have none."""
        ways = [self.facet(named.slot, value) for value in (*named.values, *named.also)]
        unknown = self.facet(named.slot, UNKNOWN)
        if named.accepts_unknown:
            ways.append(unknown)
        elif said := [self._term_at(stem, level) for stem in named.terms for level in LEVELS[:-1]]:
            ways.append(Query.boolean_query([(Occur.Must, unknown), (Occur.Must, _any(said))]))
        return _any(ways)

    def facet(self, key: str, value: str) -> Query:
        """Products with this value under a text key."""
        return Query.term_query(self._schema, key, value, index_option="basic")

    def rows(self, rows: Iterable[int]) -> Query:
        """Exactly these rows."""
        return Query.term_set_query(self._schema, "row", [int(row) for row in rows])

    def alike(self, stems: Sequence[str]) -> Query:
        """Products whose strong text shares terms, by BM25."""
        return _any([Query.term_query(self._schema, "text", stem) for stem in stems])

    def on_sale_at(self, now_ms: int) -> list[Query]:
        """Leaves out what has not begun or has expired at `now_ms`."""
        later = self._between("available_ms", tantivy.FieldType.Integer, now_ms + 1, NEVER_MS)
        over = self._between("expire_ms", tantivy.FieldType.Integer, -NEVER_MS, now_ms)
        return [Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, later), (Occur.MustNot, over)])]

    def filter(self, node: FilterNode, now_ms: int) -> Query:
        """A parsed filter; ages count from `now_ms`."""
        match node:
            case And(parts):
                return Query.boolean_query([(Occur.Must, self.filter(part, now_ms)) for part in parts])
            case Or(parts):
                return _any([self.filter(part, now_ms) for part in parts])
            case Not(part):
                return Query.boolean_query(
                    [(Occur.Must, Query.all_query()), (Occur.MustNot, self.filter(part, now_ms))]
                )
            case AnyOf():
                return self._any_of(node)
            case Range():
                return self._range(node, now_ms)

    def _any_of(self, node: AnyOf) -> Query:
        # No product has an empty value; in the index, one stands for those without any.
        values = [value for value in node.values if value != UNKNOWN]
        if not values:
            return Query.empty_query()
        if node.key.startswith(ATTRIBUTE_PREFIX):
            key = node.key.removeprefix(ATTRIBUTE_PREFIX)
            return _any([self.facet(ATTRIBUTES, attribute_token(key, value)) for value in values])
        keys = ("category", "node") if node.key == "category" else (node.key,)
        return _any([self.facet(key, value) for key in keys for value in values])

    def _range(self, node: Range, now_ms: int) -> Query:
        if node.key == "age_days":
            return self._aged(node, now_ms)
        if node.key in NUMBER_KEYS:
            low = -_UNBOUNDED if node.low is None else node.low
            high = _UNBOUNDED if node.high is None else node.high
            return self._between(
                node.key, tantivy.FieldType.Float, low, high, closed=(node.low_inclusive, node.high_inclusive)
            )
        return self._attribute_range(node)

    def _aged(self, node: Range, now_ms: int) -> Query:
        oldest = -NEVER_MS if node.high is None else now_ms - _ms(node.high)
        newest = now_ms if node.low is None else now_ms - _ms(node.low)
        return self._between(
            "available_ms",
            tantivy.FieldType.Integer,
            oldest,
            newest,
            closed=(node.high_inclusive, node.low_inclusive),
        )

    def _attribute_range(self, node: Range) -> Query:
        terms = range_terms(
            node.key.removeprefix(ATTRIBUTE_PREFIX),
            node.low,
            node.high,
            low_inclusive=node.low_inclusive,
            high_inclusive=node.high_inclusive,
        )
        return Query.term_set_query(self._schema, ATTRIBUTE_NUMBERS, terms) if terms else Query.empty_query()

    def _between(
        self, key: str, kind: tantivy.FieldType, low: float, high: float, *, closed: tuple[bool, bool] = (True, True)
    ) -> Query:
        return Query.range_query(self._schema, key, kind, low, high, include_lower=closed[0], include_upper=closed[1])

    def _alternative(self, terms: Sequence[Term], lowest: int) -> Query:
        if len(terms) == 1:
            return self._levels(terms[0], lowest)
        # A split compound: its modifiers anywhere, its head as a word. Stays one level below the whole compound.
        *modifiers, head = terms
        gates = [self._anyhow(term, lowest) for term in modifiers] + [self._headed(head)]
        return Query.const_score_query(Query.boolean_query([(Occur.Must, gate) for gate in gates]), HEAD * STEP)

    def _levels(self, term: Term, lowest: int) -> Query:
        """Each level a constant; a finished stem stands under one level only, a beginning under several."""
        if term.role is Role.MODIFIER:
            return Query.const_score_query(self._anyhow(term, lowest), STEP * WHOLE)
        ways = [Query.const_score_query(self._at(term, level), STEP * level) for level in LEVELS if level >= lowest]
        if term.prefix:
            return Query.disjunction_max_query(ways)
        # As it is spelled: article numbers, and words of a language that the query was not read in.
        spelled = _any([self._spelled(field, f"{WHOLE}{term.exact}") for field in ("exact", "code")])
        return Query.disjunction_max_query([_any(ways), Query.const_score_query(spelled, STEP * WHOLE)])

    def _anyhow(self, term: Term, lowest: int) -> Query:
        levels = [level for level in LEVELS if level >= min(lowest, MODIFIER)]
        return _any([*(self._at(term, level) for level in levels), *self._carrying(term.slots)])

    def _headed(self, term: Term) -> Query:
        return _any([*(self._at(term, level) for level in (WHOLE, HEAD)), *self._carrying(term.slots)])

    def _at(self, term: Term, level: int) -> Query:
        if term.prefix:
            return self._prefixed(term, level)
        found = self._term_at(term.stem, level)
        return _any([found, self._spelled("code", f"{level}{term.exact}")]) if level == DESCRIPTION else found

    def _carrying(self, tokens: Sequence[FacetToken]) -> list[Query]:
        by_key: dict[str, list[str]] = {}
        for token in tokens:
            by_key.setdefault("node" if token.slot == "category" else token.slot, []).append(token.value)
        return [Query.term_set_query(self._schema, key, values) for key, values in by_key.items()]

    def _term_at(self, stem: str, level: int) -> Query:
        return self._spelled("term", f"{level}{stem}")

    def _spelled(self, field: str, token: str) -> Query:
        return Query.term_query(self._schema, field, token, index_option="basic")

    def _prefixed(self, term: Term, level: int) -> Query:
        is_telling = len(term.exact) >= MIN_TELLING_CHARS
        ways = []
        if is_telling or level != DESCRIPTION:
            stems = self._completions("term", f"{level}{term.stem}")
            ways.append(Query.term_set_query(self._schema, "term", [*stems, f"{level}{term.stem}"]))
        if is_telling and level in EXACT_LEVELS:
            ways.append(Query.term_set_query(self._schema, "exact", self._completions("exact", f"{level}{term.exact}")))
        if level in CODE_LEVELS:
            ways.append(self._begun_code(f"{level}{term.exact}", completed=len(term.exact) >= MIN_CODE_CHARS))
        return _any(ways)

    def _begun_code(self, token: str, *, completed: bool) -> Query:
        # The index stops at the first 50 of a segment, so a beginning that all article numbers share costs no more.
        return Query.phrase_prefix_query(self._schema, "code", [token]) if completed else self._spelled("code", token)


def read_levels(scores: Float64) -> Float64:
    """The sum of the units' textual levels, from scores of shape (n,)."""
    return np.asarray(np.floor((scores + _ROUNDING) / STEP))


def read_weights(scores: Float64, units: Sequence[Unit]) -> Float64:
    """BM25 of the units' words, from scores of shape (n,)."""
    fractions = np.maximum(scores - np.floor(scores + _ROUNDING), 0.0)
    return np.asarray(fractions * weight_scale(units))


def weight_scale(units: Sequence[Unit]) -> float:
    """What BM25 is divided by so that all of a query's terms stay below one point."""
    stems, exacts = _weighed(units)
    return _MAX_TERM_WEIGHT * max(1, len(stems)) + len(exacts)


def _weighed(units: Sequence[Unit]) -> tuple[list[str], list[str]]:
    terms = [term for unit in units for term in unit.alternatives[0] if not term.prefix]
    return list(dict.fromkeys(term.stem for term in terms)), list(dict.fromkeys(term.exact for term in terms))


def _ms(days: float) -> int:
    return int(max(-NEVER_MS, min(days * DAY_MS, NEVER_MS)))


def _any(queries: Sequence[Query]) -> Query:
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, query) for query in queries])
