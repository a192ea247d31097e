"""Recommended products in order: named parts that sum to the score, and the rank without the visitor."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.answers import Hit, Part
from service.catalog.groups import Groups
from service.ranking.score import TIER_STEP, Scores, order
from service.types import RecommendQuery
from service.usecases.features import standing_parts
from service.usecases.snapshot import Snapshot
from service.usecases.variants import matched_variant

Int32 = NDArray[np.int32]
Float64 = NDArray[np.float64]

DIVERSITY = 1.0
"""What each product of the same category that stands further in front takes from the next one, at diversity 1."""
_SAME_BRAND = 0.5
_MOST_ALIKE = 8
_WINDOW = 10


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


def best_hits(candidates: Candidates, snapshot: Snapshot, query: RecommendQuery) -> tuple[Hit, ...]:
    """The first page of the shown candidates, one of each group of variants; equal scores by product number."""
    rows, scores, columns = candidates.rows, candidates.scores, snapshot.index.columns
    ties = columns.product_index[rows]
    rank = _ranks(candidates, order(scores.base, ties), columns.groups)
    best = order(scores.total, ties)
    best = _one_a_group(best[candidates.shown[best]], rows, columns.groups)
    chosen, taken = _spread(best, candidates, snapshot, query)
    return tuple(
        _hit(place, candidates, snapshot, query, rank=int(rank[place]), taken=lost)
        for place, lost in zip(chosen, taken, strict=True)
    )


def _hit(
    place: int, candidates: Candidates, snapshot: Snapshot, query: RecommendQuery, *, rank: int, taken: float
) -> Hit:
    columns, row = snapshot.index.columns, int(candidates.rows[place])
    parts = candidates.scores.parts(place, every=query.explain)
    return Hit(
        product_id=columns.id(row),
        score=round(float(candidates.scores.total[place]) - taken, 6),
        tier=int(candidates.tiers[place]),
        rank_without_personalization=rank,
        parts=(*parts, Part("diversity", -taken)) if taken else parts,
        matched_variant_id=matched_variant(columns, row, columns.groups),
    )


def _ranks(candidates: Candidates, by_base: NDArray[np.intp], groups: Groups | None) -> NDArray[np.int64]:
    """From 1, where each candidate stands in the answer without the visitor, 0 where it is not in it; shape (n,)."""
    plain = _one_a_group(by_base[candidates.plain[by_base]], candidates.rows, groups)
    rank = np.zeros(candidates.rows.size, np.int64)
    rank[plain] = np.arange(1, plain.size + 1)
    return rank


def _one_a_group(places: NDArray[np.intp], rows: Int32, groups: Groups | None) -> NDArray[np.intp]:
    """Of the places of one group of variants, the first."""
    if groups is None:
        return places
    _, first = np.unique(groups.of[rows[places]], return_index=True)
    return places[np.sort(first)]


def _spread(
    best: NDArray[np.intp], candidates: Candidates, snapshot: Snapshot, query: RecommendQuery
) -> tuple[list[int], list[float]]:
    """The places of the page, and what each lost to products of its category and brand that were chosen before it.

    Maximal marginal relevance (Carbonell and Goldstein 1998), alikeness counted over category and brand.
    """
    if query.diversity <= 0:
        page = best[: query.page_size].tolist()
        return page, [0.0] * len(page)
    window = best[: _WINDOW * query.page_size]
    rows, slots = candidates.rows[window], snapshot.index.columns.slots
    left = candidates.scores.total[window].copy()
    alike = np.zeros(window.size)
    chosen: list[int] = []
    taken: list[float] = []
    leaves, brands = slots["category"].codes[rows, 0], slots["brand"].codes[rows, 0]
    for _ in range(min(query.page_size, window.size)):
        lost = (query.diversity * DIVERSITY * np.minimum(alike, _MOST_ALIKE)).round(6)
        at = int(np.argmax(left - lost))
        chosen.append(int(window[at]))
        taken.append(float(lost[at]))
        left[at] = -np.inf
        alike += (leaves == leaves[at]) & (leaves >= 0)
        alike += _SAME_BRAND * ((brands == brands[at]) & (brands >= 0))
    return chosen, taken
