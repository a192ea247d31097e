"""What a build learns from the whole catalogue before it can analyse a single product."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from service.analysis.analyzer import Analyzer
from service.analysis.languages import primary_subtag
from service.analysis.lexicon import CatalogText, Lexicon
from service.analysis.overrides import Overrides
from service.analysis.text import normalise, tokenise
from service.catalog.row import nodes
from service.query.facets import FacetLexicon, FacetValue
from service.query.product_audience import with_said_audience
from service.types import Product


@dataclass(frozen=True, slots=True)
class Learned:
    """A catalogue's vocabulary.

    Attributes:
        language: the one most products are written in.
        n_products: how many it was learned from.
        has_variants: whether any of them is a variant.
    """

    lexicon: Lexicon
    facets: FacetLexicon
    language: str
    n_products: int
    has_variants: bool


def learn(catalogue: Callable[[], Iterable[Product]], language: str, overrides: Overrides | None = None) -> Learned:
    """Learn from every product.

    Args:
        catalogue: starts a new pass over the products; they need not fit into memory.
        language: of products that state none.
        overrides: what the merchant laid down about single words.
    """
    lexicon = Lexicon.build(_texts(catalogue(), language), overrides)
    analyzer = Analyzer(lexicon)
    census = _Census((with_said_audience(product, analyzer, language) for product in catalogue()), language, lexicon)
    facets = FacetLexicon.build(
        [FacetValue(slot, value, n) for (slot, value), n in census.values.items()],
        filled=census.filled,
        n_products=census.n_products,
        analyzer=analyzer,
        languages=sorted({language, *census.languages}),
        neighbours=census.neighbours,
    )
    return Learned(lexicon, facets, census.main_language or language, census.n_products, census.has_variants)


class _Census:
    """Counts a catalogue in one pass."""

    def __init__(self, products: Iterable[Product], language: str, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self.n_products = 0
        self.neighbours: dict[str, set[tuple[str, str]]] = {}
        self.has_variants = False
        self.values: Counter[tuple[str, str]] = Counter()
        self.filled: Counter[str] = Counter()
        self.languages: Counter[str] = Counter()
        for product in products:
            self.n_products += 1
            self.has_variants |= product.primary_product_id not in ("", product.id)
            self.languages[product.language_code or language] += 1
            self._note_neighbours(product.title, primary_subtag(product.language_code or language))
            for slot, values in _slot_values(product).items():
                self.values.update((slot, value) for value in set(values))
                self.filled[slot] += bool(values)

    def _note_neighbours(self, title: str, code: str) -> None:
        """Note words side by side that other products, or this one, write together."""
        known = self._lexicon.languages[code].counts
        for first, second in pairwise(token.surface for token in tokenise(normalise(title))):
            if first + second in known:
                self.neighbours.setdefault(code, set()).add((first, second))

    @property
    def main_language(self) -> str:
        """The most frequent language; "" without products."""
        return min(self.languages, key=lambda code: (-self.languages[code], code), default="")


def _texts(products: Iterable[Product], language: str) -> Iterator[CatalogText]:
    for product in products:
        values = (*product.color_families, *product.colors, *product.materials, *product.patterns)
        attributes = [text for attribute in product.attributes.values() for text in attribute.text]
        yield CatalogText(
            language=product.language_code or language,
            texts=(product.title, *(node for path in product.categories for node in nodes(path))),
            values=(*values, *attributes),
            description=product.description,
            brands=product.brands,
        )


def _slot_values(product: Product) -> dict[str, Collection[str]]:
    """What a product carries of each slot that a query may name."""
    return {
        "gender": product.genders,
        "age_group": product.age_groups,
        "brand": product.brands,
        "category": [node for path in product.categories for node in nodes(path)],
        "color": (*product.color_families, *product.colors),
        "material": product.materials,
        "pattern": product.patterns,
        "size": product.sizes,
    }
