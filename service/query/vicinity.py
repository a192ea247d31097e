"""The words of a vocabulary that are a few typos away from a string."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log1p

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, Levenshtein

# Shorter words stand that near to each other by nature: Hut, gut; Hose, Rosen.
_ONE_FROM, _TWO_FROM, _THREE_FROM = 4, 8, 12
# Each typo changes two letters of a word at most; three of them rarely change more than this in all.
_MAX_DIFFERING = 4
# How much less probable than letters swapped or left out, as logarithms: a letter is put in their place or added by a
# slip to one of about six keys, by any other key less often, and the first letter is rarely wrong.
_SLIP, _FAR_SLIP, _FIRST = 1.8, 3.2, 2.0
# Frequent words are meant more often, but less so than their numbers say.
_FREQUENCY = 0.5
# Keeps all of this below one typo.
_SCALE = 16.0
# A row's keys stand this far to the right of the first row's, in keys.
_SHIFTS = (0.0, 0.25, 0.75)
_QWERTZ, _QWERTY = ("qwertzuiop", "asdfghjkl", "yxcvbnm"), ("qwertyuiop", "asdfghjkl", "zxcvbnm")


@dataclass(frozen=True, slots=True)
class Near:
    """A word that may have been meant: the number of typos, and its cost, which is less than one typo above that."""

    word: str
    distance: int
    cost: float


class Vicinity:
    """Finds words by spelling. A typo is a letter too many, missing or wrong, or two letters swapped (OSA distance).

    Args:
        words: spelling to how often it occurs, at least once.
        language: primary subtag; whose keyboard is typed on.
    """

    def __init__(self, words: Mapping[str, int], language: str) -> None:
        self._counts = words
        self._words = sorted(words, key=len)
        self._lengths = np.array([len(word) for word in self._words], np.int32)
        self._letters = _letters(self._words)
        self._log_most = log1p(max(words.values(), default=1))
        self._touching = _touching(_QWERTZ if language == "de" else _QWERTY)

    def __contains__(self, word: str) -> bool:
        return word in self._counts

    def count(self, word: str) -> int:
        """Say how often a word occurs; 0 if it does not."""
        return self._counts.get(word, 0)

    def nearest(self, typed: str, max_distance: int, *, two_from: int = _TWO_FROM) -> Near | None:
        """Give the word that was most probably meant: one typo away from four letters on, two from eight, three from twelve.

        Of equally distant words a common one comes first, with the same first letter, and by neighbouring keys.

        Args:
            typed: a word, folded as the vocabulary is.
            max_distance: typos, 1 to 3.
            two_from: letters that a word needs for two typos.
        """
        for distance, min_chars in ((1, _ONE_FROM), (2, two_from), (3, _THREE_FROM))[:max_distance]:
            near = [
                Near(word, distance, self._cost(typed, word, distance))
                for word in self._alike(typed, distance)
                if len(word) >= min_chars and OSA.distance(typed, word, score_cutoff=distance) == distance
            ]
            if near:
                return min(near, key=lambda near: (near.cost, near.word))
        return None

    def _alike(self, typed: str, distance: int) -> Iterator[str]:
        """Give the words of nearly the same length and letters."""
        start, end = np.searchsorted(self._lengths, [len(typed) - distance, len(typed) + distance + 1])
        differing = np.bitwise_count(self._letters[start:end] ^ _letters([typed]))
        return (
            self._words[start + place]
            for place in np.flatnonzero(differing <= min(2 * distance, _MAX_DIFFERING)).tolist()
        )

    def _cost(self, typed: str, word: str, distance: int) -> float:
        """Noisy channel (Kernighan, Church and Gale 1990): how probably the word is meant, and then typed like this."""
        improbable = _FREQUENCY * (self._log_most - log1p(self._counts[word])) + _FIRST * (typed[0] != word[0])
        slips = sum(
            _FAR_SLIP if meant not in self._touching.get(hit, "") else _SLIP for hit, meant in _slips(typed, word)
        )
        return distance + (improbable + slips) / _SCALE


def _slips(typed: str, word: str) -> list[tuple[str, str]]:
    """Give the letters that were hit, each with the one that was meant there, or the one before it if none was.

    Letters that were left out are no slips, and none are told if letters were swapped.
    """
    edits = Levenshtein.editops(typed, word)
    if len(edits) > OSA.distance(typed, word):
        return []
    replaced = [(typed[edit.src_pos], word[edit.dest_pos]) for edit in edits if edit.tag == "replace"]
    added = [(typed[edit.src_pos], typed[max(0, edit.src_pos - 1)]) for edit in edits if edit.tag == "delete"]
    return replaced + added


def _letters(words: Sequence[str]) -> NDArray[np.uint32]:
    """Give the set of each word's letters, one bit each, other characters sharing the bits above; shape (n,)."""
    if not words:
        return np.zeros(0, np.uint32)
    spelled = np.array(words, np.str_)
    codes = spelled.view(np.uint32).reshape(spelled.size, -1).astype(np.int64)
    places = np.where((codes >= ord("a")) & (codes <= ord("z")), codes - ord("a"), 26 + codes % 6)
    return np.asarray(np.bitwise_or.reduce(np.where(codes > 0, 1 << places, 0), axis=1), np.uint32)


def _touching(rows: tuple[str, ...]) -> dict[str, str]:
    """Give the keys that a finger on each letter's key touches, itself among them."""
    keys = [
        (key, column + shift, row)
        for row, (shift, letters) in enumerate(zip(_SHIFTS, rows, strict=True))
        for column, key in enumerate(letters)
    ]
    return {
        key: "".join(other for other, x2, y2 in keys if abs(x - x2) <= 1 and abs(y - y2) <= 1) for key, x, y in keys
    }
