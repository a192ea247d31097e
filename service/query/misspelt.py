"""What a misspelt word was meant to be, in one language of a catalogue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from rapidfuzz.distance import OSA

from service.analysis.analyzer import Analyzer
from service.analysis.folding import fold_accents
from service.analysis.registry import make_language
from service.analysis.spellings import MUCH_MORE
from service.query.vicinity import Vicinity
from service.query.words import query_words

_MIN_CHARS, _MAX_CHARS = 3, 32
_MIN_PART_CHARS = 3
_MAX_LOOK_UPS = 12
# The other part says so much about a compound that this may be of shorter words.
_TWO_TYPOS_IN_PART = 5
# A compound that nobody uses is less probable than a word that is one typo further away.
_COMPOUND = 1.2


class SpellingWords:
    """The words of one language, those that begin compounds, and those that end them; brands among all of them."""

    def __init__(self, analyzer: Analyzer, code: str) -> None:
        self._analyzer = analyzer
        self._code = code
        spoken = make_language(code)
        self._knows = spoken.knows
        self._has_compounds = spoken.compounds is not None
        lexicon = analyzer.lexicon.languages[code]
        self._counts = lexicon.counts
        words = Counter(lexicon.counts)
        words.update(analyzer.lexicon.brands - words.keys())
        beginnings = Counter({word: n for word, n in words.items() if word not in query_words(code).function_words})
        ends = beginnings.copy()
        for word, token in lexicon.table.items():
            if token.parts and word.endswith(token.parts[-1]):
                beginnings[word.removesuffix(token.parts[-1]).rstrip("-")] += words[word]
                ends[token.parts[-1]] += words[word]
        self._spellings: dict[str, list[str]] = {}
        self._words, self._beginnings, self._ends = (self._vicinity(counts) for counts in (words, beginnings, ends))

    def spelled(self, word: str) -> str:
        """Give a word as the catalogue spells it, with its umlauts; "" if it is none of its words."""
        key = self._key(word)
        return self._spelling(key, word) if key in self._words else ""

    def meant(self, word: str) -> str:
        """Give the word, the compound or the two words that were meant; "" if the word should stay.

        A word one typo away comes first. A compound that is right stays, though no product may have it. Then come words
        two or three typos away, and compounds with a typo in one part or in both.
        """
        key = self._key(word)
        if not _MIN_CHARS <= len(key) <= _MAX_CHARS or word in self._analyzer.lexicon.brands:
            return ""
        one_typo = self._words.nearest(key, 1)
        if n_products := self._counts.get(word, 0):
            is_rare = one_typo and self._words.count(one_typo.word) >= MUCH_MORE * n_products
            return self._spelling(one_typo.word, word) if one_typo and is_rare else ""
        if self._knows(word):
            return ""
        if one_typo:
            return self._spelling(one_typo.word, word)
        if parted := self._parted(key):
            return "" if self._analyzer.tokens(word, self._code)[0].parts else parted
        ways = list(self._whole(key))
        if self._has_compounds:
            ways += list(self._compounds(key)) or ([] if ways else list(self._compounds_wrong_twice(key)))
        return min(ways, default=(0.0, ""))[1]

    def _whole(self, key: str) -> Iterator[tuple[float, str]]:
        if near := self._words.nearest(key, 3):
            yield near.cost, self._spelling(near.word, key)

    def _compounds(self, key: str) -> Iterator[tuple[float, str]]:
        """Read compounds of which one part is right, those with the longest right parts first."""
        cuts = _cuts(key)
        right = [(len(end), end, beginning, self._beginnings) for beginning, end in cuts if end in self._ends]
        left = [
            (len(beginning), beginning, end, self._ends) for beginning, end in cuts if beginning in self._beginnings
        ]
        for _, known, misspelt, vicinity in sorted([*right, *left], key=lambda cut: -cut[0])[:_MAX_LOOK_UPS]:
            if near := vicinity.nearest(misspelt, 2, two_from=_TWO_TYPOS_IN_PART):
                parts = (near.word, known) if vicinity is self._beginnings else (known, near.word)
                yield near.cost + _COMPOUND, self._compound(parts)

    def _compounds_wrong_twice(self, key: str) -> Iterator[tuple[float, str]]:
        """Read compounds with a typo in either part."""
        for beginning, end in _cuts(key):
            if (first := self._beginnings.nearest(beginning, 1)) and (second := self._ends.nearest(end, 1)):
                yield first.cost + second.cost, self._compound((first.word, second.word))

    def _compound(self, parts: tuple[str, str]) -> str:
        return "".join(self._spelling(part, part) for part in parts)

    def _parted(self, key: str) -> str:
        """Give two words that stand in one without a typo, "" if there are none."""
        known = [cut for cut in _cuts(key) if cut[0] in self._beginnings and cut[1] in self._ends]
        best = max(known, key=lambda cut: (min(map(len, cut)), cut), default=())
        return " ".join(self._spelling(part, part) for part in best)

    def _vicinity(self, counts: Mapping[str, int]) -> Vicinity:
        """Fold words, and remember how each is spelled, the most frequent spelling first."""
        folded: Counter[str] = Counter()
        for word in sorted(counts, key=lambda word: (-counts[word], word)):
            key = self._key(word)
            folded[key] += counts[word]
            if word not in self._spellings.setdefault(key, []):
                self._spellings[key].append(word)
        return Vicinity(folded, self._code)

    def _spelling(self, key: str, typed: str) -> str:
        """Spell a word with its umlauts, as it was typed if it can be: Mantel or Mäntel."""
        return min(self._spellings[key], key=lambda word: OSA.distance(typed, word))

    @staticmethod
    def _key(word: str) -> str:
        """Fold umlauts to their letters, so that a missing dot is no typo; ue stays, since a typo may part the two."""
        return fold_accents(word)


def _cuts(key: str) -> list[tuple[str, str]]:
    return [(key[:at], key[at:]) for at in range(_MIN_PART_CHARS, len(key) - _MIN_PART_CHARS + 1)]
