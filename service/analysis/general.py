"""The general lexicon behind the catalogue's own words: which words a language has, and their base forms."""

from __future__ import annotations

from simplemma import Lemmatizer, is_known


class GeneralLexicon:
    """One language of simplemma; its dictionary (German: 105 MB, 0.9 s) is read at the first question."""

    def __init__(self, code: str) -> None:
        self._code = code
        # Analyzed words are cached as a whole, so the lemmatizer keeps none of its own.
        self._lemmatizer = Lemmatizer(cache_max_size=0)

    def knows(self, word: str) -> bool:
        """Tell whether the language has this word in this form; upper and lower case are equal."""
        return is_known(word, lang=self._code)

    def lemma(self, word: str) -> str:
        """Give the base form in lower case, nouns first; an unknown word is its own."""
        return self._lemmatizer.lemmatize(word.capitalize(), lang=self._code).lower()
