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
_FEW = 8_192
_RECENT_SHARE = 16
"""Entries are settled again when there is a recent one for each so many settled ones."""


class Postings(NamedTuple):
    """Which products have each of k traits. Settled ones lie together; recent ones are a chain, newest first.

    The order of the chain tells when a worker read its products, that of settled ones and their numbers do not.

    Attributes:
        first, last: where the settled products of each trait begin and end, shape (k,).
        settled: products, of one trait after the other, the highest number first.
        n_settled_sets: a settled product whose present set is not among so many first ones has changed since.
        newest: the last recent entry of each trait, -1 for none, shape (k,).
        product, of_set: of each recent entry; it is outdated where that is not the product's present set, shape (m,).
        previous: the recent entry before it of the same trait, -1 for the first, shape (m,).
        set_of: product -> its present set, shape (n_products,).
    """

    first: Int32
    last: Int32
    settled: Int32
    n_settled_sets: int
    newest: Int32
    product: Int32
    of_set: Int32
    previous: Int32
    set_of: Int32


class Traits:
    """The present traits of every product, by product number.

    It is as new as the last product that was added, whatever the view that asks: an answer leaves out what its view does
    not know. One thread adds; any may look up.
    """

    def __init__(self) -> None:
        self._numbers: dict[NamedValue, int] = {}
        self._counts = Growing(np.int32)
        self._trait, self._starts = Growing(np.int32), Growing(np.int32)
        self._set_of, self._digest = Growing(np.int32), Growing(np.uint64)
        self._starts.extend([0])
        self._n_described = 0
        self._settled = _Settled(np.zeros(1, np.int32), np.zeros(0, np.int32), 0, _Recent())

    @property
    def n_entries(self) -> int:
        """How many traits were laid down in all, outdated ones included."""
        return len(self._trait)

    def number(self, named: NamedValue) -> int:
        """The number of a trait; a new one gets the next."""
        return self._numbers.setdefault(named, len(self._numbers))

    def describe(self, product: int, traits: Iterable[NamedValue]) -> None:
        """Lay down what one product is like."""
        numbers = np.array([self.number(named) for named in traits], np.int32)
        self.add(np.array([product], np.int32), np.array([numbers.size], np.int64), numbers)

    def add(self, products: Int32, lengths: Int64, traits: Int32) -> None:
        """Lay down what products are like; of those whose traits are as before, in the same order, nothing is kept.

        Args:
            products: distinct product numbers, shape (m,).
            lengths: how many traits each has, shape (m,).
            traits: of one product after the other, without repeats within one, shape (sum of lengths,).
        """
        self._make_room(int(products.max(initial=_NONE)) + 1)
        owner = np.repeat(np.arange(products.size), lengths)
        digests = np.full(products.size, 1, np.uint64)
        place = np.arange(traits.size) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        np.add.at(digests, owner, _mixed(traits, place))
        changed = self._digest.view()[products] != digests
        kept = changed[owner] & (place < MAX_TRAITS)
        self._forget(products[changed])
        self._append(products[changed], np.minimum(lengths[changed], MAX_TRAITS), traits[kept])
        self._digest.own()[products] = digests
        if len(self._settled.recent.product) > max(_FEW, self._settled.products.size // _RECENT_SHARE):
            self._settle()

    def of(self, products: Sequence[int] | Int32) -> tuple[Int32, Int64]:
        """The traits of these products, one after the other, and how many each has, of shape (n,)."""
        numbers = np.asarray(products, np.int64)
        known = (numbers >= 0) & (numbers < len(self._set_of))
        sets = np.where(known, self._set_of.view()[np.where(known, numbers, 0)], _NONE) if known.any() else known - 1
        # In this order, against that of `_append`: what the sets are made of is there by then.
        trait, starts = self._trait.view(), self._starts.view()
        spans = [trait[starts[number] : starts[number + 1]] if number >= 0 else trait[:0] for number in sets.tolist()]
        return np.concatenate([*spans, trait[:0]]), np.array([span.size for span in spans], np.int64)

    def rarity(self, traits: Int32) -> Float32:
        """Idf: the logarithm of how many times more products there are than such with the trait, >= 0. Shape as `traits`."""
        counts = self._counts.view()[traits]
        # Another thread may be changing the counts: never more than there are of all.
        return np.log(np.maximum((2 + self._n_described) / (1 + counts), 1)).astype(np.float32)

    def postings(self, traits: Int32) -> Postings:
        """The products of these traits, for a walk."""
        # In this order, against that of `_append`: what the newest entries point at is there by then.
        settled = self._settled
        recent, known = settled.recent, traits < settled.starts.size - 1
        begins = np.where(known, traits, 0)
        first = settled.starts[begins]
        last = np.where(known, settled.starts[np.minimum(begins + 1, settled.starts.size - 1)], first)
        newest = recent.newest_of(traits)
        arrays = recent.product.view(), recent.of_set.view(), recent.previous.view(), self._set_of.view()
        return Postings(first, last, settled.products, settled.n_sets, newest, *arrays)

    def _make_room(self, n_products: int) -> None:
        n_new = n_products - len(self._set_of)
        if n_new > 0:
            self._set_of.extend(np.full(n_new, _NONE, np.int32))
            self._digest.extend(np.zeros(n_new, np.uint64))
        self._counts.extend(np.zeros(len(self._numbers) - len(self._counts), np.int32))

    def _forget(self, products: Int32) -> None:
        """Take what products were like from the counts, before they are laid down anew; new ones count from here on."""
        known = products[self._set_of.view()[products] >= 0]
        self._n_described += products.size - known.size
        np.subtract.at(self._counts.own(), self.of(known)[0], 1)

    def _append(self, products: Int32, lengths: Int64, traits: Int32) -> None:
        sets = np.arange(len(self._starts) - 1, len(self._starts) - 1 + products.size)
        first = len(self._trait)
        self._trait.extend(traits)
        self._starts.extend(first + np.cumsum(lengths))
        self._set_of.own()[products] = sets
        np.add.at(self._counts.own(), traits, 1)
        self._settled.recent.append(traits, np.repeat(products, lengths), np.repeat(sets, lengths))

    def _settle(self) -> None:
        """Lay the products of each trait together, and begin anew with what comes."""
        set_of, starts = self._set_of.view(), self._starts.view().astype(np.int64)
        products = np.flatnonzero(set_of >= 0)[::-1]
        begins, lengths = starts[set_of[products]], np.diff(starts)[set_of[products]]
        places = np.repeat(begins - np.cumsum(lengths) + lengths, lengths) + np.arange(lengths.sum())
        traits = self._trait.view()[places]
        order = np.argsort(traits, kind="stable")
        ends = np.cumsum(np.bincount(traits, minlength=len(self._counts)))
        self._settled = _Settled(
            np.append(0, ends).astype(np.int32),
            np.repeat(products, lengths)[order].astype(np.int32),
            starts.size - 1,
            _Recent(),
        )


class _Recent:
    """Entries since things were settled, chained from the newest of each trait to its oldest."""

    def __init__(self) -> None:
        self._newest = Growing(np.int32)
        self.product, self.of_set, self.previous = Growing(np.int32), Growing(np.int32), Growing(np.int32)

    def append(self, traits: Int32, products: Int32, sets: Int64) -> None:
        """Add entries, all of shape (m,)."""
        first = len(self.product)
        self._newest.extend(np.full(max(0, int(traits.max(initial=_NONE)) + 1 - len(self._newest)), _NONE, np.int32))
        order = np.argsort(traits, kind="stable")
        ordered = traits[order]
        begins, ends = np.ones(ordered.size, np.bool_), np.ones(ordered.size, np.bool_)
        begins[1:] = ends[:-1] = ordered[1:] != ordered[:-1]
        previous = np.empty(traits.size, np.int32)
        previous[order[~begins]] = first + order[~ends]
        previous[order[begins]] = self._newest.view()[ordered[begins]]
        self.product.extend(products)
        self.of_set.extend(sets)
        self.previous.extend(previous)
        self._newest.own()[ordered[ends]] = first + order[ends]

    def newest_of(self, traits: Int32) -> Int32:
        """The last entry of each trait, -1 for none. Shape as given."""
        newest = self._newest.view()
        known = traits < newest.size
        return np.where(known, newest[np.where(known, traits, 0)], np.int32(_NONE)) if newest.size else 0 * traits - 1


class _Settled(NamedTuple):
    """The products of each trait together, and what came since: replaced as one, so that nobody meets an entry twice."""

    starts: Int32
    products: Int32
    n_sets: int
    recent: _Recent


def _mixed(numbers: Int32, places: Int64) -> UInt64:
    """Numbers and their places spread over 64 bits, so that sums of them tell sequences apart (the finaliser of splitmix64)."""
    together = places.astype(np.uint64) << np.uint64(32) | numbers.astype(np.uint64)
    mixed = (together + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
