"""How a query was read, told to people: its units and their forms, what every hit has to meet, the rungs that were tried."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from service.analysis.folding import fold_accents, fold_din, read_digraphs
from service.analysis.overrides import align
from service.answers import ExplainedRung, ExplainedUnit, Explanation, Reading, Understood
from service.query.parsed import NamedRange, NamedSlot, ParsedQuery, Term, Unit
from service.types import Source
from service.usecases.ladder import Descent
from service.usecases.ladder_steps import MOST_WANTED
from service.usecases.person import Person
from service.visitor.intent import UNDERSTOOD_FROM


def understood(parsed: ParsedQuery, person: Person) -> tuple[Understood, ...]:
    """The slots that shaped an answer: those that the query names, then those that the visitor leans to."""
    said = [(slot.slot, value) for slot in parsed.slots for value in slot.values]
    said += [(bounds.key, _bounds(bounds)) for bounds in parsed.ranges]
    said += [("without", unit.surface) for unit in parsed.excluded]
    learned = [affinity.top for affinity in person.affinities.values() if affinity.top.weight >= UNDERSTOOD_FROM]
    return (*(Understood(slot, value, Source.QUERY, 1.0) for slot, value in dict.fromkeys(said)), *learned)


def explanation(descent: Descent) -> Explanation:
    """The way from the words to the matches; of what the query demands, what every match meets."""
    parsed, readings = descent.parsed, dict(descent.readings)
    # Further down, less is demanded.
    kept = descent.landings[-1].step.parsed if descent.landings else parsed
    return Explanation(
        units=(*_audiences(parsed), *(_unit(unit, parsed, place, readings) for place, unit in enumerate(parsed.units))),
        constraints=_demands(kept),
        rungs=_rungs(descent.tried, _demands(parsed)),
    )


def _demands(parsed: ParsedQuery) -> tuple[str, ...]:
    hard = [f"{_asked(slot)} (“{slot.surface}”)" for slot in parsed.slots if slot.hard]
    bounds = [f"{limits.key} {_bounds(limits)}" for limits in parsed.ranges]
    return (*hard, *bounds, *(f"without {unit.surface}" for unit in parsed.excluded))


def _rungs(tried: tuple[ExplainedRung, ...], demands: Iterable[str]) -> tuple[ExplainedRung, ...]:
    """The steps; where what is wanted most was asked for twice, the demands were given up the second time."""
    if [rung.rung for rung in tried[-2:]] != [MOST_WANTED, MOST_WANTED]:
        return tried
    change = f"{tried[-1].change}, whatever was demanded ({', '.join(demands)})"
    return (*tried[:-1], replace(tried[-1], change=change))


def _audiences(parsed: ParsedQuery) -> Iterator[ExplainedUnit]:
    """The words that tell for whom a product is, with what they demand."""
    slots = [slot for slot in parsed.audience if slot.hard]
    for surface in dict.fromkeys(slot.surface for slot in slots):
        forms = tuple(_asked(slot) for slot in slots if slot.surface == surface)
        yield ExplainedUnit(words=surface, head=False, forms=forms)


def _unit(unit: Unit, parsed: ParsedQuery, place: int, readings: Mapping[str, Sequence[Reading]]) -> ExplainedUnit:
    forms = [_form(terms, unit.surface) for terms in unit.alternatives]
    values = [f"{token.slot} {token.value}" for token in unit.slots]
    return ExplainedUnit(
        words=unit.surface,
        head=place == parsed.head,
        forms=tuple(dict.fromkeys((*forms, *values))),
        readings=tuple(readings.get(unit.surface, ())),
    )


def _form(terms: Sequence[Term], surface: str) -> str:
    """The words to look up together, as they stand in what was typed; others in their exact form."""
    exact = [term.exact for term in terms]
    if exact in ([fold_din(surface)], [fold_accents(surface)]):
        written = [surface]
    else:
        parts = align(surface, exact) or align(surface, [*map(read_digraphs, exact)]) if len(exact) > 1 else ()
        written = [surface[part.start : part.end] for part in parts] or exact
    return " + ".join(f"{word}…" if term.prefix else word for word, term in zip(written, terms, strict=True))


def _asked(slot: NamedSlot) -> str:
    also = f", or {' or '.join(slot.also)}" if slot.also else ""
    unknown = ", or none given" if slot.accepts_unknown else ""
    return f"{slot.slot} {' or '.join(slot.values)}{also}{unknown}"


def _bounds(limits: NamedRange) -> str:
    low = "" if limits.low is None else f"{'≥' if limits.low_inclusive else '>'} {limits.low:g}"
    high = "" if limits.high is None else f"{'≤' if limits.high_inclusive else '<'} {limits.high:g}"
    return f"{low} {high}".strip()
