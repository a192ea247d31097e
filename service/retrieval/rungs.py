"""Steps of the relaxation ladder: what each asks for."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from tantivy import Query

from service.query.parsed import ParsedQuery
from service.retrieval.clauses import Clauses
from service.retrieval.product_terms import DESCRIPTION


@dataclass(frozen=True, slots=True)
class Step:
    """What is asked of products on one rung, all that was not given up.

    Attributes:
        rung: 0 to 7, see `usecases.ladder_steps`.
        change: what was given up, in words; "" on rung 0.
        parsed: the units that count, and the constraints that hold.
        required: places of the units that every product satisfies.
        n_units: how many of the units every product satisfies, the required ones among them.
        lowest: the weakest textual level at which a product satisfies a unit.
        named: places of the units that have to stand in the words which name a product.
        n_counted: how many units, from the first, count towards `n_units`; None for all.
    """

    rung: int
    change: str
    parsed: ParsedQuery
    required: frozenset[int]
    n_units: int
    lowest: int = DESCRIPTION
    named: frozenset[int] = frozenset()
    n_counted: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Gate:
    """What every product has to pass, whatever its words are; `key` names it, None if it changes with every moment.

    `is_filter`: it is the caller's.
    """

    key: Hashable
    query: Query
    is_filter: bool = False


def constraints(parsed: ParsedQuery, clauses: Clauses) -> list[Gate]:
    """What the query itself demands: hard slots and bounds met, nothing that it excludes."""
    met = [Gate(named, clauses.slot(named)) for named in parsed.slots if named.hard]
    met += [Gate(bounds, clauses.bounds(bounds)) for bounds in parsed.ranges]
    return met + [Gate(("without", unit), clauses.lacking(unit)) for unit in parsed.excluded]
