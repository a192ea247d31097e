"""What a build learns from the whole catalogue before it can analyse a single product."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from service.analysis.analyzer import Analyzer
from service.analysis.languages import primary_subtag
from service.analysis.lexicon import CatalogText, Lexicon
from service.analysis.overrides import Overrides
from service.catalog.row import leaf, nodes
from service.query.facets import FacetLexicon, FacetValue
from service.query.product_audience import with_said_audience
from service.query.wider import FEWEST_PRODUCTS, AliasCensus, FamilyCensus
from service.retrieval.homes import HomeCensus, Homes
from service.types import Product


@dataclass(frozen=True, slots=True)
class Learned:
    """A catalogue's vocabulary.

    Attributes:
        language: the one most products are written in.
        n_products: how many it was learned from.
    """

    lexicon: Lexicon
    facets: FacetLexicon
    homes: Homes
    language: str
    n_products: int


def learn(catalogue: Callable[[], Iterable[Product]], language: str, overrides: Overrides | None = None) -> Learned:
    """Learn from every product.

    Args:
        catalogue: starts a new pass over the products; they need not fit into memory.
        language: of products that state none.
        overrides: what the merchant laid down about single words.
    """
    lexicon = Lexicon.build(_texts(catalogue(), language), overrides)
    analyzer = Analyzer(lexicon)
    census = _Census((with_said_audience(product, analyzer, language) for product in catalogue()), language, analyzer)
    facets = FacetLexicon.build(
        [FacetValue(slot, value, n) for (slot, value), n in census.values.items()],
        analyzer=analyzer,
        languages=sorted({language, *census.languages}),
        neighbours=census.neighbours,
        families=census.families.families(),
        aliases={code: counted.aliases() for code, counted in census.titles.items()},
    )
    words = (token for spoken in lexicon.languages.values() for token in spoken.table.values())
    homes = census.homes.homes({head for token in words for head in token.heads})
    return Learned(lexicon, facets, homes, census.main_language or language, census.n_products)


class _Census:
    """Counts a catalogue in one pass."""

    def __init__(self, products: Iterable[Product], language: str, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self.n_products = 0
        self.neighbours: dict[str, set[tuple[str, str]]] = {}
        self.families = FamilyCensus()
        self.homes = HomeCensus()
        self.titles: dict[str, AliasCensus] = {}
        self.values: Counter[tuple[str, str]] = Counter()
        self.languages: Counter[str] = Counter()
        for product in products:
            self.n_products += 1
            self.languages[product.language_code or language] += 1
            carried = _slot_values(product)
            self.families.add(product.colors, product.color_families)
            self._note_title(product, carried, primary_subtag(product.language_code or language))
            self.values.update((slot, value) for slot, values in carried.items() for value in set(values))

    def _note_title(self, product: Product, carried: Mapping[str, Collection[str]], code: str) -> None:
        """Note which words stand beside which values, and side by side though other titles write them together."""
        tokens = self._analyzer.tokens(product.title, code)
        counts = self._analyzer.lexicon.languages[code].counts
        self.neighbours.setdefault(code, set()).update(
            (first.surface, second.surface)
            for first, second in pairwise(tokens)
            if first.surface + second.surface in counts
        )
        frequent = (token for token in tokens if counts.get(token.surface, 0) >= FEWEST_PRODUCTS)
        words = [stem for token in frequent for stem in (token.stem, *token.modifiers)]
        leaves = [leaf(path) for path in product.categories]
        self.titles.setdefault(code, AliasCensus()).add(words, carried, leaves)
        self.homes.add([token.stem for token in tokens], leaves)

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
