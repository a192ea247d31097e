"""What each measured person would have been shown: the twenty best products they had not seen, by several rivals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from service.bundle.model import Model
from service.candidates.blend import Gathered, best, gather
from service.candidates.sources import SOURCES_OF, shares_of
from service.candidates.trail import Trail
from service.types import Placement, ProductId
from training.accuracy import CUT
from training.bench import Tell

Int32: TypeAlias = NDArray[np.int32]

BLEND, POPULARITY = "blend", "popularity"


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """One measured person.

    Attributes:
        trail: what they did so far.
        seen: every item that touches, shape (s,).
        targets: items gone for afterwards and not seen before, shape (t,); t > 0.
    """

    number: int
    trail: Trail
    seen: Int32
    targets: Int32


def lists(
    model: Model,
    persons: Sequence[Person],
    rivals: Mapping[str, Mapping[str, float]],
    *,
    tell: Tell = lambda _done, _of: None,
) -> dict[str, Int32]:
    """The lists of each rival, which is named and has shares of its own for the sources of FOR_YOU.

    Returns:
        Items, best first, -1 where there are fewer, each of shape (n_persons, CUT).
    """
    shown = {name: np.full((len(persons), CUT), -1, np.int32) for name in rivals}
    for place, person in enumerate(persons):
        tell(place, len(persons))
        gathered = _unseen(gather(person.trail, model, SOURCES_OF[Placement.FOR_YOU]), person.seen)
        for name, weights in rivals.items():
            top = best(gathered, weights, CUT)
            shown[name][place, : len(top)] = top
    return shown


def blended(model: Model, persons: Sequence[Person]) -> Int32:
    """The lists of the blend alone, shape (n_persons, CUT); whoever the model knows nothing of is shown what is popular."""
    shown = lists(model, persons, {BLEND: shares_of(Placement.FOR_YOU, model)})[BLEND]
    unknown = np.flatnonzero([person.trail.n == 0 for person in persons])
    shown[unknown] = popular(model, [persons[place] for place in unknown.tolist()])
    return shown


def popular(model: Model, persons: Sequence[Person]) -> Int32:
    """What is most popular by the model, without what each person has seen, shape (n_persons, CUT); -1 where there is less."""
    shown = np.full((len(persons), CUT), -1, np.int32)
    order = np.argsort(-model.popularity, kind="stable").astype(np.int32)
    for place, person in enumerate(persons):
        most = order[: CUT + len(person.seen)]
        top = most[~np.isin(most, person.seen)][:CUT]
        shown[place, : len(top)] = top
    return shown


@dataclass(frozen=True, slots=True, eq=False)
class Elsewhere:
    """A model whose items bear other numbers than ours.

    Attributes:
        theirs: its item for each of ours, -1 where it has none, shape (n_ours,).
        ours: the other way, shape (n_theirs,).
    """

    model: Model
    theirs: Int32
    ours: Int32

    def blended(self, persons: Sequence[Person]) -> Int32:
        """What it would have shown to our persons, as items of ours, shape (n_persons, CUT); -1 where it has none."""
        shown = blended(self.model, [self._met(person) for person in persons])
        known = (shown >= 0) & (shown < len(self.ours))
        return np.where(known, self.ours[np.where(known, shown, 0)], np.int32(-1))

    def _met(self, person: Person) -> Person:
        trail = person.trail
        known = self.theirs[trail.items] >= 0
        met = Trail(
            items=self.theirs[trail.items[known]],
            weights=trail.weights[known],
            ages=trail.ages[known],
            days=trail.days[known],
            in_visit=trail.in_visit[known],
        )
        seen = self.theirs[person.seen]
        return replace(person, trail=met, seen=seen[seen >= 0])


def elsewhere(model: Model, rows: Mapping[ProductId, int], n_items: int) -> Elsewhere:
    """A model of another training beside the numbers of ours; `rows`: our item of each product id."""
    ours = np.array([rows.get(product, -1) for product in model.product_ids], np.int32)
    theirs = np.full(n_items, -1, np.int32)
    theirs[ours[ours >= 0]] = np.flatnonzero(ours >= 0)
    return Elsewhere(model, theirs, ours)


def _unseen(gathered: Gathered, seen: Int32) -> Gathered:
    new = ~np.isin(gathered.items, seen)
    return Gathered(gathered.names, gathered.items[new], gathered.shares[new])
