"""What training learned, as one value: frozen arrays by item, which is a product's number within a bundle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from service.bundle.item_traits import ItemTraits
from service.bundle.newcomers import NewcomerFactors
from service.bundle.vectors import Vectors
from service.types import EventType, ProductId

Float32: TypeAlias = NDArray[np.float32]
Int32: TypeAlias = NDArray[np.int32]
Int64: TypeAlias = NDArray[np.int64]

FOLLOWS, TOGETHER, BOUGHT, KIN = "follows", "together", "bought", "kin"
TABLES = (FOLLOWS, TOGETHER, BOUGHT, KIN)
RETURNING_SHAPE = (16, 2)


class Table(NamedTuple):
    """The strongest relations of each item, strongest first.

    Attributes:
        items: related items, -1 where there are fewer, shape (n_items, k).
        scores: > 0; 0 where there are fewer, shape (n_items, k).
    """

    items: Int32
    scores: Float32


class Visits(NamedTuple):
    """Past visits, without anybody's id, oldest first. A tuple, which compiled kernels take as it is.

    Attributes:
        items: of all visits, one after the other, in the order they were touched, shape (n_entries,).
        starts: where each visit begins in `items`, and the end of the last, shape (n_visits + 1,).
        at_days: how many days before the newest event each visit ended, shape (n_visits,).
        of_item: for one item after the other the newest visits that touched it, newest first, shape (n_postings,).
        of_item_starts: where each item begins in `of_item`, and the end of the last, shape (n_items + 1,).
    """

    items: Int32
    starts: Int64
    at_days: Float32
    of_item: Int32
    of_item_starts: Int64


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class Model:
    """All that answers need of training.

    Attributes:
        product_ids: by item; n of them.
        rows: the item of each product id.
        item_factors: ALS factors, shape (n, d).
        gram: the diagonal of YtY, all there is of it since the factors lie along their principal axes, times the weight
            of one product that a person never touched, shape (d,).
        regularization: the penalty of a person's vector in fold-in.
        confidence: the confidence of one fresh event of each telling type; negative where it takes interest back.
        recency_decay: the factor by which each newer event lowers the confidence of an older one in fold-in.
        vectors: finds items by the inner product of their factors with a vector.
        popularity: how much interest each product has drawn lately, >= 0, shape (n,).
        trending: the same of the last days, shape (n,).
        tables: "follows" (what comes after it within a visit), "together" (what the same people went for),
            "bought" (what was in the same baskets), "kin" (what the same visits touch beyond chance).
        visits: for finding visits like the present one.
        weights: placement -> source of candidates -> its share in the blend; they sum to 1.
        returning: the factors of `service.candidates.returning`, > 0, shape RETURNING_SHAPE.
        rhythm_days: leaf category -> days that usually lie between two purchases of one person in it.
        traits: what items and newcomers are like; None until a catalogue is laid beside the model.
        newcomers: factors predicted for the latest newcomers; None until then.
    """

    product_ids: tuple[ProductId, ...]
    rows: Mapping[ProductId, int]
    item_factors: Float32
    gram: Float32
    regularization: float
    confidence: Mapping[EventType, float]
    recency_decay: float
    vectors: Vectors
    popularity: Float32
    trending: Float32
    tables: Mapping[str, Table]
    visits: Visits
    weights: Mapping[str, Mapping[str, float]]
    returning: Float32
    rhythm_days: Mapping[str, float]
    traits: ItemTraits | None = None
    newcomers: NewcomerFactors | None = None

    @property
    def n_items(self) -> int:
        """How many products it knows."""
        return len(self.product_ids)
