"""A parsed query and a filter, compiled into index queries.

The score of a unit is three things in one whole number: its textual level (see product_terms), how many of its words are
spelled as asked, and how often they count. So one search tells all three, and says the same of a product at every commit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import tantivy
from numpy.typing import NDArray
from tantivy import Occur, Query

from service.catalog.boundaries import NEVER_MS
from service.query.filters import ATTRIBUTE_PREFIX, And, AnyOf, FilterNode, Not, Or, Range
from service.query.parsed import FacetToken, NamedRange, NamedSlot, Role, Term, Unit
from service.retrieval.number_terms import range_terms
from service.retrieval.product_terms import DESCRIPTION, HEAD, MAX_BEGINNING_CHARS, MODIFIER, WEIGHT_DIGITS, WHOLE
from service.retrieval.schema import (
    ATTRIBUTE_NUMBERS,
    ATTRIBUTES,
    CODE_LEVELS,
    LEVELS,
    MAX_ROW,
    NUMBER_KEYS,
    ROW,
    UNKNOWN,
    attribute_token,
)

# Of a unit's words, the first eight are weighed: then each of the three has bits of its own, 15 in all.
_MAX_WEIGHED = 8
_SPELLED_BITS, _LEVEL_BITS = 8, 12
STEP = float(1 << _LEVEL_BITS)
# What a word spelled as asked adds to its BM25, and where more of a word begins to say less.
EXACT_WEIGHT = 6.0
_K1 = 1.2
DAY_MS = 24 * 3600 * 1000
MIN_CODE_CHARS = 4
MAX_COMPLETED = 50
_UNBOUNDED = 1e300
# Of a product that a unit does not find: one level below the weakest, and no weight.
NO_LEVEL = -1
NO_SCORE = np.int16(NO_LEVEL << _LEVEL_BITS)

Float32 = NDArray[np.float32]
Int16 = NDArray[np.int16]


class Clauses:
    """Builds queries over the schema of an index."""

    def __init__(self, schema: tantivy.Schema) -> None:
        self._schema = schema

    def unit(self, unit: Unit, *, lowest: int = DESCRIPTION) -> Query:
        """Products that answer the unit at this textual level or a better one; the score is STEP times the best.

        What names no category may be a property: then the first part of a compound answers on every level.
        """
        if not any(token.slot == "category" for token in unit.slots):
            lowest = min(lowest, MODIFIER)
        ways = [self._alternative(alternative, lowest) for alternative in unit.alternatives]
        if unit.narrowed:
            # Who does not carry the value that was meant only happens to have its word.
            ways = [Query.const_score_query(way, STEP * DESCRIPTION) for way in ways if lowest == DESCRIPTION]
        ways += [Query.const_score_query(way, STEP * WHOLE) for way in self._carrying(unit.slots)]
        if lowest == DESCRIPTION:
            ways += [Query.const_score_query(self._anyhow(term, MODIFIER), STEP * MODIFIER) for term in unit.wider]
        return ways[0] if len(ways) == 1 else Query.disjunction_max_query(ways)

    def weighing(self, unit: Unit) -> list[Query]:
        """Adds up how often the unit's words count, and how many are spelled as asked; below STEP in all."""
        exacts = list(dict.fromkeys(term.exact for term in _weighed(unit)))[:_MAX_WEIGHED]
        return [
            Query.const_score_query(self._spelled("weight", f"{digit}{stem}"), float(1 << digit))
            for stem in weighed_stems(unit)
            for digit in range(WEIGHT_DIGITS)
        ] + [
            Query.const_score_query(self._spelled("exact", f"{WHOLE}{exact}"), float(1 << _SPELLED_BITS))
            for exact in exacts
        ]

    def begun_codes(self, unit: Unit) -> list[str]:
        """The beginnings that the unit may complete to article numbers."""
        begun = (term for terms in unit.alternatives for term in terms if term.prefix)
        return [f"{level}{term.exact}" for term in begun if _completes_codes(term) for level in CODE_LEVELS]

    def slot(self, named: NamedSlot) -> Query:
        """Products that carry one of the values, or, where too few carry any, none."""
        values = (*named.values, *named.also, *([UNKNOWN] if named.accepts_unknown else []))
        return _any([self.facet(named.slot, value) for value in values])

    def bounds(self, named: NamedRange) -> Query:
        """Products with a number within bounds that the query sets."""
        return self._range(Range(named.key, named.low, named.high, named.low_inclusive, named.high_inclusive), 0)

    def lacking(self, unit: Unit) -> Query:
        """Products that do not have, in the words that name them, what the unit asks for."""
        named = self.unit(unit, lowest=MODIFIER)
        return Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, named)])

    def facet(self, key: str, value: str) -> Query:
        """Products with this value under a text key."""
        return Query.term_query(self._schema, key, value, index_option="basic")

    def rows(self, rows: Iterable[int]) -> Query:
        """Exactly these rows."""
        return Query.term_set_query(self._schema, "row", [int(row) for row in rows])

    def since(self, row: int) -> Query:
        """Rows from this one on; adds nothing to a score."""
        later = Query.range_query(self._schema, ROW, tantivy.FieldType.Unsigned, row, MAX_ROW)
        return Query.const_score_query(later, 0.0)

    def alike(self, stems: Sequence[str]) -> Query:
        """Products whose strong text shares terms, by BM25."""
        return _any([Query.term_query(self._schema, "text", stem) for stem in stems])

    def on_sale_at(self, now_ms: int) -> Query:
        """Leaves out what has not begun or has expired at `now_ms`."""
        later = self._between("available_ms", tantivy.FieldType.Integer, now_ms + 1, NEVER_MS)
        over = self._between("expire_ms", tantivy.FieldType.Integer, -NEVER_MS, now_ms)
        return Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, later), (Occur.MustNot, over)])

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
        last = self._anyhow(head, lowest) if head.role is Role.MODIFIER else self._headed(head)
        gates = [*(self._anyhow(term, lowest) for term in modifiers), last]
        return Query.const_score_query(Query.boolean_query([(Occur.Must, gate) for gate in gates]), HEAD * STEP)

    def _levels(self, term: Term, lowest: int) -> Query:
        """Each level a constant; a product has a stem or a beginning at one level only."""
        levels = [level for level in LEVELS if level >= lowest]
        if term.prefix:
            ways = [Query.const_score_query(self._begun(term, level), STEP * level) for level in levels]
            return Query.disjunction_max_query(ways)
        if term.role is Role.MODIFIER:
            # Inside a compound it is as good as by itself.
            ways = [Query.const_score_query(self._anyhow(term, MODIFIER), STEP * WHOLE)]
            levels = [level for level in levels if level < MODIFIER]
        else:
            ways = []
        ways += [Query.const_score_query(self._at(term, level), STEP * level) for level in levels]
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
            return self._begun(term, level)
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

    def _begun(self, term: Term, level: int) -> Query:
        """Words that begin so, of titles, names and values; and article numbers, from their fourth sign on."""
        spellings = dict.fromkeys(form[:MAX_BEGINNING_CHARS] for form in (term.exact, term.stem))
        ways = [self._spelled("beginning", f"{level}{spelling}") for spelling in spellings]
        if level in CODE_LEVELS:
            ways.append(self._begun_code(f"{level}{term.exact}", completed=_completes_codes(term)))
        return _any(ways)

    def _begun_code(self, token: str, *, completed: bool) -> Query:
        # The index stops at the first 50 of a segment (MAX_COMPLETED), so a beginning that all article numbers share costs no more.
        return Query.phrase_prefix_query(self._schema, "code", [token]) if completed else self._spelled("code", token)


