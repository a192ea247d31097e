"""Whether singular and plural find the same, on pairs that a catalogue itself puts side by side.

A pair is taken from products that say the one in their title and the other in a category ("Esstisch" in "Esstische"),
if a plural ending joins the two. No lemmatizer and no stemmer is asked: the analysis uses both.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from types import MappingProxyType

from service.analysis.languages import primary_subtag
from service.analysis.text import normalise, tokenise
from service.catalog.row import nodes
from service.types import Product

SAME_SHARE = 0.95
_MIN_PRODUCTS = 2
_MIN_LETTERS = 3
# Fewer letters before a word make no compound with it.
_MIN_MODIFIER_LETTERS = 3
_ENDINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"de": ("e", "en", "er", "n", "nen", "s", "se"), "en": ("s", "es")}
)
_UMLAUT_ENDINGS = ("", "e", "er")
_LAST_VOWEL = re.compile(r"(au|[aou])(?=[^aeiouäöü]*e?[^aeiouäöü]*$)")
_UMLAUTS = {"au": "äu", "a": "ä", "o": "ö", "u": "ü"}


@dataclass(frozen=True, slots=True)
class PluralPair:
    """A noun's two forms. `stated`: the catalogue has both; else one is inferred from the word that it ends in."""

    singular: str
    plural: str
    stated: bool


@dataclass(frozen=True, slots=True)
class PluralJudgment:
    """Whether searches for the one and the other find the same products."""

    pair: PluralPair
    found: bool


@dataclass(frozen=True, slots=True)
class PluralQuality:
    """Shares of the pairs, all of them and by origin; None where there is none."""

    pairs_found: float | None
    stated_found: float | None
    inferred_found: float | None


def plural_pairs(products: Iterable[Product], language: str) -> list[PluralPair]:
    """Find pairs, in the order of the alphabet.

    Stated pairs stand in at least two products. A word that ends in either form of one (Gartentisch) gives an
    inferred pair. Only words of titles with a capital are nouns; in English every word is.
    """
    code = primary_subtag(language)
    nouns: set[str] = set()
    evidence: Counter[tuple[str, str]] = Counter()
    for product in products:
        titled = set(_words(product.title, capital=code == "de"))
        nouns |= titled
        shelved = {word for path in product.categories for node in nodes(path) for word in _words(node)}
        evidence.update((one, form) for one in titled for form in shelved & _plurals(one, code))
        evidence.update((one, form) for one in shelved for form in titled & _plurals(one, code))
    stated = {pair for pair, n_products in evidence.items() if n_products >= _MIN_PRODUCTS}
    inferred = {pair for noun in nouns for pair in _inferred(noun, stated)} - stated
    pairs = [PluralPair(*pair, stated=True) for pair in stated] + [PluralPair(*pair, stated=False) for pair in inferred]
    return sorted(pairs, key=lambda pair: (pair.singular, pair.plural))


def judge_plural(pair: PluralPair, singular: AbstractSet[str], plural: AbstractSet[str]) -> PluralJudgment:
    """Compare the products that both words find: 95 % of the larger set have to be in the other."""
    both = len(singular & plural)
    return PluralJudgment(pair, found=both > 0 and both >= SAME_SHARE * max(len(singular), len(plural)))


def summarise_plurals(judgments: Sequence[PluralJudgment]) -> PluralQuality:
    """Sum up over all pairs, each counting the same."""
    return PluralQuality(
        pairs_found=_share(judgments),
        stated_found=_share([one for one in judgments if one.pair.stated]),
        inferred_found=_share([one for one in judgments if not one.pair.stated]),
    )


def _words(text: str, *, capital: bool = False) -> Iterator[str]:
    for word in text.split() if capital else (text,):
        if not capital or word[:1].isupper():
            for token in tokenise(normalise(word)):
                if token.surface.isalpha() and len(token.surface) >= _MIN_LETTERS:
                    yield token.surface


def _plurals(noun: str, code: str) -> set[str]:
    """Give every plural that a noun of this shape may have."""
    forms = {noun + ending for ending in _ENDINGS.get(code, ("s",))}
    if code == "de":
        changed = _LAST_VOWEL.sub(lambda vowel: _UMLAUTS[vowel[1]], noun, count=1)
        if changed != noun:
            forms.update(changed + ending for ending in _UMLAUT_ENDINGS)
    if code == "en" and noun.endswith("y"):
        forms.add(noun.removesuffix("y") + "ies")
    return forms


def _inferred(noun: str, stated: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Turn a compound into a pair by the pair that it ends in, the longest one of several."""
    ends = [
        pair
        for pair in stated
        for form in pair
        if noun.endswith(form) and len(noun) - len(form) >= _MIN_MODIFIER_LETTERS
    ]
    if ends:
        singular, plural = max(ends, key=lambda pair: (len(pair[0]), pair))
        # A plural that only adds an ending never ends the singular.
        before = noun.removesuffix(plural) if noun.endswith(plural) else noun.removesuffix(singular)
        yield before + singular, before + plural


def _share(judgments: Sequence[PluralJudgment]) -> float | None:
    return sum(one.found for one in judgments) / len(judgments) if judgments else None
