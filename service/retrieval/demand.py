"""What all visitors want lately, as the keeper publishes it and as ranking reads it."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray


class DemandRecord(msgspec.Struct, frozen=True):
    """Decayed counts by product number: int32 and float32 in native byte order.

    Attributes:
        as_of_ms: the time that the counts have faded to, milliseconds since the epoch.
        seq: every event of the ledger up to it is counted.
    """

    as_of_ms: int = 0
    seq: int = 0
    indices: bytes = b""
    weights: bytes = b""


ENOUGH = 20.0
"""So often has the most wanted product to be wanted: a first click must not turn the order of a shop."""


@dataclass(frozen=True, slots=True, eq=False)
class Demand:
    """What all visitors want lately.

    Attributes:
        indices: product numbers, ascending, shape (n,).
        weights: decayed counts, above 0, shape (n,).
        peak: the largest count, 0 without any.
    """

    indices: NDArray[np.int32]
    weights: NDArray[np.float32]
    peak: float

    @classmethod
    def opened(cls, record: DemandRecord) -> Demand:
        """A published record as arrays."""
        indices, weights = np.frombuffer(record.indices, np.int32), np.frombuffer(record.weights, np.float32)
        return cls(indices, weights, float(weights.max(initial=0.0)))

    @property
    def nbytes(self) -> int:
        """The memory it holds."""
        return self.indices.nbytes + self.weights.nbytes

    @property
    def reliance(self) -> float:
        """How far it tells what is wanted, in [0, 1]: 0 while nothing was counted, 1 from a peak of ENOUGH on."""
        return float(min(1.0, np.log1p(self.peak) / np.log1p(ENOUGH)))

    def of(self, product_index: NDArray[np.int32]) -> NDArray[np.float32]:
        """The share of the strongest demand on a log scale, in [0, 1]; 0 for products nobody asked for. Shape as given."""
        if not self.indices.size:
            return np.zeros(product_index.shape, np.float32)
        place = np.minimum(np.searchsorted(self.indices, product_index), self.indices.size - 1)
        weight = np.where(self.indices[place] == product_index, self.weights[place], 0.0)
        return np.asarray(np.log1p(weight) / np.log1p(self.peak), np.float32)
