"""How much each source of candidates is worth to a shop, learned from what came next on held-back events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from service.bundle.model import Model
from service.candidates.blend import Source, gather
from training.moments import Moment

Float64: TypeAlias = NDArray[np.float64]

CAUTION = 50.0
_MAX_ROUNDS = 500
_SETTLED = 1e-6


def chances(moments: Iterable[Moment], model: Model, sources: Mapping[str, Source]) -> Float64:
    """The chance that each source gave to what came next, shape (n_moments, n_sources)."""
    return np.array([_chance(moment, model, sources) for moment in moments]).reshape(-1, len(sources))


def learned(given: Float64, before: Mapping[str, float], *, caution: float = CAUTION) -> dict[str, float]:
    """The shares of the sources under which what came next is most likely, drawn towards those of `before`.

    Each source is a distribution over what may come next, and the blend is their mixture; its shares are found by
    expectation maximisation (Dempster, Laird and Rubin 1977) under a Dirichlet prior, so that `before` weighs like
    `caution` moments: little data changes little.

    Args:
        given: the chance that each source gave to what came next, shape (n_moments, n_sources). A moment that no
            source foresaw teaches nothing.
        before: the shares to begin with, in the order of the sources; they sum to 1.
        caution: how many moments `before` is worth, > 0.
    """
    foreseen = given[given.sum(axis=1) > 0]
    prior = np.array(list(before.values()))
    shares = prior
    for _ in range(_MAX_ROUNDS):
        credit = foreseen * shares
        credit /= credit.sum(axis=1, keepdims=True)
        updated = (caution * prior + credit.sum(axis=0)) / (caution + len(foreseen))
        settled = np.abs(updated - shares).max() < _SETTLED
        shares = updated
        if settled:
            break
    return dict(zip(before, shares.round(4).tolist(), strict=True))


def _chance(moment: Moment, model: Model, sources: Mapping[str, Source]) -> NDArray[np.float32]:
    gathered = gather(moment.trail, model, sources)
    place = int(np.searchsorted(gathered.items, moment.target))
    if place < gathered.items.size and gathered.items[place] == moment.target:
        # A copy: a view would keep the whole of what was gathered.
        return np.array(gathered.shares[place])
    return np.zeros(len(sources), np.float32)
