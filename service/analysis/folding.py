"""Spellings folded together: DIN for exact forms, the wider German folding for stems, plain accents elsewhere."""

from __future__ import annotations

import re
import unicodedata

_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_DIN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
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


def fold_german(word: str) -> str:
    """Make Kühlschrank, Kuehlschrank and Kuhlschrank equal, as Lucene's GermanNormalizationFilter does."""
    return _DIGRAPH.sub(lambda match: match.group()[0], fold_accents(word))
