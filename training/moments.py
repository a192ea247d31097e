"""Moments at which somebody went on: what they had done so far, and what they went for next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from service.candidates.trail import MAX_TOUCHES, Trail
from training.dataset import DAY_MS, Interactions

Float32: TypeAlias = NDArray[np.float32]
Int32: TypeAlias = NDArray[np.int32]
Int64: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """What was done so far, and the items gone for in the next event."""

    trail: Trail
    target: int
    person: int


def later_entries(interactions: Interactions, from_ms: int) -> Int64:
    """Where interest was shown from `from_ms` on by somebody who had done something before, ascending."""
    person = interactions.person
    first = np.r_[True, person[1:] != person[:-1]]
    same_event = np.r_[False, interactions.event[1:] == interactions.event[:-1]]
    is_moment = (interactions.at_ms >= from_ms) & (interactions.weight > 0) & ~first & ~same_event
    return np.flatnonzero(is_moment)


def later_touches(interactions: Interactions, from_ms: int) -> Int64:
    """The same with all products of an event."""
    starts = np.searchsorted(interactions.person, np.arange(interactions.n_persons))
    first_events = np.append(interactions.event, 0)[starts]
    is_later = (interactions.at_ms >= from_ms) & (interactions.weight > 0)
    return np.flatnonzero(is_later & (interactions.event != first_events[interactions.person]))


def moments(interactions: Interactions, entries: Int64) -> Iterator[Moment]:
    """The moments of these entries: the trail of all the person's earlier events, and the entry's item."""
    starts = np.searchsorted(interactions.person, interactions.person[entries])
    begins = np.searchsorted(interactions.event, interactions.event[entries])
    for entry, begin, start in zip(entries.tolist(), begins.tolist(), starts.tolist(), strict=True):
        trail = trail_before(interactions, start, begin)
        yield Moment(trail, int(interactions.row[entry]), int(interactions.person[entry]))


def trail_before(interactions: Interactions, start: int, entry: int) -> Trail:
    """The newest touches among entries `start` to `entry - 1` of one person, as seen at the time of `entry`."""
    window = slice(max(start, entry - MAX_TOUCHES), entry)
    events = interactions.event[window]
    _, place = np.unique(events, return_inverse=True)
    ages = place.max(initial=-1) - place
    days = (interactions.at_ms[entry] - interactions.at_ms[window]) / DAY_MS
    return Trail(
        items=np.ascontiguousarray(interactions.row[window][::-1]),
        weights=np.ascontiguousarray(interactions.weight[window][::-1], np.float32),
        ages=ages[::-1].astype(np.int32),
        days=days[::-1].astype(np.float32),
        in_visit=np.ascontiguousarray((interactions.visit[window] == interactions.visit[entry])[::-1]),
    )
