"""How much a shop's own words speak for a string being a word: counts, pooled over inflections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from service.analysis.languages import CompoundRules

# Weights and floors as measured for catalogue-driven splitting of German shop words.
_SEEN, _INFLECTED, _LEXICON = 0.7, 0.5, 0.5
_MIN_COUNT, _MIN_COUNT_SHORT = 2, 5
_MIN_LETTERS, _MIN_LETTERS_LEXICON = 3, 4
_INFLECTIONS = ("s", "n", "e", "en", "er", "es")


class Vocabulary:
    """The words of one language in one catalogue, asked for weights by the splitter."""

    def __init__(self, counts: Mapping[str, int], rules: CompoundRules) -> None:
        self._counts = counts
        self._rules = rules
        self._pooled: Counter[str] = Counter()
        for word, count in counts.items():
            self._pooled[rules.crude_stem(word)] += count
        self.total = max(float(self._pooled.total()), 1_000.0)

    def weight(self, part: str) -> float:
        """Say how strongly `part` stands as a word by itself; 0 if it may not be part of a compound."""
        if len(part) < _MIN_LETTERS or part in self._rules.never_parts:
            return 0.0
        return self.catalogue_weight(part) or self._lexicon_weight(part)

    def catalogue_weight(self, part: str) -> float:
        """Give the weight that the catalogue alone speaks for; 0 if it does not know the part."""
        pooled = self._pooled.get(self._rules.crude_stem(part), 0)
        if pooled < (_MIN_COUNT if len(part) > _MIN_LETTERS else _MIN_COUNT_SHORT):
            return 0.0
        if part in self._counts:
            return _SEEN * pooled
        return _INFLECTED * pooled if self._is_inflection(part) else 0.0

    def _is_inflection(self, part: str) -> bool:
        """Tell whether a counted word with a usual ending gives `part`."""
        return any(
            part.endswith(ending) and len(part) - len(ending) > 2 and part[: -len(ending)] in self._counts
            for ending in _INFLECTIONS
        )

    def _lexicon_weight(self, part: str) -> float:
        if len(part) < _MIN_LETTERS_LEXICON:
            return _LEXICON if part in self._rules.short_words else 0.0
        return _LEXICON if self._rules.knows(part) else 0.0
