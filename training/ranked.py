"""The shares of the sources under which what people went for next, and had not touched before, stands highest.

The most likely mixture is not the best order: a source that is sure of little but right about the order of much gets
next to nothing of it. So the shares that are likely are moved as long as a move lifts what came next beyond chance.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numba import njit
from numpy.typing import NDArray

from service.bundle.model import Model
from service.candidates.blend import Source, gather
from training.moments import Moment

Float32: TypeAlias = NDArray[np.float32]
Float64: TypeAlias = NDArray[np.float64]
Int64: TypeAlias = NDArray[np.int64]

_LEVELS = (0.02, 0.1, 0.25, 0.5, 0.75)
_STANDARD_ERRORS = 2.0
_MAX_MOVES = 20
# Fewer do not tell how much they vary.
_MIN_MOMENTS = 30


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """What the sources said at several moments, of one candidate after the other.

    Attributes:
        shares: shape (n_candidates of all moments, n_sources).
        starts: where each moment begins, and the end of the last, shape (n_moments + 1,).
        target: which of its candidates came next, counted from the start of the moment, shape (n_moments,).
    """

    shares: Float32
    starts: Int64
    target: Int64


def said(moments: Iterable[Moment], model: Model, sources: Mapping[str, Source]) -> Said:
    """What the sources say of all that is new at those moments at which they foresee what came, if that is new."""
    shares, lengths, targets = [np.zeros((0, len(sources)), np.float32)], [0], []
    for moment in moments:
        gathered = gather(moment.trail, model, sources)
        is_new = ~np.isin(gathered.items, moment.trail.items)
        target = np.flatnonzero(gathered.items[is_new] == moment.target)
        if target.size:
            shares.append(gathered.shares[is_new])
            lengths.append(len(shares[-1]))
            targets.append(int(target[0]))
    return Said(np.concatenate(shares), np.cumsum(lengths), np.array(targets, np.int64))


def moved(shares: Mapping[str, float], heard: Said) -> dict[str, float]:
    """Shares that lift what came next: a move gives one source one of a few levels and scales all others alike.

    The best move is made as long as it gains more than two standard errors of the mean paired difference in
    1 / log2(1 + place); fewer than _MIN_MOMENTS moments move nothing. `shares`: in the order of the sources; they sum to 1.
    """
    present = np.array(list(shares.values()), np.float64)
    gains = _gains(heard, present)
    for _ in range(_MAX_MOVES if len(heard.target) >= _MIN_MOMENTS else 0):
        moves = [_given(present, source, level) for source in range(len(present)) for level in _LEVELS]
        lifted = [_gains(heard, move) for move in moves]
        best = int(np.argmax([lift.mean() for lift in lifted]))
        difference = lifted[best] - gains
        if difference.mean() <= _STANDARD_ERRORS * difference.std() / np.sqrt(len(difference)):
            break
        present, gains = moves[best], lifted[best]
    return dict(zip(shares, present.round(4).tolist(), strict=True))


def _given(shares: Float64, source: int, level: float) -> Float64:
    others = 1 - shares[source]
    changed = shares * ((1 - level) / others if others > 0 else 0.0)
    changed[source] = level
    return changed


def _gains(heard: Said, shares: Float64) -> Float64:
    """1 / log2(1 + place) of what came next, shape (n_moments,)."""
    return 1 / np.log2(1 + _places(heard.shares, heard.starts, heard.target, shares.astype(np.float32)))


@njit(cache=True, nogil=True)
def _places(said: Float32, starts: Int64, target: Int64, weights: Float32) -> Float64:
    """The place of each target among its candidates, from 1 on; equal ones share theirs."""
    places = np.ones(len(target))
    for moment in range(len(target)):
        aim = np.dot(said[starts[moment] + target[moment]], weights)
        for candidate in range(starts[moment], starts[moment + 1]):
            score = np.dot(said[candidate], weights)
            if score > aim:
                places[moment] += 1
            elif score == aim and candidate != starts[moment] + target[moment]:
                places[moment] += 0.5
    return places
