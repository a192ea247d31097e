"""Past visits laid out for neighbour search: the newest of them, and for each product which of them touched it."""

from __future__ import annotations

import numpy as np

from service.bundle.model import Visits
from training.dataset import DAY_MS, Interactions


def visits(interactions: Interactions, *, max_visits: int, max_of_item: int) -> Visits:
    """The newest `max_visits` visits of at least two touches; of each item the newest `max_of_item` of them."""
    liked = interactions.where(interactions.weight > 0)
    _, number, sizes = np.unique(liked.visit, return_inverse=True, return_counts=True)
    ended = np.zeros(sizes.size, np.int64)
    np.maximum.at(ended, number, liked.at_ms)
    several = np.flatnonzero(sizes > 1)
    kept = several[np.argsort(ended[several], kind="stable")][-max_visits:]
    place = np.full(sizes.size, -1)
    place[kept] = np.arange(kept.size)
    entries = np.flatnonzero(place[number] >= 0)
    entries = entries[np.argsort(place[number[entries]], kind="stable")]
    items, visit = liked.row[entries], place[number[entries]].astype(np.int32)
    starts = np.searchsorted(visit, np.arange(kept.size + 1))
    newest = int(interactions.at_ms.max(initial=0))
    of_item, of_item_starts = _postings(items, visit, interactions.n_products, max_of_item)
    at_days = ((newest - ended[kept]) / DAY_MS).astype(np.float32)
    return Visits(items, starts.astype(np.int64), at_days, of_item, of_item_starts)


def _postings(items: np.ndarray, visit: np.ndarray, n_items: int, most: int) -> tuple[np.ndarray, np.ndarray]:
    """For each item its newest visits, newest first, each once; and where each item begins."""
    pairs = np.unique(np.stack((items, -visit), axis=1), axis=0)
    starts = np.searchsorted(pairs[:, 0], np.arange(n_items + 1))
    within = np.arange(len(pairs)) - starts[pairs[:, 0]]
    pairs = pairs[within < most]
    return (-pairs[:, 1]).astype(np.int32), np.searchsorted(pairs[:, 0], np.arange(n_items + 1)).astype(np.int64)
