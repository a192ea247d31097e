"""One shape for every language: exact forms, stems, and how compounds are built."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from service.analysis.folding import fold_accents

_CACHED_CODES = 256


@dataclass(frozen=True, slots=True)
class Link:
    """How a modifier changes before what follows: letters dropped and added to get the free word, and how common.

    `weight` is relative to a modifier that does not change (1.0).
    """

    drop: str
    add: str
    weight: float


@dataclass(frozen=True, slots=True)
class CompoundRules:
    """What a language's compounds are made of. Words are in lower case.

    Attributes:
        links: linking elements, the unchanged modifier first; what restores a lost ending comes last and counts only
            where nothing else is found.
        endings: of inflected words, the longest first.
        opaque: words that a shop must keep whole, also inside longer words.
        never_parts: words and endings that are never a part.
        short_words: words of three or four letters that may be parts without the catalogue's word for it.
        short_stems: the same of words that lose their ending before another.
        bound: first parts that are no words by themselves.
        spell_out: gives the letters that digraphs may stand for, such as ü for ue.
        crude_stem: cheap stem that pools the inflections of a word.
        head: the base form of a word that the general lexicon has as the name of a thing; "" if it has the word, but not
            as a thing; None if it does not have it.
        modifier: the base form of a word that the general lexicon has as one that may stand before another.
    """

    links: tuple[Link, ...]
    endings: tuple[str, ...]
    opaque: frozenset[str]
    never_parts: frozenset[str]
    short_words: frozenset[str]
    short_stems: frozenset[str]
    bound: frozenset[str]
    spell_out: Callable[[str], str]
    crude_stem: Callable[[str], str]
    head: Callable[[str], str | None]
    modifier: Callable[[str], str | None]


class Language(Protocol):
    """What analysis asks of a language. Words come in normalised; equal words get equal answers."""

    @property
    def compounds(self) -> CompoundRules | None:
        """The rules of its compounds; None where words are not written together."""
        ...

    def exact(self, word: str) -> str:
        """The word as it is compared letter by letter: ASCII for Latin scripts, inflection kept."""
        ...

    def folded(self, word: str) -> str:
        """The unstemmed spelling in the letters of stems: what the beginning of a word is compared in."""
        ...

    def stem(self, word: str) -> str:
        """One form for all inflections of a word."""
        ...

    def knows(self, word: str) -> bool:
        """Whether the general lexicon has the word in this form."""
        ...

    def spelling(self, word: str) -> str:
        """What a word that the lexicon does not know may stand for, umlauts left out; itself if nothing is found."""
        ...


class Plain:
    """A language without tables of its own: accents folded, inflection kept."""

    compounds = None

    def knows(self, word: str) -> bool:
        """Know no word."""
        del word
        return False

    def spelling(self, word: str) -> str:
        """Leave words as they are."""
        return word

    def exact(self, word: str) -> str:
        """Drop accents."""
        return fold_accents(word)

    folded = exact
    stem = exact


@lru_cache(maxsize=_CACHED_CODES)
def primary_subtag(language_code: str) -> str:
    """Give `de` for `de-AT` and `DE_de`."""
    return language_code.replace("_", "-").partition("-")[0].lower()
