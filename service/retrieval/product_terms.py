"""The words of a product as the index holds them: the best textual level each reaches, and how much it weighs.

Weights follow BM25F (Robertson, Zaragoza and Taylor, "Simple BM25 extension to multiple weighted fields", 2004): the
frequencies of a word in all fields are weighted, normalised by the length of each field, and summed before they saturate.
The index knows BM25 of one field only, so the sum is written down as a number of repetitions, and what is left of a fixed
length is filled: then the length of the text, of which the index would make its own use, is the same for all products.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from service.analysis.analyzer import Analyzer
from service.analysis.languages import primary_subtag
from service.analysis.words import AnalyzedToken
from service.catalog.row import leaf
from service.query.negation import find_negation
from service.query.words import query_words
from service.retrieval.homes import Homes
from service.types import Product

# WHOLE: names the product. HEAD: a word of its own that names something else, or the head of a compound elsewhere at
# home. MODIFIER: the first part of a compound. DESCRIPTION: is said of it.
WHOLE, HEAD, MODIFIER, DESCRIPTION = 3, 2, 1, 0

_TITLE_WEIGHT, _TITLE_NORM, _USUAL_TITLE = 12.0, 0.2, 12
_SAID_WEIGHT, _SAID_NORM, _USUAL_SAID = 2.0, 0.75, 20
_TEXT_LENGTH = 400
_FILLER = "."
# An attribute that only says so speaks by its name: "Kapuze: ja".
_YES = frozenset({"ja", "yes", "true", "oui", "sí", "sì", "sim", "tak", "vorhanden"})
_SEVERAL = frozenset({"set", "sets", "paar", "pack", "packung", "bundle", "kit"})
MAX_BEGINNING_CHARS = 12
WEIGHT_DIGITS = 5
MAX_WEIGHT = (1 << WEIGHT_DIGITS) - 1


class ProductTerms:
    """The words of one product.

    Attributes:
        stems, exacts, codes: best level by stem, by exact form, and by exact form of article numbers.
        beginnings: best level by the first letters of words and of the last parts of compounds.
        title_stems: in the order of the title, each once.
    """

    def __init__(self, product: Product, analyzer: Analyzer, homes: Homes, language: str) -> None:
        self._analyzer = analyzer
        self._language = language
        self.stems: dict[str, int] = {}
        self.exacts: dict[str, int] = {}
        self.codes: dict[str, int] = {}
        self.beginnings: dict[str, int] = {}
        self._weights: dict[str, float] = {}
        leaves = [leaf(path) for path in product.categories]
        self._home = {form for text in leaves for token in self._tokens(text) for form in (token.stem, *token.heads)}
        self._home |= homes.of(leaves)
        brands = [tuple(token.exact for token in self._tokens(brand)) for brand in product.brands]
        self._phrases = [brand for brand in brands if len(brand) > 1]
        self._add_title(product.title, language)
        for code, localized in product.localized.items():
            self._add_title(localized.title, code)
        values = (*product.color_families, *product.colors, *product.materials, *product.patterns)
        self._add_names((*leaves, *product.brands, *values))
        self._add_attributes(
            key if text.casefold() in _YES else text
            for key, attribute in product.attributes.items()
            for text in attribute.text
        )
        self._add_description(product.description)
        self._add_codes((product.id, product.sku, product.gtin))
        self.title_stems = tuple(dict.fromkeys(token.stem for token in self._tokens(product.title) if token.stem))

    @property
    def weights(self) -> dict[str, int]:
        """How often each stem counts, 1 to 31: beyond that, more of it says nothing new."""
        return {stem: min(max(1, round(weight)), MAX_WEIGHT) for stem, weight in self._weights.items()}

    @property
    def text(self) -> str:
        """The words repeated by weight, filled up to one length."""
        words = [word for stem, weight in self.weights.items() for word in [stem] * weight]
        return " ".join([*words, *[_FILLER] * (_TEXT_LENGTH - len(words))])

    def _tokens(self, text: str, language: str = "") -> tuple[AnalyzedToken, ...]:
        return self._analyzer.tokens(text, language or self._language)

    def _add_title(self, title: str, language: str) -> None:
        tokens = self._tokens(title, language)
        weight = _weight(_TITLE_WEIGHT, _TITLE_NORM, _length(tokens) / _USUAL_TITLE)
        prepositions, names = query_words(primary_subtag(language)).prepositions, True
        negated = [tokens[place] for place in find_negation(tokens, language).negated]
        # "Schokolade ohne Nüsse" has none, but speaks of them.
        self._mention(negated)
        of_brand = self._of_brand(tokens)
        for place, token in enumerate(tokens):
            if token in negated:
                continue
            # "Hülle für Handy": what follows says what it goes with.
            names = names and token.exact not in prepositions
            self._add_word(token, WHOLE if names and place not in of_brand else HEAD, weight)

    def _add_names(self, texts: Iterable[str]) -> None:
        for text in texts:
            tokens = self._tokens(text)
            of_brand = self._of_brand(tokens)
            for place, token in enumerate(tokens):
                self._add_word(token, HEAD if place in of_brand else WHOLE, _SAID_WEIGHT)

    def _of_brand(self, tokens: Sequence[AnalyzedToken]) -> set[int]:
        """The places of the product's own brand, if it has several words: none of them names the product by itself."""
        exacts = [token.exact for token in tokens]
        return {
            place
            for phrase in self._phrases
            for start in range(len(exacts) - len(phrase) + 1)
            if tuple(exacts[start : start + len(phrase)]) == phrase
            for place in range(start, start + len(phrase))
        }

    def _add_attributes(self, texts: Iterable[str]) -> None:
        """A value of one word names a property; longer ones only speak of it: what else fits, what is in the box.

        They answer without weight: of a kind of product, all have the same.
        """
        for text in texts:
            tokens = self._tokens(text)
            if len(tokens) == 1:
                self._add_word(tokens[0], WHOLE, 0.0)
            else:
                self._mention(tokens)

    def _add_description(self, text: str) -> None:
        tokens = self._tokens(text)
        self._mention(tokens)
        weight = _weight(_SAID_WEIGHT, _SAID_NORM, _length(tokens) / _USUAL_SAID)
        for token in tokens:
            self._weigh((token.stem, *token.variants, *token.heads), weight)

    def _add_codes(self, codes: Iterable[str]) -> None:
        """Article numbers: whole if a query can spell it as one word, else its pieces as the weakest match.

        Apart from words: there are as many article numbers as products.
        """
        for code in codes:
            tokens = self._tokens(code)
            _raise(self.codes, WHOLE if len(tokens) == 1 else DESCRIPTION, (token.exact for token in tokens))

    def _add_word(self, token: AnalyzedToken, level: int, weight: float) -> None:
        """A word with the heads and modifiers of a compound."""
        # The pieces of usb-c are words like others; those of Handy-Hülle are modifier and head, only handyhülle is whole.
        spellings = token.variants[:1] if token.heads else token.variants
        forms = (token.stem, *spellings)
        _raise(self.stems, level, forms)
        _raise(self.exacts, level, (token.exact, *spellings))
        self._weigh(forms, weight)
        self._add_beginnings(level, (token.surface, *spellings))
        for head in token.heads:
            # "Herrenshorts" in the category Shorts answers "Shorts" fully; "Handtasche" among suitcases does not.
            is_home = head in self._home or not self._home
            _raise(self.stems, level if is_home else HEAD, (head,))
            self._weigh((head,), weight if is_home else min(weight, _SAID_WEIGHT))
            self._add_beginnings(level if is_home else HEAD, (head, *token.parts[-1:]))
        if not _SEVERAL.isdisjoint(token.parts[-1:]):
            # A Messer-Set is knives.
            for inner in self._tokens(_before_last_part(token)):
                self._add_word(inner, level, weight)
        _raise(self.stems, MODIFIER, token.modifiers)
        self._weigh(token.modifiers, min(weight, _SAID_WEIGHT))
        _raise(self.exacts, MODIFIER, (self._analyzer.folded(part, self._language)[0] for part in token.parts))

    def _add_beginnings(self, level: int, words: Iterable[str]) -> None:
        for word in words:
            for spelling in set(self._analyzer.folded(word, self._language)):
                ends = range(1, min(len(spelling), MAX_BEGINNING_CHARS) + 1)
                _raise(self.beginnings, level, (spelling[:end] for end in ends))

    def _mention(self, tokens: Iterable[AnalyzedToken]) -> None:
        for token in tokens:
            _raise(self.stems, DESCRIPTION, (token.stem, *token.heads))

    def _weigh(self, forms: Iterable[str], weight: float) -> None:
        for form in forms:
            if form and weight:
                self._weights[form] = self._weights.get(form, 0.0) + weight


def _before_last_part(token: AnalyzedToken) -> str:
    """What a compound says before its last part, always shorter than the compound; "" if nothing is."""
    rest = token.surface.removesuffix(token.parts[-1])
    if rest == token.surface:
        # The last part is spelled otherwise: "Messer-Sét", or "Dreierpacks" where "Dreierpack" was laid down.
        rest = "".join(token.parts[:-1])
    return rest if len(rest) < len(token.surface) else ""


def _length(tokens: Iterable[AnalyzedToken]) -> int:
    return sum(1 + len(token.variants) for token in tokens)


def _weight(weight: float, norm: float, length: float) -> float:
    """What one occurrence weighs in a field of this many times the usual length."""
    return weight / (1.0 - norm + norm * length)


def _raise(levels: dict[str, int], level: int, forms: Iterable[str]) -> None:
    for form in forms:
        if form and levels.get(form, -1) < level:
            levels[form] = level
