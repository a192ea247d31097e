"""For whom a product is made: the words that shops write, in any language, mapped to the interface's own values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from service.analysis.folding import fold_accents
from service.catalog.audience_words import AUDIENCE_WORDS, Group

_BETWEEN = re.compile(r"[/,;|&+]")


def audience_values(text: str, known: Mapping[str, str]) -> tuple[str, ...] | None:
    """Return the values that a text means, "Damen/Herren" both, "all ages" none; None if any of it is not known."""
    values = [known.get(word) for word in _words(text)]
    if (whole := known.get(_spelled(text))) is not None:
        values = [whole]
    return None if None in values or not values else tuple(dict.fromkeys(filter(None, values)))


def are_children(genders: Iterable[str]) -> bool:
    """Whether the texts for genders name girls and boys alone, and so an age: Mädchen, niñas."""
    words = {word for text in genders for word in _words(text)}
    return bool(words) and words <= _CHILDREN


def _words(text: str) -> list[str]:
    return [_spelled(part) for part in _BETWEEN.split(text) if part.strip()]


def _spelled(text: str) -> str:
    return fold_accents(text.strip().casefold())


def _by_word(groups: Mapping[str, tuple[Group, ...]], further: Mapping[str, str]) -> Mapping[str, str]:
    """Every word for each value, those that only attributes say (parted by "|") last."""
    words = {
        word: value
        for value, meant in groups.items()
        for table in AUDIENCE_WORDS.values()
        for group in meant
        for word in (value, *table.get(group, "").split())
    }
    words |= {word: value for value, line in further.items() for word in line.split("|")}
    return MappingProxyType({_spelled(word): value for word, value in words.items()})


_CHILDREN = frozenset(
    _spelled(word)
    for table in AUDIENCE_WORDS.values()
    for group in (Group.GIRLS, Group.BOYS, Group.CHILDREN)
    for word in table.get(group, "").split()
)
GENDERS = _by_word(
    {"women": (Group.WOMEN, Group.GIRLS), "men": (Group.MEN, Group.BOYS), "unisex": (Group.EVERYBODY,)},
    {
        "women": "female|lady|weiblich|vrouwelijk|féminin|femminile|femenino|kvinnlig|kvindelig",
        "men": "male|man|gentleman|herr|männlich|mannelijk|masculin|maschile|niños|manlig|mandlig",
        "unisex": "all|mixte|uniseks",
    },
)
AGE_GROUPS = _by_word(
    {
        "newborn": (Group.NEWBORNS,),
        "infant": (Group.BABIES,),
        "toddler": (Group.TODDLERS,),
        "kids": (Group.CHILDREN, Group.GIRLS, Group.BOYS),
        "adult": (Group.WOMEN, Group.MEN),
    },
    {
        "newborn": "neugeborenes|recién nacido|recién nacidos|recém-nascido",
        "adult": "adults|erwachsene|erwachsener|erwachsen|volwassene|volwassenen|adulte|adultes|adulto|adulti|adultos"
        "|voksen|voksne|vuxen|vuxna|dorosły|dorośli|aikuinen|aikuiset|dospělý|dospělí",
        "": "all|all ages|all_ages|alle|alle altersgruppen",
    },
)
