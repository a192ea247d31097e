"""Recommended products in order: named parts that sum to the score, and the rank without the visitor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.answers import Hit
from service.ranking.score import TIER_STEP, Scores, order
from service.types import RecommendQuery
from service.usecases.features import standing_parts
from service.usecases.recommend_sources import Found, laid_out
from service.usecases.snapshot import Snapshot

Int32 = NDArray[np.int32]
Float64 = NDArray[np.float64]

SOURCE_WEIGHT: Mapping[str, float] = {
    "together": 2.0,
    "factors": 1.5,
    "alike": 1.5,
    "taste_nearest": 0.5,
}


@dataclass(frozen=True, slots=True)
class Candidates:
    """Scored products.

    Attributes:
        rows: ascending, shape (n,).
        tiers: all of a lower tier come before any of a higher one, shape (n,).
        plain, shown: which belong to the answer without the visitor, and to this one; each shape (n,).
    """

    rows: Int32
    tiers: Int32
    scores: Scores
    plain: NDArray[np.bool_]
    shown: NDArray[np.bool_]


def same_for_all(rows: Int32, tiers: Int32, scores: Scores) -> Candidates:
    """Candidates that do not depend on the visitor; only their order may."""
    everything = np.ones(rows.size, np.bool_)
    return Candidates(rows, tiers, scores, everything, everything)


def common_parts(rows: Int32, tiers: Int32, snapshot: Snapshot) -> dict[str, Float64]:
    """What speaks for these rows whoever asks and wherever they were found. All of shape (n,)."""
    return {"tier": -TIER_STEP * tiers.astype(np.float64)} | standing_parts(rows, snapshot)


def source_parts(rows: Int32, found: Mapping[str, Found], *, strength: float = 1.0) -> dict[str, Float64]:
    """What each source says of ascending rows. All of shape (n,)."""
    return {name: strength * SOURCE_WEIGHT[name] * laid_out(source, rows) for name, source in found.items()}


def best_hits(candidates: Candidates, snapshot: Snapshot, query: RecommendQuery) -> tuple[Hit, ...]:
    """The first page of the shown candidates; equal scores by product number."""
    rows, scores = candidates.rows, candidates.scores
    ties = snapshot.index.columns.product_index[rows]
    without = order(scores.base, ties)
    without = without[candidates.plain[without]]
    rank = np.zeros(rows.size, np.int64)
    rank[without] = np.arange(1, without.size + 1)
    totals = scores.total
    best = order(totals, ties)
    return tuple(
        Hit(
            product_id=snapshot.index.columns.id(int(rows[place])),
            score=float(totals[place]),
            tier=int(candidates.tiers[place]),
            rank_without_personalization=int(rank[place]),
            parts=scores.parts(place, every=query.explain),
        )
        for place in best[candidates.shown[best]][: query.page_size].tolist()
    )
