"""How a query was read, told to people: its units and their forms, what every hit has to meet, the rungs that were tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from service.answers import ExplainedUnit, Explanation, Reading, Understood
from service.query.parsed import NamedRange, NamedSlot, ParsedQuery, Term, Unit
from service.types import Source
from service.usecases.features import Person
from service.usecases.ladder import Descent
from service.visitor.intent import UNDERSTOOD_FROM


def understood(parsed: ParsedQuery, person: Person) -> tuple[Understood, ...]:
    """The slots that shaped an answer: those that the query names, then those that the visitor leans to."""
    said = [(slot.slot, value) for slot in parsed.slots for value in slot.values]
    said += [(bounds.key, _bounds(bounds)) for bounds in parsed.ranges]
    said += [("without", unit.surface) for unit in parsed.excluded]
    learned = [affinity.top for affinity in person.affinities.values() if affinity.top.weight >= UNDERSTOOD_FROM]
    return (*(Understood(slot, value, Source.QUERY, 1.0) for slot, value in dict.fromkeys(said)), *learned)


def explanation(descent: Descent) -> Explanation:
    """The way from the words to the matches."""
    parsed, readings = descent.parsed, dict(descent.readings)
    hard = [_demand(slot) for slot in parsed.slots if slot.hard]
    bounds = [f"{limits.key} {_bounds(limits)}" for limits in parsed.ranges]
    return Explanation(
        units=tuple(_unit(unit, parsed, place, readings) for place, unit in enumerate(parsed.units)),
        constraints=(*hard, *bounds, *(f"without {unit.surface}" for unit in parsed.excluded)),
        rungs=descent.tried,
    )


def _unit(unit: Unit, parsed: ParsedQuery, place: int, readings: Mapping[str, Sequence[Reading]]) -> ExplainedUnit:
    forms = [" + ".join(map(_form, terms)) for terms in unit.alternatives]
    values = [f"{token.slot} {token.value}" for token in unit.slots]
    return ExplainedUnit(
        words=unit.surface,
        head=place == parsed.head,
        forms=tuple(dict.fromkeys((*forms, *values))),
        readings=tuple(readings.get(unit.surface, ())),
    )


def _form(term: Term) -> str:
    return f"{term.exact}…" if term.prefix else term.exact


def _demand(slot: NamedSlot) -> str:
    also = f", or {' or '.join(slot.also)}" if slot.also else ""
    unknown = ", or none given" if slot.accepts_unknown else ""
    return f"{slot.slot} {' or '.join(slot.values)}{also}{unknown} (“{slot.surface}”)"


def _bounds(limits: NamedRange) -> str:
    low = "" if limits.low is None else f"{'≥' if limits.low_inclusive else '>'} {limits.low:g}"
    high = "" if limits.high is None else f"{'≤' if limits.high_inclusive else '<'} {limits.high:g}"
    return f"{low} {high}".strip()
