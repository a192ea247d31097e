"""Facet values that units name, and the slots that a query speaks of by them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from service.query.facets import MAX_KEY_WORDS
from service.query.parsed import FacetToken, NamedSlot, Role, Unit
from service.query.units import UnitReader, Word

_CATEGORY = "category"


def with_facets(found: Sequence[Word], reader: UnitReader) -> tuple[Unit, ...]:
    """Name the facet values that satisfy each unit; the longest run of words that names one decides."""
    units = [word.unit for word in found]
    stems = [word.stem for word in found]
    start = 0
    while start < len(units):
        length = 1
        for tried in range(min(MAX_KEY_WORDS, len(units) - start), 0, -1):
            values = reader.facets.readings(stems[start : start + tried], reader.language)
            if values:
                slots = tuple(FacetToken(value.slot, value.value) for value in values)
                units[start : start + tried] = [replace(unit, slots=slots) for unit in units[start : start + tried]]
                length = tried
                break
        start += length
    return tuple(units)


def soft_slots(units: Sequence[Unit], found: Sequence[Word]) -> tuple[NamedSlot, ...]:
    """Name the slots that units speak of, also by a part of a compound."""
    said: dict[str, list[tuple[FacetToken, str, str]]] = {}
    for unit, word in zip(units, found, strict=True):
        parts = [(token, term.stem) for terms in unit.alternatives for term in terms for token in term.slots]
        for token, stem in [*((token, word.stem) for token in unit.slots), *parts]:
            said.setdefault(token.slot, []).append((token, unit.surface, stem))
    return tuple(
        NamedSlot(
            slot,
            values=tuple(dict.fromkeys(token.value for token, _, _ in named)),
            hard=False,
            surface=" ".join(dict.fromkeys(surface for _, surface, _ in named)),
            terms=tuple(dict.fromkeys(stem for _, _, stem in named)),
        )
        for slot, named in sorted(said.items())
    )


def head(units: Sequence[Unit], found: Sequence[Word]) -> int | None:
    """Find the unit that names the kind of thing: the last that neither describes another nor is a mere value."""
    things = [index for index, word in enumerate(found) if not word.describes]
    kinds = [
        index for index in things if not units[index].slots or any(s.slot == _CATEGORY for s in units[index].slots)
    ]
    return next(iter(reversed(kinds or things)), len(units) - 1 if units else None)


def anywhere_but(main: int | None, units: Sequence[Unit]) -> tuple[Unit, ...]:
    """Let the words of all other units stand anywhere: as good inside a compound, since they name no kind of thing."""
    return tuple(unit if place == main else _anywhere(unit) for place, unit in enumerate(units))


def _anywhere(unit: Unit) -> Unit:
    ways = [
        (replace(way[0], role=Role.MODIFIER),) if len(way) == 1 and not way[0].prefix else way
        for way in unit.alternatives
    ]
    return replace(unit, alternatives=tuple(ways))
