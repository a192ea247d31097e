"""Every number training depends on, frozen, with where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from types import MappingProxyType

from service.types import EventType

# Relative, as shops commonly weigh them: a purchase says most. What is absent says nothing of taste: a search, an
# impression and a home page are not about one product. What is below 0 takes interest back; more than was ever shown
# is dislike.
EVENT_WEIGHTS: Mapping[EventType, float] = MappingProxyType(
    {
        EventType.DETAIL_PAGE_VIEW: 1.0,
        EventType.CLICK: 1.0,
        EventType.ADD_TO_WISHLIST: 2.0,
        EventType.ADD_TO_CART: 3.0,
        EventType.REMOVE_FROM_CART: -3.0,
        EventType.PURCHASE_COMPLETE: 5.0,
        EventType.REFUND: -5.0,
        EventType.NOT_INTERESTED: -5.0,
    }
)


@dataclass(frozen=True, slots=True)
class AlsSettings:
    """How the factors are fitted.

    The same values are near the best of a sweep on purchases over months (UCI Online Retail, two four-week windows:
    HR@20 .641) and on sparse histories without times (Amazon Beauty, the item before the last: HR@10 .095).

    Attributes:
        seed: of all that is drawn by chance in a training: factors, draws of tuning, who teaches and who is measured.
        regularization: the penalty of a row, in proportion to the sum of its confidences.
        unobserved: how much all pairs of person and product together weigh, in proportion to what was touched; a single
            pair never weighs more than a touch.
        doubt: the penalty of a person's vector in fold-in, in proportion to what is known of the person to whom the middle
            touch belongs. It does not grow with what is known: one click has to be doubted most.
        n_threads: more is faster and changes no byte.
    """

    n_factors: int = 128
    regularization: float = 0.1
    unobserved: float = 100.0
    doubt: float = 0.5
    n_iterations: int = 15
    seed: int = 7
    n_threads: int = 1


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """Everything `train` is told.

    Attributes:
        half_life_days: an event this much older than the newest counts half.
        recency_decay: the factor by which each newer event lowers an older one in fold-in. Purchases over months do
            equally well from .6 to .85, the sparse histories best at .6.
        learning_decay: the same in learning the factors. Sparse histories gain from it (HR@10 .094 instead of .089),
            purchases over months neither gain nor lose.
        held_out: share of the entries, the newest, that the gate is measured on.
        trend_half_life_days: the same for what is trending.
        n_trials: how many draws of settings are tried on the past before anything is learned; 0 keeps these. Of tuned
            settings, how many were tried.
        tune_s: no further draw is begun after so many seconds; 0 sets no time.
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
    recency_decay: float = 0.65
    learning_decay: float = 0.85
    held_out: float = 0.1
    n_trials: int = 0
    tune_s: float = 0.0
    n_taught: int = 6_000
    n_measured: int = 5_000
    n_neighbours: int = 50
    max_person_products: int = 500
    min_persons: int = 3
    max_visits: int = 2_000_000
    max_visits_of_item: int = 1_000

    def numbers(self) -> dict[str, float]:
        """All of them by name, for the record."""
        plain = {name: float(value) for name, value in asdict(self).items() if name != "als"}
        return plain | {f"als.{name}": float(value) for name, value in asdict(self.als).items()}
