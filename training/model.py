"""Everything that is learned of a shop's interactions, put together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count
from types import MappingProxyType

from service.bundle.model import BOUGHT, FOLLOWS, KIN, TOGETHER, Model, Table, Visits
from service.bundle.vectors import Vectors
from service.types import ProductId
from training import vector_index
from training.als import Factors, fit
from training.bench import UNKEPT, Bench, Tell
from training.dataset import Interactions, confidence_matrix
from training.fold_ins import fold_ins
from training.follows import follows
from training.kin import kin
from training.lessons import NO_LESSONS, Lessons
from training.neighbours import bought, n_people, together
from training.popularity import popularity
from training.rhythm import rhythm_days
from training.settings import EVENT_WEIGHTS, TrainingSettings
from training.visits import visits


def learn(
    interactions: Interactions,
    settings: TrainingSettings,
    *,
    lessons: Lessons = NO_LESSONS,
    leaves: Mapping[ProductId, tuple[str, ...]] = MappingProxyType({}),
    bench: Bench = UNKEPT,
) -> Model:
    """Fit all of a model to the interactions, step by step; `leaves` are the leaf categories of products.

    Raises:
        FactorsNotFinite: ALS diverged.
    """
    factors = bench.make("factors", Factors, lambda tell: _factors(interactions, settings, tell))
    vectors = bench.make("vector index", Vectors, lambda _: _vectors(interactions, factors, settings))
    tables = {name: bench.make(name, Table, relate) for name, relate in _relations(interactions, settings).items()}
    tables[KIN] = bench.make(KIN, Table, lambda _: _kin(tables, interactions, settings))
    past = bench.make("visits", Visits, lambda _: _visits(interactions, settings))
    return Model(
        product_ids=interactions.product_ids,
        rows={product: row for row, product in enumerate(interactions.product_ids)},
        item_factors=factors.items,
        gram=factors.gram,
        regularization=factors.doubt,
        confidence=EVENT_WEIGHTS,
        recency_decay=settings.recency_decay,
        vectors=vectors,
        popularity=popularity(interactions, half_life_days=settings.half_life_days),
        trending=popularity(interactions, half_life_days=settings.trend_half_life_days),
        tables=tables,
        visits=past,
        weights=lessons.shares,
        returning=lessons.returning,
        rhythm_days=rhythm_days(interactions, leaves),
    )


def _factors(interactions: Interactions, settings: TrainingSettings, tell: Tell) -> Factors:
    rounds = count(1)
    return fit(
        confidence_matrix(interactions, half_life_days=settings.half_life_days, step_decay=settings.learning_decay),
        settings.als,
        on_iteration=lambda: tell(next(rounds), settings.als.n_iterations),
    )


def _vectors(interactions: Interactions, factors: Factors, settings: TrainingSettings) -> Vectors:
    confidences = confidence_matrix(
        interactions, half_life_days=settings.half_life_days, step_decay=settings.learning_decay
    )
    asked = fold_ins(confidences, factors, vector_index.N_ASKED, seed=settings.als.seed)
    return vector_index.build(factors.items, asked, seed=settings.als.seed)


def _relations(interactions: Interactions, settings: TrainingSettings) -> Mapping[str, Callable[[Tell], Table]]:
    k, max_products, least = settings.n_neighbours, settings.max_person_products, settings.min_persons
    return {
        FOLLOWS: lambda _: follows(interactions, k=k, min_persons=least),
        TOGETHER: lambda _: together(interactions, k=k, max_person_products=max_products, min_persons=least),
        BOUGHT: lambda _: bought(interactions, k=k, min_persons=least),
    }


def _kin(tables: Mapping[str, Table], interactions: Interactions, settings: TrainingSettings) -> Table:
    people = n_people(interactions, max_person_products=settings.max_person_products)
    return kin(tables[FOLLOWS], tables[TOGETHER], people, interactions.n_persons)


def _visits(interactions: Interactions, settings: TrainingSettings) -> Visits:
    return visits(interactions, max_visits=settings.max_visits, max_of_item=settings.max_visits_of_item)
