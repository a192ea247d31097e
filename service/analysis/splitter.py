"""Takes compounds apart with the shop's own words first and a general lexicon behind them.

The catalogue says which parts are meant (Damenshorts is not damen + hort), the lexicon helps where it is silent.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import log

from service.analysis.languages import CompoundRules
from service.analysis.vocabulary import MIN_PART_CHARS, Vocabulary

MIN_COMPOUND_CHARS = 6
MAX_COMPOUND_CHARS = 32
_MAX_PART_CHARS = 18
_PART_CACHE = 20_000


@dataclass(frozen=True, slots=True)
class CompoundPart:
    """One part: the free word (`sonne`), and where it stands in the compound (`sonnen` in Sonnenbrille)."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Path:
    """The best way to read a word from some letter on."""

    score: float
    parts: tuple[CompoundPart, ...]


class Splitter:
    """Splits the words of one language; the same vocabulary and word always give the same parts."""

    def __init__(self, rules: CompoundRules, vocabulary: Vocabulary) -> None:
        self._rules = rules
        self._opaque = {rules.crude_stem(word + ending) for word in rules.opaque for ending in ("", *rules.endings)}
        self._head = lru_cache(maxsize=_PART_CACHE)(vocabulary.as_head)
        self._modifier = lru_cache(maxsize=_PART_CACHE)(vocabulary.as_modifier)

    def split(self, word: str) -> tuple[CompoundPart, ...]:
        """Give the parts of a compound in order, two at least, the last its head; () if it has to stay whole."""
        if not MIN_COMPOUND_CHARS <= len(word) <= MAX_COMPOUND_CHARS or self._keeps_whole(word):
            return ()
        return self._best_path(word)

    def spell_out(self, word: str) -> str:
        """Give the letters that a word's digraphs may stand for: `kuechentisch` is küchentisch."""
        return self._rules.spell_out(word)

    def _keeps_whole(self, word: str) -> bool:
        return word in self._rules.never_parts or self._rules.crude_stem(word) in self._opaque

    def _best_path(self, word: str) -> tuple[CompoundPart, ...]:
        """Viterbi from the head backwards: the sum of log(share) + log(link) is highest on the best path."""
        best: dict[int, _Path] = {}
        for start in range(max(MIN_PART_CHARS, len(word) - _MAX_PART_CHARS), len(word) - MIN_PART_CHARS + 1):
            if head := self._head(word[start:]):
                best[start] = _Path(log(head.share), (CompoundPart(head.word, start, len(word)),))
        for end in range(len(word) - MIN_PART_CHARS, MIN_PART_CHARS - 1, -1):
            if after := best.get(end):
                self._read_before(word, end, after, best)
        return best[0].parts if 0 in best else ()

    def _read_before(self, word: str, end: int, after: _Path, best: dict[int, _Path]) -> None:
        """Try every part that may end at a letter from which on the word has been read."""
        for start in (0, *range(max(MIN_PART_CHARS, end - _MAX_PART_CHARS), end - MIN_PART_CHARS + 1)):
            if end - start > _MAX_PART_CHARS or not (modifier := self._modifier(word[start:end])):
                continue
            score = after.score + log(modifier.share)
            # Of equal readings the one with the longer part: kinder|regen, not kind|erregen.
            if start not in best or score > best[start].score:
                best[start] = _Path(score, (CompoundPart(modifier.word, start, end), *after.parts))
