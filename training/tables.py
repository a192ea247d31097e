"""The strongest entries of a sparse matrix, row by row."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix

from service.bundle.model import Table


def strongest(scores: csr_matrix, k: int) -> Table:
    """The `k` greatest positive entries of each row, greatest first, equal ones by column; shape (n, m) in."""
    scores.sum_duplicates()
    n = scores.shape[0]
    row = np.repeat(np.arange(n), np.diff(scores.indptr))
    order = np.lexsort((scores.indices, -scores.data, row))
    within = np.arange(order.size) - scores.indptr[row]
    kept = (within < k) & (scores.data[order] > 0)
    items, values = np.full((n, k), -1, np.int32), np.zeros((n, k), np.float32)
    items[row[kept], within[kept]] = scores.indices[order][kept]
    values[row[kept], within[kept]] = scores.data[order][kept]
    return Table(items, values)
