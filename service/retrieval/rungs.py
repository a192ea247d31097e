"""Steps of the relaxation ladder, compiled into index queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tantivy import Occur, Query

from service.query.parsed import ParsedQuery
from service.retrieval.clauses import Clauses
from service.retrieval.product_terms import DESCRIPTION


@dataclass(frozen=True, slots=True)
class Step:
    """What is asked of products on one rung, all that was not given up.

    Attributes:
        rung: 0 to 7, see `usecases.ladder`.
        change: what was given up, in words; "" on rung 0.
        parsed: the units that count, and the constraints that hold.
        required: places of the units that every product satisfies.
        n_units: how many of the units every product satisfies, the required ones among them.
        lowest: the weakest textual level at which a product satisfies a unit.
    """

    rung: int
    change: str
    parsed: ParsedQuery
    required: frozenset[int]
    n_units: int
    lowest: int = DESCRIPTION


def matching(step: Step, clauses: Clauses, gates: Sequence[Query]) -> Query:
    """Products that a step asks for and that pass the gates; scored by all of its units."""
    units = [clauses.unit(unit, lowest=step.lowest) for unit in step.parsed.units]
    must = [query for place, query in enumerate(units) if place in step.required]
    optional = [(Occur.Should, query) for place, query in enumerate(units) if place not in step.required]
    open_places = step.n_units - len(must)
    if open_places:
        must.append(Query.boolean_query(optional, minimum_number_should_match=open_places))
        optional = []
    met = [*clauses.constraints(step.parsed), *gates]
    clauses_of_all = [(Occur.Must, query) for query in must]
    clauses_of_all += [(Occur.Must, Query.const_score_query(gate, 0.0)) for gate in met]
    if not clauses_of_all:
        return Query.const_score_query(Query.all_query(), 0.0)
    weighing = [(Occur.Should, query) for query in clauses.weighing(step.parsed.units)]
    return Query.boolean_query([*clauses_of_all, *optional, *weighing])
