"""Variants rolled up: of each group of variants, the one that fits best stands for all.

It is the one whose score is greatest: text, stock, what the query names and what the visitor leans to decide. So the one
that is sold out sinks behind its siblings, and a group that has only another size left sinks behind other groups.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from service.catalog.columns import Columns
from service.catalog.groups import Groups
from service.query.parsed import NamedSlot
from service.ranking.score import VARIANT
from service.types import ProductId

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
Float64 = NDArray[np.float64]

# What variants of one product differ in. Their words are often the same: those of the product.
VARYING = frozenset({"color", "size", "material", "pattern"})


def standing(keys: Int64, rows: Int32, groups: Groups | None) -> Int64:
    """The sort key by which each row stands in the answer: its own; of variants, that of the best. Shape (n,)."""
    return keys if groups is None else groups.greatest(rows, keys)


def matched_variant(columns: Columns, row: int, groups: Groups | None) -> ProductId:
    """The id of a product that stands for a group of several, else ""."""
    return columns.id(row) if groups is not None and groups.has_several(row) else ProductId("")


def fit_part(rows: Int32, columns: Columns, named: Sequence[NamedSlot]) -> dict[str, Float64]:
    """What a row lacks of the colour, size, material and pattern that the query names, shape (n,); nothing without variants."""
    varying = [slot for slot in named if slot.slot in VARYING]
    if columns.groups is None or not varying:
        return {}
    lacking = [~columns.values.carried(rows, slot.slot, slot.values) for slot in varying]
    return {"variant": -VARIANT * np.mean(lacking, axis=0)}
