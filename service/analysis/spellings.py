"""How a word that was typed without its umlauts or accents is usually spelled: by the catalogue, then by the lexicon."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from service.analysis.languages import Language

# A word without its umlauts, or one that a few products have, is a slip if a like one is this much more frequent.
MUCH_MORE = 20


class Spellings:
    """Finds the usual spelling of words; the same counts and language always give the same."""

    def __init__(self, counts: Mapping[str, int], language: Language) -> None:
        self._counts = counts
        self._language = language
        self._accented: defaultdict[str, list[str]] = defaultdict(list)
        for word in counts:
            if (folded := language.folded(word)) != word:
                self._accented[folded].append(word)

    def like(self, word: str) -> tuple[str, ...]:
        """Give the catalogue's words of equal folding: first those of equal exact form, then the more frequent ones."""
        folded, exact = self._language.folded(word), self._language.exact(word)
        plain = (folded,) if folded in self._counts else ()
        alike = (*self._accented.get(folded, ()), *plain)
        return tuple(
            sorted(alike, key=lambda other: (self._language.exact(other) != exact, -self._counts[other], other))
        )

    def usual(self, word: str) -> str:
        """Give a word as it is usually spelled; a word that the language has in this form stays.

        Bücherregal for `bucherregal` if the catalogue has it, Kühlschrank for `kuehlschrank` even if not.
        """
        if self._language.knows(word):
            return word
        candidates = self._candidates(word)
        if known := next(filter(self._language.knows, candidates), None):
            return known
        respelt = self._language.spelling(word)
        if respelt != word and self._is_exactly(respelt, word):
            return respelt
        # Kuchenmesser is no sloppy Küchenmesser where the shop sells both.
        return next(iter(candidates), word if word in self._counts else respelt)

    def _candidates(self, word: str) -> tuple[str, ...]:
        """Give the catalogue's other words that this one may be meant for: the same in other letters, or used much more."""
        alike = [other for other in self.like(word) if other != word]
        exactly = tuple(other for other in alike if self._is_exactly(other, word))
        least = MUCH_MORE * self._counts.get(word, 0)
        return exactly or tuple(other for other in alike if self._counts[other] > least)

    def _is_exactly(self, one: str, other: str) -> bool:
        return self._language.exact(one) == self._language.exact(other)
