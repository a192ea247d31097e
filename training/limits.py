"""What settings and weights of training may be; beyond that, nothing sensible or nothing at all would be learned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from service.errors import SettingsInvalid
from service.types import EventType
from training.settings import TrainingSettings

MAX_WEIGHT = 1_000.0
LIMITS: Mapping[str, tuple[float, float]] = {
    "half_life_days": (0.01, 36_500.0),
    "trend_half_life_days": (0.01, 36_500.0),
    "recency_decay": (0.01, 1.0),
    "learning_decay": (0.01, 1.0),
    "held_out": (0.001, 0.9),
    "n_trials": (0, 1_000),
    "tune_s": (0, 7 * 24 * 3_600),
    "n_taught": (0, 10_000_000),
    "n_measured": (1, 10_000_000),
    "n_neighbours": (1, 10_000),
    "max_person_products": (1, 100_000),
    "min_persons": (1, 1_000_000),
    "max_visits": (1, 2**31 - 1),
    "max_visits_of_item": (1, 1_000_000),
    "als.n_factors": (1, 1_024),
    "als.regularization": (1e-6, 1e6),
    "als.unobserved": (1e-6, 1e9),
    "als.doubt": (1e-6, 1e6),
    "als.n_iterations": (1, 1_000),
    "als.seed": (0, 2**32 - 1),
    "als.n_threads": (1, 1_024),
}


def check_settings(settings: TrainingSettings) -> None:
    """Refuse settings outside their limits, all of them in one message.

    Raises:
        SettingsInvalid: naming each field and its limits.
    """
    numbers = settings.numbers()
    _refuse(_outside({name: numbers[name] for name in LIMITS}, LIMITS))


def check_weights(weights: Mapping[EventType, float]) -> None:
    """Refuse weights that are no numbers from -MAX_WEIGHT to MAX_WEIGHT.

    Raises:
        SettingsInvalid: naming each event type.
    """
    limits = {f"the weight of {event_type}": (-MAX_WEIGHT, MAX_WEIGHT) for event_type in weights}
    _refuse(_outside(dict(zip(limits, weights.values(), strict=True)), limits))


def _outside(numbers: Mapping[str, float], limits: Mapping[str, tuple[float, float]]) -> Iterator[str]:
    for name, (low, high) in limits.items():
        # NaN is neither.
        if not low <= numbers[name] <= high:
            yield f"{name} is not between {low:g} and {high:g}"


def _refuse(problems: Iterator[str]) -> None:
    told = "; ".join(problems)
    if told:
        raise SettingsInvalid(told)
