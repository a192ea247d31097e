"""The gate: on the held-out end of the time range, does the blend find what people went for better than popularity does?

Everything is measured through the code that serves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from service.bundle.model import Model
from service.candidates.sources import shares_of
from service.types import Placement
from training.accuracy import Accuracy, bootstrap_interval, hits_and_ndcg
from training.bench import Tell
from training.dataset import Interactions
from training.lists import BLEND, POPULARITY, Person, lists, popular
from training.moments import trail_before

Float64: TypeAlias = NDArray[np.float64]
Int32: TypeAlias = NDArray[np.int32]
Int64: TypeAlias = NDArray[np.int64]

BOOTSTRAP_SEED = 7


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What the gate saw.

    Attributes:
        n_persons: with history before the split and something new after it.
        accuracy: of the blend, of popularity, and of each source alone.
        lift, lift_low, lift_high: HR@20 of the blend minus popularity's, with its 95 % interval by paired bootstrap.
    """

    n_persons: int
    accuracy: Mapping[str, Accuracy]
    lift: float
    lift_low: float
    lift_high: float

    @property
    def passed(self) -> bool:
        """Whether the blend is better beyond chance; never so when nobody could be measured."""
        return self.lift_low > 0

    def metrics(self) -> dict[str, float]:
        """The figures by the names they bear in manifests and reports."""
        figures = {"n_persons": float(self.n_persons)}
        for name, accuracy in self.accuracy.items():
            figures |= {f"{name}_hr@20": accuracy.hr, f"{name}_ndcg@20": accuracy.ndcg}
        return figures | {
            "lift_hr@20": self.lift,
            "lift_hr@20_low": self.lift_low,
            "lift_hr@20_high": self.lift_high,
        }


def split_time(interactions: Interactions, *, held_out: float) -> int:
    """The event time in ms at which the newest `held_out` share of the entries starts.

    Entries are counted rather than days, so that one stray date does not move the split.
    """
    return int(np.quantile(interactions.at_ms, 1 - held_out, method="lower"))


def some_persons(interactions: Interactions, split_at_ms: int, n: int, rng: np.random.Generator) -> list[Person]:
    """At most `n` of those who can be measured, drawn by chance, in the order of their numbers."""
    drawn = measured_persons(interactions, split_at_ms, rng.permutation(interactions.n_persons))
    return sorted(islice(drawn, n), key=lambda person: person.number)


def measured_persons(interactions: Interactions, split_at_ms: int, among: Int64) -> Iterator[Person]:
    """Those with interest before the split and something new after it among these numbers, in their order."""
    bounds = np.searchsorted(interactions.person, np.arange(interactions.n_persons + 1))
    for number in among.tolist():
        start, end = bounds[number : number + 2].tolist()
        split = start + int(np.searchsorted(interactions.at_ms[start:end], split_at_ms))
        if split in (start, end) or not (interactions.weight[start:split] > 0).any():
            continue
        seen = np.unique(interactions.row[start:split])
        gone_for = interactions.row[split:end][interactions.weight[split:end] > 0]
        new = np.setdiff1d(gone_for, seen)
        if len(new):
            yield Person(number, trail_before(interactions, start, split), seen, new)


def evaluate(model: Model, persons: Sequence[Person], *, tell: Tell = lambda _done, _of: None) -> Evaluation:
    """Measure a model that knows nothing of the time after the split; products already seen are no candidates."""
    return judged(shown_by(model, persons, tell=tell), persons)


def shown_by(model: Model, persons: Sequence[Person], *, tell: Tell = lambda _done, _of: None) -> dict[str, Int32]:
    """The lists of the blend, of each of its sources alone, and of popularity, each of shape (n_persons, CUT)."""
    shares = shares_of(Placement.FOR_YOU, model)
    rivals = {BLEND: shares} | {name: {name: 1.0} for name in shares}
    return lists(model, persons, rivals, tell=tell) | {POPULARITY: popular(model, persons)}


def judged(shown: Mapping[str, Int32], persons: Sequence[Person]) -> Evaluation:
    """What lists of shape (n_persons, CUT) are worth, among them those of the blend and of popularity."""
    if not persons:
        return Evaluation(0, {}, lift=0, lift_low=0, lift_high=0)
    scored = {name: hits_of(top, persons) for name, top in shown.items()}
    difference = scored[BLEND][:, 0] - scored[POPULARITY][:, 0]
    low, high = bootstrap_interval(difference, np.random.default_rng(BOOTSTRAP_SEED))
    return Evaluation(
        n_persons=len(persons),
        accuracy={name: Accuracy(*figures.mean(axis=0).tolist()) for name, figures in scored.items()},
        lift=float(difference.mean()),
        lift_low=low,
        lift_high=high,
    )


def hits_of(shown: Int32, persons: Sequence[Person]) -> Float64:
    """HR@20 and NDCG@20 of each person's list, shape (n_persons, 2); lists of shape (n_persons, CUT)."""
    measured = [hits_and_ndcg(top, person.targets) for top, person in zip(shown, persons, strict=True)]
    return np.array(measured, np.float64).reshape(-1, 2)
