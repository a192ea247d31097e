"""Phase one of a search: all matches ordered by the index, and the best of them chosen for scoring.

Order: tier, BM25 within the tier, stock, demand, and the visitor's strongest slots as constants smaller than a tier, so that
300 men's shorts are found among 20,000 equal titles.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tantivy import Query

from service.limits import MAX_PAGE_SIZE, MAX_RESULT_WINDOW, RERANKED
from service.ranking.score import DEMAND, SLOT_WEIGHT, STOCK
from service.retrieval.clauses import leaning
from service.retrieval.lexical import Ranked
from service.usecases.features import Person
from service.usecases.snapshot import Snapshot

Int32 = NDArray[np.int32]
Float64 = NDArray[np.float64]

# Phase two's scale in phase one's points: all bonuses of a product together stay below one level.
POINTS = 30.0
HOT_PRODUCTS = 64
HOT_SHARE = 0.5
BONUS_FROM = 0.05
BONUSES_PER_SLOT = 4
_MEMO_ENTRIES = 128
_NOT_IN_INDEX = frozenset({"price_band"})


@dataclass(frozen=True, slots=True)
class Matches:
    """What phase one found.

    Attributes:
        total: how many products match.
        base, personal: rows as ordered without and with the visitor; up to 10,000 and at least what the page needs.
        rows: the rows to score, ascending: the first of both orders, and the page. Shape (n,).
        scores: the index scores they were found with, for `read_levels` and `read_weights`, shape (n,).
    """

    total: int
    base: Int32
    personal: Int32
    rows: Int32
    scores: Float64


class WindowMemo:
    """Remembers the unpersonalised order of broad queries: it is the same for every visitor of one snapshot."""

    def __init__(self) -> None:
        self._windows: OrderedDict[tuple[str, ...], Ranked] = OrderedDict()

    def get(self, key: tuple[str, ...]) -> Ranked | None:
        """The remembered window, if any."""
        if key in self._windows:
            self._windows.move_to_end(key)
        return self._windows.get(key)

    def put(self, key: tuple[str, ...], window: Ranked) -> None:
        """Remember a window; the one not asked for longest leaves."""
        self._windows[key] = window
        if len(self._windows) > _MEMO_ENTRIES:
            self._windows.popitem(last=False)


def phase_one(
    matching: Query, snapshot: Snapshot, person: Person, *, end: int, memo: WindowMemo, key: tuple[str, ...]
) -> Matches:
    """Order all matches.

    Args:
        matching: the query; its scores are textual.
        snapshot: what to search.
        person: whose slots lift what they lean to.
        end: the last place the page needs, at most 10,000.
        memo: where the unpersonalised order may be remembered.
        key: under which name; with an empty one it is not.
    """
    lexical = snapshot.index.lexical
    base = memo.get(key)
    if base is None:
        base = lexical.search(matching, limit=RERANKED)
    if base.total <= RERANKED:
        ascending = np.argsort(base.rows)
        return Matches(base.total, base.rows, base.rows, base.rows[ascending], base.scores[ascending])
    common = _common_bonuses(snapshot)
    own = _personal_bonuses(snapshot, person)
    if base.rows.size <= RERANKED:
        # The whole window without the visitor tells the rank without personalisation.
        base = lexical.search(leaning(matching, common), limit=MAX_RESULT_WINDOW)
        if key:
            memo.put(key, base)
    personal = lexical.search(leaning(matching, [*common, *own]), limit=max(RERANKED, end)) if own else base
    return _chosen(base, personal, end)


def _chosen(base: Ranked, personal: Ranked, end: int) -> Matches:
    """Both orders, and the rows to score. A row of both keeps the score of the unpersonalised one."""
    page = slice(max(0, end - MAX_PAGE_SIZE), end)
    candidates = np.concatenate([base.rows[:RERANKED], personal.rows[:RERANKED], personal.rows[page]])
    scores = np.concatenate([base.scores[:RERANKED], personal.scores[:RERANKED], personal.scores[page]])
    rows, first = np.unique(candidates, return_index=True)
    return Matches(base.total, base.rows, personal.rows, rows, scores[first])


def _common_bonuses(snapshot: Snapshot) -> list[tuple[Query, int]]:
    index = snapshot.index
    bonuses = [(index.lexical.clauses.facet("availability", "IN_STOCK"), round(STOCK * POINTS))]
    strongest = index.demand.strongest(HOT_PRODUCTS)
    hot = index.columns.row_of[strongest[index.demand.of(strongest) >= HOT_SHARE]]
    # One step is enough to bring what is wanted most into phase two, which knows the rest.
    if (hot >= 0).any():
        bonuses.append((index.lexical.clauses.rows(hot[hot >= 0].tolist()), round(DEMAND * POINTS)))
    return bonuses


def _personal_bonuses(snapshot: Snapshot, person: Person) -> list[tuple[Query, int]]:
    clauses, columns = snapshot.index.lexical.clauses, snapshot.index.columns
    return [
        (
            clauses.facet("node" if slot == "category" else slot, columns.slots[slot].names[code]),
            round(person.strength * SLOT_WEIGHT[slot] * float(affinity.by_code[code]) * POINTS),
        )
        for slot, affinity in person.affinities.items()
        if slot not in _NOT_IN_INDEX
        for code in np.argsort(-affinity.by_code, kind="stable")[:BONUSES_PER_SLOT].tolist()
        if affinity.by_code[code] >= BONUS_FROM
    ]
