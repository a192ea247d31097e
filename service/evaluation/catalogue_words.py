"""A catalogue's own words as questions: those it uses, and compounds of them that it does not use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from service.analysis.analyzer import Analyzer
from service.analysis.languages import primary_subtag
from service.analysis.lexicon import LanguageLexicon
from service.analysis.words import AnalyzedToken
from service.catalog.row import leaf
from service.types import Product

# Fewer products may themselves hold the typo.
_MIN_PRODUCTS = 3
_MIN_LETTERS = 4


@dataclass(frozen=True, slots=True)
class CatalogueWords:
    """Words in one language.

    Attributes:
        analyzer: has learned from the catalogue.
        language: of the words.
        knows: whether the language has a word.
    """

    analyzer: Analyzer
    language: str
    knows: Callable[[str], bool]

    def common(self) -> list[str]:
        """Words of at least three products and four letters, without brands, in the order of the alphabet."""
        lexicon = self._lexicon
        return [
            word
            for word, n_products in sorted(lexicon.counts.items())
            if n_products >= _MIN_PRODUCTS
            and len(word) >= _MIN_LETTERS
            and word.isalpha()
            and word not in self.analyzer.lexicon.brands
        ]

    def unseen_compounds(self, products: Iterable[Product]) -> list[str]:
        """Compounds that the catalogue does not use, though a product has both parts: Glastisch, of a Tisch of Glas.

        Parts are words that the catalogue joins to others, in the form in which it does; the last one names the category
        that the product is in.
        """
        joins = list(self._joins())
        linked = {free: surface for free, surface, _ in joins}
        heads = {head for _, _, head in joins}
        return sorted(
            {
                linked[modifier] + head
                for product in products
                for head in heads & self._names(product)
                for modifier in linked.keys() & self._surfaces(product.title, *product.materials, *product.colors)
                if modifier != head and linked[modifier] + head not in self._lexicon.counts
            }
        )

    def same(self, one: str, other: str) -> bool:
        """Whether two words are forms of one word, or compounds of forms of the same words."""
        return one == other or self._stem(one) == self._stem(other) or self._stems(one) == self._stems(other)

    def is_typo_of(self, typed: str, word: str) -> bool:
        """Whether a misspelt word is neither another word nor another form of the word."""
        return typed not in self._lexicon.counts and not self.knows(typed) and not self.same(typed, word)

    @property
    def _lexicon(self) -> LanguageLexicon:
        return self.analyzer.lexicon.languages[primary_subtag(self.language)]

    def _joins(self) -> Iterator[tuple[str, str, str]]:
        """Give the parts of every compound of two: the first as a word and as it is written there, and the second."""
        for word, token in self._lexicon.table.items():
            if len(token.parts) == 2 and word.endswith(token.parts[1]) and word.isalpha():
                yield token.parts[0], word.removesuffix(token.parts[1]), token.parts[1]

    def _names(self, product: Product) -> set[str]:
        """Give the words of a title that name a category of the product as well, in any form."""
        shelves = {token.stem for token in self._tokens(*map(leaf, product.categories))}
        return {token.surface for token in self._tokens(product.title) if token.stem in shelves}

    def _surfaces(self, *texts: str) -> set[str]:
        return {token.surface for token in self._tokens(*texts)}

    def _tokens(self, *texts: str) -> Iterator[AnalyzedToken]:
        for text in texts:
            yield from self.analyzer.tokens(text, self.language)

    def _stem(self, word: str) -> str:
        return " ".join(token.stem for token in self._tokens(word))

    def _stems(self, word: str) -> list[str]:
        return [self._stem(part) for token in self._tokens(word) for part in token.parts or (token.surface,)]
