"""What a piece of a compound stands for: the shop's own words first, the general lexicon behind them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from service.analysis.folding import plain_letters
from service.analysis.languages import CompoundRules

MIN_PART_CHARS, _MIN_FREE_CHARS = 2, 3
# Weights and floors as measured for catalogue-driven splitting of German shop words.
_SEEN, _INFLECTED = 0.7, 0.5
_MIN_COUNT, _MIN_COUNT_SHORT = 2, 5
_MIN_TOTAL = 1_000.0
# A rare word of a large shop; two words that are found beat three that are counted by chance.
_LEXICON = 1e-4
# Words that must not be divided win over any reading that would.
_UNDIVIDED = 0.1
# Shorter words of the general lexicon are found inside every other word; a table names those that are meant.
_SURE_CHARS = 5
# Modifiers that lost an ending are short: woll, schul, wander.
_MAX_COMPLETED_CHARS = 8


@dataclass(frozen=True, slots=True)
class Reading:
    """A free word, and its share among all words: how strongly it stands as a word by itself."""

    word: str
    share: float


class Vocabulary:
    """The words of one language in one catalogue, and what they make of pieces of compounds."""

    def __init__(self, counts: Mapping[str, int], rules: CompoundRules, undivided: Collection[str] = ()) -> None:
        """Learn a catalogue's words.

        Args:
            counts: in how many products each word stands.
            rules: of the language.
            undivided: words that are one part of every longer word, beside those of the language.
        """
        self._rules = rules
        self._words: dict[str, Reading] = {}
        self._unaccented: dict[str, Reading] = {}
        self._learn({word: n for word, n in counts.items() if word not in rules.never_parts})
        self._undivided = {
            plain_letters(word) + ending: _UNDIVIDED * (_INFLECTED if ending else 1)
            for word in sorted({*rules.opaque, *undivided})
            for ending in (*rules.endings, "")
        }

    def _learn(self, counts: Mapping[str, int]) -> None:
        pooled = Counter[str]()
        for word, count in counts.items():
            pooled[self._rules.crude_stem(word)] += count
        total = max(float(pooled.total()), _MIN_TOTAL)
        for word in sorted(counts, key=lambda word: (-counts[word], word)):
            count = pooled[self._rules.crude_stem(word)]
            if count >= (_MIN_COUNT if len(word) > _MIN_FREE_CHARS else _MIN_COUNT_SHORT):
                self._words[word] = Reading(word, max(_SEEN * count / total, _LEXICON))
                self._unaccented.setdefault(plain_letters(word), self._words[word])

    def as_head(self, piece: str) -> Reading | None:
        """Read a piece as the last part of a compound: a thing, in any inflection."""
        base = None if self._is_no_part(piece) else self._rules.head(piece)
        if base == "" or not self._is_sure(base or piece, piece):
            return None
        if found := self._counted(piece):
            return found
        # A word that no lexicon knows may be an inflection of one that the shop has.
        bases = (base,) if base else tuple(map(piece.removesuffix, filter(piece.endswith, self._rules.endings)))
        if found := next(filter(None, map(self._counted, bases)), None):
            return Reading(piece, found.share * _INFLECTED / _SEEN)
        return Reading(piece, _LEXICON) if base else self._unaccented.get(piece)

    def as_modifier(self, piece: str) -> Reading | None:
        """Read a piece as a part before the last: the free word behind its linking element."""
        if self._is_no_part(piece):
            return None
        best: Reading | None = Reading(piece, _LEXICON) if piece in self._rules.bound else None
        for link in self._rules.links:
            if not piece.endswith(link.drop) or (link.add and (best or len(piece) > _MAX_COMPLETED_CHARS)):
                continue
            found = self._unlinked(piece, piece[: len(piece) - len(link.drop)] + link.add)
            if found and (best is None or found.share * link.weight > best.share):
                best = Reading(found.word, found.share * link.weight)
        return best or self._accented(piece)

    def _unlinked(self, piece: str, free: str) -> Reading | None:
        """Read the word that is left when a linking element is undone."""
        is_completed = len(free) > len(piece)
        # Few letters and an ending that was left out would be found inside every other word.
        is_sure = len(piece) >= _SURE_CHARS or piece in self._rules.short_stems
        if is_completed and not is_sure and len(piece) <= _MIN_FREE_CHARS:
            return None
        if (len(free) > _MIN_FREE_CHARS or self._is_short(free)) and (found := self._counted(free)):
            return found
        if is_completed and not is_sure:
            return None
        base = self._rules.modifier(free)
        return Reading(free, _LEXICON) if base and (is_completed or self._is_sure(base, free)) else None

    def _accented(self, piece: str) -> Reading | None:
        """Give what somebody means who types no umlauts, if no other word is written so."""
        links = (link for link in self._rules.links if not link.add and piece.endswith(link.drop))
        frees = (piece.removesuffix(link.drop) for link in links if len(piece) - len(link.drop) > _MIN_FREE_CHARS)
        return next(filter(None, map(self._unaccented.get, frees)), None)

    def _counted(self, word: str) -> Reading | None:
        if share := self._undivided.get(plain_letters(word)):
            return Reading(word, share)
        return self._words.get(word)

    def _is_no_part(self, piece: str) -> bool:
        return piece in self._rules.never_parts or (len(piece) < _MIN_FREE_CHARS and not self._is_short(piece))

    def _is_sure(self, base: str, form: str) -> bool:
        return len(base) >= _SURE_CHARS <= len(form) or self._is_short(base) or self._is_short(form)

    def _is_short(self, word: str) -> bool:
        return word in self._rules.short_words
