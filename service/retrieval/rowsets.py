"""What single units and constraints find, as arrays of rows: asked of the index once a build, joined in numpy ever after.

Rows are append-only and say what they say for ever. So what was found at one commit holds at the next: only rows that came
since are asked for, and rows that are outdated are passed over when sets are joined.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from tantivy import Occur, Query

from service.catalog.present import PresentRows
from service.query.parsed import Unit
from service.retrieval.clauses import NO_LEVEL, read_levels, read_weights, weighed_stems
from service.retrieval.lexical import LexicalIndex
from service.retrieval.product_terms import HEAD, WHOLE
from service.retrieval.rowset import RowMask, RowSet, RowSetMemo
from service.retrieval.rungs import Gate, Step, constraints

Int16 = NDArray[np.int16]
Int32 = NDArray[np.int32]
Bool = NDArray[np.bool_]
Float32 = NDArray[np.float32]

Kept = TypeVar("Kept", RowSet, RowMask)


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The products that a step of the ladder finds.

    Attributes:
        rows: ascending, shape (n,).
        shortfall: over all units, how many levels each product stays below whole words, shape (n,).
        weights: BM25 of all units' words, shape (n,).
    """

    rows: Int32
    shortfall: Int32
    weights: Float32

    @property
    def nbytes(self) -> int:
        """The memory it holds."""
        return self.rows.nbytes + self.shortfall.nbytes + self.weights.nbytes

    def only(self, places: NDArray[np.intp]) -> Found:
        """The products at these places, which ascend."""
        return Found(self.rows[places], self.shortfall[places], self.weights[places])


@dataclass(frozen=True, slots=True)
class Commit:
    """A state of the index; `n_rows` is above every row of it."""

    build: int
    name: str
    n_rows: int


