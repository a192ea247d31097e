"""Facet values that units name, and the slots that a query speaks of by them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from service.analysis.words import AnalyzedToken
from service.query.facets import CATEGORY, MAX_KEY_WORDS, FacetValue
from service.query.parsed import FacetToken, NamedSlot, Role, Term, Unit
from service.query.units import UnitReader, Word
from service.query.wider import COLOR


def with_facets(found: Sequence[Word], reader: UnitReader) -> tuple[Unit, ...]:
    """Name the facet values that satisfy each unit, and the next best; the longest run of words that names any decides."""
    units: list[Unit] = []
    while len(units) < len(found):
        rest = found[len(units) :]
        runs = (rest[:length] for length in range(min(MAX_KEY_WORDS, len(rest)), 0, -1))
        units += next((named for run in runs if (named := _named(run, reader))), [rest[0].unit])
    return tuple(units)


def _named(run: Sequence[Word], reader: UnitReader) -> list[Unit]:
    """Name the values of words that name some together; [] if they name none."""
    stems = [word.stem for word in run]
    readings = reader.facets.readings(stems, reader.language) or _measured(run, reader)
    slots = tuple(FacetToken(value.slot, value.value) for value in readings)
    tokens = [token for token in reader.facets.wider(stems, reader.language) if token not in slots]
    wider = tuple(map(reader.valued, tokens)) or (_colours_of_head(run[0].unit) if len(run) == 1 else ())
    return [replace(word.unit, slots=slots, wider=wider) for word in run] if slots or wider else []


def with_choices(words: Sequence[Word], tokens: Iterable[AnalyzedToken], choices: Iterable[str]) -> tuple[Word, ...]:
    """Ask for any of the values of one slot that a query joins by a word for it: rot oder blau.

    Args:
        words: in the order of the query, their units named.
        tokens: of the query.
        choices: the words that join.
    """
    text = f" {' '.join(token.surface for token in tokens)} "
    joined: list[Word] = []
    for word in words:
        one = joined[-1].unit if joined else None
        ways = (f" {one.surface} {choice} {word.unit.surface} " for choice in choices) if one else ()
        if one and _of_one_slot(one, word.unit) and (way := next((way for way in ways if way in text), "")):
            joined[-1] = replace(word, unit=_either(one, word.unit, way.strip()), describes=joined[-1].describes)
        else:
            joined.append(word)
    return tuple(joined)


def _of_one_slot(one: Unit, other: Unit) -> bool:
    return not {token.slot for token in one.slots}.isdisjoint(token.slot for token in other.slots)


def _either(one: Unit, other: Unit, surface: str) -> Unit:
    return Unit(
        surface,
        alternatives=one.alternatives + other.alternatives,
        slots=tuple(dict.fromkeys(one.slots + other.slots)),
        wider=one.wider + other.wider,
    )


def _measured(run: Sequence[Word], reader: UnitReader) -> tuple[FacetValue, ...]:
    """Give the values that a number and its measure name where the catalogue writes the two apart: 90cm, size 90 cm."""
    unit = run[0].unit
    apart = [term.stem for way in unit.alternatives[1:2] for term in way] if len(run) == 1 and _has_digit(unit) else []
    return reader.facets.readings(apart, reader.language)


def _colours_of_head(unit: Unit) -> tuple[Term, ...]:
    """Give the colour of which a compound must be a shade: rot, of weinrot."""
    heads = (way[-1] for way in unit.alternatives if len(way) > 1)
    return tuple(
        replace(head, role=Role.MODIFIER) for head in heads if any(token.slot == COLOR for token in head.slots)
    )


def soft_slots(units: Sequence[Unit], *, beside: Sequence[NamedSlot] = ()) -> tuple[NamedSlot, ...]:
    """Name the slots that units speak of, by a part of a compound where the whole names no value of the slot.

    Slots that are named already, `beside` these, are left out.
    """
    taken = {named.slot for named in beside}
    said: dict[str, list[tuple[str, str]]] = {}
    for unit in units:
        own = {token.slot for token in unit.slots}
        terms = [term for way in (*unit.alternatives, unit.wider) for term in way]
        parts = [token for term in terms for token in term.slots if token.slot not in own]
        for token in (*unit.slots, *parts):
            if token.slot not in taken:
                said.setdefault(token.slot, []).append((token.value, unit.surface))
    return tuple(
        NamedSlot(
            slot,
            values=tuple(dict.fromkeys(value for value, _ in sayings)),
            hard=False,
            surface=" ".join(dict.fromkeys(surface for _, surface in sayings)),
        )
        for slot, sayings in sorted(said.items())
    )


def head(units: Sequence[Unit], found: Sequence[Word]) -> int | None:
    """Find the unit that names the kind of thing, None without units.

    The last that names a category, by itself or by the last part of a compound; else the last that is neither a value
    nor a number. What describes another is no kind of thing unless there is nothing else.
    """
    things = [place for place, word in enumerate(found) if not word.describes]
    kinds = [place for place in things if _names_category(units[place])]
    words = [place for place in things if not units[place].slots and not _has_digit(units[place])]
    return next(iter(reversed(kinds or words or things or range(len(units)))), None)


def _names_category(unit: Unit) -> bool:
    heads = (way[-1].slots for way in unit.alternatives if len(way) > 1)
    return any(token.slot == CATEGORY for slots in (unit.slots, *heads) for token in slots)


def _has_digit(unit: Unit) -> bool:
    return any(letter.isdigit() for letter in unit.surface)


def anywhere_but(main: int | None, units: Sequence[Unit]) -> tuple[Unit, ...]:
    """Let the words of all other units stand anywhere: as good inside a compound, since they name no kind of thing."""
    return tuple(unit if place == main else _anywhere(unit) for place, unit in enumerate(units))


def _anywhere(unit: Unit) -> Unit:
    ways = (
        tuple(term if term.prefix else replace(term, role=Role.MODIFIER) for term in way) for way in unit.alternatives
    )
    return replace(unit, alternatives=tuple(ways))
