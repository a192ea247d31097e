"""The words a query is understood by in any shop: who a product is for, and words that ask for nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from service.analysis.registry import make_language
from service.catalog.audience_words import AUDIENCE_WORDS, Group
from service.query.tables import TABLES, Table


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a product is for, in canonical values; empty means that the word does not say."""

    genders: tuple[str, ...] = ()
    age_groups: tuple[str, ...] = ()


_AUDIENCES: Mapping[Group, Audience] = MappingProxyType(
    {
        Group.WOMEN: Audience(("women",), ("adult",)),
        Group.MEN: Audience(("men",), ("adult",)),
        Group.GIRLS: Audience(("women",), ("kids", "toddler", "infant")),
        Group.BOYS: Audience(("men",), ("kids", "toddler", "infant")),
        Group.CHILDREN: Audience((), ("kids", "toddler", "infant", "newborn")),
        Group.TODDLERS: Audience((), ("toddler",)),
        Group.BABIES: Audience((), ("infant", "newborn", "toddler")),
        Group.NEWBORNS: Audience((), ("newborn",)),
        Group.EVERYBODY: Audience(("unisex",), ()),
    }
)
_OTHER_CODES: Mapping[str, str] = MappingProxyType({"no": "nb", "nn": "nb"})
_SILENT = Table("", "")


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


def query_words(code: str) -> QueryWords:
    """Give the words of a language by its primary subtag; English audiences are understood in every language."""
    code = _OTHER_CODES.get(code, code)
    return _query_words(code if code in TABLES or code in AUDIENCE_WORDS else "")


@cache
def _query_words(code: str) -> QueryWords:
    exact, table = make_language(code).exact, TABLES.get(code, _SILENT)
    audiences = {
        exact(word): _AUDIENCES[group]
        for language in dict.fromkeys(("en", code))
        for group, words in AUDIENCE_WORDS.get(language, {}).items()
        for word in words.split()
    }
    beginnings = [(word, _AUDIENCES[group]) for group, words in table.beginnings.items() for word in words.split()]
    prepositions = frozenset(map(exact, table.prepositions.split()))
    return QueryWords(
        audiences=MappingProxyType(audiences),
        beginnings=tuple(sorted(beginnings, key=lambda pair: (-len(pair[0]), pair[0]))),
        function_words=prepositions.union(map(exact, table.function_words.split())),
        prepositions=prepositions,
    )
