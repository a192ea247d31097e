"""What is like the products of a trail: a walk over those that share its traits, the rarest first."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
from numba import njit
from numpy.typing import NDArray

from service.bundle.model import Model
from service.candidates.among import Among, Bits, has
from service.candidates.tally import number_of, numbering
from service.candidates.trail import NOTHING, Found, Trail
from service.catalog.traits import Postings, Traits

Float32: TypeAlias = NDArray[np.float32]
Int32: TypeAlias = NDArray[np.int32]
Int64: TypeAlias = NDArray[np.int64]

N_ALIKE = 500
N_TOUCHED = 20
DECAY = 0.7
"""By which each newer touch lowers what an older one tells."""
SHARPNESS = 3
"""Twice as alike is eight times as likely to come next: of 1 to 4, what explains Amazon Beauty best."""
NOVELTY = 2.0
"""A newcomer has nothing but its traits to speak for it, so they count more: the least by which new products of Amazon Beauty
are found more often than by nearest neighbours of attributes."""
N_WALKED = 3_000
"""Products that a walk looks at: with five times as many, no more is found on Amazon Beauty."""
N_STEPS = 30_000
"""Entries that a walk looks at, outdated ones included: of a longer chain of recent ones, the oldest are left out."""
_N_TRAITS = 96
_NO_BITS = np.zeros(0, np.uint8)


class May(NamedTuple):
    """Which products may be found, of a catalogue that lies beside a model.

    Attributes:
        item_of: product -> item or newcomer, shape (n_products,).
        bits: whether an item or newcomer may be found, as in `Among`.
    """

    item_of: Int32
    bits: Bits


def content(trail: Trail, model: Model, among: Among | None = None) -> Found:
    """What is like the items of a trail, newcomers included; nothing where the model has no traits."""
    if model.traits is None or not trail.n:
        return NOTHING
    weights = trail.weights * np.power(DECAY, trail.ages, dtype=np.float32)
    may = None if among is None else May(model.traits.item_of, among.bits)
    found, likeness = alike(model.traits.traits, model.traits.products_of(trail.items), weights, may=may)
    items = model.traits.items_of(found)
    likeness[items >= model.n_items] *= NOVELTY
    known = items >= 0
    return Found(items[known], likeness[known])


def alike(traits: Traits, products: Int32, weights: Float32, *, n: int = N_ALIKE, may: May | None = None) -> Found:
    """The products most like these, which are left out themselves: their numbers and how likely they come next.

    Two products are as alike as the squared rarities of the traits they share sum to: tf-idf vectors, of which only that
    of the touched product is normed, so that what is described at length is not held to be unlike.

    Args:
        traits: of all products.
        products: newest first, repeats allowed, shape (n,).
        weights: what each touch says; what is not positive says nothing. Shape (n,).
        n: how many are wanted.
        may: what may be found; everything if None.
    """
    wanted, worth = _profile(traits, products[weights > 0], weights[weights > 0])
    if not wanted.size:
        return NOTHING
    found, likeness = _walk(traits.postings(wanted), worth, products, may)
    best = _strongest(likeness, found, n)
    return Found(found[best], likeness[best] ** SHARPNESS)


def _profile(traits: Traits, products: Int32, weights: Float32) -> tuple[Int32, Float32]:
    """The traits of the newest products, rarest first, and what each is worth, both of shape (k,)."""
    carried, lengths = traits.of(products[:N_TOUCHED])
    return _worthiest(carried, traits.rarity(carried), lengths, weights)


@njit(cache=True, nogil=True)
def _worthiest(carried: Int32, rarities: Float32, lengths: Int64, weights: Float32) -> tuple[Int32, Float32]:
    """Of traits carried by one product after the other those that say most, rarest first, and what each is worth.

    Equal ones as they are carried: each worker numbers traits by itself.
    """
    table, n, last = numbering(carried.size), 0, 0
    wanted, rarity = np.empty(carried.size, np.int32), np.empty(carried.size, np.float32)
    worth = np.zeros(carried.size, np.float64)
    for product in range(lengths.size):
        first, last = last, last + lengths[product]
        norm = np.sqrt((rarities[first:last].astype(np.float64) ** 2).sum())
        for place in range(first, last):
            number = number_of(table, carried[place], n)
            if number == n:
                wanted[n], rarity[n] = carried[place], rarities[place]
                n += 1
            if norm > 0:
                worth[number] += weights[product] * np.float64(rarities[place]) ** 2 / norm
    kept = np.sort(np.argsort(-worth[:n], kind="mergesort")[:_N_TRAITS])
    kept = kept[worth[kept] > 0]
    kept = kept[np.argsort(-rarity[kept], kind="mergesort")]
    return wanted[kept], worth[kept].astype(np.float32)


def _strongest(likeness: Float32, products: Int32, n: int) -> NDArray[np.intp]:
    """The places of the `n` largest, equal ones by a fixed shuffle of their numbers, shape (at most n,); in no order."""
    if likeness.size <= n:
        return np.arange(likeness.size)
    shuffled = (products.astype(np.uint32) * np.uint32(2654435761)) / np.float64(2**32)
    return np.argpartition(-likeness * (1 + 1e-6 * shuffled), n)[:n]


@njit(cache=True, nogil=True)
def _walk(postings: Postings, worth: Float32, left_out: Int32, may: May | None) -> tuple[Int32, Float32]:
    """The products met on a walk and what was seen of their likeness, both of shape (m,), m <= N_WALKED.

    Of each trait the products with the highest numbers come first, whenever they were laid down. What may not be found is
    a step, but not one of the products.
    """
    met_at = numbering(left_out.size + N_WALKED)
    met, likeness, n = np.empty(1 + N_WALKED, np.int32), np.zeros(1 + N_WALKED, np.float32), 1
    n_walked, n_steps = 0, 0
    # Arrays by their own names: to look one up in a tuple costs more than to look into it.
    settled, set_of, n_settled_sets = postings.settled, postings.set_of, postings.n_settled_sets
    item_of, bits = (set_of, _NO_BITS) if may is None else (may.item_of, may.bits)
    for product in left_out:
        number_of(met_at, product, 0)
    for trait in range(worth.size):
        if n_walked == N_WALKED or n_steps >= N_STEPS:
            break
        recent, n_chained = _recent(postings, trait, N_STEPS - n_steps)
        n_steps += n_chained
        at, place, last = recent.size, postings.first[trait], postings.last[trait]
        while n_walked < N_WALKED and (at > 0 or (place < last and n_steps < N_STEPS)):
            product = settled[place] if place < last else np.int32(-1)
            if at > 0 and recent[at - 1] > product:
                at -= 1
                product = recent[at]
            else:
                place += 1
                n_steps += 1
                if set_of[product] >= n_settled_sets:
                    continue
            if may is not None and not (product < item_of.size and has(bits, item_of[product])):
                continue
            n_walked += 1
            n += _add(met_at, met, likeness, n, product, worth[trait])
    return met[1:n], likeness[1:n]


@njit(cache=True, nogil=True)
def _recent(postings: Postings, trait: int, n_steps: int) -> tuple[Int32, int]:
    """The recent products that have a trait at present, ascending, shape (m,), and how many of `n_steps` it took."""
    n, n_chained, entry = 0, 0, postings.newest[trait]
    found = np.empty(64, np.int32)
    while entry >= 0 and n_chained < n_steps:
        n_chained += 1
        product = postings.product[entry]
        if postings.of_set[entry] == postings.set_of[product]:
            if n == found.size:
                found = np.append(found, found)
            found[n] = product
            n += 1
        entry = postings.previous[entry]
    return np.sort(found[:n]), n_chained


@njit(cache=True, nogil=True)
def _add(met_at: Int32, met: Int32, likeness: Float32, n: int, product: int, worth: float) -> int:
    """Add to the likeness of a product; 1 if it is met for the first time, then as number `n`, else 0."""
    number = number_of(met_at, product, n)
    met[number] = product
    likeness[number] += worth
    return int(number == n)
