"""Phase one of a search: all matches ordered by the index, and the best of them chosen for scoring.

Order: tier, BM25 within the tier, stock, demand, and the visitor's strongest slots as constants smaller than a tier, so that
300 men's shorts are found among 20,000 equal titles.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tantivy import Query

from service.limits import MAX_PAGE_SIZE, MAX_RESULT_WINDOW, RERANKED
from service.ranking.score import DEMAND, SLOT_WEIGHT, STOCK, TIER_STEP
from service.retrieval.clauses import STEP, leaning
from service.retrieval.lexical import LexicalIndex, Ranked
from service.usecases.features import Person
from service.usecases.snapshot import Snapshot

Int32 = NDArray[np.int32]
Float64 = NDArray[np.float64]

POINT = STEP / TIER_STEP
HOT_PRODUCTS = 256
HOT_SHARES = (0.25, 0.5, 0.75)
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
        textual: their scores by text alone, STEP a level plus BM25, shape (n,).
    """

    total: int
    base: Int32
    personal: Int32
    rows: Int32
    textual: Float64


class WindowMemo:
    """Remembers the unpersonalised order of broad queries: it is the same for every visitor of one snapshot."""

    def __init__(self) -> None:
        self._windows: OrderedDict[tuple[str, ...], Int32] = OrderedDict()

    def get(self, key: tuple[str, ...]) -> Int32 | None:
        """The remembered rows, if any."""
        if key in self._windows:
            self._windows.move_to_end(key)
        return self._windows.get(key)

    def put(self, key: tuple[str, ...], rows: Int32) -> None:
        """Remember rows; the one not asked for longest leaves."""
        self._windows[key] = rows
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
    found = lexical.search(matching, limit=RERANKED)
    if found.total <= RERANKED:
        ascending = np.argsort(found.rows)
        return Matches(found.total, found.rows, found.rows, found.rows[ascending], found.scores[ascending])
    common = _common_bonuses(snapshot)
    own = _personal_bonuses(snapshot, person)
    base = memo.get(key)
    if base is None or base.size < min(end, found.total):
        # The whole window without the visitor tells the rank without personalisation.
        base = lexical.search(leaning(matching, common), limit=MAX_RESULT_WINDOW).rows
        if key:
            memo.put(key, base)
    personal = base
    if own:
        personal = lexical.search(leaning(matching, [*common, *own]), limit=max(RERANKED, end)).rows
    rows = np.unique(
        np.concatenate([base[:RERANKED], personal[:RERANKED], personal[max(0, end - MAX_PAGE_SIZE) : end]])
    )
    return Matches(found.total, base, personal, rows, _textual(lexical, matching, rows, found))


def _textual(lexical: LexicalIndex, matching: Query, rows: Int32, found: Ranked) -> Float64:
    scores = np.zeros(rows.size)
    if found.scores.size and found.scores.max() > 0:
        scored = lexical.among(matching, rows)
        scores[np.searchsorted(rows, scored.rows)] = scored.scores
    return scores


def _common_bonuses(snapshot: Snapshot) -> list[tuple[Query, float]]:
    index = snapshot.index
    bonuses = [(index.lexical.clauses.facet("availability", "IN_STOCK"), STOCK * POINT)]
    strongest = index.demand.strongest(HOT_PRODUCTS)
    strongest = strongest[strongest < index.columns.row_of.size]
    rows = index.columns.row_of[strongest]
    shares = index.demand.of(strongest)
    # Steps of the log scale are enough to bring what is wanted into phase two, which knows the rest.
    for share in HOT_SHARES:
        hot = rows[(rows >= 0) & (shares > share)]
        if hot.size:
            bonuses.append((index.lexical.clauses.rows(hot.tolist()), DEMAND * POINT / len(HOT_SHARES)))
    return bonuses


def _personal_bonuses(snapshot: Snapshot, person: Person) -> Sequence[tuple[Query, float]]:
    clauses, columns = snapshot.index.lexical.clauses, snapshot.index.columns
    return [
        (
            clauses.facet("node" if slot == "category" else slot, columns.slots[slot].names[code]),
            person.strength * SLOT_WEIGHT[slot] * float(affinity.by_code[code]) * POINT,
        )
        for slot, affinity in person.affinities.items()
        if slot not in _NOT_IN_INDEX
        for code in np.argsort(-affinity.by_code, kind="stable")[:BONUSES_PER_SLOT].tolist()
        if affinity.by_code[code] >= BONUS_FROM
    ]
