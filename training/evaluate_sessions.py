"""Foretelling the next click of a visit: HR@20 and MRR@20 of the code that serves, and what one prediction costs.

The protocol of session-rec (Ludewig and Jannach, "Evaluation of Session-based Recommendation Algorithms", 2018): every
click from the second on is foretold from those before it, among all products, the present one included.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from service.bundle.model import Model
from service.candidates.blend import best, gather
from service.candidates.sources import NEXT, shares_of, sources_worth
from service.candidates.trail import Trail, visit_trail
from service.types import Product
from training.dataset import Interactions
from training.evaluate import split_time
from training.lessons import NO_LESSONS
from training.model import learn
from training.search_weights import columns_of
from training.settings import TrainingSettings
from training.teaching import taught

Int32: TypeAlias = NDArray[np.int32]

CUT = 20
# Every visit of a file is a person of its own, so nobody could be told by a rare pair.
SETTINGS = TrainingSettings(min_persons=1)


@dataclass(frozen=True, slots=True)
class Foretold:
    """How well next clicks were foretold.

    Attributes:
        hr, mrr: share of clicks within the first CUT, and mean reciprocal rank there; a click on a product that training
            never saw is a miss.
        us_p50, us_p99: microseconds of processor time one prediction took.
    """

    n_clicks: int
    hr: float
    mrr: float
    us_p50: float
    us_p99: float


def learn_from(
    interactions: Interactions, settings: TrainingSettings = SETTINGS, *, catalogue: Iterable[Product] = ()
) -> Model:
    """A model of all the interactions, the shares of its sources taught by the newest of them.

    With a `catalogue`, they also teach what leanings are worth in a search.
    """
    columns = columns_of(catalogue, interactions.product_ids) if catalogue else None
    split_at_ms = split_time(interactions, held_out=settings.held_out)
    before = interactions.where(interactions.at_ms < split_at_ms)
    if not before.n_events:
        return learn(interactions, settings, lessons=NO_LESSONS)
    lessons = taught(learn(before, settings), interactions, split_at_ms, settings, columns=columns)
    return learn(interactions, settings, lessons=lessons)


def foretell(model: Model, visits: Iterable[Int32]) -> Foretold:
    """Foretell every click from the second on; `visits`: items oldest first, -1 where the model knows no such product."""
    ranks: list[float] = []
    took_us: list[float] = []
    for trail, clicked in _clicks(visits):
        if not ranks:
            foremost(trail, model)  # Compiles the kernels.
        start_ns = time.thread_time_ns()
        items = foremost(trail, model)
        took_us.append((time.thread_time_ns() - start_ns) / 1000)
        place = np.flatnonzero(items == clicked)
        ranks.append(place[0] + 1 if place.size else np.inf)
    reciprocal = 1 / np.array(ranks or [np.inf])
    us_p50, us_p99 = np.quantile(took_us or [0.0], (0.5, 0.99))
    return Foretold(len(ranks), float(np.mean(reciprocal > 0)), float(reciprocal.mean()), float(us_p50), float(us_p99))


def foremost(trail: Trail, model: Model) -> Int32:
    """The CUT items most likely to come next, by the sources and shares of NEXT; nothing is left out."""
    gathered = gather(trail, model, sources_worth(NEXT, model))
    return best(gathered, shares_of(NEXT, model), CUT)


def _clicks(visits: Iterable[Int32]) -> Iterator[tuple[Trail, int]]:
    for items in visits:
        for step in range(1, len(items)):
            before = items[:step]
            yield visit_trail(before[before >= 0], confidence=1.0), int(items[step])
