"""What a shop's held-back events teach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from service.candidates.returning import INDIFFERENT


@dataclass(frozen=True, slots=True, eq=False)
class Lessons:
    """How the sources are blended.

    Attributes:
        shares: placement -> source -> its share.
        returning: the factors of `service.candidates.returning`.
    """

    shares: Mapping[str, Mapping[str, float]]
    returning: NDArray[np.float32]


NO_LESSONS = Lessons(MappingProxyType({}), INDIFFERENT)
