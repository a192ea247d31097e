"""What comes after what within a visit: directed, and weaker with every step between."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix

from service.bundle.model import Table
from training.dataset import Interactions
from training.tables import strongest

_MAX_STEPS = 10


def follows(interactions: Interactions, *, k: int) -> Table:
    """For each product the `k` that most often come after it: the sum of 1 / steps over all visits.

    Sequential rules (Ludewig and Jannach, "Evaluation of Session-based Recommendation Algorithms", 2018).
    """
    liked = interactions.where(interactions.weight > 0)
    n = interactions.n_products
    counts = csr_matrix((n, n), dtype=np.float32)
    for steps in range(1, _MAX_STEPS + 1):
        same = liked.visit[steps:] == liked.visit[:-steps]
        pairs = liked.row[:-steps][same], liked.row[steps:][same]
        counts += csr_matrix((np.full(len(pairs[0]), 1 / steps, np.float32), pairs), shape=(n, n))
    return strongest(counts, k)
