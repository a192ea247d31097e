"""Reads the ledger's products, page by page: what training learns of things beside what people did with them."""

from __future__ import annotations

from collections.abc import Iterator

from service.catalog.row import leaves_of
from service.ports import History
from service.types import Product, ProductId, Seq

_PAGE = 1_000


def read_products(history: History) -> Iterator[Product]:
    """Every product of the ledger as it stands, hidden and sold-out ones included, in the order of their last change."""
    after = Seq(0)
    while page := history.changes(after=after, limit=_PAGE):
        yield from (change.product for change in page if change.product is not None)
        after = page[-1].seq


def read_leaves(history: History) -> dict[ProductId, tuple[str, ...]]:
    """The leaf categories of each product that has any."""
    leaves = ((product.id, leaves_of(product)) for product in read_products(history))
    return {product_id: names for product_id, names in leaves if names}
