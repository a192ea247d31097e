"""Sizes that a query asks for in so many words ("Größe 42", "gr. m", "size xl"), and numbers that are none ("100 %")."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from service.analysis.words import AnalyzedToken
from service.query.constraint_words import constraint_words
from service.query.facets import LOOKS_LIKE_A_SIZE, FacetLexicon
from service.query.parsed import NamedSlot, Unit

SIZE = "size"
_SHARE = re.compile(r"\d+(?=\s?%)")


@dataclass(frozen=True, slots=True)
class NamedSizes:
    """The slot that a query's size words name, if any, and the places of the tokens that name it."""

    slot: NamedSlot | None = None
    places: frozenset[int] = frozenset()


def find_sizes(
    tokens: Sequence[AnalyzedToken], facets: FacetLexicon, language: str, *, unfinished: bool = False
) -> NamedSizes:
    """Read what follows a word for size, as far as the catalogue has such a size; several sizes are any of them.

    A size that no product carries stays a word, which titles may have; one that is still being typed asks for nothing.

    Args:
        tokens: of the query.
        facets: what the catalogue's sizes are called.
        language: primary subtag.
        unfinished: the last token is still being typed.
    """
    words = constraint_words(language)
    places: list[int] = []
    values: dict[str, None] = {}
    for place, token in enumerate(tokens):
        follows = places[-1:] == [place - 1]
        if token.exact in words.sizes:
            places.append(place)
        elif follows and (named := _values(token, facets, language)):
            places.append(place)
            values |= dict.fromkeys(named)
        elif follows and values and token.surface in words.measures:
            # What a size is measured in adds nothing to it, unless it is one itself: s, m.
            places.append(place)
        elif follows and unfinished and place == len(tokens) - 1 and LOOKS_LIKE_A_SIZE.fullmatch(token.exact):
            places.append(place)
    surface = " ".join(tokens[place].surface for place in places)
    slot = NamedSlot(SIZE, tuple(values), hard=True, surface=surface) if values else None
    return NamedSizes(slot, frozenset(places))


def _values(token: AnalyzedToken, facets: FacetLexicon, language: str) -> tuple[str, ...]:
    """Give the catalogue's sizes that a token names, or all of a range (36-38)."""
    return facets.values_of(SIZE, [token.stem], language) or facets.values_of(SIZE, token.variants, language)


def without_shares(units: Iterable[Unit], text: str) -> tuple[Unit, ...]:
    """Read the numbers of a text that stand before a % as words alone: 100 % cotton comes in any size."""
    shares = frozenset(_SHARE.findall(text))
    return tuple(_unsized(unit) if unit.surface in shares else unit for unit in units)


def _unsized(unit: Unit) -> Unit:
    return replace(unit, slots=tuple(token for token in unit.slots if token.slot != SIZE))
