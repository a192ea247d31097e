"""Phrases that a merchant wants found along with others, by stems, so that they hold for every inflection."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from service.analysis.analyzer import Analyzer
from service.analysis.languages import primary_subtag
from service.analysis.words import AnalyzedToken
from service.query.words import query_words

Phrase = tuple[AnalyzedToken, ...]
MAX_KEY_WORDS = 4


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Phrases by the phrase that finds them too.

    Attributes:
        by_language: primary subtag to key (stems joined by a space) to phrases in the order they were written.
    """

    by_language: Mapping[str, Mapping[str, tuple[Phrase, ...]]] = field(default_factory=dict)

    @classmethod
    def compiled(cls, synonyms: Mapping[str, Sequence[str]], analyzer: Analyzer) -> Self:
        """Analyse phrases in every language of the catalogue, as its index does."""
        return cls({code: _compiled(synonyms, analyzer, code) for code in sorted(analyzer.lexicon.languages)})

    def longest(self, stems: Sequence[str], language: str) -> tuple[int, tuple[Phrase, ...]]:
        """Give how many of the first words make a phrase together, as many as can be, and what is found along with it.

        (0, ()) if none do. Stems are those of a query without its function words.
        """
        found = self.by_language.get(primary_subtag(language))
        for length in range(min(MAX_KEY_WORDS, len(stems)) if found else 0, 0, -1):
            if phrases := found and found.get(" ".join(stems[:length])):
                return length, phrases
        return 0, ()


def _compiled(synonyms: Mapping[str, Sequence[str]], analyzer: Analyzer, code: str) -> dict[str, tuple[Phrase, ...]]:
    found: dict[str, dict[str, Phrase]] = {}
    for entry, targets in synonyms.items():
        key = _key(_telling(entry, analyzer, code))
        phrases = {_key(tokens): tokens for tokens in (_telling(target, analyzer, code) for target in targets)}
        # Inflections of one word may have been written as synonyms of each other.
        phrases.pop(key, None)
        found.setdefault(key, {}).update(phrases)
    return {key: tuple(phrases.values()) for key, phrases in found.items() if phrases}


def _telling(text: str, analyzer: Analyzer, code: str) -> Phrase:
    """Analyse a phrase, without the words that ask for nothing unless there are no others."""
    tokens = analyzer.tokens(text, code)
    silent = query_words(code).function_words
    return tuple(token for token in tokens if token.exact not in silent) or tokens


def _key(tokens: Iterable[AnalyzedToken]) -> str:
    return " ".join(token.stem for token in tokens)