class RowSets:
    """The row sets of one commit of the index.

    Args:
        present: the newest row of each product at this commit.
        memo: what is remembered of its build and of others.

    Attributes:
        lexical, commit: the commit.
    """

    def __init__(self, lexical: LexicalIndex, commit: Commit, present: PresentRows, memo: RowSetMemo) -> None:
        self.lexical = lexical
        self.commit = commit
        self._present_rows = present
        self._memo = memo

    def prepare(self) -> None:
        """Work out what every search needs: which rows are present."""
        self.present()

    def present(self) -> Bool:
        """Of each row whether it describes a product at present, shape (n_rows,)."""
        return self._kept((self.commit, "present"), self._mark_present).passing

    def found(self, step: Step, gates: Iterable[Gate]) -> Found:
        """Every product that a step asks for and that passes the gates."""
        units = step.parsed.units
        sets = [self._unit(unit, step.lowest) for unit in units]
        leader, rows = self._led(step, sets)
        places = np.flatnonzero(self._passing(rows, step, gates))
        rows = rows[places]
        scores = np.empty((len(units), rows.size), np.int16)
        for place, found in enumerate(sets):
            scores[place] = found.scores[places] if place == leader else found.look_up(rows)
        levels = read_levels(scores)
        has = levels > NO_LEVEL
        enough = has[: step.n_counted].sum(axis=0) >= step.n_units
        for place in step.required:
            enough &= has[place]
        for place in step.named:
            enough &= levels[place] >= HEAD
        shortfall = (WHOLE - levels).sum(axis=0, dtype=np.int32)
        return Found(rows[enough], shortfall[enough], self._weights(units, scores)[enough])

    def rows(self, step: Step, gates: Iterable[Gate]) -> Int32:
        """The rows of `found`, ascending, for a step that requires all of its units: without levels and weights."""
        sets = [self._unit(unit, step.lowest) for unit in step.parsed.units]
        leader, rows = self._led(step, sets)
        for place, found in enumerate(sets):
            if place != leader:
                rows = _both(rows, found.rows)
        return rows[self._passing(rows, step, gates)]

    def count(self, unit: Unit, lowest: int) -> int:
        """How many products satisfy a unit at this textual level or a better one."""
        return int(np.count_nonzero(self.present().take(self._unit(unit, lowest).rows)))

    def mask(self, gate: Gate) -> Bool:
        """Of each present row whether it passes, shape (n_rows,)."""
        if gate.key is None:
            return self._ask_gate(gate.query, 0).passing
        return self._kept(("gate", gate.key), partial(self._ask_gate, gate.query)).passing

    def _led(self, step: Step, sets: Sequence[RowSet]) -> tuple[int | None, Int32]:
        """Rows that hold all that is found, ascending, and the place of the unit they come from, if it is one."""
        if step.required:
            leader = min(step.required, key=lambda place: sets[place].rows.size)
            return leader, sets[leader].rows
        if sets:
            return None, np.unique(np.concatenate([found.rows for found in sets]))
        return None, np.arange(self.commit.n_rows, dtype=np.int32)

    def _passing(self, rows: Int32, step: Step, gates: Iterable[Gate]) -> Bool:
        """Which rows describe a product at present and meet every constraint. Shape as `rows`."""
        passing = self.present().take(rows)
        for gate in (*constraints(step.parsed, self.lexical.clauses), *gates):
            passing &= self.mask(gate).take(rows)
        return passing

    def _weights(self, units: Sequence[Unit], scores: Int16) -> Float32:
        weights = np.zeros(scores.shape[1], np.float32)
        for unit, of_unit in zip(units, scores, strict=True):
            # The beginning of a word weighs nothing.
            if stems := weighed_stems(unit):
                weights += read_weights(of_unit, [self.lexical.idf(stem) for stem in stems])
        return weights

    def _unit(self, unit: Unit, lowest: int) -> RowSet:
        ask = partial(self._ask_unit, unit, lowest)
        if self.lexical.completes_all(self.lexical.clauses.begun_codes(unit)):
            return self._kept((unit, lowest), ask)
        # Which article numbers the index looks at depends on its segments: they are the same for one commit only.
        return self._kept((self.commit, unit, lowest), ask)

    def _kept(self, key: Hashable, ask: Callable[[int], Kept]) -> Kept:
        """What is remembered under a key of this build, brought up to this commit; `ask` tells of rows from one on."""
        key = (self.commit.build, key)
        kept: Kept | None = self._memo.get(key)  # type: ignore[assignment]  # a key names one kind
        if kept is not None and kept.until == self.commit.n_rows:
            return kept
        if kept is not None and kept.until > self.commit.n_rows:
            # It may lack rows that were outdated when it was asked for, and are present here.
            return ask(0)
        told = ask(0) if kept is None else kept.with_later(ask(kept.until))
        self._memo.put(key, told)
        return told

    def _ask_unit(self, unit: Unit, lowest: int, start: int) -> RowSet:
        clauses = self.lexical.clauses
        words = [(Occur.Should, query) for query in clauses.weighing(unit)]
        query = Query.boolean_query([(Occur.Must, clauses.unit(unit, lowest=lowest)), *words])
        found = self.lexical.matches(self._since(query, start))
        return RowSet(found.rows, found.scores.astype(np.int16), self.commit.n_rows)

    def _ask_gate(self, query: Query, start: int) -> RowMask:
        passing = np.zeros(self.commit.n_rows, np.bool_)
        passing[self.lexical.rows(self._since(query, start))] = True
        return RowMask(passing, self.commit.n_rows)

    def _mark_present(self, _start: int) -> RowMask:
        passing = np.zeros(self.commit.n_rows, np.bool_)
        rows = self._present_rows.all()
        passing[rows[rows >= 0]] = True
        return RowMask(passing, self.commit.n_rows)

    def _since(self, query: Query, start: int) -> Query:
        if not start:
            return query
        return Query.boolean_query([(Occur.Must, query), (Occur.Must, self.lexical.clauses.since(start))])


def _both(few: Int32, many: Int32) -> Int32:
    """Rows of both, each ascending."""
    if not many.size:
        return many
    return np.asarray(few[many.take(many.searchsorted(few), mode="clip") == few])