def weighed_stems(unit: Unit) -> list[str]:
    """The stems that BM25 of a unit speaks of."""
    return list(dict.fromkeys(term.stem for term in _weighed(unit)))[:_MAX_WEIGHED]


def read_levels(scores: Int16) -> Int16:
    """The textual levels, from the scores of units; NO_LEVEL from NO_SCORE. Shape as given."""
    return np.asarray(scores >> _LEVEL_BITS)


def read_weights(scores: Int16, idfs: Sequence[float]) -> Float32:
    """BM25 of one unit's words, from its scores, shape (n,).

    Args:
        scores: of the unit.
        idfs: how rare each of `weighed_stems` is. Of several, all are taken to count alike.
    """
    counts = np.arange(1 << _SPELLED_BITS, dtype=np.float32) / max(1, len(idfs))
    bm25 = np.float32(sum(idfs) * (_K1 + 1)) * counts / (counts + np.float32(_K1))
    spelled = scores >> _SPELLED_BITS & (1 << _LEVEL_BITS - _SPELLED_BITS) - 1
    return np.asarray(bm25.take(scores & (1 << _SPELLED_BITS) - 1) + np.float32(EXACT_WEIGHT) * spelled)


def _weighed(unit: Unit) -> Iterator[Term]:
    return (term for term in next(iter(unit.alternatives), ()) if not term.prefix)


def _completes_codes(term: Term) -> bool:
    return len(term.exact) >= MIN_CODE_CHARS


def _ms(days: float) -> int:
    return int(max(-NEVER_MS, min(days * DAY_MS, NEVER_MS)))


def _any(queries: Sequence[Query]) -> Query:
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, query) for query in queries])
