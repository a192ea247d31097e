"""Spellings folded together: DIN for exact forms, the wider German folding for stems, plain accents elsewhere."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_DIN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_UMLAUTS = {"a": "ä", "o": "ö", "u": "ü"}
_DIGRAPH = re.compile(r"ae|oe|(?<![aeiouyq])ue")


def fold_accents(word: str) -> str:
    """Drop accents and spell out ligatures: `señora` is `senora`, `fußball` is `fussball`."""
    if word.isascii():
        return word
    decomposed = unicodedata.normalize("NFD", word.translate(_LETTERS))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def plain_letters(word: str) -> str:
    """Drop accents letter by letter, so that places stay the same: `kühl` is `kuhl`, ß stays."""
    return word if word.isascii() else "".join(unicodedata.normalize("NFD", letter)[0] for letter in word)


def fold_din(word: str) -> str:
    """Spell umlauts as DIN 5007-2 does (ä as ae), so that Kuchen and Küchen stay apart."""
    return word if word.isascii() else fold_accents(word.translate(_DIN))


def read_digraphs(word: str) -> str:
    """Read ae, oe and ue as umlauts: `kuechentisch` is küchentisch."""
    return _DIGRAPH.sub(lambda match: _UMLAUTS[match.group()[0]], word)


def umlaut_spellings(word: str) -> Iterator[str]:
    """Give what a German word without umlauts may stand for: ue read as ü, ss as ß, then one vowel at a time."""
    if word.isascii():
        yield read_digraphs(word)
        yield word.replace("ss", "ß")
        for place, letter in enumerate(word):
            if letter in _UMLAUTS:
                yield word[:place] + _UMLAUTS[letter] + word[place + 1 :]


def fold_german(word: str) -> str:
    """Make Kühlschrank, Kuehlschrank and Kuhlschrank equal, as Lucene's GermanNormalizationFilter does."""
    return _DIGRAPH.sub(lambda match: match.group()[0], fold_accents(word))
