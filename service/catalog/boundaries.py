"""The times at which products begin and expire."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

NEVER_MS = 2**62
_RECENT = 4_096


def _none() -> NDArray[np.int64]:
    return np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Boundaries:
    """Times at which a product begins or expires: between two neighbours, time changes no answer.

    Attributes:
        settled, recent: milliseconds since the epoch, each ascending and without repeats. Additions go to `recent`, so
            that most of them copy little.
    """

    settled: NDArray[np.int64] = field(default_factory=_none)
    recent: NDArray[np.int64] = field(default_factory=_none)

    def around(self, now_ms: int) -> tuple[int, int]:
        """From when until when (excluded) everything is on sale that is so at `now_ms`, and nothing else."""
        begun, ahead = [0], [NEVER_MS]
        for times in (self.settled, self.recent):
            place = int(np.searchsorted(times, now_ms, side="right"))
            begun += times[:place][-1:].tolist()
            ahead += times[place:][:1].tolist()
        return max(begun), min(ahead)

    def with_times(self, times: Iterable[int]) -> Boundaries:
        """These and more times; 0 is none."""
        given = np.unique(np.fromiter(times, np.int64))
        place = np.minimum(np.searchsorted(self.settled, given), max(0, self.settled.size - 1))
        known = self.settled[place] == given if self.settled.size else np.zeros(given.shape, np.bool_)
        recent = np.union1d(self.recent, given[~known & (given > 0)])
        if recent.size <= _RECENT:
            return Boundaries(self.settled, recent)
        return Boundaries(np.union1d(self.settled, recent))
