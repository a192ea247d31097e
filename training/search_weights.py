"""What a visitor's leanings are worth in the order of a search, learned from what was gone for next within a category."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from service.bundle.model import Model
from service.candidates.lead import LEADS
from service.candidates.trail import Trail
from service.catalog.columns import Columns, ColumnsBuilder
from service.catalog.row import row_record
from service.ranking.score import (
    DEMAND,
    LEAD_LIMIT,
    LEAD_WEIGHT,
    MOST_LED,
    POPULARITY,
    SLOT_WEIGHT,
    slot_parts,
)
from service.types import Product, ProductId
from service.visitor.intent import HISTORY_SHARE, STEP_DECAY, Touches, affinities
from training.dataset import DAY_MS
from training.moments import Moment

Float32: TypeAlias = NDArray[np.float32]
Float64: TypeAlias = NDArray[np.float64]
Int32: TypeAlias = NDArray[np.int32]

CAUTION = 20.0
"""5 to 50 serve about as well, in shops of 50 to 2,000 visits that lead somewhere or nowhere."""
_LEAST_STIFFNESS = 0.01
# Fewer do not tell how much they vary.
_MIN_MOMENTS = 30
N_RIVALS = 100
DEFAULT: Mapping[str, float] = {**LEAD_WEIGHT, **SLOT_WEIGHT}
# No slot may grow: together with all else that a visitor adds they stay below one tier.
MOST: Mapping[str, float] = {**LEAD_LIMIT, **SLOT_WEIGHT}


@dataclass(frozen=True, slots=True, eq=False)
class Choices:
    """What was gone for at several moments among products of its category.

    Attributes:
        features: of the product gone for and its rivals, moment after moment: what the shop's interest says, then each
            of DEFAULT's parts at weight 1; shape (n_candidates, 1 + len(DEFAULT)).
        starts: where each moment begins; the product gone for is the first of it, shape (n_moments,).
    """

    features: Float64
    starts: NDArray[np.int64]


def columns_of(products: Iterable[Product], product_ids: Sequence[ProductId]) -> Columns:
    """The catalogue's columns of the items of a model, one row each; of an item without a product, the row says nothing."""
    numbers = {product_id: item for item, product_id in enumerate(product_ids)}
    records = [row_record(Product(product_id), item, ()) for product_id, item in numbers.items()]
    for product in products:
        if product.id in numbers:
            records[numbers[product.id]] = row_record(product, numbers[product.id], ())
    builder = ColumnsBuilder()
    builder.append(records)
    return builder.view()


def choices(moments: Iterable[Moment], model: Model, columns: Columns, rng: np.random.Generator) -> Choices | None:
    """Beside each product gone for, up to N_RIVALS others of its first category; None if there are never any.

    The rows of `columns` are the items of `model`.
    """
    category = columns.slots["category"].codes[:, 0]
    shelves = _shelves(category)
    features: list[Float64] = []
    for moment in moments:
        shelf = shelves.get(int(category[moment.target]), np.zeros(0, np.int32))
        rivals = shelf[shelf != moment.target]
        if rivals.size:
            drawn = rng.choice(rivals, min(N_RIVALS, rivals.size), replace=False)
            features.append(_features(moment.trail, np.r_[moment.target, drawn].astype(np.int32), model, columns))
    if not features:
        return None
    starts = np.cumsum([0, *(len(one) for one in features[:-1])])
    return Choices(np.concatenate(features), starts.astype(np.int64))


def learned(seen: Choices, *, caution: float = CAUTION) -> dict[str, float]:
    """The weights under which what was gone for is most likely, drawn towards the default ones.

    Conditional logit (McFadden 1974): P = exp(t s) / sum over the rivals of exp(t s), where s is the score of search and t
    how much scores decide at all. Minimised is - sum log P + half the sum of stiffness * squared change, where the stiffness
    of a weight is what `caution` such moments tell of it (their Fisher information under the default weights). What does not
    earn its place is then 0 (`_earned`).
    """
    start, most = np.array(list(DEFAULT.values())), np.array([MOST[name] for name in DEFAULT])
    stiffness = np.maximum(_LEAST_STIFFNESS, caution * _told_of(seen, start))

    def loss(asked: Float64) -> tuple[float, Float64]:
        value, slope = _surprise(seen, np.exp(asked[0]), asked[1:])
        change = asked[1:] - start
        slope[1:] += stiffness * change
        return value + float(stiffness @ change**2) / 2, slope

    bounds = [(-3.0, 3.0), *((0.0, limit) for limit in most)]
    found = minimize(loss, np.r_[0.0, start], jac=True, method="L-BFGS-B", bounds=bounds)
    weights = _earned(seen, found.x[1:], start)
    return {name: round(float(weight), 4) for name, weight in zip(DEFAULT, weights, strict=True)}


