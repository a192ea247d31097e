"""Phrases that a merchant wants found along with others, by stems, so that they hold for every inflection."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

import msgspec

from service.analysis.analyzer import Analyzer
from service.analysis.languages import primary_subtag
from service.analysis.words import AnalyzedToken
from service.query.facets import FacetLexicon
from service.query.joining import QueryToken, joined
from service.query.units import UnitReader
from service.query.words import query_words

Phrase = tuple[AnalyzedToken, ...]
MAX_KEY_WORDS = 4


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Phrases by the phrase that finds them too.

    Attributes:
        by_language: primary subtag to key (stems joined by a space) to phrases in the order they were written.
    """

    by_language: dict[str, dict[str, tuple[Phrase, ...]]] = field(default_factory=dict)

    @classmethod
    def compiled(cls, synonyms: Mapping[str, Sequence[str]], analyzer: Analyzer, facets: FacetLexicon) -> Self:
        """Read phrases in every language of the catalogue as queries are read."""
        codes = sorted(analyzer.lexicon.languages)
        return cls({code: _compiled(synonyms, UnitReader(analyzer, facets, code)) for code in codes})

    def longest(self, stems: Sequence[str], language: str) -> tuple[int, tuple[Phrase, ...]]:
        """Give how many of the first words make a phrase together, as many as can be, and what is found along with it.

        (0, ()) if none do. Stems are those of a query without its function words.
        """
        found = self.by_language.get(primary_subtag(language))
        for length in range(min(MAX_KEY_WORDS, len(stems)) if found else 0, 0, -1):
            if phrases := found and found.get(" ".join(stems[:length])):
                return length, phrases
        return 0, ()

    def to_bytes(self) -> bytes:
        """Serialise; equal synonyms give equal bytes."""
        return msgspec.msgpack.Encoder(order="deterministic").encode(self)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read what `to_bytes` wrote. Raises msgspec.DecodeError on anything else."""
        return msgspec.msgpack.decode(data, type=cls)


def _compiled(synonyms: Mapping[str, Sequence[str]], reader: UnitReader) -> dict[str, tuple[Phrase, ...]]:
    found: dict[str, dict[str, Phrase]] = {}
    for entry, targets in synonyms.items():
        key = _key(_telling(entry, reader))
        phrases = {_key(tokens): tokens for tokens in (_telling(target, reader) for target in targets)}
        # Inflections of one word may have been written as synonyms of each other.
        phrases.pop(key, None)
        found.setdefault(key, {}).update(phrases)
    return {key: tuple(phrases.values()) for key, phrases in found.items() if phrases}


def _telling(text: str, reader: UnitReader) -> Phrase:
    """Analyse a phrase: neighbours joined where the catalogue does, and no words that ask for nothing among others."""
    words = query_words(reader.language)
    tokens = [QueryToken(token, place) for place, token in enumerate(reader.analyzer.tokens(text, reader.language))]
    read = tuple(query_token.token for query_token in joined(tokens, reader, words))
    return tuple(token for token in read if token.exact not in words.function_words) or read


def _key(tokens: Iterable[AnalyzedToken]) -> str:
    return " ".join(token.stem for token in tokens)
