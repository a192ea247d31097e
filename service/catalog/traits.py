"""What each product is like, as numbered traits, and which products share a trait: append-only, one for all views of a build."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from service.catalog.growing import Growing
from service.catalog.row import NamedValue

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
Float32 = NDArray[np.float32]
UInt64 = NDArray[np.uint64]

MAX_TRAITS = 64
"""Of a product that has more, the first count."""
_NONE = -1


class Chains(NamedTuple):
    """Traits laid out for a walk from a trait's newest product to its oldest.

    Attributes:
        newest: the last entry of each trait that was asked for, -1 for none, shape (k,).
        trait, product: of each entry, shape (n_entries,).
        previous: the entry before it of the same trait, -1 for the first, shape (n_entries,).
        starts: where each set of entries begins, and the end of the last, shape (n_sets + 1,).
        set_of: product -> its present set, -1 for none, shape (n_products,). It may name sets beyond `starts`, which were
            added meanwhile; entries outside of it are outdated.
    """

    newest: Int32
    trait: Int32
    product: Int32
    previous: Int32
    starts: Int32
    set_of: Int32


class Traits:
    """The present traits of every product, by product number.

    It is as new as the last product that was added, whatever the view that asks: an answer leaves out what its view does
    not know. One thread adds; any may look up.
    """

    def __init__(self) -> None:
        self._numbers: dict[NamedValue, int] = {}
        self._counts, self._newest = Growing(np.int32), Growing(np.int32)
        self._trait, self._product, self._previous = Growing(np.int32), Growing(np.int32), Growing(np.int32)
        self._starts, self._set_of, self._digest = Growing(np.int32), Growing(np.int32), Growing(np.uint64)
        self._starts.extend([0])

    def number(self, named: NamedValue) -> int:
        """The number of a trait; a new one gets the next."""
        return self._numbers.setdefault(named, len(self._numbers))

    def describe(self, product: int, traits: Iterable[NamedValue]) -> None:
        """Lay down what one product is like."""
        numbers = np.array([self.number(named) for named in traits], np.int32)
        self.add(np.array([product], np.int32), np.array([numbers.size], np.int64), numbers)

    def add(self, products: Int32, lengths: Int64, traits: Int32) -> None:
        """Lay down what products are like; of those whose traits are as before, nothing is kept.

        Args:
            products: distinct product numbers, shape (m,).
            lengths: how many traits each has, shape (m,).
            traits: of one product after the other, without repeats within one, shape (sum of lengths,).
        """
        self._make_room(int(products.max(initial=_NONE)) + 1)
        owner = np.repeat(np.arange(products.size), lengths)
        digests = np.full(products.size, 1, np.uint64)
        np.add.at(digests, owner, _mixed(traits))
        changed = self._digest.view()[products] != digests
        place = np.arange(traits.size) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        kept = changed[owner] & (place < MAX_TRAITS)
        self._append(products[changed], np.minimum(lengths[changed], MAX_TRAITS), traits[kept])
        self._digest.own()[products] = digests

    def of(self, products: Sequence[int] | Int32) -> tuple[Int32, Int64]:
        """The traits of these products, one after the other, and how many each has, of shape (n,)."""
        trait, starts = self._trait.view(), self._starts.view()
        sets = np.array([self._set(product) for product in products], np.int64)
        spans = [trait[starts[number] : starts[number + 1]] if number >= 0 else trait[:0] for number in sets.tolist()]
        lengths = np.array([span.size for span in spans], np.int64)
        return np.concatenate([*spans, trait[:0]]), lengths

    def rarity(self, traits: Int32) -> Float32:
        """Idf: the logarithm of how many times more products there are than such with the trait, >= 0. Shape as `traits`."""
        counts = self._counts.view()[traits]
        # Changed products count again: never more than there are of all.
        return np.log(np.maximum((1 + len(self._starts)) / (1 + counts), 1)).astype(np.float32)

    def chains(self, traits: Int32) -> Chains:
        """The products of these traits, for a walk."""
        # In this order, against that of `_append`: what the newest entries point at is there by then.
        newest = self._newest.view()[traits]
        entries = self._trait.view(), self._product.view(), self._previous.view()
        return Chains(newest, *entries, self._starts.view(), self._set_of.view())

    def _set(self, product: int) -> int:
        return int(self._set_of.own()[product]) if 0 <= product < len(self._set_of) else _NONE

    def _make_room(self, n_products: int) -> None:
        n_new = n_products - len(self._set_of)
        if n_new > 0:
            self._set_of.extend(np.full(n_new, _NONE, np.int32))
            self._digest.extend(np.zeros(n_new, np.uint64))
        n_new_traits = len(self._numbers) - len(self._newest)
        self._newest.extend(np.full(n_new_traits, _NONE, np.int32))
        self._counts.extend(np.zeros(n_new_traits, np.int32))

    def _append(self, products: Int32, lengths: Int64, traits: Int32) -> None:
        first, first_set = len(self._trait), len(self._starts) - 1
        order = np.argsort(traits, kind="stable")
        ordered = traits[order]
        begins, ends = np.ones(ordered.size, np.bool_), np.ones(ordered.size, np.bool_)
        begins[1:] = ends[:-1] = ordered[1:] != ordered[:-1]
        newest = self._newest.own()
        previous = np.empty(traits.size, np.int32)
        previous[order[~begins]] = first + order[~ends]
        previous[order[begins]] = newest[ordered[begins]]
        self._trait.extend(traits)
        self._product.extend(np.repeat(products, lengths))
        self._previous.extend(previous)
        self._starts.extend(first + np.cumsum(lengths))
        self._set_of.own()[products] = np.arange(first_set, first_set + products.size)
        self._counts.own()[ordered[begins]] += np.diff(np.flatnonzero(np.append(begins, True)))
        newest[ordered[ends]] = first + order[ends]


def _mixed(numbers: Int32) -> UInt64:
    """Numbers spread over 64 bits, so that sums of them tell sets apart (the finaliser of splitmix64)."""
    mixed = (numbers.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
