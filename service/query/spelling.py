"""Misspelt words put right by the catalogue's own: whole words, parts of compounds, and blanks."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import pairwise

from service.analysis.analyzer import Analyzer
from service.analysis.languages import primary_subtag
from service.analysis.text import normalise
from service.limits import MAX_QUERY_CHARS
from service.query.misspelt import SpellingWords

_MAX_CORRECTED = 4
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*(?!\w)")


class Speller:
    """Corrects queries in the languages of one catalogue; made once for each build, since it sorts the vocabulary."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._words = {code: SpellingWords(analyzer, code) for code in analyzer.lexicon.languages}

    def correct(self, text: str, language: str, unknown: Collection[str]) -> str | None:
        """Put a query's misspelt words right, four at most.

        Brands, other words of the language and words with digits stay as they are.

        Args:
            text: the query; its first 256 characters are read.
            language: BCP 47 code.
            unknown: those of its words that find nothing or next to nothing, as units show them.

        Returns:
            The normalised query with other words in place of misspelt ones; None if there is nothing to correct.
        """
        words = self._words.get(primary_subtag(language))
        before = after = normalise(text[:MAX_QUERY_CHARS])
        if words is None:
            return None
        misspelt = dict.fromkeys(word for surface in unknown for word in _WORD.findall(normalise(surface)))
        typed = frozenset(_WORD.findall(before))
        for word in list(misspelt)[:_MAX_CORRECTED]:
            found = _parted(word, after, words) or _misspelt(word, after, words, is_whole=word in typed)
            if found:
                place, meant = found
                after = after[: place.start] + meant + after[place.stop :]
        return after if after != before else None


def _parted(word: str, text: str, words: SpellingWords) -> tuple[slice, str] | None:
    """Find a blank too many: where the word and its neighbour stand, and the one word that they are."""
    for one, other in pairwise(_WORD.finditer(text)):
        is_pair = word in (one.group(), other.group()) and text[one.end() : other.start()].isspace()
        if is_pair and (meant := words.spelled(one.group() + other.group())):
            return slice(one.start(), other.end()), meant
    return None


def _misspelt(word: str, text: str, words: SpellingWords, *, is_whole: bool) -> tuple[slice, str] | None:
    """Find where the word stands, and what was meant; one that is not whole is the rest of another: damen-rukcsack."""
    for match in _WORD.finditer(text):
        is_here = match.group() == word or (not is_whole and match.group().endswith(word))
        if is_here and (meant := words.meant(word)):
            return slice(match.end() - len(word), match.end()), meant
    return None
