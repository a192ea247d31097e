"""The relaxation ladder: down from what was asked until enough products match; what matches better stays on top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tantivy import Occur, Query

from service.query.parsed import ParsedQuery
from service.retrieval.lexical import LexicalIndex
from service.retrieval.rungs import Step, matching
from service.usecases.ladder_steps import steps

Int32 = NDArray[np.int32]

# A page of the usual three or four columns looks filled. Not the page size: pages of any size belong to one answer.
ENOUGH = 12


@dataclass(frozen=True, slots=True, eq=False)
class Landing:
    """What one step of the ladder added.

    Attributes:
        query: that finds the step's products, those of the landings above among them.
        rows: what it added, ascending, shape (n,).
        scores: their index scores, for `read_levels` and `read_weights`, shape (n,).
    """

    step: Step
    query: Query
    rows: Int32
    scores: NDArray[np.float64]


def descend(parsed: ParsedQuery, lexical: LexicalIndex, gates: Sequence[Query]) -> tuple[Landing, ...]:
    """The landings that hold the answer, best first; empty if nothing matches on any rung."""
    landings: list[Landing] = []
    seen = np.zeros(0, np.int32)
    for step in steps(parsed):
        query = matching(step, lexical.clauses, gates)
        found = lexical.matches(query)
        new = ~np.isin(found.rows, seen) if seen.size else np.ones(found.rows.size, np.bool_)
        if new.any():
            landings.append(Landing(step, query, found.rows[new], found.scores[new]))
            seen = np.concatenate([seen, found.rows[new]])
        if seen.size >= ENOUGH:
            break
    return tuple(landings)


def found_by(landings: Sequence[Landing]) -> Query:
    """All products of the landings."""
    if len(landings) == 1:
        return landings[0].query
    return Query.boolean_query([(Occur.Should, landing.query) for landing in landings])
