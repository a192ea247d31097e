"""What was clicked among what an answer showed: choices from which the weights of a placement, or of search, can be learned."""

from __future__ import annotations

from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from service.answers import Arm
from service.ranking.score import SEARCH
from service.types import VisitorId
from training.impressions import Outcome, Sequel
from training.shown_parts import DEFAULTS, ShownParts, key_of, scale_of, shown_parts, weights_of
from training.shown_weights import Weights

Float32: TypeAlias = NDArray[np.float32]
Int32: TypeAlias = NDArray[np.int32]
Int64: TypeAlias = NDArray[np.int64]

# Enough to outweigh all caution.
MAX_CLICKS = 20_000
# Nobody's habits, a robot's least of all, shall pass for those of the shop.
MAX_OF_VISITOR = 20
# A page of hundreds would cost as much as a dozen usual ones, and tell little more.
STRETCH = 32


@dataclass(frozen=True, slots=True, eq=False)
class Clicks:
    """What was clicked, and what was passed over in the same answer and tier, one click after the other.

    Attributes:
        names: of the weights.
        parts: what each weight would add if it were 1: in a search to the score, in a placement to the products of a chance
            with the number of items; shape (n, n_weights).
        rest: what all else added to the score, shape (n,).
        positions: where each stood, from 1, shape (n,).
        starts: where each click begins; the clicked product is the first of it, shape (n_clicks,).
        scale: the score of a placement has scale x log(1 + sum of the parts), that of a search their sum.
    """

    names: tuple[str, ...]
    parts: Float32
    rest: Float32
    positions: Int32
    starts: Int64
    scale: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Clicked:
    """By key of DEFAULTS, clicks on what was shown before a split of the time, and on all that was shown."""

    earlier: dict[str, Clicks]
    everything: dict[str, Clicks]


class _Choice(NamedTuple):
    """One click: `Clicks` of it alone, the clicked product first."""

    parts: Float32
    rest: Float32
    positions: Int32


class _Newest:
    """Of the choices that were added, the newest MAX_OF_VISITOR of each visitor, of these the newest MAX_CLICKS."""

    def __init__(self) -> None:
        self._choices: OrderedDict[int, _Choice] = OrderedDict()
        self._of_visitor: defaultdict[VisitorId, deque[int]] = defaultdict(deque)
        self._n_added = 0

    def add(self, visitor: VisitorId, choice: _Choice) -> None:
        theirs = self._of_visitor[visitor]
        theirs.append(self._n_added)
        self._choices[self._n_added] = choice
        self._n_added += 1
        if len(theirs) > MAX_OF_VISITOR:
            self._choices.pop(theirs.popleft(), None)
        if len(self._choices) > MAX_CLICKS:
            self._choices.popitem(last=False)

    def joined(self, key: str, scale: float | None) -> Clicks:
        """All of them, oldest first."""
        parts, rest, positions = (np.concatenate(column) for column in zip(*self._choices.values(), strict=True))
        starts = np.cumsum([0, *(len(choice.rest) for choice in self._choices.values())], dtype=np.int64)[:-1]
        return Clicks(tuple(DEFAULTS[key]), parts, rest, positions, starts, scale)


def clicks(
    outcomes: Iterable[Outcome], weights_shown: Callable[[str], Weights | None], *, n_items: int, split_at_ms: int
) -> Clicked:
    """The newest MAX_CLICKS clicks on what was shown under each key, of one visitor the newest MAX_OF_VISITOR at most.

    Left out are answers to who is held out or not known, those whose snapshot's weights are not known, and clicks on products
    of which no weight says anything else than of those beside them.

    Args:
        outcomes: oldest first.
        weights_shown: the weights by which a snapshot of this name showed what it showed.
        n_items: how many products the model knows.
        split_at_ms: before which the earlier of them were shown.
    """
    earlier: defaultdict[str, _Newest] = defaultdict(_Newest)
    everything: defaultdict[str, _Newest] = defaultdict(_Newest)
    scales = {key: scale_of(key, n_items) for key in DEFAULTS}
    for outcome in outcomes:
        shown, key = outcome.impression, key_of(outcome.impression)
        counts = key in DEFAULTS and shown.visitor_id and shown.arm is not Arm.HOLDOUT
        weights = weights_shown(shown.snapshot_version) if counts else None
        if weights is None or not outcome.has(Sequel.CLICKED).any():
            continue
        for choice in _choices(outcome, shown_parts(shown, weights_of(key, weights), scales[key])):
            for newest in (everything, earlier) if shown.at_ms < split_at_ms else (everything,):
                newest[key].add(shown.visitor_id, choice)
    return Clicked(
        *({key: some.joined(key, scales[key]) for key, some in newest.items()} for newest in (earlier, everything))
    )


def _choices(outcome: Outcome, shown: ShownParts) -> Iterator[_Choice]:
    clicked, seen = outcome.has(Sequel.CLICKED), outcome.has(Sequel.SEEN)
    # What is clicked counts as seen, told or not: only something else that was seen shows that the shop tells it.
    passed_over = ~clicked & (seen if (seen & ~clicked).any() else True)
    # Later tiers of a recommendation fill the page with what another placement's shares have ordered.
    among = (shown.tiers == 0) | (key_of(outcome.impression) == SEARCH)
    # Cut where it is cut whatever was clicked, so that the chances within a stretch are what they are.
    stretch = np.arange(clicked.size) // STRETCH
    for hit in np.flatnonzero(clicked & among).tolist():
        beside = passed_over & (shown.tiers == shown.tiers[hit]) & (stretch == stretch[hit])
        rows = np.r_[hit, np.flatnonzero(beside)]
        if np.ptp(shown.parts[rows], axis=0).any():
            yield _Choice(
                shown.parts[rows].astype(np.float32),
                shown.rest[rows].astype(np.float32),
                outcome.positions[rows].astype(np.int32),
            )
