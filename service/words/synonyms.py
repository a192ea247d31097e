"""A merchant's synonyms as queries meet them: by stems, so that they hold for every inflection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Self

from service.analysis.analyzer import Analyzer
from service.analysis.languages import primary_subtag
from service.analysis.words import AnalyzedToken
from service.words.words import Words

Phrase = tuple[AnalyzedToken, ...]
_NONE: Mapping[str, Mapping[str, tuple[Phrase, ...]]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Phrases by the phrase that finds them too.

    Attributes:
        by_language: primary subtag to key (stems joined by a space) to phrases in the order they were written.
    """

    by_language: Mapping[str, Mapping[str, tuple[Phrase, ...]]] = field(default_factory=lambda: _NONE)

    @classmethod
    def compiled(cls, words: Words, analyzer: Analyzer) -> Self:
        """Analyse synonyms in every language of the catalogue, as its index does."""
        codes = sorted(analyzer.lexicon.languages)
        return cls({code: _compiled(words.synonyms, analyzer, code) for code in codes})

    def of(self, stems: Sequence[str], language: str) -> tuple[Phrase, ...]:
        """Give the phrases that are found along with these words together; () if there are none."""
        found = self.by_language.get(primary_subtag(language))
        return found.get(" ".join(stems), ()) if found else ()


def _compiled(synonyms: Mapping[str, Sequence[str]], analyzer: Analyzer, code: str) -> dict[str, tuple[Phrase, ...]]:
    found: dict[str, dict[str, Phrase]] = {}
    for entry, targets in synonyms.items():
        key = _key(analyzer.tokens(entry, code))
        phrases = {_key(tokens): tokens for tokens in (analyzer.tokens(target, code) for target in targets)}
        # Inflections of one word may have been written as synonyms of each other.
        phrases.pop(key, None)
        found.setdefault(key, {}).update(phrases)
    return {key: tuple(phrases.values()) for key, phrases in found.items() if phrases}


def _key(tokens: Phrase) -> str:
    return " ".join(token.stem for token in tokens)
