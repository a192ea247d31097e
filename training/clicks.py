"""What was clicked among what an answer showed: choices from which the weights of a placement, or of search, can be learned."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from service.answers import Arm
from service.candidates.sources import DEFAULT_SHARES, NEXT
from service.impressions import ShownHit
from service.ranking.score import SEARCH, SLOT_WEIGHT
from service.types import Placement, VisitorId
from training import search_weights
from training.impressions import Outcome, Sequel
from training.shown_weights import Weights

Float32: TypeAlias = NDArray[np.float32]
Int32: TypeAlias = NDArray[np.int32]
Int64: TypeAlias = NDArray[np.int64]

# Enough to outweigh all caution.
MAX_CLICKS = 20_000
# Nobody's habits, a robot's least of all, shall pass for those of the shop.
MAX_OF_VISITOR = 20
# ON_SALE is answered by the shares of FOR_YOU, and NEXT is shown nowhere by itself.
_ELSEWHERE = frozenset({NEXT, Placement.ON_SALE.value})
DEFAULTS: Mapping[str, dict[str, float]] = {
    SEARCH: dict(search_weights.DEFAULT),
    **{placement: shares for placement, shares in DEFAULT_SHARES.items() if placement not in _ELSEWHERE},
}
"""The weights that can be learned from clicks, placement by placement and of search, as all shops begin."""
_TIER, _REST = 0, 1


@dataclass(frozen=True, slots=True, eq=False)
class Clicks:
    """What was clicked, and what was passed over in the same answer and tier, one click after the other.

    Attributes:
        names: of the weights.
        parts: what each weight would add to each product's score if it were 1, shape (n, n_weights).
        rest: what all else added, shape (n,).
        positions: where each stood, from 1, shape (n,).
        starts: where each click begins; the clicked product is the first of it, shape (n_clicks,).
    """

    names: tuple[str, ...]
    parts: Float32
    rest: Float32
    positions: Int32
    starts: Int64


class _Choice(NamedTuple):
    """One click: `Clicks` of it alone, the clicked product first."""

    parts: Float32
    rest: Float32
    positions: Int32


def clicks(outcomes: Iterable[Outcome], weights_shown: Callable[[str], Weights | None]) -> dict[str, Clicks]:
    """By key of DEFAULTS, the newest MAX_CLICKS clicks on what was shown, MAX_OF_VISITOR of one visitor at most.

    Left out are answers to who is held out, those whose snapshot's weights are not known, and clicks on products of which no
    weight says anything else than of those beside them.

    Args:
        outcomes: oldest first.
        weights_shown: the weights by which a snapshot of this name showed what it showed.
    """
    newest: dict[str, deque[_Choice]] = {key: deque(maxlen=MAX_CLICKS) for key in DEFAULTS}
    n_of_visitor: Counter[tuple[str, VisitorId]] = Counter()
    for outcome in outcomes:
        shown = outcome.impression
        key = SEARCH if shown.origin == "search" else shown.origin
        weights = weights_shown(shown.snapshot_version) if key in DEFAULTS else None
        if weights is None or shown.arm is Arm.HOLDOUT:
            continue
        for choice in _choices(outcome, key, DEFAULTS[key] | dict(weights.get(key, {}))):
            n_of_visitor[key, shown.visitor_id] += 1
            if not shown.visitor_id or n_of_visitor[key, shown.visitor_id] <= MAX_OF_VISITOR:
                newest[key].append(choice)
    return {key: _joined(tuple(DEFAULTS[key]), choices) for key, choices in newest.items() if choices}


def _choices(outcome: Outcome, key: str, weights: Mapping[str, float]) -> Iterator[_Choice]:
    clicked, seen = outcome.has(Sequel.CLICKED), outcome.has(Sequel.SEEN)
    if not clicked.any():
        return
    said = _said(outcome.impression.hits, [_part(name) for name in weights])
    worth = np.array(list(weights.values()))
    # A source that had no share was not asked; what it would have said is not known.
    parts = np.divide(said[:, 2:], worth, out=np.zeros_like(said[:, 2:]), where=worth > 0)
    # Who tells what came into view tells that the rest did not.
    passed_over = ~clicked & (seen if (seen & ~clicked).any() else True)
    # Later tiers of a recommendation fill the page with what another placement's shares have ordered.
    among = np.ones(clicked.size, np.bool_) if key == SEARCH else said[:, _TIER] == 0
    for hit in np.flatnonzero(clicked & among).tolist():
        beside = np.flatnonzero(passed_over & (said[:, _TIER] == said[hit, _TIER]))
        rows = np.r_[hit, beside]
        if np.ptp(parts[rows], axis=0).any():
            positions = outcome.positions[rows].astype(np.int32)
            yield _Choice(parts[rows].astype(np.float32), said[rows, _REST].astype(np.float32), positions)


def _part(weight: str) -> str:
    """The part of a score that a weight makes."""
    return f"slot.{weight}" if weight in SLOT_WEIGHT else weight


def _said(hits: Iterable[ShownHit], parts: Iterable[str]) -> NDArray[np.float64]:
    """What was added to the score of each hit: by its tier, by all that is not named here, and by each named part."""
    columns = {name: column for column, name in enumerate(("tier", "", *parts))}
    said = np.zeros((len(tuple(hits)), len(columns)))
    for row, hit in enumerate(hits):
        for name, value in hit.parts:
            said[row, columns.get(name, _REST)] += value
    return said


def _joined(names: tuple[str, ...], choices: Collection[_Choice]) -> Clicks:
    parts, rest, positions = (np.concatenate(column) for column in zip(*choices, strict=True))
    lengths = [len(choice.rest) for choice in choices]
    return Clicks(names, parts, rest, positions, np.cumsum([0, *lengths[:-1]], dtype=np.int64))
