"""Products that the same people went for: the item-item half of a bundle."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from service.bundle.model import Table
from training.dataset import Interactions

Float32: TypeAlias = NDArray[np.float32]
Int32: TypeAlias = NDArray[np.int32]

# A pair that fewer people share could give one of them away.
MIN_PERSONS = 3
_CHUNK = 1024


def together(interactions: Interactions, *, k: int, max_person_products: int) -> Table:
    """Cosine of the sets of people: n_ij / sqrt(n_i n_j), where at least MIN_PERSONS people share the pair.

    Item-based collaborative filtering on binary data (Deshpande and Karypis 2004). Of each person only the
    `max_person_products` newest products count, so that no reseller outweighs the rest.
    """
    return _cosines(_people(interactions, max_person_products), k)


def bought(interactions: Interactions, *, k: int) -> Table:
    """The same of baskets: what was bought in the same order, by at least MIN_PERSONS people's orders."""
    basket = interactions.where(interactions.is_purchase)
    _, number = np.unique(basket.event, return_inverse=True)
    shape = (int(number.max(initial=-1)) + 1, interactions.n_products)
    baskets = csr_matrix((np.ones(number.size, np.int32), (number, basket.row)), shape=shape)
    baskets.sum_duplicates()
    baskets.data[:] = 1
    return _cosines(baskets, k)


def _cosines(people: csr_matrix, k: int) -> Table:
    n_products = people.shape[1]
    n_people = np.asarray(people.sum(axis=0), dtype=np.float64).ravel()
    rows = np.full((n_products, k), -1, dtype=np.int32)
    scores = np.zeros((n_products, k), dtype=np.float32)
    by_product = people.T.tocsr()
    for start in range(0, n_products, _CHUNK):
        shared = (by_product[start : start + _CHUNK] @ people).tocsr()
        shared.sort_indices()
        for offset in range(shared.shape[0]):
            row = start + offset
            entries = slice(shared.indptr[offset], shared.indptr[offset + 1])
            others, counts = shared.indices[entries], shared.data[entries]
            kept = (counts >= MIN_PERSONS) & (others != row)
            others, cosines = others[kept], counts[kept] / np.sqrt(n_people[row] * n_people[others[kept]])
            best = np.argsort(-cosines, kind="stable")[:k]
            rows[row, : len(best)] = others[best]
            scores[row, : len(best)] = cosines[best]
    return Table(rows, scores)


def _people(interactions: Interactions, max_person_products: int) -> csr_matrix:
    """Who went for what, shape (n_persons, n_products), ones."""
    liked = interactions.weight > 0
    person, row = interactions.person[liked], interactions.row[liked]
    shape = (interactions.n_persons, interactions.n_products)
    people = csr_matrix((np.ones(row.size, np.int32), (person, row)), shape=shape)
    people.sum_duplicates()
    people.data[:] = 1
    for busy in np.flatnonzero(np.diff(people.indptr) > max_person_products).tolist():
        start, end = np.searchsorted(person, (busy, busy + 1))
        products, newest = np.unique(row[start:end][::-1], return_index=True)
        kept = products[np.argsort(newest)[:max_person_products]]
        entries = slice(people.indptr[busy], people.indptr[busy + 1])
        people.data[entries] = np.isin(people.indices[entries], kept)
    people.eliminate_zeros()
    return people
