"""How a word that was typed without its umlauts or accents is usually spelled: by the catalogue, then by the lexicon."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from service.analysis.languages import Language


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
        alike = self.like(word)
        known = next(filter(self._language.knows, alike), None)
        return known or (alike[0] if alike else self._language.spelling(word))
