"""Words that a catalogue writes together or apart: what a query of either spelling asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from service.analysis.analyzer import Analyzer
from service.analysis.languages import primary_subtag
from service.analysis.words import AnalyzedToken

# Shorter ones are abbreviations and ends of words.
_MIN_TOGETHER_CHARS = 4


@dataclass(frozen=True, slots=True)
class WordBreaks:
    """Where a catalogue breaks words; equal for equal catalogues.

    Attributes:
        together_by_language: primary subtag to key to the catalogue's most frequent word of that key. Keys are the stems
            of a compound's parts joined by a space (sonn brill: sonnenbrille), and the stem of any other word (tshirt).
        apart_by_language: primary subtag to the stem of a word to the words that the catalogue also spells it with, side
            by side (smart watch) or with hyphens (t-shirt).
    """

    together_by_language: dict[str, dict[str, str]] = field(default_factory=dict)
    apart_by_language: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)

    @classmethod
    def learn(cls, analyzer: Analyzer, neighbours: Mapping[str, Iterable[tuple[str, str]]]) -> Self:
        """Learn from a catalogue's vocabulary.

        Args:
            analyzer: knows the vocabulary.
            neighbours: primary subtag to pairs of words that stand side by side in titles.
        """
        together = {code: _together(analyzer, code) for code in sorted(analyzer.lexicon.languages)}
        return cls(
            together,
            {code: _apart(neighbours.get(code, ()), words, analyzer, code) for code, words in together.items()},
        )

    def together(self, parts: Sequence[str], spelled: str, language: str) -> str:
        """Give the catalogue's word for words written together, with or without a linking element; "" if it has none.

        Args:
            parts: stems of all parts of the words.
            spelled: the words in one, as a stem: the last stemmed, the others folded.
            language: BCP 47 code.
        """
        words = self.together_by_language.get(primary_subtag(language), {})
        return words.get(" ".join(parts)) or words.get(spelled, "")

    def apart(self, token: AnalyzedToken, language: str) -> tuple[str, ...]:
        """Give the words that the catalogue also spells a word with, if it does: smartwatch, smart watch."""
        return self.apart_by_language.get(primary_subtag(language), {}).get(token.stem, ())


def part_stems(token: AnalyzedToken, analyzer: Analyzer, language: str) -> tuple[str, ...]:
    """Give the stems of a compound's parts, or the stem of a word that is none."""
    return tuple(analyzer.word(part, language).stem for part in token.parts) or (token.stem,)


def _together(analyzer: Analyzer, code: str) -> dict[str, str]:
    lexicon = analyzer.lexicon.languages[code]
    found: dict[str, str] = {}
    for word in sorted(lexicon.counts, key=lambda word: (-lexicon.counts[word], word)):
        if len(word) >= _MIN_TOGETHER_CHARS:
            found.setdefault(" ".join(part_stems(lexicon.table[word], analyzer, code)), word)
    return found


def _apart(
    neighbours: Iterable[tuple[str, str]], together: Mapping[str, str], analyzer: Analyzer, code: str
) -> dict[str, tuple[str, ...]]:
    table = analyzer.lexicon.languages[code].table
    found = {token.stem: token.parts for word, token in table.items() if "-" in word and token.parts}
    for pair in sorted(neighbours):
        first, second = (analyzer.word(word, code) for word in pair)
        key = analyzer.folded(first.surface, code)[1] + second.stem
        if key in together:
            found.setdefault(key, pair)
    return found
