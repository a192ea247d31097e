"""How much interest each product has drawn lately: the order for whoever nothing is known of, and the gate's rival."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from training.dataset import Interactions, confidence_matrix

Float32: TypeAlias = NDArray[np.float32]


def popularity(interactions: Interactions, *, half_life_days: float) -> Float32:
    """Time-decayed event weights summed over persons, shape (n_products,); what a person dislikes adds nothing."""
    matrix = confidence_matrix(interactions, half_life_days=half_life_days).maximum(0)
    return np.asarray(matrix.sum(axis=0), dtype=np.float32).ravel()
