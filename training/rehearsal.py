"""The held-out end of the time range: what it teaches, and what the blend would have been worth there."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from service.bundle.item_traits import ItemTraits
from service.catalog.columns import Columns
from training.bench import UNKEPT, Bench, Within
from training.dataset import Interactions
from training.evaluate import Evaluation, Person, evaluate, measured_persons
from training.lessons import Lessons
from training.model import learn
from training.settings import TrainingSettings
from training.teaching import taught


@dataclass(frozen=True, slots=True, eq=False)
class Products:
    """What a catalogue says of the items of a model: their traits, and the columns of a search, one row each."""

    traits: ItemTraits
    columns: Columns


@dataclass(frozen=True, slots=True, eq=False)
class Rehearsed:
    """What came of it: what the sources are worth, and whether the gate opens."""

    lessons: Lessons
    evaluation: Evaluation


def rehearse(
    interactions: Interactions,
    split_at_ms: int,
    settings: TrainingSettings,
    *,
    products: Products | None = None,
    bench: Bench = UNKEPT,
) -> Rehearsed:
    """Learn what came before the split, be taught by what came after it, and be measured.

    Of the people who came back after the split, one half teaches, the other half is measured.
    """
    earlier = interactions.where(interactions.at_ms < split_at_ms)
    before = learn(earlier, settings, bench=Within(bench, "rehearsal"))
    if products is not None:
        before = replace(before, traits=products.traits)
    is_teacher = interactions.person % 2 == 0
    columns = products.columns if products is not None else None
    lessons = bench.make(
        "teach",
        Lessons,
        lambda tell: taught(before, interactions.where(is_teacher), split_at_ms, settings, columns=columns, tell=tell),
    )
    ready = replace(before, weights=lessons.shares, returning=lessons.returning)
    evaluation = bench.make(
        "measure",
        Evaluation,
        lambda tell: evaluate(ready, _some(interactions.where(~is_teacher), split_at_ms, settings), tell=tell),
    )
    return Rehearsed(lessons, evaluation)


def _some(interactions: Interactions, split_at_ms: int, settings: TrainingSettings) -> list[Person]:
    """Those who are measured, or as many of them as the settings allow, drawn by chance."""
    persons = list(measured_persons(interactions, split_at_ms))
    if len(persons) <= settings.n_measured:
        return persons
    chosen = np.random.default_rng(settings.als.seed).choice(len(persons), settings.n_measured, replace=False)
    return [persons[number] for number in np.sort(chosen)]
