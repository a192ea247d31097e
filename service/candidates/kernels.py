"""Compiles every kernel of the sources and of ranking, so that no visitor waits for it: seconds at the first time, then a file is read."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from service.bundle.item_traits import ItemTraits
from service.bundle.model import RETURNING_SHAPE, TABLES, Model, Table, Visits
from service.bundle.vectors import Effort, Vectors
from service.candidates.among import among
from service.candidates.blend import gather
from service.candidates.sources import SOURCES_OF
from service.candidates.trail import visit_trail
from service.catalog.traits import Traits
from service.ranking.score import add_greatest
from service.types import Placement, ProductId


@lru_cache(maxsize=1)
def compile_kernels() -> None:
    """Ask every source of a model of two products, with a filter and without, once a process."""
    model, trail = _smallest_model(), visit_trail(np.array([0, 1], np.int32), confidence=1.0)
    for placement, sources in SOURCES_OF.items():
        if placement is not Placement.ON_SALE:
            for may_be_found in (None, among(np.ones(2, np.bool_))):
                gather(trail, model, sources, may_be_found)
    _compile_lifts()


def _compile_lifts() -> None:
    """Of rows that were chosen and of those that a catalogue keeps, in whole numbers; and in fractions."""
    codes, rows = _sealed(np.zeros((1, 1), np.int32)), np.zeros(1, np.int32)
    for some in (rows, _sealed(rows.copy())):
        add_greatest(np.zeros(1, np.int64), np.zeros(2, np.int64), codes, some)
    add_greatest(np.zeros(1), np.zeros(2), codes, rows)


def _smallest_model() -> Model:
    """Two products that two visits went to and fro between, as a bundle has them: its arrays cannot be written to."""
    factors = np.eye(2, dtype=np.float32)
    index = faiss.IndexFlatIP(2)
    index.add(factors)
    traits = Traits()
    for product in range(2):
        traits.describe(product, [("kind", "thing")])
    ids = (ProductId("a"), ProductId("b"))
    table = Table(_sealed(np.array([[1], [0]], np.int32)), _sealed(np.ones((2, 1), np.float32)))
    return Model(
        product_ids=ids,
        rows={product: item for item, product in enumerate(ids)},
        item_factors=_sealed(factors),
        gram=_sealed(np.ones(2, np.float32)),
        regularization=1.0,
        confidence={},
        recency_decay=0.5,
        vectors=Vectors(index, Effort()),
        popularity=_sealed(np.ones(2, np.float32)),
        trending=_sealed(np.ones(2, np.float32)),
        tables=dict.fromkeys(TABLES, table),
        visits=Visits(
            items=_sealed(np.array([0, 1, 1, 0], np.int32)),
            starts=_sealed(np.array([0, 2, 4], np.int64)),
            at_days=_sealed(np.zeros(2, np.float32)),
            of_item=_sealed(np.array([1, 0, 1, 0], np.int32)),
            of_item_starts=_sealed(np.array([0, 2, 4], np.int64)),
        ),
        weights={},
        returning=_sealed(np.ones(RETURNING_SHAPE, np.float32)),
        rhythm_days={},
        traits=ItemTraits.of_items(traits, 2, 2),
    )


def _sealed(array: NDArray[Any]) -> NDArray[Any]:
    array.flags.writeable = False
    return array
