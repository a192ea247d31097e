"""Everything that is learned of a shop's interactions, put together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType

from service.bundle.model import BOUGHT, FOLLOWS, TOGETHER, Model
from service.types import ProductId
from training import vector_index
from training.als import fit
from training.dataset import Interactions, confidence_matrix
from training.fold_ins import fold_ins
from training.follows import follows
from training.lessons import NO_LESSONS, Lessons
from training.neighbours import bought, together
from training.popularity import popularity
from training.rhythm import rhythm_days
from training.settings import EVENT_WEIGHTS, TrainingSettings
from training.visits import visits


class Part(StrEnum):
    """The steps of learning, in order."""

    FACTORS = "factors"
    VECTORS = "vector index"
    RELATIONS = "relations"
    VISITS = "visits"


def learn(
    interactions: Interactions,
    settings: TrainingSettings,
    *,
    lessons: Lessons = NO_LESSONS,
    leaves: Mapping[ProductId, tuple[str, ...]] = MappingProxyType({}),
    on_part: Callable[[Part], None] = lambda _: None,
) -> Model:
    """Fit all of a model to the interactions; `leaves` are the leaf categories of products.

    Raises:
        FactorsNotFinite: ALS diverged.
    """
    on_part(Part.FACTORS)
    confidences = confidence_matrix(interactions, half_life_days=settings.half_life_days)
    factors = fit(confidences, settings.als)
    on_part(Part.VECTORS)
    asked = fold_ins(confidences, factors, vector_index.N_ASKED, seed=settings.als.seed)
    vectors = vector_index.build(factors.items, asked, seed=settings.als.seed)
    on_part(Part.RELATIONS)
    tables = {
        FOLLOWS: follows(interactions, k=settings.n_neighbours, min_persons=settings.min_persons),
        TOGETHER: together(interactions, k=settings.n_neighbours, max_person_products=settings.max_person_products),
        BOUGHT: bought(interactions, k=settings.n_neighbours),
    }
    on_part(Part.VISITS)
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
        visits=visits(interactions, max_visits=settings.max_visits, max_of_item=settings.max_visits_of_item),
        weights=lessons.shares,
        returning=lessons.returning,
        rhythm_days=rhythm_days(interactions, leaves),
    )
