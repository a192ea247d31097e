"""What a beginning may be completed to, as the keeper publishes it and as suggesting reads it."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, takewhile

import msgspec
import numpy as np
from numpy.typing import NDArray

from service.catalog.columns import NO_VALUE, SlotColumn
from service.query.parsed import ParsedQuery
from service.types import SuggestionSource

Int32 = NDArray[np.int32]
Float64 = NDArray[np.float64]

# No folded word has it, and all of them sort before it.
_AFTER_ALL = "\U0010ffff"


class Phrase(msgspec.Struct, frozen=True, array_like=True):
    """A whole query that may be suggested.

    Attributes:
        text: normalised.
        weight: how much speaks for it, whoever types: below 1 from the catalogue, 1 to 2 from the query log.
        key: the same for phrases that ask for the same: "damen shorts" and "damenshorts".
        kind: what and whom it is about: the same for "damenshorts rot" and "damenshorts blau".
        slots: slot and value, of what it names.
        read: what it asks for as `ParsedQuery`, encoded: most phrases are never shown. Empty if nobody read it ahead.
    """

    text: str
    source: SuggestionSource
    weight: float
    key: str
    kind: str
    slots: tuple[tuple[str, str], ...] = ()
    read: msgspec.Raw = msgspec.Raw()

    @property
    def parsed(self) -> ParsedQuery | None:
        """What it asks for, before words of several meanings are decided; None if nobody read it ahead."""
        return msgspec.msgpack.decode(self.read, type=ParsedQuery) if self.read else None


class PhraseBook(msgspec.Struct, frozen=True):
    """Phrases, and where typing may meet them.

    Attributes:
        starts: folded texts without blanks from the beginning of each telling word on, sorted.
        phrase_of: the phrase of each start, int32 in native byte order.
        leads: whether it is the beginning of the phrase, one byte each.
    """

    phrases: tuple[Phrase, ...] = ()
    starts: tuple[str, ...] = ()
    phrase_of: bytes = b""
    leads: bytes = b""


@dataclass(frozen=True, slots=True, eq=False)
class Met:
    """Phrases that typing has met: places in `Completions.phrases`, and whether at their beginning. Shape (n,)."""

    places: Int32
    leads: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Completions:
    """A phrase book, opened.

    Attributes:
        weights: of the phrases, shape (n,).
        codes: slot that any phrase names -> the values that each names, as the columns number them, padded with -1,
            shape (n, width).
    """

    phrases: Sequence[Phrase]
    weights: Float64
    codes: Mapping[str, Int32]
    _starts: Sequence[str]
    _phrase_of: Int32
    _leads: NDArray[np.bool_]

    @classmethod
    def opened(cls, book: PhraseBook, slots: Mapping[str, SlotColumn]) -> Completions:
        """A published book; values that `slots` do not number yet suit nobody."""
        return cls(
            phrases=book.phrases,
            weights=np.array([phrase.weight for phrase in book.phrases], np.float64),
            codes=_codes(book.phrases, slots),
            _starts=book.starts,
            _phrase_of=np.frombuffer(book.phrase_of, np.int32),
            _leads=np.frombuffer(book.leads, np.bool_),
        )

    def meet(self, beginning: str) -> Met:
        """The phrases of which a word begins like this, folded and without blanks; twice if two of its words do."""
        low = bisect_left(self._starts, beginning)
        high = bisect_left(self._starts, beginning + _AFTER_ALL, lo=low)
        return Met(self._phrase_of[low:high], self._leads[low:high])

    def n_begun(self, beginning: str) -> int:
        """How many of its first letters any word of a phrase begins with: all of them, or it meets nothing."""
        return sum(1 for _ in takewhile(self._begins, accumulate(beginning)))

    def heaviest(self, beginning: str) -> float:
        """The weight of the weightiest phrase of which a word begins like this; 0 if there is none."""
        places = self.meet(beginning).places
        return float(self.weights[places.min()]) if places.size else 0.0

    def _begins(self, beginning: str) -> bool:
        at = bisect_left(self._starts, beginning)
        return at < len(self._starts) and self._starts[at].startswith(beginning)


def _codes(phrases: Sequence[Phrase], slots: Mapping[str, SlotColumn]) -> dict[str, Int32]:
    named: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for place, phrase in enumerate(phrases):
        for slot, value in phrase.slots:
            code = slots[slot].numbers.get(value, NO_VALUE) if slot in slots else NO_VALUE
            if code != NO_VALUE:
                named[slot][place].append(code)
    return {slot: _padded(by_place, len(phrases)) for slot, by_place in named.items()}


def _padded(by_place: Mapping[int, Sequence[int]], n_places: int) -> Int32:
    padded = np.full((n_places, max(map(len, by_place.values()))), NO_VALUE, np.int32)
    for place, codes in by_place.items():
        padded[place, : len(codes)] = codes
    return padded
