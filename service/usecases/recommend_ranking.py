"""Recommended products in order: named parts that sum to the score, and the rank without the visitor."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.answers import Hit, Part
from service.ranking.diversity import Kinds, spread
from service.ranking.score import TIER_STEP, Scores, sort_keys
from service.types import RecommendQuery
from service.usecases.features import standing_parts
from service.usecases.recommend_newcomers import Page, with_newcomers
from service.usecases.snapshot import Snapshot
from service.usecases.variants import matched_variant

Bools = NDArray[np.bool_]
Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
Float64 = NDArray[np.float64]

_SAME_BRAND = 0.5
_WINDOW = 10
"""Pages of candidates that are mixed, if diversity is asked for."""


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
    plain: Bools
    shown: Bools


def same_for_all(rows: Int32, scores: Scores) -> Candidates:
    """Candidates of one tier that do not depend on the visitor; only their order may."""
    everything = np.ones(rows.size, np.bool_)
    return Candidates(rows, np.zeros(rows.size, np.int32), scores, everything, everything)


def common_parts(rows: Int32, tiers: Int32, snapshot: Snapshot) -> dict[str, Float64]:
    """What speaks for these rows whoever asks and wherever they were found. All of shape (n,)."""
    return {"tier": -TIER_STEP * tiers.astype(np.float64)} | standing_parts(rows, snapshot)


def best_hits(candidates: Candidates, snapshot: Snapshot, query: RecommendQuery) -> tuple[Hit, ...]:
    """The first page of the shown candidates, one of each group of variants; equal scores by product number."""
    total, base, columns = candidates.scores.total, candidates.scores.base, snapshot.index.columns
    in_order = _in_order(total, candidates.shown, candidates, snapshot)
    page = _page(in_order, total, candidates, snapshot, query)
    if query.exploration_share > 0:
        page = with_newcomers(page, in_order, candidates.rows, candidates.scores, snapshot=snapshot, query=query)
    plain = _in_order(base, candidates.plain, candidates, snapshot)
    if query.diversity > 0:
        first = _page(plain, base, candidates, snapshot, query).places
        plain = np.concatenate([first, plain[~np.isin(plain, first)]])
    rank = np.zeros(total.size, np.int64)
    rank[plain] = np.arange(1, plain.size + 1)
    return tuple(
        Hit(
            product_id=columns.id(row),
            score=round(score - lost, 6),
            tier=tier,
            rank_without_personalization=without,
            parts=_parts(candidates.scores, place, lost, every=query.explain),
            matched_variant_id=matched_variant(columns, row, columns.groups),
            propensity=propensity,
        )
        for place, row, score, lost, tier, without, propensity in zip(
            page.places.tolist(),
            candidates.rows[page.places].tolist(),
            total[page.places].tolist(),
            page.taken.tolist(),
            candidates.tiers[page.places].tolist(),
            rank[page.places].tolist(),
            page.propensity.tolist(),
            strict=True,
        )
    )


def one_a_group(rows: Int32, snapshot: Snapshot) -> Int64:
    """The places of these rows without those of a group of variants that stands further in front."""
    groups = snapshot.index.columns.groups
    if groups is None:
        return np.arange(rows.size)
    return np.sort(np.unique(groups.of[rows], return_index=True)[1])


def _in_order(scores: Float64, among: Bools, candidates: Candidates, snapshot: Snapshot) -> Int64:
    """The places of some candidates, best first, one of each group."""
    places = np.flatnonzero(among)
    rows = candidates.rows[places]
    order = np.argsort(sort_keys(scores[places], snapshot.index.columns.product_index[rows]))[::-1]
    return places[order[one_a_group(rows[order], snapshot)]]


def _page(places: Int64, scores: Float64, candidates: Candidates, snapshot: Snapshot, query: RecommendQuery) -> Page:
    """The first page of places in order, and what each lost to others like it."""
    if query.diversity <= 0:
        page = places[: query.page_size]
        return Page(page, np.zeros(page.size), np.ones(page.size))
    window = places[: _WINDOW * query.page_size]
    rows, tiers, slots = candidates.rows[window], candidates.tiers[window], snapshot.index.columns.slots
    kinds = (Kinds(slots["category"].codes[rows, 0], 1.0), Kinds(slots["brand"].codes[rows, 0], _SAME_BRAND))
    chosen, taken = spread(scores[window], tiers, kinds, query.page_size, diversity=query.diversity)
    return Page(window[chosen], taken, np.ones(taken.size))


def _parts(scores: Scores, place: int, lost: float, *, every: bool) -> tuple[Part, ...]:
    parts = scores.parts(place, every=every)
    return (*parts, Part("diversity", -lost)) if lost else parts
