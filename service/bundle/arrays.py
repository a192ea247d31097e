"""The array files of a bundle: their types, their shapes, and what must hold of their values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from service.bundle.model import RETURNING_SHAPE, TABLES, Model, Table, Visits

ITEM_FACTORS, GRAM, POPULARITY, TRENDING = "item_factors", "gram", "popularity", "trending"
VISIT_ITEMS, VISIT_STARTS, VISIT_AT_DAYS = "visit_items", "visit_starts", "visit_at_days"
VISITS_OF_ITEM, VISITS_OF_ITEM_STARTS = "visits_of_item", "visits_of_item_starts"
RETURNING = "returning"

Arrays = Mapping[str, NDArray[Any]]
# Each length has a name; the manifest says how long it is. A name with "+1" is one longer.
_Shape: TypeAlias = tuple[type[np.generic], tuple[str, ...]]
_PARTS: Mapping[str, type[np.generic]] = {"items": np.int32, "scores": np.float32}
_SHAPES: Mapping[str, _Shape] = {
    ITEM_FACTORS: (np.float32, ("items", "factors")),
    GRAM: (np.float32, ("factors",)),
    POPULARITY: (np.float32, ("items",)),
    TRENDING: (np.float32, ("items",)),
    VISIT_ITEMS: (np.int32, ("entries",)),
    VISIT_STARTS: (np.int64, ("visits+1",)),
    VISIT_AT_DAYS: (np.float32, ("visits",)),
    VISITS_OF_ITEM: (np.int32, ("postings",)),
    VISITS_OF_ITEM_STARTS: (np.int64, ("items+1",)),
    RETURNING: (np.float32, ("situations", "acquaintances")),
    **{f"{table}_{part}": (dtype, ("items", table)) for table in TABLES for part, dtype in _PARTS.items()},
}
NAMES = tuple(_SHAPES)
LENGTHS = frozenset(length.removesuffix("+1") for _, lengths in _SHAPES.values() for length in lengths)


def shape_of(name: str, lengths: Mapping[str, int]) -> tuple[type[np.generic], tuple[int, ...]]:
    """The dtype and shape that the named array must have, given the named lengths."""
    dtype, symbols = _SHAPES[name]
    return dtype, tuple(lengths[symbol.removesuffix("+1")] + symbol.endswith("+1") for symbol in symbols)


def lengths_of(arrays: Arrays) -> dict[str, int]:
    """The named lengths of arrays that fit together."""
    lengths: dict[str, int] = {}
    for name, (_, symbols) in _SHAPES.items():
        for symbol, length in zip(symbols, arrays[name].shape, strict=True):
            lengths[symbol.removesuffix("+1")] = length - symbol.endswith("+1")
    return lengths


def arrays_of(model: Model) -> dict[str, NDArray[Any]]:
    """The arrays of a model by name."""
    visits = model.visits
    arrays: dict[str, NDArray[Any]] = {
        ITEM_FACTORS: model.item_factors,
        GRAM: model.gram,
        POPULARITY: model.popularity,
        TRENDING: model.trending,
        VISIT_ITEMS: visits.items,
        VISIT_STARTS: visits.starts,
        VISIT_AT_DAYS: visits.at_days,
        VISITS_OF_ITEM: visits.of_item,
        VISITS_OF_ITEM_STARTS: visits.of_item_starts,
        RETURNING: model.returning,
    }
    for name, table in model.tables.items():
        arrays |= {f"{name}_items": table.items, f"{name}_scores": table.scores}
    return arrays


def tables_of(arrays: Arrays) -> dict[str, Table]:
    """The tables among a bundle's arrays."""
    return {name: Table(arrays[f"{name}_items"], arrays[f"{name}_scores"]) for name in TABLES}


def visits_of(arrays: Arrays) -> Visits:
    """The visits among a bundle's arrays."""
    return Visits(
        items=arrays[VISIT_ITEMS],
        starts=arrays[VISIT_STARTS],
        at_days=arrays[VISIT_AT_DAYS],
        of_item=arrays[VISITS_OF_ITEM],
        of_item_starts=arrays[VISITS_OF_ITEM_STARTS],
    )


def faults(arrays: Arrays) -> Iterator[tuple[str, str]]:
    """What no reader could serve from, as (array, fault): kernels follow these numbers without looking."""
    n_items, n_visits = len(arrays[POPULARITY]), len(arrays[VISIT_AT_DAYS])
    for name, lowest, end in (
        *((f"{table}_items", -1, n_items) for table in TABLES),
        (VISIT_ITEMS, 0, n_items),
        (VISITS_OF_ITEM, 0, n_visits),
    ):
        array = arrays[name]
        if array.size and not (array.min() >= lowest and array.max() < end):
            yield name, "points outside the bundle"
    for name, within in ((VISIT_STARTS, VISIT_ITEMS), (VISITS_OF_ITEM_STARTS, VISITS_OF_ITEM)):
        starts = arrays[name]
        if starts[0] != 0 or starts[-1] != arrays[within].size or (np.diff(starts) < 0).any():
            yield name, "does not divide its entries"
    for name in (POPULARITY, TRENDING, GRAM, VISIT_AT_DAYS):
        if (arrays[name] < 0).any():
            yield name, "holds a value below 0"
    for table in TABLES:
        if not np.array_equal(arrays[f"{table}_items"] >= 0, arrays[f"{table}_scores"] > 0):
            yield f"{table}_scores", "are not above 0 for related products, and 0 for none"
    if arrays[RETURNING].shape != RETURNING_SHAPE or (arrays[RETURNING] <= 0).any():
        yield RETURNING, "is not a factor above 0 for every situation"
