"""What of a snapshot may be shown, and what of that everybody is shown: settled once for all who ask alike.

A filter is settled here, before anything is proposed: so what the sources cut, they cut among what may be shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from service.candidates.among import Among, among
from service.candidates.fresh import HALF_LIFE_DAYS, fresh
from service.catalog.columns import Columns
from service.query.filters import FilterNode
from service.ranking.score import best
from service.retrieval.memo import Memo
from service.usecases.features import standing_keys
from service.usecases.question import filter_gate
from service.usecases.snapshot import Snapshot

Int32 = NDArray[np.int32]
Float64 = NDArray[np.float64]
Bools = NDArray[np.bool_]

N_POPULAR = 500
_MOST_VARIANTS = 4
_MINUTE_MS = 60 * 1000
_DAY_MS = 24 * 3600 * 1000
# Of each of the two snapshots that are asked.
_MEMO_BYTES = 64 << 20
_ENTRY_BYTES = 4 << 10


class SlotRule(NamedTuple):
    """The numbers of a slot's values of which a product carries one, if it has any; or none, if they are `banned`."""

    slot: str
    codes: tuple[int, ...]
    banned: bool = False

    def passes(self, rows: Int32, columns: Columns) -> Bools:
        """Which rows obey. Shape as given."""
        carries = self.carries(rows, columns)
        return np.asarray(~carries if self.banned else carries | (columns.slots[self.slot].codes[rows, 0] < 0))

    def carries(self, rows: Int32, columns: Columns) -> Bools:
        """Which rows carry one of the values. Shape as given."""
        column = columns.slots[self.slot]
        is_named = np.zeros(column.n_values + 1, np.bool_)
        # A value that came later is carried by no row of this view.
        is_named[[code for code in self.codes if code < column.n_values]] = True
        # The padding, -1, wraps round to the last entry.
        return np.asarray(is_named.take(column.codes.take(rows, axis=0), mode="wrap").any(axis=1))


@dataclass(frozen=True, slots=True)
class Limits:
    """What a request leaves of a catalogue; equal ones leave the same.

    Attributes:
        filter: the caller's.
        rules: what the placement asks of slots.
        reduced: whether only what is reduced may be shown.
    """

    filter: FilterNode | None = None
    rules: tuple[SlotRule, ...] = ()
    reduced: bool = False


_NO_LIMITS = Limits()


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """What may be shown between two boundaries of time, and what of it comes first for everybody.

    Attributes:
        shown: of each row whether it may be shown, shape (n_rows,).
        among: the same of the model's items and newcomers; None if all of them may.
        popular: the rows for which most speaks whoever asks, best first, shape (n,).
        plain: these, and what came after the model was learned, shape (m,).
        newness: of each of the latter, in (0, 1], at `since_ms`; 0 of what is not new. Shape (m,).
        since_ms: the earlier boundary.
    """

    shown: Bools
    among: Among | None
    popular: Int32
    plain: Int32
    newness: Float64
    since_ms: int

    @property
    def nbytes(self) -> int:
        """The memory it holds."""
        found = 0 if self.among is None else self.among.items.nbytes + self.among.bits.nbytes
        return self.shown.nbytes + found + self.popular.nbytes + self.plain.nbytes + self.newness.nbytes

    def newness_at(self, now_ms: int) -> Float64:
        """How new each of `plain` is by now: all fade alike. Shape (m,)."""
        fading: float = 0.5 ** ((now_ms - self.since_ms) / (HALF_LIFE_DAYS * _DAY_MS))
        return self.newness * fading


