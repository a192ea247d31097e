"""What typing is compared by, and what a phrase asks for: the same when phrases are laid out and when somebody types."""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_lowercase

from service.analysis.analyzer import Analyzer
from service.analysis.text import tokenise
from service.query.parsed import ParsedQuery, Unit

_MAX_NAMED = 4
_EDITED_CHARS = range(3, 17)
# What joins the pieces of one token.
_JOINTS = str.maketrans("", "", "-&.,")


def folded_beginning(normalised: str, analyzer: Analyzer, language: str) -> str:
    """A normalised text as typing is compared: without blanks, umlauts and accents, and t-shirt as tshirt."""
    letters = "".join(token.surface for token in tokenise(normalised)).translate(_JOINTS)
    return analyzer.folded(letters, language)[1]


def one_edit_off(folded: str, n_right: int) -> Iterator[str]:
    """The beginnings that one slip turns into this one: letters swapped, left out, doubled or hit beside.

    The first letter is right. Of beginnings of 3 to 16 letters only; about 50 for each letter that may be wrong.

    Args:
        folded: what was typed.
        n_right: how many of its first letters may be right; the slip is at one of them or at the next.
    """
    if len(folded) not in _EDITED_CHARS:
        return
    for at in range(1, min(n_right + 1, len(folded))):
        head, tail = folded[:at], folded[at:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in ascii_lowercase:
            yield head + letter + tail
            yield head + letter + tail[1:]
        yield head + tail[1:]


def named_values(parsed: ParsedQuery) -> tuple[tuple[str, str], ...]:
    """Slot and value of what a query names; of each slot the first four, most products first."""
    return tuple((slot.slot, value) for slot in parsed.slots for value in slot.values[:_MAX_NAMED])


def asked_key(parsed: ParsedQuery) -> str:
    """The same for queries that ask for the same: "Damenshorts", "Damen Shorts" and "Shorts für Damen"; "" for nothing."""
    stems = sorted({stem for unit in parsed.units for stem in _stems(unit)})
    return "|".join((*stems, *_people(parsed)))


def asked_kind(parsed: ParsedQuery) -> str:
    """What and whom a query is about: the same for red and for blue shorts of women."""
    main = () if parsed.head is None else _stems(parsed.units[parsed.head])[-1:]
    return "|".join((*main, *_people(parsed)))


def _people(parsed: ParsedQuery) -> tuple[str, ...]:
    return tuple(f"{slot.slot}={'/'.join(slot.values)}" for slot in parsed.slots if slot.hard)


def _stems(unit: Unit) -> tuple[str, ...]:
    """The stems of a unit's split, else of its word."""
    return max((tuple(term.stem for term in way) for way in unit.alternatives), key=len)
