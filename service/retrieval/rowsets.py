"""What single units and constraints find, as arrays of rows: asked of the index once, joined in numpy ever after."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from tantivy import Occur, Query

from service.query.parsed import Unit
from service.retrieval.clauses import read_levels, read_weights
from service.retrieval.lexical import LexicalIndex
from service.retrieval.memo import Memo
from service.retrieval.product_terms import HEAD, WHOLE
from service.retrieval.rungs import Gate, Step, constraints

Int32 = NDArray[np.int32]
Bool = NDArray[np.bool_]
Held = TypeVar("Held", "RowSet", NDArray[np.bool_])

_MAX_BYTES = 192 << 20
# A unit as key, and the shells of its arrays (measured: 1.6 KiB).
_ENTRY_BYTES = 2 << 10
# A unit that a product does not satisfy counts as one level below the weakest.
_MISSED = -1


@dataclass(frozen=True, slots=True, eq=False)
class RowSet:
    """The products that one unit finds.

    Attributes:
        rows: ascending, shape (n,).
        levels: the best textual level of each, shape (n,).
        weights: BM25 of the unit's words, shape (n,).
    """

    rows: Int32
    levels: NDArray[np.int8]
    weights: NDArray[np.float32]

    @property
    def nbytes(self) -> int:
        """The memory it holds."""
        return self.rows.nbytes + self.levels.nbytes + self.weights.nbytes

    def look_up(self, rows: Int32) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
        """Levels and weights of these rows; -1 and 0 for those it does not hold. Shapes as `rows`."""
        if not self.rows.size:
            return np.full(rows.size, _MISSED, np.int8), np.zeros(rows.size, np.float32)
        places = self.rows.searchsorted(rows)
        held = self.rows.take(places, mode="clip") == rows
        levels = np.where(held, self.levels.take(places, mode="clip"), np.int8(_MISSED))
        return levels, np.where(held, self.weights.take(places, mode="clip"), np.float32(0))


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
    weights: NDArray[np.float32]

    @property
    def nbytes(self) -> int:
        """The memory it holds."""
        return self.rows.nbytes + self.shortfall.nbytes + self.weights.nbytes

    def only(self, places: NDArray[np.intp]) -> Found:
        """The products at these places, which ascend."""
        return Found(self.rows[places], self.shortfall[places], self.weights[places])


class RowSetMemo(Memo["RowSet | Bool"]):
    """What was asked of all commits that are open, 192 MiB of it: pages are still asked of earlier ones."""

    def __init__(self) -> None:
        super().__init__(max_bytes=_MAX_BYTES, entry_bytes=_ENTRY_BYTES)


class RowSets:
    """The row sets of one commit of the index.

    Args:
        commit: its name.
        n_rows: above every row of the commit.
        memo: what is remembered of it and of other commits.

    Attributes:
        lexical: the commit.
    """

    def __init__(self, lexical: LexicalIndex, commit: str, n_rows: int, memo: RowSetMemo) -> None:
        self.lexical = lexical
        self._commit = commit
        self._n_rows = n_rows
        self._memo = memo

    def found(self, step: Step, gates: Iterable[Gate]) -> Found:
        """Every product that a step asks for and that passes the gates."""
        units = [self.unit(unit, step.lowest) for unit in step.parsed.units]
        rows = self._candidates(step, units)
        for gate in (*constraints(step.parsed, self.lexical.clauses), *gates):
            rows = rows[self.mask(gate).take(rows)]
        looked_up = [unit.look_up(rows) for unit in units]
        levels = np.array([levels for levels, _ in looked_up]).reshape(len(units), rows.size)
        enough = (levels[: step.n_counted] > _MISSED).sum(axis=0) >= step.n_units
        for place in step.named:
            enough &= levels[place] >= HEAD
        weights = sum((weights for _, weights in looked_up), np.zeros(rows.size, np.float32))
        shortfall = (WHOLE - levels).sum(axis=0, dtype=np.int32)
        return Found(rows[enough], shortfall[enough], weights[enough])

    def rows(self, step: Step, gates: Iterable[Gate]) -> Int32:
        """The rows of `found`, ascending, for a step that requires all of its units: without levels and weights."""
        rows = self._candidates(step, [self.unit(unit, step.lowest) for unit in step.parsed.units])
        for gate in (*constraints(step.parsed, self.lexical.clauses), *gates):
            rows = rows[self.mask(gate).take(rows)]
        return rows

    def unit(self, unit: Unit, lowest: int) -> RowSet:
        """The products that satisfy a unit at this textual level or a better one."""
        return self._remembered((unit, lowest), partial(self._ask, unit, lowest))

    def mask(self, gate: Gate) -> Bool:
        """Of each row whether it passes, shape (n_rows,)."""
        if gate.key is None:
            return self._passing(gate.query)
        return self._remembered(gate.key, partial(self._passing, gate.query))

    def _candidates(self, step: Step, units: Sequence[RowSet]) -> Int32:
        required = sorted((units[place].rows for place in step.required), key=len)
        if required:
            return reduce(_both, required)
        if units:
            return np.unique(np.concatenate([unit.rows for unit in units]))
        return np.flatnonzero(self.mask(Gate("everything", Query.all_query()))).astype(np.int32)

    def _ask(self, unit: Unit, lowest: int) -> RowSet:
        clauses = self.lexical.clauses
        words = [(Occur.Should, query) for query in clauses.weighing(unit)]
        found = self.lexical.matches(Query.boolean_query([(Occur.Must, clauses.unit(unit, lowest=lowest)), *words]))
        levels, weights = read_levels(found.scores), read_weights(found.scores)
        return RowSet(found.rows, levels.astype(np.int8), weights.astype(np.float32))

    def _passing(self, query: Query) -> Bool:
        mask = np.zeros(self._n_rows, np.bool_)
        mask[self.lexical.rows(query)] = True
        return mask

    def _remembered(self, key: Hashable, ask: Callable[[], Held]) -> Held:
        kept = self._memo.get((self._commit, key))
        if kept is not None:
            return kept  # type: ignore[return-value]  # a key names one kind
        told = ask()
        self._memo.put((self._commit, key), told)
        return told


def _both(few: Int32, many: Int32) -> Int32:
    """Rows of both, each ascending."""
    if not many.size:
        return many
    return np.asarray(few[many.take(many.searchsorted(few), mode="clip") == few])
