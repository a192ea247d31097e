"""Products that the catalogue proposes, beside those that a model does."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from service.ranking.score import SLOT_WEIGHT, add_greatest, best
from service.usecases.features import personal_lifts
from service.usecases.person import Person
from service.usecases.recommend_scope import Scope
from service.usecases.recommend_standing import SlotRule, everywhere
from service.usecases.snapshot import Snapshot

Int32 = NDArray[np.int32]
Float64 = NDArray[np.float64]

N_FITTING = 200


def fitting(person: Person, scope: Scope) -> Int32:
    """What the visitor leans to most, within their strongest category if they have one: rows, at most N_FITTING."""
    if not person.affinities:
        return np.zeros(0, np.int32)
    columns, shown = scope.snapshot.index.columns, scope.standing.shown
    if "category" in person.affinities:
        strongest = int(person.affinities["category"].by_code.argmax())
        shown = shown & everywhere("category", columns, SlotRule("category", (strongest,)).carries)
    rows = np.flatnonzero(shown).astype(np.int32)
    rows = rows[scope.shows(rows)]
    leaning = sum(personal_lifts(rows, scope.snapshot, person), np.zeros(rows.size, np.int64))
    # Equal ones by product number, as hits are.
    return rows[best(leaning - columns.product_index.take(rows), N_FITTING)]


def shared_values(rows: Int32, context: Int32, snapshot: Snapshot) -> Float64:
    """Share of the context's slot values, weighted by slot, that each row carries, in [0, 1]. Shape as `rows`."""
    shared, possible = np.zeros(rows.size), 0.0
    for slot, column in snapshot.index.columns.slots.items():
        worth = np.zeros(column.n_values + 1)
        worth[column.codes[context]] = SLOT_WEIGHT[slot]
        # The padding, -1, stands for no value.
        worth[-1] = 0.0
        if worth.any():
            add_greatest(shared, worth, column.codes, rows)
            possible += SLOT_WEIGHT[slot]
    return shared / possible if possible else shared
