"""Phrases read as queries, and laid out so that typing meets them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from service.analysis.analyzer import Analyzer
from service.analysis.words import AnalyzedToken
from service.keeper.phrases import CountedPhrase, count_phrases
from service.query.beginnings import asked_key, asked_kind, folded_beginning, named_values
from service.query.facets import FacetLexicon
from service.query.synonyms import Synonyms
from service.query.understand import understand
from service.query.words import query_words
from service.retrieval.suggestions import Phrase, PhraseBook
from service.types import Product, SuggestionSource

# What is equally frequent comes in this order: categories, values, words of titles; and the shorter first.
_SHARE = {SuggestionSource.CATEGORY: 1.0, SuggestionSource.VALUE: 0.8, SuggestionSource.TITLE: 0.8}
_LOSS_A_WORD = 0.05
# Sizes and models: of a thing there are many, and who wants one types its first digit.
_LOSS_WITH_DIGITS = 0.3


@dataclass(frozen=True, slots=True)
class PhraseReader:
    """Reads phrases as searches will read them."""

    analyzer: Analyzer
    facets: FacetLexicon
    synonyms: Synonyms
    language: str

    def of_catalogue(self, counted: Sequence[CountedPhrase], most: int) -> PhraseBook:
        """The catalogue's own phrases; what more products have weighs more, and nothing more than what `most` have."""
        return self.laid_out([self.phrase(of.text, of.source, _weight(of, most)) for of in counted])

    def of_queries(self, asked: Mapping[str, float]) -> PhraseBook:
        """What is searched for, by how many visitors."""
        most = math.log1p(max(asked.values(), default=1.0))
        return self.laid_out(
            [self.phrase(text, SuggestionSource.QUERIES, 1 + math.log1p(n) / most) for text, n in asked.items()]
        )

    def phrase(self, text: str, source: SuggestionSource, weight: float) -> Phrase:
        """What a text asks for."""
        parsed = understand(text, self.language, self.analyzer, self.facets, self.synonyms)
        read = msgspec.Raw(msgspec.msgpack.encode(parsed))
        return Phrase(text, source, weight, asked_key(parsed), asked_kind(parsed), named_values(parsed), read)

    def laid_out(self, phrases: Sequence[Phrase]) -> PhraseBook:
        """A book of these phrases, the weightiest first; those that ask for nothing are left out."""
        ordered = sorted((phrase for phrase in phrases if phrase.key), key=lambda known: (-known.weight, known.text))
        starts = sorted(
            (start, place, leads) for place, known in enumerate(ordered) for start, leads in self._starts(known.text)
        )
        return PhraseBook(
            phrases=tuple(ordered),
            starts=tuple(start for start, _, _ in starts),
            phrase_of=np.array([place for _, place, _ in starts], np.int32).tobytes(),
            leads=np.array([leads for _, _, leads in starts], np.bool_).tobytes(),
        )

    def _starts(self, text: str) -> Iterator[tuple[str, bool]]:
        """The text from each telling word on, and from each part of a compound on, folded and without blanks."""
        tokens = self.analyzer.tokens(text, self.language)
        silent = query_words(self.language).function_words
        for place, token in enumerate(tokens):
            if token.exact in silent:
                continue
            rest = " ".join(later.surface for later in tokens[place + 1 :])
            for cut in (0, *_seams(token)):
                start = f"{token.surface[cut:]} {rest}"
                yield folded_beginning(start, self.analyzer, self.language), not (place or cut)


def _weight(counted: CountedPhrase, most: int) -> float:
    share = _SHARE[counted.source] * math.log1p(counted.n_products) / math.log1p(most)
    digits = _LOSS_WITH_DIGITS * any(map(str.isdigit, counted.text))
    return share - _LOSS_A_WORD * counted.text.count(" ") - digits


def books_of_catalogue(
    catalogue: Iterable[Product], readers: Callable[[str], PhraseReader], analyzer: Analyzer, language: str
) -> dict[str, PhraseBook]:
    """The phrases of a catalogue by language.

    Args:
        catalogue: every product, once.
        readers: of the languages, by primary subtag.
        analyzer: of the catalogue.
        language: of products that state none.
    """
    counted = count_phrases(catalogue, analyzer, language)
    most = max((phrase.n_products for phrases in counted.values() for phrase in phrases), default=1)
    return {code: readers(code).of_catalogue(phrases, most) for code, phrases in sorted(counted.items())}


def _seams(token: AnalyzedToken) -> Iterator[int]:
    """Where the later parts of a compound begin."""
    at = 0
    for part in token.parts:
        found = token.surface.find(part, at)
        if found > 0:
            yield found
        at = max(at, found + 1)
