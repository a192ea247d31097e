"""The sources of candidates side by side: what each says of an item is a named part of its score."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numba import njit
from numpy.typing import NDArray

from service.bundle.model import Model
from service.candidates.among import Among
from service.candidates.returning import readiness
from service.candidates.tally import distinct
from service.candidates.trail import NOTHING, Found, Trail

Float32: TypeAlias = NDArray[np.float32]
Int32: TypeAlias = NDArray[np.int32]
Int64: TypeAlias = NDArray[np.int64]
Source: TypeAlias = Callable[[Trail, Model, Among | None], Found]


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """What several sources say of the items that any of them proposes.

    Attributes:
        names: of the sources.
        items: distinct, ascending, shape (m,).
        shares: of all that a source says, the share it gives to the item: its chance to come next, times how ready the
            visit is to go back to it. Without that factor each column sums to 1, or to 0 for a source that proposes
            nothing; shape (m, n_sources).
    """

    names: tuple[str, ...]
    items: Int32
    shares: Float32

    def scores(self, weights: Mapping[str, float]) -> Float32:
        """The chance to come next by the mixture of the sources, shape (m,)."""
        by_source = np.array([weights.get(name, 0.0) for name in self.names], np.float32)
        return np.asarray(self.shares @ by_source)


def gather(trail: Trail, model: Model, sources: Mapping[str, Source], among: Among | None = None) -> Gathered:
    """Ask every source and lay the answers side by side, of what may be found: of all if `among` is None."""
    if not sources:
        return Gathered((), NOTHING.items, np.zeros((0, 0), np.float32))
    found = [_left(source(trail, model, among), among) if trail.n else NOTHING for source in sources.values()]
    items, place = distinct(np.concatenate([one.items for one in found]))
    scores, ends = np.concatenate([one.scores for one in found]), np.cumsum([one.items.size for one in found])
    shares = _shared_out(place, scores, ends, items.size)
    shares *= readiness(trail, items, model.returning)[:, None]
    return Gathered(tuple(sources), items, shares)


def best(gathered: Gathered, weights: Mapping[str, float], n: int) -> Int32:
    """The `n` items of the highest scores, highest first; equal ones in the order of a fixed shuffle of their numbers."""
    scores, items = gathered.scores(weights), gathered.items
    if items.size > n > 0:
        kept = scores >= np.partition(scores, items.size - n)[items.size - n]
        scores, items = scores[kept], items[kept]
    return items[np.lexsort((_shuffled(items), -scores))[:n]]


@njit(cache=True, nogil=True)
def _shared_out(place: Int64, scores: Float32, ends: Int64, n_items: int) -> Float32:
    """What each source gives to each item, of what it gives in all; shape (n_items, n_sources).

    `place`: the item of each score, of one source after the other, which end at `ends`.
    """
    shares, first = np.zeros((n_items, ends.size), np.float32), 0
    for source in range(ends.size):
        total = 0.0
        for said in range(first, ends[source]):
            total += scores[said]
        # What a source says faintest of all may be too little for a float.
        for said in range(first, ends[source] if total > 0 else first):
            shares[place[said], source] = scores[said] / total
        first = ends[source]
    return shares


def _left(found: Found, among: Among | None) -> Found:
    """What of it may be found."""
    if among is None:
        return found
    may = among.has(found.items)
    return Found(found.items[may], found.scores[may])


def _shuffled(items: Int32) -> NDArray[np.uint32]:
    """Distinct numbers for distinct items, in no order: item numbers often follow first appearance (Knuth's hash)."""
    return items.astype(np.uint32) * np.uint32(2654435761)
