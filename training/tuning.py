"""Looks for the settings of ALS that suit a shop, by trying some on the end of its own past."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from service.visitor.foldin import fold_in, settled
from training.accuracy import CUT, hits_and_ndcg
from training.als import Factors, fit
from training.bench import Tell
from training.dataset import Interactions, confidence_matrix
from training.evaluate import some_persons, split_time
from training.lists import Person
from training.settings import TrainingSettings

Float32: TypeAlias = NDArray[np.float32]
Float64: TypeAlias = NDArray[np.float64]

N_FACTORS = (64, 128, 256)
RECENCY_DECAYS = (0.5, 0.65, 0.8, 0.9, 1.0)
_MAX_PERSONS = 2_000
_CHUNK = 64
# What looks best of many tries looks better than it is.
_STANDARD_ERRORS = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class _Trial:
    """Settings, and the NDCG@20 of each person by taste alone, shape (n_persons,)."""

    settings: TrainingSettings
    gains: Float64


def tuned(
    interactions: Interactions,
    settings: TrainingSettings,
    *,
    tell: Tell = lambda _done, _of: None,
    clock_s: Callable[[], float] = time.monotonic,
) -> TrainingSettings:
    """The best of these settings and random draws, by taste alone on the newest of the interactions.

    There are `settings.n_trials` draws, or as many as are begun within `settings.tune_s`; the result says how many. The
    given settings stay unless the best draw is better by more than chance: by two standard errors of the mean paired
    difference. Of each draw the recency decay is the best of RECENCY_DECAYS, which costs no fitting. Equal arguments give
    equal settings, as far as no time is set.
    """
    split_at_ms = split_time(interactions, held_out=settings.held_out)
    rng = np.random.default_rng(settings.als.seed)
    persons = some_persons(interactions, split_at_ms, _MAX_PERSONS, rng)
    if not persons:
        return replace(settings, n_trials=0)
    before = interactions.where(interactions.at_ms < split_at_ms)
    given = _Trial(settings, _gains(_factors(before, settings), persons, settings.recency_decay))
    best, n_tried = given, 0
    for drawn in _in_time(_drawn(settings, rng), settings, tell, clock_s):
        n_tried += 1
        factors = _factors(before, drawn)
        for decay in RECENCY_DECAYS:
            gains = _gains(factors, persons, decay)
            if gains.mean() > best.gains.mean():
                best = _Trial(replace(drawn, recency_decay=decay), gains)
    difference = best.gains - given.gains
    beyond_chance = difference.mean() > _STANDARD_ERRORS * difference.std() / np.sqrt(len(persons))
    return replace(best.settings if beyond_chance else settings, n_trials=n_tried)


def _in_time(
    drawn: Iterator[TrainingSettings], settings: TrainingSettings, tell: Tell, clock_s: Callable[[], float]
) -> Iterator[TrainingSettings]:
    """The draws that are begun in time, the first always; tells how much of the time, or of the trials, is over."""
    began_s = clock_s()
    for number, one in enumerate(drawn):
        spent_s = clock_s() - began_s
        if settings.tune_s and number and spent_s >= settings.tune_s:
            return
        done, of = (spent_s, settings.tune_s) if settings.tune_s else (number, settings.n_trials)
        tell(int(done), int(of))
        yield one


def _drawn(settings: TrainingSettings, rng: np.random.Generator) -> Iterator[TrainingSettings]:
    """Settings around the usual ones, each drawn independently."""
    for _ in range(settings.n_trials):
        als = replace(
            settings.als,
            n_factors=int(rng.choice(N_FACTORS)),
            regularization=_between(0.03, 0.3, rng),
            unobserved=_between(20, 500, rng),
        )
        learning_decay = round(float(rng.uniform(0.7, 1)), 2)
        yield replace(settings, als=als, half_life_days=_between(7, 180, rng), learning_decay=learning_decay)


def told(settings: TrainingSettings) -> str:
    """What tuning chose, in one line."""
    als = settings.als
    return (
        f"tuned by {settings.n_trials} trials, seed {als.seed}: {als.n_factors} factors, "
        f"regularization {als.regularization:g}, unobserved {als.unobserved:g}, half-life {settings.half_life_days:g} days, "
        f"decay {settings.learning_decay:g} in learning and {settings.recency_decay:g} in fold-in"
    )


def _between(low: float, high: float, rng: np.random.Generator) -> float:
    """Two digits of a number whose logarithm is uniform."""
    return float(f"{np.exp(rng.uniform(np.log(low), np.log(high))):.2g}")


def _factors(interactions: Interactions, settings: TrainingSettings) -> Factors:
    confidences = confidence_matrix(
        interactions, half_life_days=settings.half_life_days, step_decay=settings.learning_decay
    )
    return fit(confidences, settings.als)


def _gains(factors: Factors, persons: Sequence[Person], decay: float) -> Float64:
    """The NDCG@20 of each person, shape (n_persons,)."""
    gains = np.zeros(len(persons))
    with threadpool_limits(limits=1):
        for start in range(0, len(persons), _CHUNK):
            chunk = persons[start : start + _CHUNK]
            scores = np.stack([_vector(person, factors, decay) for person in chunk]) @ factors.items.T
            for place, person in enumerate(chunk):
                scores[place, person.seen] = -np.inf
                top = np.argpartition(-scores[place], min(CUT, len(factors.items) - 1))[:CUT]
                top = top[np.argsort(-scores[place, top], kind="stable")]
                gains[start + place] = hits_and_ndcg(top.astype(np.int32), person.targets)[1]
    return gains


def _vector(person: Person, factors: Factors, decay: float) -> Float32:
    trail = person.trail
    items, confidences = settled(trail.items, trail.weights, trail.ages, decay=decay)
    return fold_in(factors.items[items], confidences, factors.gram, regularization=factors.doubt)
