"""The one order and the one bound of a visitor's events, for every visit store."""

from __future__ import annotations

from collections.abc import Iterable

from service.types import Seq, VisitEvent, Visitor


def newest(events: Iterable[VisitEvent], limit: int) -> tuple[VisitEvent, ...]:
    """The newest `limit` events by event time, then event id; oldest first.

    Of events that share an id, the first given stands.
    """
    distinct: dict[str, VisitEvent] = {}
    for event in events:
        distinct.setdefault(event.event_id, event)
    return tuple(sorted(distinct.values(), key=_by_time)[-limit:])


def visitor_of(events: tuple[VisitEvent, ...]) -> Visitor:
    """The visitor whose ordered events these are."""
    return Visitor(events, max((event.seq for event in events), default=Seq(0)))


def _by_time(event: VisitEvent) -> tuple[int, str]:
    return event.at_ms, event.event_id
