"""Every number training depends on, frozen, with where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from service.types import EventType

# Relative, as shops commonly weigh them: a purchase says most. What is absent says nothing of taste: a search, an
# impression and a home page are not about one product, and "not interested" filters instead of teaching.
EVENT_WEIGHTS: Mapping[EventType, float] = MappingProxyType(
    {
        EventType.DETAIL_PAGE_VIEW: 1.0,
        EventType.CLICK: 1.0,
        EventType.ADD_TO_WISHLIST: 2.0,
        EventType.ADD_TO_CART: 3.0,
        EventType.REMOVE_FROM_CART: -3.0,
        EventType.PURCHASE_COMPLETE: 5.0,
        EventType.REFUND: -5.0,
    }
)


@dataclass(frozen=True, slots=True)
class AlsSettings:
    """How the factors are fitted.

    Chosen on three successive four-week windows of the UCI Online Retail set (mean HR@20 .608). More regularization
    does better there (10: .637), but lets the factors of a small shop shrink to nothing, as 2 does for thirty visitors.

    Attributes:
        alpha: confidence = alpha * summed event weight (Hu, Koren and Volinsky 2008, without the 1).
        n_threads: 1 gives the same bytes on every run; more is faster, and recorded in the manifest.
    """

    n_factors: int = 64
    regularization: float = 1.0
    n_iterations: int = 15
    alpha: float = 0.5
    seed: int = 7
    n_threads: int = 1


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """Everything `train` is told.

    Attributes:
        half_life_days: an event this much older than the newest counts half.
        recency_decay: the factor by which each newer event lowers an older one in fold-in. On the same windows .85
            gave HR@20 .608 and NDCG@20 .116, no decay .602 and .112; on Amazon Beauty it lifts HR@10 from .072 to .083.
        held_out: share of the entries, the newest, that the gate is measured on.
        trend_half_life_days: the same for what is trending.
        n_taught, n_measured: how many held-out moments and people at most teach the shares of the sources, and are measured.
        n_neighbours: columns of the tables of relations.
        max_person_products: of a busy person, only so many newest products count for neighbours.
        min_persons: a pair that fewer people share could give one of them away. Where every visit is a person of its own,
            as in public files of visits, 1 loses nobody.
        max_visits, max_visits_of_item: how many newest visits are kept, in all and for each product.
    """

    als: AlsSettings = field(default_factory=AlsSettings)
    half_life_days: float = 30.0
    trend_half_life_days: float = 3.0
    recency_decay: float = 0.85
    held_out: float = 0.1
    n_taught: int = 3_000
    n_measured: int = 5_000
    n_neighbours: int = 50
    max_person_products: int = 500
    min_persons: int = 3
    max_visits: int = 2_000_000
    max_visits_of_item: int = 1_000

    def confidence(self) -> dict[EventType, float]:
        """The confidence of one fresh event of each telling type."""
        return {event_type: self.als.alpha * weight for event_type, weight in EVENT_WEIGHTS.items()}
