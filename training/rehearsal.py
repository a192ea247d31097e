"""The held-out end of the time range: what it teaches, and what the blend would have been worth there."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from service.bundle.item_traits import ItemTraits
from service.bundle.model import Model
from service.bundle.vectors import Effort
from service.candidates.predicted import beside
from service.catalog.columns import Columns
from training.bench import UNKEPT, Bench, Tell, Within
from training.click_lessons import corrected
from training.clicks import Clicked
from training.comparison import Comparison, Measured, first_clicks, measured
from training.dataset import Interactions
from training.evaluate import Evaluation, some_persons
from training.lessons import Lessons
from training.lists import Elsewhere
from training.model import learn
from training.settings import TrainingSettings
from training.teaching import taught

_NO_CLICKS = Clicked({}, {})


@dataclass(frozen=True, slots=True, eq=False)
class Products:
    """What a catalogue says: the traits of a model's items and newcomers, and the columns of a search, one row an item."""

    traits: ItemTraits
    columns: Columns


@dataclass(frozen=True, slots=True, eq=False)
class Rehearsed:
    """What came of it: what the sources are worth, whether the gate opens, and how the rivals compare.

    Attributes:
        settings: that were learned with.
        lessons: for the model of everything; those that were measured know fewer clicks.
        effort: of its vector index.
    """

    settings: TrainingSettings
    lessons: Lessons
    evaluation: Evaluation
    comparison: Comparison
    effort: Effort


@dataclass(frozen=True, slots=True, eq=False)
class _Taught:
    """Lessons corrected by the clicks before the split, which are measured, and by all clicks, which are published."""

    measured: Lessons
    published: Lessons


def rehearse(
    interactions: Interactions,
    split_at_ms: int,
    settings: TrainingSettings,
    *,
    products: Products | None = None,
    clicks: Clicked = _NO_CLICKS,
    in_force: Elsewhere | None = None,
    bench: Bench = UNKEPT,
) -> Rehearsed:
    """Learn what came before the split, be taught by what came after it and by clicks, and be measured.

    Of the people who came back after the split, one half teaches, the other half is measured. Clicks are everybody's; measured
    is what those teach that belong to answers before the split, so that nobody's are foretold by themselves. Products that nobody touched take part as they do in a shop, as newcomers with predicted
    factors: they take places, and none of them is what anybody went for.
    """
    before = learn(interactions.where(interactions.at_ms < split_at_ms), settings, bench=Within(bench, "rehearsal"))
    if products is not None:
        before = beside(before, products.traits)
    is_teacher = interactions.person % 2 == 0
    columns = products.columns if products is not None else None

    def teach(tell: Tell) -> _Taught:
        by_events = taught(before, interactions.where(is_teacher), split_at_ms, settings, columns=columns, tell=tell)
        return _Taught(corrected(by_events, clicks.earlier), corrected(by_events, clicks.everything))

    lessons = bench.make("teach", _Taught, teach)
    ready = replace(before, weights=lessons.measured.shares, returning=lessons.measured.returning)
    measure = bench.make(
        "measure",
        Measured,
        lambda tell: _measured(
            ready, interactions.where(~is_teacher), split_at_ms, settings, in_force=in_force, tell=tell
        ),
    )
    return Rehearsed(settings, lessons.published, measure.evaluation, measure.comparison, before.vectors.effort)


def _measured(
    model: Model,
    interactions: Interactions,
    split_at_ms: int,
    settings: TrainingSettings,
    *,
    in_force: Elsewhere | None,
    tell: Tell,
) -> Measured:
    rng = np.random.default_rng(settings.als.seed)
    persons = some_persons(interactions, split_at_ms, settings.n_measured, rng)
    visits = first_clicks(interactions, split_at_ms, rng)
    return measured(model, persons, visits, in_force=in_force, tell=tell)
