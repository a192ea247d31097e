"""The traits of products by the numbers of a model, in which newcomers follow its items."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from service.catalog.growing import Growing
from service.catalog.traits import Traits

Int32: TypeAlias = NDArray[np.int32]

_NONE = -1


class ItemTraits:
    """Lays a model beside the traits of a catalogue: product numbers and items, each the other way.

    A product that the model has never seen is a newcomer; the first has the number n_items. It grows with the catalogue,
    like the traits: one thread adds, any may look up.

    Attributes:
        traits: by product number.
    """

    def __init__(self, traits: Traits, n_items: int) -> None:
        self.traits = traits
        self._item_of, self._product_of = Growing(np.int32), Growing(np.int32)
        self._product_of.extend(np.full(n_items, _NONE, np.int32))

    @classmethod
    def of_items(cls, traits: Traits, n_items: int, n_products: int) -> ItemTraits:
        """For products that bear the numbers of their items; those from `n_items` on are newcomers."""
        laid = cls(traits, n_items)
        laid.add(np.where(np.arange(n_products) < n_items, np.arange(n_products), _NONE).astype(np.int32))
        return laid

    def add(self, items: Int32) -> None:
        """Lay down the items of the next products, -1 for newcomers, shape (m,)."""
        first, is_new = len(self._item_of), items < 0
        numbered = items.copy()
        numbered[is_new] = len(self._product_of) + np.arange(np.count_nonzero(is_new))
        self._product_of.extend(np.full(np.count_nonzero(is_new), _NONE, np.int32))
        self._product_of.own()[numbered] = np.arange(first, first + items.size)
        self._item_of.extend(numbered)

    @property
    def product_of(self) -> Int32:
        """The product number of each item and newcomer, -1 for what has left the catalogue, shape (n,)."""
        return self._product_of.view()

    @property
    def item_of(self) -> Int32:
        """The number in the model of each product that is laid down, shape (m,)."""
        return self._item_of.view()

    def items_of(self, products: Int32) -> Int32:
        """The numbers of products in the model, -1 for what is not laid down yet. Shape as given."""
        return _looked_up(self.item_of, products)

    def products_of(self, items: Int32) -> Int32:
        """The product numbers of items and newcomers, -1 for what is none. Shape as given."""
        return _looked_up(self.product_of, items)

    def sets_of(self, items: Int32) -> Int32:
        """What tells whether the traits of an item or newcomer are still the same, -1 while it has none. Shape as given."""
        set_of = self.traits.postings(np.zeros(0, np.int32)).set_of
        return _looked_up(set_of, self.products_of(items))


def _looked_up(values: Int32, places: Int32) -> Int32:
    known = (places >= 0) & (places < values.size)
    if not values.size:
        return np.full(places.shape, _NONE, np.int32)
    return np.where(known, values[np.where(known, places, 0)], np.int32(_NONE))