def _features(trail: Trail, rows: Int32, model: Model, columns: Columns) -> Float64:
    parts = np.zeros((rows.size, 1 + len(DEFAULT)))
    interest = np.log1p(model.popularity)
    parts[:, 0] = (POPULARITY + DEMAND) * interest[rows] / (interest.max(initial=0.0) or 1.0)
    for place, (name, lead) in enumerate(LEADS.items(), start=1):
        led, scores = lead(trail, model), np.zeros(model.n_items, np.float32)
        is_item = led.items < model.n_items
        scores[led.items[is_item]] = led.scores[is_item]
        parts[:, place] = np.minimum(scores[rows], MOST_LED[name])
    learned_slots = affinities(_touches(trail), columns)
    codes = {slot: columns.slots[slot].codes[rows] for slot in learned_slots}
    fitting = slot_parts(learned_slots, codes, strength=1.0, weights=dict.fromkeys(learned_slots, 1.0))
    for place, slot in enumerate(SLOT_WEIGHT, start=1 + len(LEADS)):
        if f"slot.{slot}" in fitting:
            parts[:, place] = fitting[f"slot.{slot}"]
    return parts


def _touches(trail: Trail) -> Touches:
    liked = trail.weights > 0
    share = np.where(trail.in_visit, 1.0, HISTORY_SHARE) * np.power(STEP_DECAY, trail.ages)
    at_ms = (-trail.days[liked] * DAY_MS).astype(np.int64)
    return Touches(trail.items[liked], share[liked].astype(np.float32), at_ms, trail.in_visit[liked])


def _shelves(category: Int32) -> dict[int, Int32]:
    """The rows of each category."""
    order = np.argsort(category, kind="stable").astype(np.int32)
    values, starts = np.unique(category[order], return_index=True)
    ends = [*starts[1:].tolist(), order.size]
    shelves = {int(value): order[start:end] for value, start, end in zip(values, starts, ends, strict=True)}
    return {value: rows for value, rows in shelves.items() if value >= 0}


def _earned(seen: Choices, weights: Float64, start: Float64) -> Float64:
    """The weights without parts that do not earn their place: what is likelier need not stand higher.

    A part is left out if the mean of 1 / place is higher without it by more than its standard error, or at all where more than
    half of what the part was at the `start` has been taken from it. A few moments tell nothing.
    """
    if len(seen.starts) < _MIN_MOMENTS:
        return weights
    for part in range(len(weights)):
        without = np.where(np.arange(len(weights)) == part, 0.0, weights)
        gained = _gains(seen, without) - _gains(seen, weights)
        error = gained.std() / np.sqrt(len(gained))
        if gained.mean() > (error if weights[part] > start[part] / 2 else 0.0):
            weights = without
    return weights


def _gains(seen: Choices, weights: Float64) -> Float64:
    """1 / place of what was gone for, shape (n_moments,)."""
    scores = seen.features[:, 0] + seen.features[:, 1:] @ weights
    sizes = np.diff(seen.starts, append=len(scores))
    return 1 / (1 + np.add.reduceat(scores > np.repeat(scores[seen.starts], sizes), seen.starts, dtype=np.int64))


def _told_of(seen: Choices, weights: Float64) -> Float64:
    """What a moment tells of each weight: the mean variance of its part among those that may be gone for. Shape (n_weights,)."""
    parts = seen.features[:, 1:]
    chances = _chances(seen, seen.features[:, 0] + parts @ weights)[0][:, None]
    means = np.add.reduceat(chances * parts, seen.starts)
    return np.asarray((np.add.reduceat(chances * parts**2, seen.starts) - means**2).mean(axis=0))


def _chances(seen: Choices, scores: Float64) -> tuple[Float64, Float64]:
    """The chance of each candidate among those of its moment, and log sum exp of the scores of each moment."""
    sizes = np.diff(seen.starts, append=len(scores))
    highest = np.maximum.reduceat(scores, seen.starts)
    odds = np.exp(scores - np.repeat(highest, sizes))
    totals = np.add.reduceat(odds, seen.starts)
    return odds / np.repeat(totals, sizes), np.log(totals) + highest


def _surprise(seen: Choices, steepness: float, weights: Float64) -> tuple[float, Float64]:
    """- sum log P of what was gone for, and its gradient by log steepness and weights, shape (1 + n_weights,)."""
    raw = seen.features[:, 0] + seen.features[:, 1:] @ weights
    chances, levels = _chances(seen, steepness * raw)
    value = float((levels - steepness * raw[seen.starts]).sum())
    gone_for = seen.features[seen.starts]
    by_weight = steepness * (chances @ seen.features[:, 1:] - gone_for[:, 1:].sum(axis=0))
    by_steepness = steepness * (chances @ raw - raw[seen.starts].sum())
    return value, np.r_[by_steepness, by_weight]
