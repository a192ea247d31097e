"""Recommended products in order: named parts that sum to the score, and the rank without the visitor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.answers import Hit, Part, Reason
from service.ranking.diversity import Kinds, spread
from service.ranking.score import TIER_STEP, Scores, joined, lift, shown_scores
from service.types import RecommendQuery
from service.usecases.features import leaning_parts, personal_lifts, standing_keys, standing_parts
from service.usecases.person import Person
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
    """Products to choose a page from.

    Attributes:
        rows: distinct, shape (n,).
        tiers: all of a lower tier come before any of a higher one, shape (n,).
        base: what speaks for them here whoever asks, beside what does so everywhere; each part of shape (n,).
        personal: what the visitor's doings add, beside leanings; each part of shape (n,).
        plain, shown: which belong to the answer without the visitor, and to this one; each shape (n,).
    """

    rows: Int32
    tiers: Int32
    base: Mapping[str, Float64]
    personal: Mapping[str, Float64]
    plain: Bools
    shown: Bools


def same_for_all(rows: Int32, tiers: Int32, base: Mapping[str, Float64]) -> Candidates:
    """Candidates that do not depend on the visitor; only their order may."""
    everything = np.ones(rows.size, np.bool_)
    return Candidates(rows, tiers, base, {}, everything, everything)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The products of a page, in order, with all that is said of them; arrays of shape (n,).

    Attributes:
        scores: their parts.
        ranks: their places in the answer without the visitor, from 1; 0 for none.
        taken: what each lost to others like it.
        propensity: the probability with which each stands where it stands.
    """

    rows: Int32
    tiers: Int32
    scores: Scores
    ranks: Int64
    taken: Float64
    propensity: Float64

    def hits(self, reasons: Sequence[tuple[Reason, ...]], snapshot: Snapshot, *, every: bool) -> tuple[Hit, ...]:
        """The page as it is answered; `every`: parts of 0 are told, too."""
        columns = snapshot.index.columns
        return tuple(
            Hit(
                product_id=columns.id(row),
                score=round(score - lost, 6),
                tier=tier,
                rank_without_personalization=rank,
                parts=_parts(self.scores, place, lost, every=every),
                matched_variant_id=matched_variant(columns, row, columns.groups),
                propensity=propensity,
                reasons=why,
            )
            for place, (row, score, lost, tier, rank, propensity, why) in enumerate(
                zip(
                    self.rows.tolist(),
                    self.scores.total.tolist(),
                    self.taken.tolist(),
                    self.tiers.tolist(),
                    self.ranks.tolist(),
                    self.propensity.tolist(),
                    reasons,
                    strict=True,
                )
            )
        )


def chosen(candidates: Candidates, person: Person, snapshot: Snapshot, query: RecommendQuery) -> Chosen:
    """The first page of the shown candidates, one of each group of variants; equal scores by product number."""
    rows, tiers = candidates.rows, candidates.tiers
    tier = {"tier": -TIER_STEP * tiers.astype(np.float64)}
    plain_keys = standing_keys(snapshot).take(rows) + _lifted(tier | dict(candidates.base))
    keys = sum(personal_lifts(rows, snapshot, person), plain_keys + _lifted(candidates.personal))
    in_order = _in_order(keys, candidates.shown, candidates, snapshot)
    page = _page(in_order, keys, candidates, snapshot, query)
    if query.exploration_share > 0:
        page = with_newcomers(page, in_order, rows, person, snapshot=snapshot, query=query)
    places = page.places
    return Chosen(
        rows[places],
        tiers[places],
        joined(
            _at(places, tier) | standing_parts(rows[places], snapshot) | _at(places, candidates.base),
            _at(places, candidates.personal) | leaning_parts(rows[places], snapshot, person),
        ),
        _ranks(plain_keys, candidates, snapshot, query)[places],
        page.taken,
        page.propensity,
    )


def one_a_group(rows: Int32, snapshot: Snapshot) -> Int64:
    """The places of these rows without those of a group of variants that stands further in front."""
    groups = snapshot.index.columns.groups
    return np.arange(rows.size) if groups is None else groups.places_of_first(rows)


def _at(places: Int64, parts: Mapping[str, Float64]) -> dict[str, Float64]:
    return {name: part[places] for name, part in parts.items()}


def _lifted(parts: Mapping[str, Float64]) -> Int64:
    """What all parts together add to sort keys, shape (n,), or () without any."""
    return np.asarray(lift(np.array(list(parts.values()))).sum(axis=0) if parts else 0, np.int64)


def _in_order(keys: Int64, among: Bools, candidates: Candidates, snapshot: Snapshot) -> Int64:
    """The places of some candidates, best first, one of each group."""
    places = np.flatnonzero(among)
    order = places[np.argsort(keys[places])[::-1]]
    return order[one_a_group(candidates.rows[order], snapshot)]


def _ranks(keys: Int64, candidates: Candidates, snapshot: Snapshot, query: RecommendQuery) -> Int64:
    """The place of each candidate in the answer without the visitor, from 1; 0 for none. Shape (n,)."""
    in_order = _in_order(keys, candidates.plain, candidates, snapshot)
    if query.diversity > 0:
        first = _page(in_order, keys, candidates, snapshot, query).places
        in_order = np.concatenate([first, in_order[~np.isin(in_order, first)]])
    ranks = np.zeros(keys.size, np.int64)
    ranks[in_order] = np.arange(1, in_order.size + 1)
    return ranks


def _page(places: Int64, keys: Int64, candidates: Candidates, snapshot: Snapshot, query: RecommendQuery) -> Page:
    """The first page of places in order, and what each lost to others like it."""
    if query.diversity <= 0:
        page = places[: query.page_size]
        return Page(page, np.zeros(page.size), np.ones(page.size))
    window = places[: _WINDOW * query.page_size]
    rows, tiers, columns = candidates.rows[window], candidates.tiers[window], snapshot.index.columns
    category, brand = (columns.slots[slot].codes[rows, 0] for slot in ("category", "brand"))
    scores = shown_scores(keys[window], columns.product_index[rows])
    kinds = (Kinds(category, 1.0), Kinds(brand, _SAME_BRAND))
    best, taken = spread(scores, tiers, kinds, query.page_size, diversity=query.diversity)
    return Page(window[best], taken, np.ones(taken.size))


def _parts(scores: Scores, place: int, lost: float, *, every: bool) -> tuple[Part, ...]:
    parts = scores.parts(place, every=every)
    return (*parts, Part("diversity", -lost)) if lost else parts
