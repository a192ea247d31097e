"""What a query was understood to ask for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

ADULT = "adult"
AUDIENCE_SLOTS = ("gender", "age_group")


class Role(StrEnum):
    """Where in a product's words a term may stand.

    WHOLE: as a word of its own, or as the head of a compound. HEAD: the same, as part of a query's compound.
    MODIFIER: anywhere, also as a modifier inside a compound.
    """

    WHOLE = "whole"
    HEAD = "head"
    MODIFIER = "modifier"


@dataclass(frozen=True, slots=True)
class FacetToken:
    """A value of a slot, as the catalogue spells it."""

    slot: str
    value: str


@dataclass(frozen=True, slots=True)
class Term:
    """One form to look up.

    Attributes:
        stem: compared with stems; of an unfinished word, the beginning that stems would have.
        exact: compared with exact forms; of an unfinished word, its beginning.
        role: where the term may stand.
        prefix: whether `stem` and `exact` are only the beginning of a word.
        slots: facet values that satisfy the term as well (leder of Lederjacke: material Leder).
    """

    stem: str
    exact: str
    role: Role = Role.WHOLE
    prefix: bool = False
    slots: tuple[FacetToken, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing the query asks for.

    Attributes:
        surface: the words it was read from.
        alternatives: any of these satisfies it, each by all of its terms; the whole word first, then its split.
        slots: facet values that satisfy it as well (rote: color rot).
        wider: what it is a shade or another name of (weinrot: rot, color Rot); any of these is the next best.
        narrowed: whether it was read as `slots` alone (Braun, the brand): its words without them are the next best.
    """

    surface: str
    alternatives: tuple[tuple[Term, ...], ...]
    slots: tuple[FacetToken, ...] = ()
    wider: tuple[Term, ...] = ()
    narrowed: bool = False


@dataclass(frozen=True, slots=True)
class NamedSlot:
    """A slot the query speaks of; history has no say in it.

    Attributes:
        slot: gender, age_group, brand, category, color, material, pattern or size.
        values: canonical values that were named, any of them.
        hard: whether products with other values are excluded. A soft slot also stands among the units.
        surface: the words it was read from.
        also: values that were not named but satisfy a hard slot (unisex).
        accepts_unknown: whether a hard slot keeps products without any value, as the ladder asks for further down.
    """

    slot: str
    values: tuple[str, ...]
    hard: bool
    surface: str
    also: tuple[str, ...] = ()
    accepts_unknown: bool = False


@dataclass(frozen=True, slots=True)
class NamedRange:
    """Bounds that the query sets for a number (price), as it was read from `surface`; None is unbounded."""

    key: str
    low: float | None
    high: float | None
    surface: str
    low_inclusive: bool = True
    high_inclusive: bool = True


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query in parts: all units, hard slots and ranges have to be satisfied.

    Attributes:
        units: in the order of the query.
        slots: what it names.
        head: index of the unit that names the kind of thing; None without units.
        ranges: bounds for numbers.
        excluded: what products must not have ("ohne Kapuze"), anywhere but in their description.
    """

    units: tuple[Unit, ...] = ()
    slots: tuple[NamedSlot, ...] = ()
    head: int | None = None
    ranges: tuple[NamedRange, ...] = ()
    excluded: tuple[Unit, ...] = ()

    @property
    def asks_nothing(self) -> bool:
        """Whether there is nothing to look for and nothing to meet."""
        return not (self.units or self.slots or self.ranges or self.excluded)

    @property
    def audience(self) -> tuple[NamedSlot, ...]:
        """Whom the query is for, as far as it says so: that adults are meant goes without saying."""
        return tuple(slot for slot in self.slots if slot.slot in AUDIENCE_SLOTS and slot.values != (ADULT,))
