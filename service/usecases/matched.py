"""All products that answer a query, scored without the visitor: the same for everybody, so it is remembered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.catalog.groups import Groups
from service.query.parsed import ParsedQuery
from service.ranking.score import TEXT_HALF, lift
from service.retrieval.memo import Memo
from service.retrieval.product_terms import WHOLE
from service.usecases.features import asked_parts, standing_keys
from service.usecases.ladder import Descent, Landing
from service.usecases.person import Person
from service.usecases.snapshot import Snapshot
from service.usecases.variants import standing

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
Float64 = NDArray[np.float64]

_MEMO_BYTES = 128 << 20
# The query as it was read on each rung.
_ENTRY_BYTES = 8 << 10
_COUNTS_BYTES = 32 << 20
_COUNTS_ENTRY_BYTES = 1 << 10
_PEOPLE_BYTES = 16 << 20
_PERSON_BYTES = 4 << 10


@dataclass(frozen=True, slots=True, eq=False)
class Matched:
    """What answers a query, whoever asks.

    Attributes:
        descent: how it was found.
        rows: every product once, landing after landing, shape (n,).
        tiers, text: of each row, shape (n,).
        ends: of each landing, the place after its last row.
        keys: sort keys of the score without the visitor, shape (n,).
        standing: the same; of variants that are rolled up, that of the best of them, shape (n,).
        ranked: the keys of what is shown, ascending, shape (n_shown,): where a product stands for a stranger.
    """

    descent: Descent
    rows: Int32
    tiers: Int32
    text: Float64
    ends: tuple[int, ...]
    keys: Int64
    standing: Int64
    ranked: Int64

    @property
    def nbytes(self) -> int:
        """The memory it holds."""
        arrays = (self.rows, self.tiers, self.text, self.keys, self.standing, self.ranked)
        return sum(array.nbytes for array in arrays) + sum(landing.found.nbytes for landing in self.descent.landings)

    def rank(self, places: NDArray[np.intp]) -> Int64:
        """The places from 1 that these rows have for a stranger. Shape as given."""
        return np.asarray(self.ranked.size - np.searchsorted(self.ranked, self.standing[places]))

    @property
    def parsed(self) -> ParsedQuery:
        """What was answered."""
        return self.descent.parsed

    @property
    def rung(self) -> int:
        """The deepest rung that added anything, 0 if none did."""
        return max((landing.step.rung for landing in self.descent.landings), default=0)

    def rung_of(self, place: int) -> int:
        """The rung that found the product at this place of `rows`."""
        ended = zip(self.ends, self.descent.landings, strict=True)
        return next(landing.step.rung for end, landing in ended if place < end)


def matched(descent: Descent, snapshot: Snapshot, groups: Groups | None) -> Matched:
    """Score all that the ladder found; products of a deeper landing stand in deeper tiers.

    With `groups`, one product of each is shown: the one that fits best.
    """
    landings = descent.landings
    rows = np.concatenate([np.zeros(0, np.int32), *(landing.found.rows for landing in landings)])
    tiers, text = _textual(landings)
    parts = asked_parts(rows, snapshot.index.columns, tiers=tiers, text=text, asked=descent.parsed)
    keys = sum((lift(part) for part in parts.values()), standing_keys(snapshot).take(rows))
    stands = standing(keys, rows, groups)
    ends = tuple(np.cumsum([landing.found.rows.size for landing in landings]).tolist())
    return Matched(descent, rows, tiers, text, ends, keys, stands, np.sort(keys[keys == stands]))


def _textual(landings: Sequence[Landing]) -> tuple[Int32, Float64]:
    tiers, text, first_tier = [np.zeros(0, np.int32)], [np.zeros(0)], 0
    for landing in landings:
        n_units = len(landing.step.parsed.units)
        tiers.append(first_tier + landing.found.shortfall)
        weights = landing.found.weights.astype(np.float64)
        text.append(weights / (weights + TEXT_HALF * max(1, n_units)))
        # One more than any product's shortfall: a unit that it misses counts as one level below the weakest.
        first_tier += (WHOLE + 1) * n_units + 1
    return np.concatenate(tiers), np.concatenate(text)


class MatchMemo(Memo[Matched]):
    """Remembers what answers queries, up to 128 MiB.

    Attributes:
        value_counts: beside it, how often each value stands among the answers, by number, up to 32 MiB.
        people: and what visitors lean to, up to 16 MiB.
    """

    def __init__(self) -> None:
        super().__init__(max_bytes=_MEMO_BYTES, entry_bytes=_ENTRY_BYTES)
        self.value_counts: Memo[Int64] = Memo(max_bytes=_COUNTS_BYTES, entry_bytes=_COUNTS_ENTRY_BYTES)
        self.people: Memo[Person] = Memo(max_bytes=_PEOPLE_BYTES, entry_bytes=_PERSON_BYTES)
