"""Words that name several things, read by counting: Braun beside a shaver is a brand, beside shoes a colour."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from service.answers import Reading
from service.query.facets import CATEGORY
from service.query.parsed import FacetToken, NamedSlot, ParsedQuery, Unit
from service.query.sizes import SIZE

Count = Callable[[ParsedQuery], int]

_BRAND = "brand"
# A reading is taken if it has this many times the products of the next one.
_CLEARLY = 2
_TEXT = ""


@dataclass(frozen=True, slots=True)
class Readings:
    """A query whose ambiguous words were read.

    Attributes:
        parsed: the query as it is read.
        told: the words of each ambiguous unit, and what they may name; a reading as plain text has no slot.
    """

    parsed: ParsedQuery
    told: tuple[tuple[str, tuple[Reading, ...]], ...] = ()


def choose_readings(parsed: ParsedQuery, count: Count) -> Readings:
    """Decide between a brand and other values of the same name, and between a size and a plain number or word.

    The products that satisfy the rest of the query under each reading are counted. One is taken if it has twice the
    products of the next; else the word keeps all of its readings. Only ambiguous words are counted for.

    Args:
        parsed: what was understood.
        count: tells how many products satisfy a query, in the words that name them.
    """
    told: list[tuple[str, tuple[Reading, ...]]] = []
    for place in reversed(range(len(parsed.units))):
        unit = parsed.units[place]
        ways = _ways(unit)
        if len(ways) < 2:
            continue
        counts = [count(_with_unit(parsed, place, way)) for way in ways]
        best = max(range(len(ways)), key=lambda index: counts[index])
        others = max(n for index, n in enumerate(counts) if index != best)
        clear = counts[best] > 0 and counts[best] >= _CLEARLY * others
        told.append((unit.surface, _told(ways, counts, best if clear else -1)))
        if clear:
            parsed = _taken(parsed, place, ways[best])
    return Readings(parsed, tuple(reversed(told)))


def _ways(unit: Unit) -> tuple[Unit, ...]:
    """Give the readings of a unit, each as the unit that asks for it alone; one or none if it is not ambiguous."""
    slots = {token.slot for token in unit.slots}
    if SIZE in slots:
        sized = tuple(token for token in unit.slots if token.slot == SIZE)
        others = tuple(token for token in unit.slots if token.slot != SIZE)
        return replace(unit, alternatives=(), slots=sized), replace(unit, slots=others)
    if _BRAND in slots and len(slots) > 1 and CATEGORY not in slots:
        brands = tuple(token for token in unit.slots if token.slot == _BRAND)
        others = tuple(token for token in unit.slots if token.slot != _BRAND)
        return replace(unit, alternatives=(), slots=brands), replace(unit, alternatives=(), slots=others)
    return ()


def _with_unit(parsed: ParsedQuery, place: int, unit: Unit) -> ParsedQuery:
    return replace(parsed, units=(*parsed.units[:place], unit, *parsed.units[place + 1 :]))


def _taken(parsed: ParsedQuery, place: int, way: Unit) -> ParsedQuery:
    """Read a unit in one way: a size becomes a constraint, a brand is asked for first, all else stays a word."""
    unit = parsed.units[place]
    slots = {token.slot for token in way.slots}
    if slots == {SIZE} and len(parsed.units) > 1:
        return _sized(parsed, place, way)
    read = replace(unit, slots=way.slots, narrowed=slots == {_BRAND})
    return _with_slots_said(_with_unit(parsed, place, read))


def _sized(parsed: ParsedQuery, place: int, way: Unit) -> ParsedQuery:
    """Turn a unit into a hard size."""
    values = tuple(token.value for token in way.slots)
    size = NamedSlot(SIZE, values, hard=True, surface=way.surface)
    head = parsed.head if parsed.head is None or parsed.head < place else max(0, parsed.head - 1)
    units = (*parsed.units[:place], *parsed.units[place + 1 :])
    slots = (size, *(named for named in parsed.slots if named.slot != SIZE))
    return _with_slots_said(replace(parsed, units=units, slots=slots, head=head))


def _with_slots_said(parsed: ParsedQuery) -> ParsedQuery:
    """Leave out of the soft slots what no unit names any more."""
    terms = (term for unit in parsed.units for way in (*unit.alternatives, unit.wider) for term in way)
    said = {token for unit in parsed.units for token in unit.slots}.union(
        token for term in terms for token in term.slots
    )
    slots = []
    for named in parsed.slots:
        values = tuple(value for value in named.values if named.hard or FacetToken(named.slot, value) in said)
        slots += [replace(named, values=values)] if values else []
    return replace(parsed, slots=tuple(slots))


def _told(ways: Sequence[Unit], counts: Sequence[int], chosen: int) -> tuple[Reading, ...]:
    return tuple(
        Reading(
            slot=way.slots[0].slot if way.slots else _TEXT,
            value=way.slots[0].value if way.slots else way.surface,
            n_products=n_products,
            chosen=index == chosen,
        )
        for index, (way, n_products) in enumerate(zip(ways, counts, strict=True))
    )
