"""Takes compounds apart with the shop's own words first and a general lexicon behind them.

The catalogue says which parts are meant (Damenshorts is not damen + hort), the lexicon helps where it is silent, and
a guard keeps whole what a dictionary knows as one word, unless the catalogue knows its parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import log

from service.analysis.languages import CompoundRules, Link
from service.analysis.vocabulary import Vocabulary

MIN_COMPOUND_CHARS = 6
MAX_COMPOUND_CHARS = 32
_MAX_PART_CHARS = 18
# Modifiers that lost an ending are short: woll, schul, wander.
_MAX_COMPLETED_CHARS = 8
_SURE_CHARS = 5
_MIN_PART_CHARS = 3
_PART_CACHE = 20_000


@dataclass(frozen=True, slots=True)
class CompoundPart:
    """One part: the free word (`sonne`), and where it stands in the compound (`sonnen` in Sonnenbrille)."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Path:
    """The best way to read a word up to some letter."""

    score: float
    parts: tuple[CompoundPart, ...]


class Splitter:
    """Splits the words of one language; the same vocabulary and word always give the same parts."""

    def __init__(self, rules: CompoundRules, vocabulary: Vocabulary) -> None:
        self._rules = rules
        self._vocabulary = vocabulary
        self._weight = lru_cache(maxsize=_PART_CACHE)(vocabulary.weight)
        self._read = lru_cache(maxsize=_PART_CACHE)(self._read_piece)

    def split(self, word: str) -> tuple[CompoundPart, ...]:
        """Give the parts of a compound in order, two at least, the last its head; () if it has to stay whole."""
        if not MIN_COMPOUND_CHARS <= len(word) <= MAX_COMPOUND_CHARS or self._keeps_whole(word):
            return ()
        parts = self._best_path(word)
        return parts if self._is_trusted(word, parts) else ()

    def _keeps_whole(self, word: str) -> bool:
        return word in self._rules.never_parts or self._rules.crude_stem(word) in self._rules.opaque

    def _is_trusted(self, word: str, parts: tuple[CompoundPart, ...]) -> bool:
        """Guard: of a word that a dictionary knows, a short part must be a shop word, or all of its neighbours."""
        if not parts or not self._rules.knows(word):
            return bool(parts)
        unsure = [part for part in parts if not self._is_shop_word(part.word)]
        lengths = sorted(part.end - part.start for part in unsure)
        return not lengths or lengths[0] >= _SURE_CHARS or (len(lengths) == 1 and lengths[0] == _SURE_CHARS - 1)

    def _best_path(self, word: str) -> tuple[CompoundPart, ...]:
        """Viterbi over the letters: the sum of log(weight / total) + log(link) is highest on the best path."""
        best: list[_Path | None] = [_Path(0.0, ()), *([None] * len(word))]
        for end in range(_MIN_PART_CHARS, len(word) + 1):
            for start in range(max(0, end - _MAX_PART_CHARS), end - _MIN_PART_CHARS + 1):
                before = best[start]
                if before is None or (start == 0 and end == len(word)):
                    continue
                reading = self._read(word[start:end], is_last=end == len(word))
                if reading is None:
                    continue
                score = before.score + reading[1]
                known = best[end]
                # Of equal readings the one with the longer beginning: kinder|regen, not kind|erregen.
                if known is None or score >= known.score:
                    best[end] = _Path(score, (*before.parts, CompoundPart(reading[0], start, end)))
        whole = best[len(word)]
        return whole.parts if whole else ()

    def _read_piece(self, piece: str, *, is_last: bool) -> tuple[str, float] | None:
        """Find the free word that a piece of a compound stands for, and its score."""
        found: tuple[str, float] | None = None
        for link in self._rules.links[:1] if is_last else self._rules.links:
            free = _unlinked(piece, link)
            if not free or not (weight := self._weight(free)):
                continue
            # Three letters and an ending that was left out would be found inside every other word.
            if link.add and len(piece) == _MIN_PART_CHARS and not self._is_shop_word(free):
                continue
            score = log(weight * link.weight / self._vocabulary.total)
            if found is None or score > found[1]:
                found = (free, score)
        return found

    def _is_shop_word(self, free: str) -> bool:
        return free in self._rules.short_words or self._vocabulary.catalogue_weight(free) > 0


def _unlinked(piece: str, link: Link) -> str:
    """Undo a linking element; "" if the piece does not carry it."""
    if link.add and len(piece) > _MAX_COMPLETED_CHARS:
        return ""
    return piece[: len(piece) - len(link.drop)] + link.add if piece.endswith(link.drop) else ""
