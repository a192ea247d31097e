"""Answers sorted by a number instead of a score."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from service.answers import Hit
from service.catalog.columns import Columns
from service.usecases.matched import Matched
from service.usecases.question import Question
from service.usecases.variants import matched_variant

Int32 = NDArray[np.int32]
Float64 = NDArray[np.float64]


def sorted_hits(question: Question, found: Matched) -> tuple[Hit, ...]:
    """The hits of the page by the request's number; products without it last, equal ones as they match without a visitor.

    Of variants that are rolled up, the first in this order stands for all.
    """
    columns, groups, query = question.snapshot.index.columns, question.groups, question.query
    key, _, direction = query.order_by.partition(" ")
    numbers = _numbers(key, columns, found.rows)
    rows = found.rows[np.lexsort((-found.keys, numbers if direction == "asc" else -numbers))]
    shown = rows if groups is None else groups.first_of_each(rows)
    page = shown[query.offset : question.end]
    place_of = {int(found.rows[place]): place for place in np.flatnonzero(np.isin(found.rows, page)).tolist()}
    return tuple(
        Hit(
            columns.id(row),
            score=0.0,
            tier=int(found.tiers[place_of[row]]),
            rank_without_personalization=rank,
            parts=(),
            matched_variant_id=matched_variant(columns, row, groups),
            rung=found.rung_of(place_of[row]),
        )
        for rank, row in enumerate(page.tolist(), start=query.offset + 1)
    )


def _numbers(key: str, columns: Columns, rows: Int32) -> Float64:
    """The sort numbers of rows, NaN where not given, shape (n,)."""
    if key != "age_days":
        return columns.numbers[key][rows]
    born_ms = columns.available_ms[rows].astype(np.float64)
    # The younger, the later it became available.
    return np.where(born_ms == 0, np.nan, -born_ms)
