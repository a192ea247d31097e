"""All products that answer a query, scored without the visitor: the same for everybody, so it is remembered."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.ranking.score import TEXT_HALF, round_part, sort_keys
from service.retrieval.clauses import read_levels, read_weights
from service.retrieval.product_terms import WHOLE
from service.usecases.features import base_parts
from service.usecases.ladder import Landing
from service.usecases.snapshot import Snapshot

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
Float64 = NDArray[np.float64]

_MEMO_BYTES = 128 << 20


@dataclass(frozen=True, slots=True, eq=False)
class Matched:
    """What answers a query, whoever asks.

    Attributes:
        landings: the steps of the ladder that found it, best first.
        rows: every product once, landing after landing, shape (n,).
        tiers, text: of each row, shape (n,).
        ends: of each landing, the place after its last row.
        base: the score without the visitor, shape (n,).
        ranked: sort keys of `base`, ascending, shape (n,): where a product stands for a stranger.
    """

    landings: tuple[Landing, ...]
    rows: Int32
    tiers: Int32
    text: Float64
    ends: tuple[int, ...]
    base: Float64
    ranked: Int64

    @property
    def nbytes(self) -> int:
        """The memory it holds."""
        return sum(array.nbytes for array in (self.rows, self.tiers, self.text, self.base, self.ranked))

    def rank(self, keys: Int64) -> Int64:
        """The places from 1 that these of its keys have for a stranger. Shape as given."""
        return np.asarray(self.rows.size - np.searchsorted(self.ranked, keys))

    def landing_of(self, place: int) -> int:
        """Which landing found the product at this place of `rows`."""
        return next(number for number, end in enumerate(self.ends) if place < end)


def matched(landings: Sequence[Landing], snapshot: Snapshot) -> Matched:
    """Score all that the ladder found; products of a deeper landing stand in deeper tiers."""
    rows = np.concatenate([np.zeros(0, np.int32), *(landing.rows for landing in landings)])
    tiers, text = _textual(landings)
    audience = landings[0].step.parsed.audience if landings else ()
    parts = base_parts(rows, snapshot, tiers=tiers, text=text, audience=audience)
    base = np.sum([round_part(part) for part in parts.values()], axis=0) if rows.size else np.zeros(0)
    keys = sort_keys(base, snapshot.index.columns.product_index[rows])
    ends = tuple(np.cumsum([landing.rows.size for landing in landings]).tolist())
    return Matched(tuple(landings), rows, tiers, text, ends, base, np.sort(keys))


def _textual(landings: Sequence[Landing]) -> tuple[Int32, Float64]:
    tiers, text, first_tier = [np.zeros(0, np.int32)], [np.zeros(0)], 0
    for landing in landings:
        units = landing.step.parsed.units
        weights = read_weights(landing.scores, units)
        tiers.append((first_tier + WHOLE * len(units) - read_levels(landing.scores)).astype(np.int32))
        text.append(weights / (weights + TEXT_HALF * max(1, len(units))))
        first_tier += WHOLE * len(units) + 1
    return np.concatenate(tiers), np.concatenate(text)


class MatchMemo:
    """Remembers what answers queries, up to 128 MiB; what was not asked for longest leaves."""

    def __init__(self) -> None:
        self._remembered: OrderedDict[tuple[str, ...], Matched] = OrderedDict()
        self._n_bytes = 0

    def get(self, key: tuple[str, ...]) -> Matched | None:
        """What is remembered under a key, if anything."""
        if key in self._remembered:
            self._remembered.move_to_end(key)
        return self._remembered.get(key)

    def put(self, key: tuple[str, ...], answer: Matched) -> None:
        """Remember an answer."""
        self._remembered[key] = answer
        self._n_bytes += answer.nbytes
        while self._n_bytes > _MEMO_BYTES:
            self._n_bytes -= self._remembered.popitem(last=False)[1].nbytes