def standing_of(snapshot: Snapshot, limits: Limits, now_ms: int) -> Standing:
    """What stands at `now_ms`, remembered while the snapshot is asked; a filter by age is read to the minute."""
    since_ms = snapshot.index.columns.boundaries.around(now_ms)[0]
    if limits == _NO_LIMITS:
        return _unlimited(snapshot, since_ms)
    # Read at the full minute alone, what has come on sale since then would have no age yet.
    aged_ms = max(since_ms, now_ms - now_ms % _MINUTE_MS)
    gate = None if limits.filter is None else filter_gate(limits.filter, snapshot, aged_ms)
    memo, key = _memo(snapshot), (since_ms, limits, aged_ms if gate is not None and gate.key is None else None)
    standing = memo.get(key)
    if standing is None:
        passing = None if gate is None else snapshot.index.sets.mask(gate)
        standing = _settled(snapshot, limits, passing, since_ms)
        memo.put(key, standing)
    return standing


def everywhere(slot: str, columns: Columns, holds: Callable[[Int32, Columns], Bools]) -> Bools:
    """For which rows something holds that depends on one slot: asked once of all that carry the same, shape (n_rows,)."""
    alike = next(combined for combined in columns.combinations if slot in combined.slots)
    return holds(alike.first_rows, columns).take(alike.of)


@lru_cache(maxsize=2)
def item_rows(snapshot: Snapshot) -> Int32:
    """The present row of each of the model's items and newcomers, -1 for none, and -1 for all that come later.

    Shape (n + 1,).
    """
    return snapshot.rows_of_items(np.arange(snapshot.product_of.size + 1))


@lru_cache(maxsize=2)
def _memo(_snapshot: Snapshot) -> Memo[Standing]:
    """What is remembered of a snapshot, let go with it."""
    return Memo(max_bytes=_MEMO_BYTES, entry_bytes=_ENTRY_BYTES)


@lru_cache(maxsize=2)
def _sold(snapshot: Snapshot, since_ms: int) -> Bools:
    """Of each row whether its product is sold from then on, shape (n_rows,)."""
    sold = snapshot.index.sets.present().copy()
    rows = np.flatnonzero(sold).astype(np.int32)
    sold[rows] = snapshot.index.columns.sellable(rows, since_ms)
    return sold


@lru_cache(maxsize=2)
def _unlimited(snapshot: Snapshot, since_ms: int) -> Standing:
    """What stands from then on without limits: kept however large, since all ask for it."""
    return _settled(snapshot, _NO_LIMITS, None, since_ms)


def _settled(snapshot: Snapshot, limits: Limits, passing: Bools | None, since_ms: int) -> Standing:
    columns, shown = snapshot.index.columns, _sold(snapshot, since_ms)
    if passing is not None:
        shown = shown & passing
    if limits.reduced:
        shown = shown & (columns.numbers["discount"] > 0)
    for rule in limits.rules:
        shown = shown & everywhere(rule.slot, columns, rule.passes)
    rows = item_rows(snapshot)[:-1]
    may_be_found = rows >= 0
    may_be_found[may_be_found] = shown[rows[may_be_found]]
    n_items = 0 if snapshot.bundle is None else snapshot.bundle.model.n_items
    new = fresh(snapshot.product_of[n_items:][may_be_found[n_items:]], columns, since_ms)
    popular, arrived = _popular(snapshot, shown), columns.row_of[new.items]
    known = popular[~np.isin(popular, arrived)]
    return Standing(
        shown=shown,
        among=None if may_be_found.all() else among(may_be_found),
        popular=popular,
        plain=np.concatenate([arrived, known]),
        newness=np.concatenate([new.scores, np.zeros(known.size)]),
        since_ms=since_ms,
    )


def _popular(snapshot: Snapshot, shown: Bools) -> Int32:
    """What most visitors want; where demand says little, what they wanted in training, then what they rate best."""
    rows = np.flatnonzero(shown).astype(np.int32)
    return rows[best(standing_keys(snapshot).take(rows), N_POPULAR * _n_variants(snapshot))]


def _n_variants(snapshot: Snapshot) -> int:
    """How many products a group of variants has on average, rounded up: of each group one is shown."""
    index = snapshot.index
    if index.columns.groups is None:
        return 1
    return min(_MOST_VARIANTS, -(-index.lexical.n_products // index.columns.groups.n_groups))
