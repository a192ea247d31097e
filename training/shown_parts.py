"""What each weight added to the products of an answer, undone to what it would have added if it were 1."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from service.candidates.sources import DEFAULT_SHARES, NEXT
from service.impressions import Impression, ShownHit
from service.ranking.score import SEARCH, SLOT_WEIGHT
from service.types import Placement
from service.usecases.recommend_candidates import BLEND
from training import search_weights
from training.shown_weights import Weights

Float64: TypeAlias = NDArray[np.float64]

# ON_SALE is answered by the shares of FOR_YOU, and NEXT is shown nowhere by itself.
_ELSEWHERE = frozenset({NEXT, Placement.ON_SALE.value})
DEFAULTS: Mapping[str, dict[str, float]] = {
    SEARCH: dict(search_weights.DEFAULT),
    **{placement: shares for placement, shares in DEFAULT_SHARES.items() if placement not in _ELSEWHERE},
}
"""The weights that can be learned from clicks, placement by placement and of search, as all shops begin."""
# An answer does not tell it; of 10,000 products, ten times more or less changes the log of a factor by a third.
_LIKELIEST = 0.1
_TIER, _REST, _N_OTHERS = 0, 1, 2


@dataclass(frozen=True, slots=True, eq=False)
class ShownParts:
    """What made up the scores of an answer's hits.

    Attributes:
        tiers: what the tier of each added, shape (n,).
        rest: what all else added for which there is no weight, shape (n,).
        parts: as those of `training.clicks.Clicks`, shape (n, n_weights).
    """

    tiers: Float64
    rest: Float64
    parts: Float64


def key_of(shown: Impression) -> str:
    """Under which key of DEFAULTS the weights of an answer are, if there are any."""
    return SEARCH if shown.origin == "search" else shown.origin


def weights_of(key: str, weights: Weights) -> dict[str, float]:
    """Each weight of a key of DEFAULTS, in its order, as a bundle has it or as all shops begin."""
    given = weights.get(key, {})
    return {name: given.get(name, default) for name, default in DEFAULTS[key].items()}


def scale_of(key: str, n_items: int) -> float | None:
    """The score of a placement has this x log(1 + n_items x the chance that its sources give); None: a sum, as in a search.

    It is what makes the likeliest product worth BLEND, if its chance is a tenth.
    """
    return None if key == SEARCH else BLEND / float(np.log1p(_LIKELIEST * n_items))


def shown_parts(shown: Impression, weights: Mapping[str, float], scale: float | None) -> ShownParts:
    """The parts of the scores of an answer that was shown by these weights."""
    said = _said(shown.hits, [f"slot.{name}" if name in SLOT_WEIGHT else name for name in weights])
    added, worth = said[:, _N_OTHERS:], np.array(list(weights.values()))
    if scale is not None:
        sums = added.sum(axis=1, keepdims=True)
        added = np.divide(np.expm1(sums / scale) * added, sums, out=np.zeros_like(added), where=sums > 0)
    # A source that had no share was not asked; what it would have said is not known.
    parts = np.divide(added, worth, out=np.zeros_like(added), where=worth > 0)
    return ShownParts(said[:, _TIER], said[:, _REST], parts)


def _said(hits: Iterable[ShownHit], parts: Iterable[str]) -> Float64:
    """What was added to the score of each hit: by its tier, by all that is not named here, and by each named part."""
    columns = {name: column for column, name in enumerate(("tier", "", *parts))}
    said = np.zeros((len(tuple(hits)), len(columns)))
    for row, hit in enumerate(hits):
        for name, value in hit.parts:
            said[row, columns.get(name, _REST)] += value
    return said
