"""Arrays that only ever grow: views taken once stay valid and share their memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

_FIRST_CAPACITY = 1024


class Growing:
    """An array that grows by doubling."""

    def __init__(self, dtype: type[np.generic], width: int = 0) -> None:
        self._values = np.empty((_FIRST_CAPACITY, width) if width else _FIRST_CAPACITY, dtype=dtype)
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def extend(self, values: Sequence[object] | NDArray[Any]) -> None:
        """Append rows."""
        end = self._size + len(values)
        if end > len(self._values):
            grown = np.empty((max(end, 2 * len(self._values)), *self._values.shape[1:]), dtype=self._values.dtype)
            grown[: self._size] = self._values[: self._size]
            self._values = grown
        self._values[self._size : end] = values
        self._size = end

    def view(self) -> NDArray[Any]:
        """What was appended so far, read-only."""
        front = self._values[: self._size]
        front.flags.writeable = False
        return front

    def own(self) -> NDArray[Any]:
        """What was appended so far, for its owner to change: earlier views see that until the array grows."""
        return self._values[: self._size]
