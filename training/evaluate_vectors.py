"""Measures the look-up by inner product on made-up factors: what it finds, and what it costs beside exact search."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TypeAlias

import faiss
import numpy as np
from numpy.typing import NDArray

from service.bundle.vectors import Effort
from training import vector_index
from training.made_up_factors import clustered, of_visitors
from training.vector_index import CUT, N_ASKED

Float32: TypeAlias = NDArray[np.float32]
Float64: TypeAlias = NDArray[np.float64]

N_MEASURED = 500
N_CLUSTERS = 2_000


@dataclass(frozen=True, slots=True)
class Asked:
    """Vectors of one kind, asked one after the other; CPU time of the one thread that searches.

    Attributes:
        recall: the share of the exact best 100 that was found.
        ms, exact_ms: of each search, shape (n,).
    """

    recall: float
    ms: Float64
    exact_ms: Float64


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured; `build_s` is CPU time, too."""

    effort: Effort
    build_s: float
    visitors: Asked
    items: Asked


def measure(n_items: int, n_factors: int, *, spread: float, seed: int) -> Measured:
    """Make up factors, build their index, and ask it what it was not tuned on."""
    factors = clustered(n_items, n_factors, n_clusters=N_CLUSTERS, spread=spread, seed=seed)
    tuned_on = of_visitors(factors, N_ASKED, seed=seed + 1)
    start_s = time.thread_time()
    built = vector_index.build(factors, tuned_on, seed=seed)
    build_s = time.thread_time() - start_s
    exact = vector_index.exact(factors).index
    drawn = np.random.default_rng(seed + 2).choice(n_items, min(N_MEASURED, n_items), replace=False)
    kinds = (of_visitors(factors, N_MEASURED, seed=seed + 3), factors[drawn])
    visitors, items = (_ask(built.index, exact, vectors) for vectors in kinds)
    return Measured(built.effort, build_s, visitors, items)


def _ask(index: faiss.Index, exact: faiss.Index, vectors: Float32) -> Asked:
    exact_ms, best = _search(exact, vectors)
    ms, _ = _search(index, vectors)
    return Asked(vector_index.recall(index, vectors, best), ms, exact_ms)


def _search(index: faiss.Index, vectors: Float32) -> tuple[Float64, Float32]:
    """The time of each search, and the scores that each finds, shape (n, CUT)."""
    ms, best = np.empty(len(vectors)), np.empty((len(vectors), CUT), np.float32)
    for place, vector in enumerate(vectors):
        start_s = time.thread_time()
        scores, _ = index.search(vector[None], CUT)
        ms[place] = 1000 * (time.thread_time() - start_s)
        best[place] = scores[0]
    return ms, best
