"""Every language that is a table: lemma and Snowball for inflection, accents folded, compounds by rule and word list."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import Stemmer

from service.analysis.folding import fold_accents
from service.analysis.general import GeneralLexicon
from service.analysis.languages import CompoundRules, Link


@dataclass(frozen=True, slots=True)
class CompoundTable:
    """The rules of written-together words; word lists are parted by blanks.

    Attributes:
        links: linking elements, the unchanged modifier first.
        endings: of inflected words.
        opaque, never_parts, short_words: as in `CompoundRules`.
    """

    links: tuple[Link, ...]
    endings: str
    opaque: str
    never_parts: str
    short_words: str


@dataclass(frozen=True, slots=True)
class LanguageTable:
    """A language.

    Attributes:
        lexicon: the code of its general lexicon.
        snowball: the name of its stemmer.
        compounds: None where words are not written together.
    """

    lexicon: str
    snowball: str
    compounds: CompoundTable | None = None


class European:
    """A language read from a table; its general lexicon is read at the first word."""

    def __init__(self, table: LanguageTable) -> None:
        self._general = GeneralLexicon(table.lexicon, is_small=True)
        self._snowball = Stemmer.Stemmer(table.snowball)
        self.compounds = _rules(table.compounds, self._lemma) if table.compounds else None

    def exact(self, word: str) -> str:
        """Drop accents."""
        return fold_accents(word)

    folded = exact

    def knows(self, word: str) -> bool:
        """Ask the general lexicon."""
        return self._general.other(word) is not None

    def spelling(self, word: str) -> str:
        """Leave words as they are: accents are put back where the catalogue has them."""
        return word

    def stem(self, word: str) -> str:
        """Lemma, then Snowball, then folding; a participle's or plural's lemma may be a form itself, so twice."""
        lemma = self._lemma(word) or word
        return fold_accents(str(self._snowball.stemWord(self._lemma(lemma) or lemma)))

    def _lemma(self, word: str) -> str | None:
        lemma = self._general.other(word)
        return lemma and lemma.lower()


def _rules(table: CompoundTable, lemma: Callable[[str], str | None]) -> CompoundRules:
    endings = tuple(sorted(table.endings.split(), key=len, reverse=True))
    ending = re.compile(rf"(?<=...)(?:{'|'.join(endings)})$")

    def crude_stem(word: str) -> str:
        """Cut one ending, and what was doubled before it: Dutch jassen and jas."""
        return re.sub(r"([^aeiouy])\1$", r"\1", ending.sub("", fold_accents(word)))

    return CompoundRules(
        links=table.links,
        endings=endings,
        opaque=frozenset(table.opaque.split()),
        never_parts=frozenset(table.never_parts.split()),
        short_words=frozenset(table.short_words.split()),
        short_stems=frozenset(),
        bound=frozenset(),
        spell_out=str,
        crude_stem=crude_stem,
        head=lemma,
        modifier=lemma,
    )
