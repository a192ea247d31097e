"""What a shop's held-back events teach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from service.candidates.returning import INDIFFERENT


@dataclass(frozen=True, slots=True)
class FromClicks:
    """By how many clicks which weight of a placement, or of search, was multiplied by what."""

    n_clicks: int
    factors: Mapping[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class Lessons:
    """How the sources are blended.

    Attributes:
        shares: placement -> source -> its share, and SEARCH -> slot -> its weight.
        returning: the factors of `service.candidates.returning`.
        from_clicks: what corrected the shares of some placements, or of SEARCH.
    """

    shares: Mapping[str, Mapping[str, float]]
    returning: NDArray[np.float32]
    from_clicks: Mapping[str, FromClicks] = field(default_factory=dict)


NO_LESSONS = Lessons(MappingProxyType({}), INDIFFERENT)
