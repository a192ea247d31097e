"""Text to tokens: what every language shares, before any word is understood."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MAX_TOKEN_CHARS = 64

_INVISIBLE = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")
# No word holds nine of these in a row, and normalising a long run of combining marks takes quadratic time.
_MARK_RUN = re.compile(r"([^\w\x00-\x7f]{8})[^\w\x00-\x7f]+")
_APOSTROPHE = re.compile(r"['’ʼ`´](?=\w)")
_TOKEN = re.compile(r"[^\W_]+(?:(?:[-&‐‑]|(?<=\d)[.,](?=\d))[^\W_]+)*")
# 135 x 200, 135×200 and 135 cm * 200 cm are one thing; what they are measured in is a word of its own.
_TIMES = re.compile(r"(?<=\d)\s?(?:[cm]?m)?\s?[x×*]\s?(?=\d)")
_MEASURED = re.compile(r"(?<=\d)x(\d+(?:[.,]\d+)?)(?=[cm]?m\b)")
_DIGIT = re.compile(r"\d")
_PIECE = re.compile(r"\d+(?:\.\d+)*|[^\W\d_]+")
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")


@dataclass(frozen=True, slots=True)
class RawToken:
    """A token as it is spelled, normalised, and the runs of letters or digits in it (one: the token is plain)."""

    surface: str
    pieces: tuple[str, ...]


def normalise(text: str) -> str:
    """Give one spelling to equal texts: NFC, lower case, nothing invisible. Linear in the length of the text."""
    if not text.isascii():
        text = _MARK_RUN.sub(r"\1", _INVISIBLE.sub("", text))
        text = unicodedata.normalize("NFC", text.lower())
        return text.replace("‐", "-").replace("‑", "-")
    return text.lower()


def tokenise(normalised: str) -> tuple[RawToken, ...]:
    """Cut a normalised text into tokens of letters and digits, in order.

    `t-shirt`, `usb-c`, `h&m`, `135x200` (however it is spaced) and `1,5` (as `1.5`) stay one token; an apostrophe inside
    a word is left out. Longer tokens are cut at 64 characters.
    """
    text = _APOSTROPHE.sub("", normalised)
    if _DIGIT.search(text):
        text = _MEASURED.sub(r"x\1 ", _TIMES.sub("x", text))
    return tuple(raw_token(match.group()[:MAX_TOKEN_CHARS]) for match in _TOKEN.finditer(text))


def raw_token(surface: str) -> RawToken:
    """Name the pieces of one token; the x of `135x200` is a separator, not a piece."""
    if surface.isalpha():
        return RawToken(surface, (surface,))
    surface = _DECIMAL_COMMA.sub(".", surface)
    pieces = tuple(_PIECE.findall(surface))
    numeric = tuple(piece for piece in pieces if piece[0].isdigit())
    return RawToken(surface, numeric if set(pieces) - set(numeric) == {"x"} and len(numeric) > 1 else pieces)
