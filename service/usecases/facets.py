"""The facets of an answer: how many products, or groups of variants, carry each value.

A disjunctive facet is counted as if the request's filter did not speak of its key, so that further values can be chosen
beside those that are. What matches then is the answer to another request, often the one before: it is remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from service.answers import Facet, FacetValue
from service.errors import InvalidArgument
from service.query.filters import ATTRIBUTE_PREFIX, And, FilterNode, chosen_values, conjuncts, keys
from service.retrieval.memo import Memo
from service.retrieval.rungs import Gate
from service.retrieval.schema import FACET_KEYS
from service.types import FacetSpec
from service.usecases.matched import Matched
from service.usecases.question import Question

Int64 = NDArray[np.int64]
Parts = tuple[FilterNode, ...]

_CATEGORY = "category"


def check_facet_keys(specs: Sequence[FacetSpec]) -> None:
    """Raise InvalidArgument unless every key can be counted: a text key, or attributes.KEY."""
    for place, spec in enumerate(specs):
        if spec.key not in FACET_KEYS and not spec.key.startswith(ATTRIBUTE_PREFIX):
            raise InvalidArgument(f"facet_specs[{place}].key", f"must be {', '.join(FACET_KEYS)} or attributes.KEY")


def count_facets(
    question: Question, found: Matched, match: Callable[[Question], Matched], memo: Memo[Int64]
) -> tuple[Facet, ...]:
    """Exact counts in the order of the request's specs; values by count, then value.

    Args:
        question: what was asked.
        found: what matches it.
        match: finds what matches another question.
        memo: where counts may be remembered.
    """
    values = question.snapshot.index.columns.values
    parts = () if question.filter is None else conjuncts(question.filter)
    together: dict[Parts, list[FacetSpec]] = {}
    for spec in question.query.facets:
        kept = tuple(part for part in parts if keys(part) != {spec.key}) if spec.disjunctive else parts
        together.setdefault(kept, []).append(spec)
    facets: dict[str, Facet] = {}
    for kept, specs in together.items():
        scope = question if kept == parts else question.with_filter(_joined(kept))
        among = found if kept == parts else match(scope)
        counts = _counted(scope, among, memo)
        for spec in specs:
            chosen = [value for part in parts if part not in kept for value in chosen_values(part) if value]
            named = values.by_name(spec.key, counts)
            missing = [value for value in chosen if value not in named]
            facets[spec.key] = _facet(spec, named | _uncounted(scope, among, spec.key, missing), chosen)
    return tuple(facets[spec.key] for spec in question.query.facets)


def _joined(parts: Parts) -> FilterNode | None:
    return And(parts) if len(parts) > 1 else next(iter(parts), None)


def _counted(question: Question, among: Matched, memo: Memo[Int64]) -> Int64:
    """How often each value stands among the matches of a question, by number."""
    key = question.memo_key
    counts = None if key is None else memo.get(key)
    if counts is None:
        counts = question.snapshot.index.columns.values.count(among.rows, question.groups)
        if key is not None:
            memo.put(key, counts)
    return counts


def _uncounted(question: Question, among: Matched, key: str, chosen: Iterable[str]) -> dict[str, int]:
    """How many match each chosen value that nothing among them has by this name: a category may be named by its node."""
    index, counts = question.snapshot.index, dict.fromkeys(chosen, 0)
    for value in counts if key == _CATEGORY else ():
        # Not remembered: a filter may name very many that no product has.
        carrying = index.sets.mask(Gate(None, index.lexical.clauses.facet("node", value)))
        rows = among.rows[carrying[among.rows]]
        counts[value] = rows.size if question.groups is None else question.groups.count(rows)
    return counts


def _facet(spec: FacetSpec, counts: Mapping[str, int], chosen: Sequence[str]) -> Facet:
    ordered = sorted(counts, key=lambda value: (-counts[value], value))
    shown = {*ordered[: spec.limit], *chosen}
    return Facet(spec.key, tuple(FacetValue(value, counts[value]) for value in ordered if value in shown))
