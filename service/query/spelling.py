"""Misspelt words put right by the catalogue's own: whole words, parts of compounds, and blanks."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
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
        for word in list(misspelt)[:_MAX_CORRECTED]:
            pair, meant = _parted(word, _WORD.findall(after), words)
            pattern = r"\s+".join(map(re.escape, pair or (word,)))
            if meant := meant or words.meant(word):
                after = re.sub(rf"{pattern}(?!\w)", meant, after, count=1)
        return after if after != before else None


def _parted(word: str, text: Sequence[str], words: SpellingWords) -> tuple[tuple[str, ...], str]:
    """Find a blank too many: the word with its neighbour, and the one word that they are; else nothing."""
    for pair in pairwise(text):
        if word in pair and (meant := words.spelled("".join(pair))):
            return pair, meant
    return (), ""
