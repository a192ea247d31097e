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
Int64: TypeAlias = NDArray[np.int64]

_CHUNK = 1024


def together(interactions: Interactions, *, k: int, max_person_products: int, min_persons: int) -> Table:
    """Cosine of the sets of people: n_ij / sqrt(n_i n_j), where at least `min_persons` people share the pair.

    Item-based collaborative filtering on binary data (Deshpande and Karypis 2004). Of each person only the
    `max_person_products` newest products count, so that no reseller outweighs the rest.
    """
    return _cosines(_people(interactions, max_person_products), k, min_persons)


def n_people(interactions: Interactions, *, max_person_products: int) -> Int64:
    """How many people `together` counts for each product, shape (n_products,)."""
    return np.asarray(_people(interactions, max_person_products).sum(axis=0), np.int64).ravel()


def bought(interactions: Interactions, *, k: int, min_persons: int) -> Table:
    """The same of baskets: what was bought in the same order, by at least `min_persons` people."""
    basket = interactions.where(interactions.is_purchase)
    _, first, number = np.unique(basket.event, return_index=True, return_inverse=True)
    baskets = csr_matrix((np.ones(number.size, np.int32), (number, basket.row)), (first.size, interactions.n_products))
    baskets.sum_duplicates()
    baskets.data[:] = 1
    return _cosines(baskets, k, min_persons, basket.person[first])


def _cosines(sets: csr_matrix, k: int, min_persons: int, person: Int32 | None = None) -> Table:
    """The best `k` of each product; `person` says whose each set is, ascending; without it each is somebody's own."""
    n_products = sets.shape[1]
    n_sets = np.asarray(sets.sum(axis=0), dtype=np.float64).ravel()
    rows = np.full((n_products, k), -1, dtype=np.int32)
    scores = np.zeros((n_products, k), dtype=np.float32)
    by_product = sets.T.tocsr()
    for start in range(0, n_products, _CHUNK):
        having = by_product[start : start + _CHUNK]
        shared = (having @ sets).tocsr()
        shared.sort_indices()
        persons = shared if person is None else _persons(having, sets, person)
        for offset in range(shared.shape[0]):
            row = start + offset
            entries = slice(shared.indptr[offset], shared.indptr[offset + 1])
            others, counts = shared.indices[entries], shared.data[entries]
            kept = (persons.data[entries] >= min_persons) & (others != row)
            others, cosines = others[kept], counts[kept] / np.sqrt(n_sets[row] * n_sets[others[kept]])
            best = np.argsort(-cosines, kind="stable")[:k]
            rows[row, : len(best)] = others[best]
            scores[row, : len(best)] = cosines[best]
    return Table(rows, scores)


def _persons(having: csr_matrix, sets: csr_matrix, person: Int32) -> csr_matrix:
    """How many people have both products in one set: the same places as `having @ sets`, sorted.

    Args:
        having: which sets a product is in, shape (n, n_sets), sorted indices.
        sets: shape (n_sets, n_products).
        person: whose each set is, ascending, shape (n_sets,).
    """
    product = np.repeat(np.arange(having.shape[0]), np.diff(having.indptr))
    whose = person[having.indices]
    begins = np.flatnonzero((np.diff(product, prepend=-1) != 0) | (np.diff(whose, prepend=-1) != 0))
    of_person = (having.data, having.indices, np.append(begins, having.nnz))
    other = csr_matrix(of_person, (begins.size, sets.shape[0])) @ sets
    other.data[:] = 1
    of_product = np.searchsorted(product[begins], np.arange(having.shape[0] + 1))
    ones = (np.ones(begins.size, np.int32), np.arange(begins.size), of_product)
    persons = csr_matrix(ones, (having.shape[0], begins.size)) @ other
    persons.sort_indices()
    return persons


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
