"""What a shop's own held-back events teach: the shares of the sources, placement by placement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from service.bundle.model import Model
from service.candidates.sources import DEFAULT_SHARES, NEXT, SOURCES_OF
from service.candidates.trail import visit_trail
from service.catalog.columns import Columns
from service.ranking.score import SEARCH
from service.types import Placement
from training import search_weights
from training.bench import Tell
from training.dataset import Interactions
from training.lessons import Lessons
from training.moments import Moment, later_entries, later_touches, moments
from training.ranked import moved, said
from training.returning import learned_returning, returns
from training.settings import TrainingSettings
from training.weights import chances, learned

Int64: TypeAlias = NDArray[np.int64]

_OF_PAIRS = (Placement.SIMILAR, Placement.ALSO_VIEWED)
_OF_BASKETS = (Placement.BOUGHT_TOGETHER, Placement.COMPLETE_THE_BASKET)


def taught(
    model: Model,
    interactions: Interactions,
    from_ms: int,
    settings: TrainingSettings,
    *,
    columns: Columns | None = None,
    tell: Tell = lambda _done, _of: None,
) -> Lessons:
    """The shares of each placement's sources and the habits of returning, learned from what happened from `from_ms` on.

    What comes NEXT is learned from what people went for, FOR_YOU then to put highest what of that was new to them. SIMILAR and
    ALSO_VIEWED learn to put highest what was looked at after another product of the same visit, BOUGHT_TOGETHER and
    COMPLETE_THE_BASKET from what else was in a basket. With the `columns` of the items,
    search learns what a visitor's leanings are worth from what people went for next within a category.

    `model` has to know nothing of these events.
    """
    rng = np.random.default_rng(settings.als.seed)
    entries = _some(later_entries(interactions, from_ms), settings.n_taught, rng)
    shares = {Placement.FOR_YOU: list(moments(interactions, entries))}
    pairs = list(_pairs(interactions, _some(_continued(interactions, from_ms), settings.n_taught, rng)))
    baskets = list(islice(_baskets(interactions, from_ms, rng), settings.n_taught))
    shares |= dict.fromkeys(_OF_PAIRS, pairs) | dict.fromkeys(_OF_BASKETS, baskets)
    weights = {}
    for done, (placement, seen) in enumerate(shares.items()):
        tell(done, len(shares) + 1)
        weights[placement.value] = learned(chances(seen, model, SOURCES_OF[placement]), DEFAULT_SHARES[placement])
        if placement in _OF_PAIRS:
            heard = said(pairs[: settings.n_taught // 2], model, SOURCES_OF[placement])
            weights[placement.value] = moved(weights[placement.value], heard)
    tell(len(shares), len(shares) + 1)
    touches = _some(later_touches(interactions, from_ms), settings.n_taught // 2, rng)
    heard = said(moments(interactions, touches), model, SOURCES_OF[Placement.FOR_YOU])
    weights[NEXT] = weights[Placement.FOR_YOU.value]
    weights[Placement.FOR_YOU.value] = moved(weights[NEXT], heard)
    weights |= {Placement.ON_SALE.value: weights[Placement.FOR_YOU.value]}
    returning = learned_returning(returns(shares[Placement.FOR_YOU], model, weights[NEXT]))
    lessons = Lessons(weights, returning)
    if columns is None:
        return lessons
    blended = replace(model, weights=weights, returning=returning)
    chosen = search_weights.choices(shares[Placement.FOR_YOU], blended, columns, rng)
    return lessons if chosen is None else replace(lessons, shares={**weights, SEARCH: search_weights.learned(chosen)})


def _some(entries: Int64, n: int, rng: np.random.Generator) -> Int64:
    """At most `n` of them, by chance, ascending."""
    return entries if len(entries) <= n else np.sort(rng.choice(entries, n, replace=False))


def _continued(interactions: Interactions, from_ms: int) -> Int64:
    """The entries that follow one on another product within the visit, both with interest."""
    liked = interactions.weight > 0
    follows = liked[1:] & liked[:-1] & (interactions.row[1:] != interactions.row[:-1])
    follows &= (interactions.visit[1:] == interactions.visit[:-1]) & (interactions.at_ms[1:] >= from_ms)
    return np.flatnonzero(follows) + 1


def _pairs(interactions: Interactions, entries: Int64) -> Iterator[Moment]:
    for entry in entries.tolist():
        trail = visit_trail(interactions.row[entry - 1 : entry], confidence=1.0)
        yield Moment(trail, int(interactions.row[entry]), int(interactions.person[entry]))


def _baskets(interactions: Interactions, from_ms: int, rng: np.random.Generator) -> Iterator[Moment]:
    """The baskets of several products, in an order by chance, each without one of them, which is drawn by chance."""
    bought = interactions.where(interactions.is_purchase & (interactions.at_ms >= from_ms))
    _, starts = np.unique(bought.event, return_index=True)
    bounds = np.append(starts, len(bought.event))
    for basket in rng.permutation(len(starts)).tolist():
        start, end = bounds[basket : basket + 2].tolist()
        products = np.unique(bought.row[start:end])
        if len(products) > 1:
            target = int(rng.choice(products))
            yield Moment(visit_trail(products[products != target], confidence=1.0), target, int(bought.person[start]))
