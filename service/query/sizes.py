"""Sizes that a query asks for in so many words: "Größe 42", "gr. m", "size xl"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from service.analysis.words import AnalyzedToken
from service.query.constraint_words import constraint_words
from service.query.facets import LOOKS_LIKE_A_SIZE, FacetLexicon
from service.query.parsed import NamedSlot

SIZE = "size"


@dataclass(frozen=True, slots=True)
class NamedSizes:
    """The slot that a query's size words name, if any, and the places of the tokens that name it."""

    slot: NamedSlot | None = None
    places: frozenset[int] = frozenset()


def find_sizes(
    tokens: Sequence[AnalyzedToken], facets: FacetLexicon, language: str, *, unfinished: bool = False
) -> NamedSizes:
    """Read what follows a word for size, as far as the catalogue has such a size or it looks like one.

    Several sizes are any of them. A size that no product has is asked for as it is spelled, once it is typed to its end.

    Args:
        tokens: of the query.
        facets: what the catalogue's sizes are called.
        language: primary subtag.
        unfinished: the last token is still being typed.
    """
    markers = constraint_words(language).sizes
    places: list[int] = []
    sizes: list[int] = []
    for place, token in enumerate(tokens):
        if token.exact in markers:
            places.append(place)
        elif places[-1:] == [place - 1] and (
            facets.values_of(SIZE, [token.stem], language) or LOOKS_LIKE_A_SIZE.fullmatch(token.exact)
        ):
            places.append(place)
            if not unfinished or place < len(tokens) - 1 or facets.values_of(SIZE, [token.stem], language):
                sizes.append(place)
    if not sizes:
        return NamedSizes(places=frozenset(places))
    values = {value: None for place in sizes for value in _values(tokens[place], facets, language)}
    return NamedSizes(
        NamedSlot(
            SIZE,
            values=tuple(values),
            hard=True,
            surface=" ".join(tokens[place].surface for place in places),
        ),
        frozenset(places),
    )


def _values(token: AnalyzedToken, facets: FacetLexicon, language: str) -> tuple[str, ...]:
    """Give the catalogue's sizes that a token names, all of a range (36-38), or the token as it is spelled."""
    return (
        facets.values_of(SIZE, [token.stem], language)
        or facets.values_of(SIZE, token.variants, language)
        or (token.surface,)
    )
