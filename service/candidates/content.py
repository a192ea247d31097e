"""What is like the products of a trail: a walk over those that share its traits, the rarest first."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numba import njit
from numpy.typing import NDArray

from service.bundle.model import Model
from service.candidates.tally import find, number_of, numbering
from service.candidates.trail import NOTHING, Found, Trail
from service.catalog.traits import Chains, Traits

Float32: TypeAlias = NDArray[np.float32]
Int32: TypeAlias = NDArray[np.int32]

N_ALIKE = 500
N_TOUCHED = 20
DECAY = 0.7
"""By which each newer touch lowers what an older one tells."""
SHARPNESS = 3
"""Twice as alike is eight times as likely to come next: of 1 to 4, what explains Amazon Beauty best."""
NOVELTY = 2.0
"""A newcomer has nothing but its traits to speak for it, so they count twice: docs/quality.md tells what that costs."""
N_WALKED = 2_000
"""Steps of the walk: with four times as many, no more is found on Amazon Beauty."""
_N_TRAITS = 96


def content(trail: Trail, model: Model) -> Found:
    """What is like the items of a trail, newcomers included; nothing where the model has no traits."""
    if model.traits is None or not trail.n:
        return NOTHING
    weights = trail.weights * np.power(np.float32(DECAY), trail.ages)
    found, likeness = alike(model.traits.traits, model.traits.products_of(trail.items), weights)
    items = model.traits.items_of(found)
    likeness[items >= model.n_items] *= NOVELTY
    known = items >= 0
    return Found(items[known], likeness[known])


def alike(traits: Traits, products: Int32, weights: Float32, *, n: int = N_ALIKE) -> Found:
    """The products most like these, which are left out themselves: their numbers and how likely they come next.

    Two products are as alike as the squared rarities of the traits they share sum to: tf-idf vectors, of which only that
    of the touched product is normed, so that what is described at length is not held to be unlike.

    Args:
        traits: of all products.
        products: newest first, repeats allowed, shape (n,).
        weights: what each touch says; what is not positive says nothing. Shape (n,).
        n: how many are wanted.
    """
    wanted, worth = _profile(traits, products[weights > 0], weights[weights > 0])
    if not wanted.size:
        return NOTHING
    found, likeness = _walk(traits.chains(wanted), wanted, worth, products)
    best = _strongest(likeness, found, n)
    return Found(found[best], likeness[best] ** SHARPNESS)


def _profile(traits: Traits, products: Int32, weights: Float32) -> tuple[Int32, Float32]:
    """The traits of the newest products, rarest first, and what each is worth, both of shape (k,)."""
    carried, lengths = traits.of(products[:N_TOUCHED])
    told = traits.rarity(carried).astype(np.float64) ** 2
    owner = np.repeat(np.arange(lengths.size), lengths)
    norms = np.sqrt(np.bincount(owner, told, minlength=lengths.size))
    told *= (weights[:N_TOUCHED] / np.where(norms > 0, norms, 1.0))[owner]
    wanted, place = np.unique(carried, return_inverse=True)
    worth = np.bincount(place, told, minlength=wanted.size)
    kept = np.argsort(-worth, kind="stable")[:_N_TRAITS]
    kept = kept[worth[kept] > 0]
    kept = kept[np.argsort(-traits.rarity(wanted[kept]), kind="stable")]
    return wanted[kept], worth[kept].astype(np.float32)


def _strongest(likeness: Float32, products: Int32, n: int) -> NDArray[np.intp]:
    """The places of the `n` largest, equal ones by a fixed shuffle of their numbers, shape (at most n,); in no order."""
    if likeness.size <= n:
        return np.arange(likeness.size)
    shuffled = (products.astype(np.uint32) * np.uint32(2654435761)) / np.float64(2**32)
    return np.argpartition(-likeness * (1 + 1e-6 * shuffled), n)[:n]


@njit(cache=True, nogil=True)
def _walk(chains: Chains, wanted: Int32, worth: Float32, left_out: Int32) -> tuple[Int32, Float32]:
    """The products met on a walk of at most N_WALKED steps, and how alike they are, both of shape (m,)."""
    wanted_at, met_at = numbering(wanted.size), numbering(left_out.size + N_WALKED)
    for place in range(wanted.size):
        number_of(wanted_at, wanted[place], place)
    for product in left_out:
        number_of(met_at, product, 0)
    met, likeness, n, n_walked = np.empty(N_WALKED, np.int32), np.zeros(N_WALKED, np.float32), 0, 0
    for newest in chains.newest:
        entry = newest
        while entry >= 0 and n_walked < N_WALKED:
            n_walked += 1
            product = chains.product[entry]
            of = chains.set_of[product]
            # A set that was added after `starts` was taken is not there yet, and an outdated one is there no longer.
            is_present = of + 1 < chains.starts.size and chains.starts[of] <= entry < chains.starts[of + 1]
            if is_present and number_of(met_at, product, n + 1) == n + 1:
                met[n] = product
                for carried in range(chains.starts[of], chains.starts[of + 1]):
                    place = find(wanted_at, chains.trait[carried])
                    if place >= 0:
                        likeness[n] += worth[place]
                n += 1
            entry = chains.previous[entry]
    return met[:n], likeness[:n]
