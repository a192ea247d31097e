"""Text in, analyzed tokens out: the one door to analysis, for index and query alike."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache

from service.analysis.languages import Language, Plain, primary_subtag
from service.analysis.lexicon import LanguageLexicon, Lexicon
from service.analysis.registry import make_language
from service.analysis.spellings import Spellings
from service.analysis.text import RawToken, normalise, tokenise
from service.analysis.words import AnalyzedToken

_CACHED_TOKENS = 50_000
_MAX_SPLIT_CHARS = 64


class Analyzer:
    """Analyses texts against one lexicon, with a bounded cache; the answer depends on nothing but the two.

    Words of the lexicon are looked up. Others are analysed, in German with the help of a general lexicon of about
    105 MB that is read at the first of them (0.9 s): call `preload` before serving.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        # Kept for good: German takes a second to make, which no caller's list of languages may ask for twice.
        self._languages: dict[str, _InLanguage] = {}
        self._plain = _InLanguage(Plain(), lexicon, "")

    def tokens(self, text: str, language: str) -> tuple[AnalyzedToken, ...]:
        """Give the tokens of a text in order. A token's position is its place in the tuple.

        Of the words that the lexicon does not list, the first 64 letters of a text are taken apart, so that no query
        of 256 characters costs much; the others stay whole.
        """
        return self._in_language(language).tokens(tokenise(normalise(text)))

    def word(self, surface: str, language: str) -> AnalyzedToken:
        """Analyse one word that is already normalised; the catalogue's own are only looked up."""
        spoken = self._in_language(language)
        return spoken.lexicon.table.get(surface) or spoken.tokens(tokenise(surface))[0]

    def knows_word(self, surface: str, language: str) -> bool:
        """Tell whether the catalogue's titles, categories or attribute values have a word, umlauts left out or not."""
        return bool(self.spellings(surface, language))

    def spellings(self, surface: str, language: str) -> tuple[str, ...]:
        """Give the catalogue's words that are spelled like this up to umlauts and accents, the most frequent first."""
        return self._in_language(language).spellings.like(surface)

    def completions(self, beginning: str, language: str) -> Iterator[AnalyzedToken]:
        """Give the words of the catalogue that start with a normalised beginning, in the order of the alphabet."""
        return self._in_language(language).completions(beginning)

    def starts_a_word(self, beginning: str, language: str) -> bool:
        """Tell whether a word of the catalogue, or a part of its compounds, starts like this."""
        return self._in_language(language).starts_a_word(beginning)

    def folded(self, beginning: str, language: str) -> tuple[str, str]:
        """Spell the beginning of a word as exact forms and as stems start, in this order."""
        spoken = self._in_language(language).language
        return spoken.exact(beginning), spoken.folded(beginning)

    def preload(self, language: str) -> None:
        """Read what the language needs for unknown words, so that no query waits for it."""
        self._in_language(language).tokens([RawToken("auslage", ("auslage",))])

    def _in_language(self, language: str) -> _InLanguage:
        """Give what speaks a language; those that have neither tables nor words in the catalogue share one."""
        code = primary_subtag(language)
        if known := self._languages.get(code):
            return known
        spoken = make_language(code)
        if type(spoken) is Plain and code not in self.lexicon.languages:
            return self._plain
        return self._languages.setdefault(code, _InLanguage(spoken, self.lexicon, code))


class _InLanguage:
    """The part of an analyzer that speaks one language."""

    def __init__(self, language: Language, lexicon: Lexicon, code: str) -> None:
        self.language = language
        self.lexicon = lexicon.languages.get(code) or LanguageLexicon({}, {}, {})
        self._words = sorted(self.lexicon.counts)
        self._beginnings = sorted(
            {part for token in self.lexicon.table.values() for part in token.parts}.union(self._words)
        )
        counts = {**self.lexicon.part_counts, **self.lexicon.counts}
        self.spellings = Spellings(self.lexicon.counts, language)
        self._unknown = lru_cache(maxsize=_CACHED_TOKENS)(lexicon.word_analyzer(language, counts).analyze)

    def tokens(self, tokens: Iterable[RawToken]) -> tuple[AnalyzedToken, ...]:
        analyzed: list[AnalyzedToken] = []
        n_chars = 0
        for token in tokens:
            known = self.lexicon.table.get(token.surface)
            if known is None:
                n_chars += len(token.surface)
                known = self._unknown(token, is_split=n_chars <= _MAX_SPLIT_CHARS)
            analyzed.append(known)
        return tuple(analyzed)

    def completions(self, beginning: str) -> Iterator[AnalyzedToken]:
        for index in range(bisect_left(self._words, beginning), len(self._words)):
            if not self._words[index].startswith(beginning):
                return
            yield self.lexicon.table[self._words[index]]

    def starts_a_word(self, beginning: str) -> bool:
        at = bisect_left(self._beginnings, beginning)
        return at < len(self._beginnings) and self._beginnings[at].startswith(beginning)
