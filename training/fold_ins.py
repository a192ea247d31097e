"""What the vector index will be asked: vectors of visitors."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from service.candidates.trail import MAX_TOUCHES
from service.visitor.foldin import fold_in
from training.als import Factors

Float32: TypeAlias = NDArray[np.float32]


def fold_ins(confidences: csr_matrix, factors: Factors, n: int, *, seed: int) -> Float32:
    """Vectors of at most `n` people drawn at random, shape (m, d); confidences of shape (n_persons, n_items)."""
    n_people = confidences.shape[0]
    drawn = np.random.default_rng(seed).choice(n_people, min(n, n_people), replace=False)
    vectors = np.zeros((len(drawn), len(factors.gram)), np.float32)
    for vector, person in zip(vectors, drawn, strict=True):
        row = confidences[[person]]
        strongest = np.argsort(-row.data, kind="stable")[:MAX_TOUCHES]
        known = factors.items[row.indices[strongest]]
        vector[:] = fold_in(known, row.data[strongest], factors.gram, regularization=factors.doubt)
    return vectors
