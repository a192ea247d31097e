"""Pages of made-up parts, ordered by their score, and a click on each by a taste and a position bias that are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from training.clicks import Clicks

N_SHOWN = 16
_N_CANDIDATES = 48


def clicked_pages(
    n: int,
    weights: Mapping[str, float],
    tastes: Mapping[str, float],
    *,
    fading: float,
    steepness: float = 1.5,
    scale: float | None = None,
    seed: int,
) -> Clicks:
    """`n` clicks on answers whose sources or slots said most of other products each time.

    Args:
        n: how many.
        weights: by which the pages were ordered.
        tastes: by what a visitor multiplies each weight.
        fading: the chance to look at a place is 1 / place ** fading.
        steepness: of the chance to be clicked in the score.
        scale: as that of `Clicks`; without it the most that is added is 4.
        seed: of all that is drawn.
    """
    print(f"clicked pages: seed {seed}")
    rng, worth = np.random.default_rng(seed), np.array(list(weights.values()))
    taste, places = np.array([tastes[name] for name in weights]), np.arange(1, N_SHOWN + 1)
    parts, rests, positions = [], [], []
    for _ in range(n):
        raw = rng.gamma(0.3, size=(_N_CANDIDATES, worth.size)) * (rng.random((_N_CANDIDATES, worth.size)) < 0.5)
        raw *= (4.0 if scale is None else np.expm1(12.0 / scale)) / (raw @ worth).max()
        rest = rng.normal(0.0, 1.0, _N_CANDIDATES)
        shown = np.argsort(-(_added(raw @ worth, scale) + rest))[:N_SHOWN]
        liked = rest[shown] + _added(raw[shown] @ (worth * taste), scale)
        clicked = int((steepness * liked - fading * np.log(places) + rng.gumbel(size=N_SHOWN)).argmax())
        order = np.r_[clicked, np.delete(np.arange(N_SHOWN), clicked)]
        parts.append(raw[shown][order])
        rests.append(rest[shown][order])
        positions.append(places[order])
    return Clicks(
        tuple(weights),
        np.concatenate(parts).astype(np.float32),
        np.concatenate(rests).astype(np.float32),
        np.concatenate(positions).astype(np.int32),
        np.arange(0, n * N_SHOWN, N_SHOWN),
        scale,
    )


def _added(sums: NDArray[np.float64], scale: float | None) -> NDArray[np.float64]:
    return sums if scale is None else scale * np.log1p(sums)


def earliest(seen: Clicks, n: int) -> Clicks:
    """The first `n` clicks."""
    end = seen.starts[n] if n < seen.starts.size else seen.rest.size
    arrays = {"parts": seen.parts[:end], "rest": seen.rest[:end], "positions": seen.positions[:end]}
    return replace(seen, **arrays, starts=seen.starts[:n])


def regardless_of_place(seen: Clicks) -> Clicks:
    """The same as if all had stood at one place: nothing is put down to the position."""
    return replace(seen, positions=np.ones_like(seen.positions))
