"""What a merchant knows better about single words: which stay whole, and which are split and how."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from service.analysis.folding import plain_letters
from service.analysis.splitter import CompoundPart
from service.analysis.text import MAX_TOKEN_CHARS, normalise
from service.errors import InvalidArgument

MAX_PARTS = 8
_MIN_PART_CHARS = 2
# What may stand between two parts (Liebe-s-brief, Prinz-essin-nen-kleid), and be missing of one (Woll-socken).
_MAX_LINK_CHARS = 3
_MAX_DROPPED_CHARS = 2


@dataclass(frozen=True, slots=True)
class Overrides:
    """Words that are never split, and words whose parts are given; normalised, free of contradictions.

    Attributes:
        protected: kept whole, also inside longer words.
        splits: the free words of each compound in order, two at least; not split any further.
    """

    protected: frozenset[str] = frozenset()
    splits: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def read(cls, protected: Iterable[str], splits: Mapping[str, Sequence[str]]) -> Self:
        """Check and normalise what a merchant wrote.

        Raises:
            InvalidArgument: an entry is no single word, is too long, is given twice in different ways, or its parts do not
                make up the word; the field is `protected.WORD` or `splits.WORD`.
        """
        whole = frozenset(_word(f"protected.{word}", word) for word in protected)
        parted: dict[str, tuple[str, ...]] = {}
        for compound, given in splits.items():
            name = f"splits.{compound}"
            word, parts = _word(name, compound), tuple(_word(name, part) for part in given)
            if word in whole:
                raise InvalidArgument(name, "the word is protected and split at once")
            if parted.setdefault(word, parts) != parts:
                raise InvalidArgument(name, "the word is split in two ways")
            _check_parts(name, word, parts)
        return cls(whole, {word: parted[word] for word in sorted(parted)})

    @property
    def words(self) -> frozenset[str]:
        """Every word that stands as one part inside longer words."""
        return self.protected.union(self.splits)


class OverriddenWords:
    """Overrides in one language: they hold for every inflection of their words."""

    def __init__(self, overrides: Overrides, stem: Callable[[str], str]) -> None:
        self._stem = stem
        self._protected = frozenset(map(stem, overrides.protected))
        self._splits = {stem(word): parts for word, parts in overrides.splits.items()}

    def is_protected(self, word: str) -> bool:
        """Tell whether a word has to stay whole."""
        return bool(self._protected) and self._stem(word) in self._protected

    def split(self, word: str) -> tuple[CompoundPart, ...]:
        """Give the parts that were laid down for a word; () if none were."""
        parts = self._splits.get(self._stem(word)) if self._splits else None
        return align(word, parts) if parts else ()


def align(word: str, parts: Sequence[str]) -> tuple[CompoundPart, ...]:
    """Find the free words of a compound in it, linking elements and the inflection of the last allowed; () if they are not there."""
    letters, wanted = plain_letters(word), [plain_letters(part) for part in parts]

    def starts(at: int, index: int) -> tuple[int, ...] | None:
        part, is_last = wanted[index], index == len(wanted) - 1
        for dropped in range(_MAX_DROPPED_CHARS + 1):
            kept = part[: len(part) - dropped]
            if len(kept) < _MIN_PART_CHARS or not letters.startswith(kept, at):
                continue
            for end in range(at + len(kept), min(at + len(kept) + _MAX_LINK_CHARS, len(letters)) + 1):
                if is_last and end == len(letters):
                    return (at, end)
                if not is_last and (rest := starts(end, index + 1)):
                    return (at, *rest)
        return None

    found = starts(0, 0) or ()
    return tuple(CompoundPart(*part) for part in zip(parts, found, found[1:], strict=False))


def _word(name: str, text: str) -> str:
    if len(text) > MAX_TOKEN_CHARS:
        raise InvalidArgument(name, f"a word has at most {MAX_TOKEN_CHARS} characters")
    word = normalise(text).strip()
    if not word.isalpha():
        raise InvalidArgument(name, "has to be one word of letters")
    return word


def _check_parts(name: str, word: str, parts: tuple[str, ...]) -> None:
    if not 2 <= len(parts) <= MAX_PARTS:
        raise InvalidArgument(name, f"a compound has 2 to {MAX_PARTS} parts")
    if not align(word, parts):
        raise InvalidArgument(name, "the parts do not make up the word")
