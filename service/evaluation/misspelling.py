"""Words as a hurried hand types them on a German keyboard."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from rapidfuzz.distance import OSA

# A row's keys stand this far to the right of the first row's, in keys.
_ROWS = ((0.0, "qwertzuiopü"), (0.25, "asdfghjklöä"), (0.75, "yxcvbnm"))
_ATTEMPTS = 40


def misspell(word: str, n_typos: int, rng: np.random.Generator, *, allowed: Callable[[str], bool]) -> str:
    """Type a word with so many typos, each one of: a letter added, left out, swapped with the next, or a key beside it hit.

    The first letter stays: it is rarely wrong. The optimal string alignment distance to the word is `n_typos`.

    Args:
        word: in lower case.
        n_typos: how many.
        rng: draws kinds and places, each as likely as the others.
        allowed: what the result may be; other words are no typos.

    Returns:
        The misspelt word, "" if none was found in forty attempts.
    """
    for _ in range(_ATTEMPTS):
        typed = word
        for _ in range(n_typos):
            typed = _mistyped(typed, rng)
        if OSA.distance(word, typed) == n_typos and allowed(typed):
            return typed
    return ""


def _mistyped(word: str, rng: np.random.Generator) -> str:
    at = int(rng.integers(1, len(word)))
    before, letter, after = word[:at], word[at], word[at + 1 :]
    match int(rng.integers(4)):
        case 0:
            # The finger hits a key twice, or the one beside it as well.
            return before + letter + str(rng.choice([letter, *_beside(letter)])) + after
        case 1:
            return before + after
        case 2:
            return before + after[:1] + letter + after[1:]
        case _:
            return before + str(rng.choice(_beside(letter) or [letter])) + after


def _beside(letter: str) -> list[str]:
    return list(_neighbours().get(letter, ""))


@cache
def _neighbours() -> dict[str, str]:
    """Give the keys that touch each letter's key."""
    keys = [(key, column + shift, row) for row, (shift, keys) in enumerate(_ROWS) for column, key in enumerate(keys)]
    return {
        key: "".join(other for other, x2, y2 in keys if other != key and abs(x - x2) <= 1 and abs(y - y2) <= 1)
        for key, x, y in keys
    }
