"""The words by which a query sets bounds: for prices, sizes, and for what it does not want. One table a language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType


class Bound(StrEnum):
    """What a word makes of the amount that follows it."""

    BELOW = "below"
    UP_TO = "up_to"
    ABOVE = "above"
    FROM = "from"
    ABOUT = "about"


@dataclass(frozen=True, slots=True)
class _Table:
    """One language; phrases are parted by "|", words by spaces.

    Attributes:
        bounds: what sets a bound by itself ("unter 50").
        money_bounds: what does so only beside a currency, since it means other things as well ("für 2").
        openings, closings: what stands before and between the two amounts of a range ("zwischen 20 und 50").
        prices: what may stand before all of that and adds nothing ("preis bis 50").
        measures: what an amount without a currency may be of instead ("ab 3 jahre").
        sizes: what says that a size follows, in exact form.
        negations: what says that something is not wanted, in exact form.
        joints: what goes on with it ("ohne kragen und taschen"), in exact form.
        choices: what stands between things of which any will do ("rot oder blau"), as it is spelled.
    """

    bounds: Mapping[Bound, str]
    money_bounds: Mapping[Bound, str]
    openings: str
    closings: str
    prices: str
    measures: str
    sizes: str
    negations: str
    joints: str
    choices: str


_MEASURES = "mm|cm|dm|m|km|meter|g|mg|kg|ml|cl|l|liter|w|watt|kw|v|volt|ah|mah|hz|zoll|inch|gb|tb|mb|mp|p|k"
_ENGLISH = _Table(
    bounds={
        Bound.BELOW: "under|below|less than|cheaper than",
        Bound.UP_TO: "up to|at most|not more than|no more than|max|maximum",
        Bound.ABOVE: "over|above|more than",
        Bound.FROM: "at least|starting at|starting from",
    },
    money_bounds={
        Bound.UP_TO: "to|for",
        Bound.FROM: "min|minimum|from",
        Bound.ABOUT: "about|around|approx",
    },
    openings="between|from",
    closings="and|to",
    prices="price|priced|prices|budget",
    measures=f"{_MEASURES}|feet|ft|lb|lbs|oz|year|years|month|months|people|persons|pieces|pack|degrees",
    sizes="size sizes",
    negations="without no not",
    joints="and or",
    choices="or",
)
_GERMAN = _Table(
    bounds={
        Bound.BELOW: "unter|weniger als|billiger als|günstiger als|guenstiger als|kleiner als",
        Bound.UP_TO: "bis|bis zu|höchstens|hoechstens|max|maximal|nicht über|nicht mehr als",
        Bound.ABOVE: "über|ueber|mehr als|teurer als",
        Bound.FROM: "ab|mindestens|nicht unter",
    },
    money_bounds={
        Bound.UP_TO: "für|fuer",
        Bound.FROM: "min|von",
        Bound.ABOUT: "um|um die|ca|circa|etwa|ungefähr|rund",
    },
    openings="zwischen|von|ab",
    closings="und|bis",
    prices="preis|preise|preislich|budget|kosten",
    measures=f"{_MEASURES}|jahr|jahre|jahren|monat|monate|monaten|person|personen|stück|stueck|teilig|grad|uhr|tage|tagen",
    sizes="groesse groessen gr schuhgroesse kleidergroesse konfektionsgroesse",
    negations="ohne nicht kein keine keinen keiner keinem keines",
    joints="und oder",
    choices="oder or",
)
# English bounds are understood in every shop; a negation is not: "No Name" is a brand.
_TABLES: Mapping[str, tuple[_Table, ...]] = MappingProxyType({"de": (_GERMAN, _ENGLISH), "en": (_ENGLISH,)})
_TENS = (
    "zehn zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig hundert",
    "zehn zwanzig dreissig vierzig fuenfzig sechzig siebzig achtzig neunzig hundert",
    "ten twenty thirty forty fifty sixty seventy eighty ninety hundred",
)
AMOUNTS: Mapping[str, int] = MappingProxyType(
    {word: 10 * place for words in _TENS for place, word in enumerate(words.split(), start=1)}
)
"""Words for the round amounts that prices are bounded by."""
_PATTERN_NOUNS = {
    "geblümt": "blume blumen blumenmuster blumendruck",
    "gestreift": "streifen streifenmuster",
    "gepunktet": "punkt punkte punkten",
    "kariert": "karo karos karomuster",
}
PATTERN_OF: Mapping[str, str] = MappingProxyType(
    {noun: pattern for pattern, nouns in _PATTERN_NOUNS.items() for noun in nouns.split()}
)
"""German nouns, in exact form, to the pattern of what has these on it."""


@dataclass(frozen=True, slots=True)
class ConstraintWords:
    """The tables that a language's queries are read with, ready for look-up.

    Attributes:
        bounds, money_bounds: phrase to what it says.
        sizes, negations, joints: exact forms.
        choices: what stands between things of which any will do, as it is spelled.
        minus: the negation that a minus before a word stands for; "" if the language has none.
    """

    bounds: Mapping[str, Bound]
    money_bounds: Mapping[str, Bound]
    openings: tuple[str, ...]
    closings: tuple[str, ...]
    prices: tuple[str, ...]
    measures: tuple[str, ...]
    sizes: frozenset[str]
    negations: frozenset[str]
    joints: frozenset[str]
    choices: frozenset[str]
    minus: str


def with_own_bounds(language: str) -> str:
    """Give a primary subtag that has a table, "" for all others: what is kept for each is bounded."""
    return language if language in _TABLES else ""


def constraint_words(language: str) -> ConstraintWords:
    """Give the tables of a language by its primary subtag; one without its own gets the English bounds."""
    return _constraint_words(with_own_bounds(language))


@cache
def _constraint_words(language: str) -> ConstraintWords:
    tables = _TABLES.get(language, (_ENGLISH,))
    own = tables[:1] if language in _TABLES else ()
    return ConstraintWords(
        bounds=_phrases(table.bounds for table in tables),
        money_bounds=_phrases(table.money_bounds for table in tables),
        openings=tuple(phrase for table in tables for phrase in table.openings.split("|")),
        closings=tuple(phrase for table in tables for phrase in table.closings.split("|")),
        prices=tuple(phrase for table in tables for phrase in table.prices.split("|")),
        measures=tuple(phrase for table in tables for phrase in table.measures.split("|")),
        sizes=frozenset(word for table in tables for word in table.sizes.split()),
        negations=frozenset(word for table in own for word in table.negations.split()),
        joints=frozenset(word for table in own for word in table.joints.split()),
        choices=frozenset(word for table in own for word in table.choices.split()),
        minus=next((word for table in own for word in table.negations.split()), ""),
    )


def _phrases(tables: Iterable[Mapping[Bound, str]]) -> Mapping[str, Bound]:
    return MappingProxyType(
        {phrase: bound for table in tables for bound, phrases in table.items() for phrase in phrases.split("|")}
    )
