"""Contradictions between inflections: an entry holds for its words in all of them, as German and English stems tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

from service.analysis.german import crude_stem
from service.analysis.registry import make_language
from service.analysis.text import normalise
from service.errors import InvalidArgument
from service.words.words import phrase

Key = Callable[[str], str]


def check_splits(protected: Sequence[str], splits: Mapping[str, Sequence[str]]) -> None:
    """Check that no word is protected in one inflection and split in another, or split in two ways.

    Raises:
        InvalidArgument: the field names one entry, the message the other.
    """
    stems = [cache(make_language(code).stem) for code in ("de", "en")]
    for key_of in _keys() if splits else ():
        whole = {key_of(word): word for word in protected}
        first: dict[str, str] = {}
        for word, parts in splits.items():
            key = key_of(word)
            if key in whole:
                raise InvalidArgument(f"splits.{word}", f"contradicts protected.{whole[key]}, the same word inflected")
            other = first.setdefault(key, word)
            if not _is_one_split(parts, splits[other], stems):
                raise InvalidArgument(f"splits.{word}", f"contradicts splits.{other}, the same word inflected")


def check_synonyms(two_way: Sequence[Sequence[str]], one_way: Mapping[str, Sequence[str]]) -> None:
    """Check that no phrase is a synonym of its own inflection, and no pair both one-way and two-way.

    Raises:
        InvalidArgument: the field names the entry, the message the phrase that it contradicts.
    """
    for key_of in _keys() if two_way or one_way else ():
        groups: dict[str, set[int]] = {}
        for number, group in enumerate(two_way, start=1):
            for key in _distinct(key_of, group, f"two_way, group {number}"):
                groups.setdefault(key, set()).add(number)
        for entry, targets in one_way.items():
            key = key_of(entry)
            for target, other in zip(targets, map(key_of, targets), strict=True):
                if key == other:
                    raise InvalidArgument(f"one_way.{entry}", f"is a synonym of itself: {target} is the same inflected")
                if not groups.get(key, set()).isdisjoint(groups.get(other, ())):
                    raise InvalidArgument(f"one_way.{entry}", f"is one-way to {target} here and two-way above")


def _distinct(key_of: Key, group: Sequence[str], name: str) -> Iterable[str]:
    found: dict[str, str] = {}
    for text in group:
        first = found.setdefault(key_of(text), text)
        if first != text:
            raise InvalidArgument(name, f"names a phrase twice: {first} and {text} are the same inflected")
    return found


def _is_one_split(parts: Sequence[str], others: Sequence[str], stems: Iterable[Key]) -> bool:
    """Tell whether parts are the same but for inflection (Kind and Schuh, Kinder and Schuhe), by any of the stems."""
    return any(
        [stem(normalise(part)) for part in parts] == [stem(normalise(other)) for other in others] for stem in stems
    )


def _keys() -> tuple[Key, ...]:
    # The crude German stem: the exact one reads 105 MB and takes ten seconds for a full file.
    return tuple(_key_by(cache(stem)) for stem in (crude_stem, make_language("en").stem))


def _key_by(stem: Callable[[str], str]) -> Key:
    """Give what makes one text of all inflections of a phrase."""
    return lambda text: " ".join(map(stem, phrase(text).split()))
