"""What shoppers may want to type, counted over a catalogue: phrases of titles, categories and values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from service.analysis.analyzer import Analyzer
from service.analysis.languages import primary_subtag
from service.analysis.registry import make_language
from service.analysis.text import normalise
from service.analysis.words import AnalyzedToken
from service.catalog.audience_words import AUDIENCE_WORDS
from service.catalog.row import leaf, nodes
from service.query.audience import named_audience
from service.query.product_audience import with_said_audience
from service.query.words import QueryWords, query_words
from service.types import Product, SuggestionSource

MAX_PHRASES = 20_000
MAX_PHRASE_CHARS = 60
_MAX_TITLE_WORDS = 3
_MIN_WORD_CHARS = 2
# A phrase of titles that fewer products share is a name; in a small shop, two are some.
_FEWEST, _FEWEST_IN_SMALL_SHOP, _SMALL_SHOP = 5, 2, 1_000
# Names and numbers make most phrases unique: what was seen once makes room.
_MAX_COUNTED = 300_000
_BREAK = re.compile(r"[^\w\s&'’‐‑-]+|\s[-&]\s")


@dataclass(frozen=True, slots=True)
class CountedPhrase:
    """A normalised phrase, where it was found, and how many products it was found in."""

    text: str
    source: SuggestionSource
    n_products: int


def count_phrases(products: Iterable[Product], analyzer: Analyzer, language: str) -> dict[str, list[CountedPhrase]]:
    """The most frequent phrases of each language's products, by primary subtag; 20,000 in all.

    Args:
        products: the whole catalogue, once.
        analyzer: of the catalogue.
        language: of products that state none.
    """
    census = _Census(analyzer)
    for product in products:
        census.add(with_said_audience(product, analyzer, language), primary_subtag(product.language_code or language))
    return census.phrases()


class _Census:
    """Counts phrases in one pass."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._n_products = 0
        self._counts: Counter[tuple[str, SuggestionSource, str]] = Counter()

    def add(self, product: Product, code: str) -> None:
        """Count every phrase of a product once."""
        self._n_products += 1
        leaves = list(dict.fromkeys(filter(None, map(leaf, product.categories))))
        at_home = {form for name in leaves for token in self._analyzer.tokens(name, code) for form in _forms(token)}
        phrases = {(text, SuggestionSource.TITLE) for text in self._of_title(product.title, code, at_home)}
        phrases |= set(self._of_categories(product, code)) | set(_of_values(product, leaves, code))
        self._counts.update(
            (code, source, text)
            for text, source in ((normalise(text).strip(), source) for text, source in phrases)
            if text and len(text) <= MAX_PHRASE_CHARS
        )
        if len(self._counts) > _MAX_COUNTED:
            self._counts = Counter({phrase: n for phrase, n in self._counts.items() if n > 1})

    def phrases(self) -> dict[str, list[CountedPhrase]]:
        """What was counted, most products first; a text that has several sources has the first of them."""
        fewest = _FEWEST_IN_SMALL_SHOP if self._n_products < _SMALL_SHOP else _FEWEST
        frequent = [
            entry for entry in self._counts.items() if entry[0][1] is not SuggestionSource.TITLE or entry[1] >= fewest
        ]
        frequent.sort(key=lambda entry: (-entry[1], *entry[0]))
        found: dict[str, dict[str, CountedPhrase]] = {}
        for (code, source, text), n in frequent[:MAX_PHRASES]:
            found.setdefault(code, {}).setdefault(text, CountedPhrase(text, source, n))
        return {code: list(phrases.values()) for code, phrases in found.items()}

    def _of_title(self, title: str, code: str, at_home: set[str]) -> Iterator[str]:
        """Runs of up to three words that hold one which names the kind of thing, as its category does."""
        words = query_words(code)
        segments = [self._analyzer.tokens(segment, code) for segment in _BREAK.split(normalise(title))]
        names_kind = any(at_home.intersection(_forms(token)) for tokens in segments for token in tokens)
        for tokens in segments:
            for run in _runs(tokens):
                telling = _telling(run, words)
                if telling and (not names_kind or any(at_home.intersection(_forms(token)) for token in run)):
                    yield " ".join(token.surface for token in run)

    def _of_categories(self, product: Product, code: str) -> Iterator[tuple[str, SuggestionSource]]:
        """The categories, upper ones too, alone and for whom the product is; none that is an audience, as Damen."""
        people, words = audience_word(product, code), query_words(code)
        for name in {name for path in product.categories for name in nodes(path)}:
            tokens = self._analyzer.tokens(name, code)
            if all(token.exact in words.audiences for token in tokens):
                continue
            yield name, SuggestionSource.CATEGORY
            if people and not any(named_audience(token, words) for token in tokens):
                yield f"{people} {name}", SuggestionSource.CATEGORY


def _runs(tokens: Sequence[AnalyzedToken]) -> Iterator[Sequence[AnalyzedToken]]:
    for start in range(len(tokens)):
        for length in range(1, min(_MAX_TITLE_WORDS, len(tokens) - start) + 1):
            yield tokens[start : start + length]


def _telling(run: Sequence[AnalyzedToken], words: QueryWords) -> bool:
    """Whether a run begins and ends with a word that asks for something, and is more than an audience."""
    ends = (run[0], run[-1])
    whole = all(token.exact not in words.function_words and len(token.surface) >= _MIN_WORD_CHARS for token in ends)
    return whole and any(token.surface.isalpha() and token.exact not in words.audiences for token in run)


def _forms(token: AnalyzedToken) -> tuple[str, ...]:
    return (token.stem, *token.heads)


def _of_values(product: Product, leaves: Sequence[str], code: str) -> Iterator[tuple[str, SuggestionSource]]:
    """Brands, and things of a brand, a colour, a material or a numbered size: who types a letter may go on to a word."""
    people = audience_word(product, code)
    for brand in product.brands:
        yield brand, SuggestionSource.VALUE
        for name in leaves:
            yield f"{brand} {name}", SuggestionSource.VALUE
    for name in leaves:
        for value in (*product.color_families, *product.materials):
            yield f"{name} {value}", SuggestionSource.VALUE
            if people:
                yield f"{people} {name} {value}", SuggestionSource.VALUE
        for size in product.sizes:
            if any(map(str.isdigit, size)):
                yield f"{name} {size}", SuggestionSource.VALUE


def audience_word(product: Product, code: str) -> str:
    """The word that shoppers would use for whom the product is for; "" if it is for everybody or does not say."""
    return _word_for(product.genders, product.age_groups, code)


@lru_cache(maxsize=1_024)
def _word_for(genders: tuple[str, ...], age_groups: tuple[str, ...], code: str) -> str:
    words, exact = query_words(code), make_language(code).exact
    for spelled in AUDIENCE_WORDS.get(code, {}).values():
        word = spelled.split()[0]
        audience = words.audiences[exact(word)]
        genders_fit = not audience.genders or tuple(audience.genders) == genders
        if genders_fit and age_groups and set(age_groups) <= set(audience.age_groups):
            return word
    return ""
