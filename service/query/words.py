"""The words a query is understood by in any shop: who a product is for, and words that ask for nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a product is for, in canonical values; empty means that the word does not say."""

    genders: tuple[str, ...] = ()
    age_groups: tuple[str, ...] = ()


WOMEN = Audience(("women",), ("adult",))
MEN = Audience(("men",), ("adult",))
GIRLS = Audience(("women",), ("kids", "toddler", "infant"))
BOYS = Audience(("men",), ("kids", "toddler", "infant"))
CHILDREN = Audience((), ("kids", "toddler", "infant", "newborn"))
TODDLERS = Audience((), ("toddler",))
BABIES = Audience((), ("infant", "newborn", "toddler"))
NEWBORNS = Audience((), ("newborn",))
EVERYBODY = Audience(("unisex",), ())


@dataclass(frozen=True, slots=True)
class _Table:
    """One language: audience words in exact form, those that begin compounds as they are spelled, function words."""

    audiences: Mapping[Audience, str]
    beginnings: Mapping[Audience, str]
    function_words: str
    prepositions: str


_ENGLISH = _Table(
    audiences={
        WOMEN: "women woman womens ladies",
        MEN: "men mens gents gentlemen",
        GIRLS: "girl girls",
        BOYS: "boy boys",
        CHILDREN: "kid kids child children childrens",
        TODDLERS: "toddler toddlers",
        BABIES: "baby babies infant infants",
        NEWBORNS: "newborn newborns",
        EVERYBODY: "unisex",
    },
    beginnings={},
    function_words="a an the and or by size",
    prepositions="for with of in on to from at",
)
_GERMAN = _Table(
    audiences={
        WOMEN: "damen frauen frau",
        MEN: "herren maenner mann",
        GIRLS: "maedchen maedels",
        BOYS: "jungen jungs buben",
        CHILDREN: "kinder kind",
        TODDLERS: "kleinkind kleinkinder",
        BABIES: "baby babys saeugling saeuglinge",
        NEWBORNS: "neugeborene neugeborenen",
        EVERYBODY: "unisex",
    },
    beginnings={
        WOMEN: "damen frauen",
        MEN: "herren männer",
        GIRLS: "mädchen maedchen",
        BOYS: "jungen",
        CHILDREN: "kinder",
        TODDLERS: "kleinkinder",
        BABIES: "baby",
        EVERYBODY: "unisex",
    },
    function_words="der die das den dem des ein eine einen einem einer und oder sowie auch groesse groessen gr",
    prepositions="fuer mit aus in im von vom zu zum zur auf an am bei als",
)
# English audience words are understood in every shop.
_TABLES: Mapping[str, tuple[_Table, ...]] = MappingProxyType({"de": (_GERMAN, _ENGLISH), "en": (_ENGLISH,)})


@dataclass(frozen=True, slots=True)
class QueryWords:
    """The tables of one language, ready for look-up.

    Attributes:
        audiences: exact form to audience.
        beginnings: what audience compounds begin with as it is spelled, longest first: (damen, WOMEN).
        function_words: exact forms that ask for nothing, prepositions among them.
        prepositions: those after which nothing names the kind of thing: hülle *für* handy.
    """

    audiences: Mapping[str, Audience]
    beginnings: tuple[tuple[str, Audience], ...]
    function_words: frozenset[str]
    prepositions: frozenset[str]

    def synonyms(self, audience: Audience) -> tuple[str, ...]:
        """Give every word for an audience, in a fixed order."""
        return tuple(word for word, meant in self.audiences.items() if meant == audience)


@cache
def query_words(language: str) -> QueryWords:
    """Give the tables of a language by its primary subtag; a language without its own gets the English audience."""
    tables = _TABLES.get(language, (_ENGLISH,))
    audiences = {word: who for table in tables for who, words in table.audiences.items() for word in words.split()}
    beginnings = [(word, who) for table in tables for who, words in table.beginnings.items() for word in words.split()]
    own = tables[0] if language in _TABLES else None
    prepositions = frozenset(own.prepositions.split()) if own else frozenset[str]()
    return QueryWords(
        audiences=MappingProxyType(audiences),
        beginnings=tuple(sorted(beginnings, key=lambda pair: (-len(pair[0]), pair[0]))),
        function_words=prepositions.union(own.function_words.split() if own else ()),
        prepositions=prepositions,
    )
