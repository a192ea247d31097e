"""What the products of a ledger are like, by the numbers of a model: what content is learned to be worth by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

import numpy as np

from service.analysis.folding import fold_accents
from service.analysis.text import normalise, tokenise
from service.bundle.item_traits import ItemTraits
from service.catalog.row import NamedValue, price_band
from service.catalog.row_traits import NO_TRAITS, PRICE_BAND, WORD
from service.catalog.traits import Traits
from service.retrieval.schema import counted_values
from service.types import Product, ProductId

_BATCH = 10_000


def product_traits(products: Iterable[Product], product_ids: Sequence[ProductId]) -> ItemTraits:
    """The traits of products by their item; those that are none of `product_ids` are newcomers.

    Words are taken as they are spelled: the index, which knows their stems, is not needed for training.
    """
    numbers = {product_id: item for item, product_id in enumerate(product_ids)}
    named = ((numbers.setdefault(product.id, len(numbers)), _named(product)) for product in products)
    traits = described(named)
    return ItemTraits.of_items(traits, len(product_ids), len(numbers))


def attribute_traits(
    attributes: Mapping[str, tuple[str, ...]], items: Sequence[str], newcomers: Sequence[str] = ()
) -> ItemTraits:
    """The traits of items and newcomers that a file of attributes describes."""
    numbered = enumerate((*items, *newcomers))
    traits = described(
        (number, [("attribute", value) for value in dict.fromkeys(attributes.get(item, ()))])
        for number, item in numbered
    )
    return ItemTraits.of_items(traits, len(items), len(items) + len(newcomers))


def described(products: Iterator[tuple[int, Sequence[NamedValue]]]) -> Traits:
    """The traits of numbered products, each named once."""
    traits = Traits()
    while batch := list(islice(products, _BATCH)):
        numbered = [[traits.number(named) for named in of_product] for _, of_product in batch]
        traits.add(
            np.array([number for number, _ in batch], np.int32),
            np.array([len(numbers) for numbers in numbered], np.int64),
            np.array([trait for numbers in numbered for trait in numbers], np.int32),
        )
    return traits


def _named(product: Product) -> list[NamedValue]:
    words = dict.fromkeys(fold_accents(token.surface) for token in tokenise(normalise(product.title)))
    values = counted_values(product, product.language_code)
    banded = [] if product.price is None else [(PRICE_BAND, price_band(product.price))]
    return [
        *((WORD, word) for word in words),
        *((key, value) for key, of_key in values.items() if key not in NO_TRAITS for value in dict.fromkeys(of_key)),
        *banded,
    ]
