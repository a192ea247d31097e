"""Bounds for the price, read from a query's text: "unter 50", "30-50 €", "zwischen 20 und 40 euro"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from service.query.constraint_words import AMOUNTS, Bound, ConstraintWords, constraint_words, with_own_bounds
from service.query.parsed import NamedRange

PRICE = "price"
# An amount that is "about" right may be a fifth higher or lower.
_ABOUT = 0.2
_CURRENCY = r"(?:[€$£]|(?:eur|euros?|usd|dollars?|gbp|chf|franken)(?!\w))"
_SAYS_MONEY = re.compile(rf"(?<![^\W\d_]){_CURRENCY}|[.,]-")
_IN_WORDS = re.compile(rf"(?<!\w)(?:{'|'.join(AMOUNTS)})(?!\w)")
_NUMBER = rf"(?:\d{{1,3}}(?:[.,]\d{{3}})+(?:[.,]\d{{1,2}})?|\d{{1,9}}(?:[.,]\d{{1,2}})?|{_IN_WORDS.pattern})(?!\d)"
# With these, max is a name: air max 90, pro max 256.
_NO_NAME = r"(?:(?<!\bair\s)(?<!\bpro\s)|(?!max))"
_GROUPING = re.compile(r"[.,](?=\d{3}(?!\d))")
_ONE_DIGIT = re.compile(r"(?<!\d)\d$")
_SYMBOLS = {"<": Bound.BELOW, "<=": Bound.UP_TO, "≤": Bound.UP_TO, ">": Bound.ABOVE, ">=": Bound.FROM, "≥": Bound.FROM}


def read_prices(text: str, language: str, *, unfinished: bool = False) -> tuple[tuple[NamedRange, ...], str]:
    """Read every bound for the price, and give the text without them.

    An amount is a price beside a currency or after a word that bounds it; numbers of models, sizes and measures stay
    text. An amount of money alone is what a thing may cost at most, "etwa" allows a fifth more or less.

    Args:
        text: normalised.
        language: primary subtag.
        unfinished: the end of the text is still being typed; a single digit there bounds nothing yet.
    """
    ranges: list[NamedRange] = []

    def taken(match: re.Match[str]) -> str:
        named = _named(match, constraint_words(language))
        if named is None:
            return match.group()
        if not (unfinished and match.end() == len(text) and _ONE_DIGIT.search(match.group())):
            ranges.append(named)
        return " "

    if not (any(letter.isdigit() for letter in text) or _IN_WORDS.search(text)):
        return (), text
    rest = _expression(with_own_bounds(language)).sub(taken, text)
    return tuple(ranges), rest


def _named(match: re.Match[str], words: ConstraintWords) -> NamedRange | None:
    """Tell what one expression bounds; None if nothing says that its amounts are money."""
    surface, groups = match.group().strip(), match.groupdict()
    if groups["bound"] is not None:
        phrase = " ".join(groups["bound"].split())
        bound = _SYMBOLS[phrase] if phrase in _SYMBOLS else words.bounds[phrase]
        return _bounded(bound, _amount(groups["bounded"]), surface)
    if groups["low"] is not None:
        return _between(groups["low"], groups["high"], surface)
    if not _SAYS_MONEY.search(surface):
        return None
    if groups["first"] is not None:
        return _between(groups["first"], groups["last"], surface)
    word = groups["word"]
    bound = words.money_bounds[" ".join(word.split())] if word else Bound.UP_TO
    return _bounded(bound, _amount(groups["money"]), surface)


def _between(one: str, other: str, surface: str) -> NamedRange:
    low, high = sorted((_amount(one), _amount(other)))
    return NamedRange(PRICE, low, high, surface)


def _bounded(bound: Bound, amount: float, surface: str) -> NamedRange:
    match bound:
        case Bound.BELOW | Bound.UP_TO:
            return NamedRange(PRICE, None, amount, surface, high_inclusive=bound is Bound.UP_TO)
        case Bound.ABOVE | Bound.FROM:
            return NamedRange(PRICE, amount, None, surface, low_inclusive=bound is Bound.FROM)
        case Bound.ABOUT:
            return NamedRange(PRICE, amount * (1 - _ABOUT), amount * (1 + _ABOUT), surface)


def _amount(number: str) -> float:
    return float(AMOUNTS.get(number) or _GROUPING.sub("", number).replace(",", "."))


@cache
def _expression(language: str) -> re.Pattern[str]:
    """Compile what may bound a price in a language: a range in words, a bound, two amounts, an amount."""
    words = constraint_words(language)
    symbols = "|".join(sorted(_SYMBOLS, key=len, reverse=True))
    measures = _any(words.measures)

    def amount(name: str) -> str:
        money = rf"\s?{_CURRENCY}|[.,]-{{1,2}}(?:\s?{_CURRENCY})?"
        bare = rf"(?![\w.,]\w)(?!\w)(?!\s?(?:{measures})(?!\w))(?!\s?[%°\"″'x×*])"
        return rf"(?:{_CURRENCY}\s?)?(?<![\w.,])(?P<{name}>{_NUMBER})(?:{money}|{bare})"

    ways = (
        rf"(?<!\w)(?:{_any(words.openings)})\s+{amount('low')}\s+(?:{_any(words.closings)})\s+{amount('high')}",
        rf"(?P<bound>(?<!\w){_NO_NAME}(?:{_any(words.bounds)})(?=\.?\s)|{symbols})\.?\s*{amount('bounded')}",
        rf"{amount('first')}\s*(?:[-–—]|{_any(words.closings)})\s*{amount('last')}",
        rf"(?:(?<!\w)(?P<word>{_any(words.money_bounds)})\.?\s+)?{amount('money')}",
    )
    return re.compile(rf"(?:(?<!\w)(?:{_any(words.prices)})\s+)?(?:{'|'.join(ways)})")


def _any(phrases: Iterable[str]) -> str:
    """Match any of the phrases, the longest first, however many blanks are in them."""
    longest_first = sorted(dict.fromkeys(phrases), key=lambda phrase: (-len(phrase), phrase))
    return "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in longest_first)
