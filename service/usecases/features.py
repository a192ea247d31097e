"""The parts of a score, read off a snapshot for given rows and the person they speak of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from service.bundle.reader import Bundle
from service.catalog.columns import Columns
from service.query.parsed import NamedSlot, ParsedQuery
from service.ranking.score import (
    AUDIENCE,
    DEMAND,
    MOST_LED,
    POPULARITY,
    PRIOR,
    STOCK,
    TEXT,
    TIER_STEP,
    lift,
    slot_lifts,
    slot_parts,
)
from service.usecases.person import Person
from service.usecases.snapshot import Snapshot
from service.usecases.variants import fit_part

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
Float64 = NDArray[np.float64]
Amount = TypeVar("Amount", np.float64, np.int64)


def base_parts(
    rows: Int32, snapshot: Snapshot, *, tiers: Int32, text: Float64, asked: ParsedQuery
) -> dict[str, Float64]:
    """What does not depend on the visitor. All of shape (n,)."""
    asked_for = asked_parts(rows, snapshot.index.columns, tiers=tiers, text=text, asked=asked)
    return asked_for | _stock_part(rows, snapshot) | standing_parts(rows, snapshot)


def asked_parts(
    rows: Int32, columns: Columns, *, tiers: Int32, text: Float64, asked: ParsedQuery
) -> dict[str, Float64]:
    """What a query says of these rows. All of shape (n,)."""
    parts = {"tier": -TIER_STEP * tiers.astype(np.float64), "text": TEXT * text}
    if asked.audience:
        parts["audience"] = np.where(_carries_named(rows, columns, asked.audience), 0.0, -AUDIENCE)
    return parts | fit_part(rows, columns, asked.slots)


def standing_parts(rows: Int32, snapshot: Snapshot) -> dict[str, Float64]:
    """What speaks for these rows whatever is asked: ratings, trained popularity, demand. All of shape (n,).

    As far as too little was counted to rely on demand, popularity has its weight: so much do weights learned from visits expect.
    """
    columns, demand = snapshot.index.columns, snapshot.index.demand
    numbers, of_demand = columns.product_index.take(rows), DEMAND * demand.reliance
    return {
        "prior": PRIOR * columns.prior.take(rows).astype(np.float64),
        "popularity": (POPULARITY + DEMAND - of_demand) * _popularity(numbers, snapshot),
        "demand": of_demand * demand.of(numbers).astype(np.float64),
    }


@lru_cache(maxsize=2)
def standing_keys(snapshot: Snapshot) -> Int64:
    """By row, the sort key of what no query and no visitor changes, shape (n_rows,).

    Worked out once a snapshot, since every query asks for it; what `asked_parts` lift completes it.
    """
    rows = np.arange(snapshot.index.columns.n_rows, dtype=np.int32)
    parts = _stock_part(rows, snapshot) | standing_parts(rows, snapshot)
    return sum((lift(part) for part in parts.values()), -snapshot.index.columns.product_index.astype(np.int64))


def _stock_part(rows: Int32, snapshot: Snapshot) -> dict[str, Float64]:
    return {"stock": np.where(snapshot.index.columns.in_stock.take(rows), 0.0, -STOCK)}


@lru_cache(maxsize=2)
def popularity_shares(bundle: Bundle) -> NDArray[np.float32]:
    """By bundle row, the share of the strongest popularity on a log scale, in [0, 1], shape (n_items,)."""
    logs = np.log1p(bundle.model.popularity)
    return np.asarray(logs / (logs.max(initial=0.0) or 1.0), np.float32)


def _popularity(numbers: Int32, snapshot: Snapshot) -> Float64:
    shares = np.zeros(numbers.size)
    if snapshot.bundle is not None:
        items = snapshot.item_of[numbers]
        shares[items >= 0] = popularity_shares(snapshot.bundle)[items[items >= 0]]
    return shares


def _carries_named(rows: Int32, columns: Columns, audience: Sequence[NamedSlot]) -> NDArray[np.bool_]:
    """Which rows carry a named value in each slot, and not merely one that satisfies it as well. Shape as `rows`."""
    carries = np.ones(rows.size, np.bool_)
    for named in audience:
        column = columns.slots[named.slot]
        is_wanted = np.zeros(column.n_values + 1, np.bool_)
        is_wanted[[column.numbers[value] for value in named.values if value in column.numbers]] = True
        # The padding, -1, wraps round to the last entry.
        carries &= is_wanted.take(column.codes.take(rows, axis=0), mode="wrap").any(axis=1)
    return carries


def personal_parts(rows: Int32, snapshot: Snapshot, person: Person) -> dict[str, Float64]:
    """What the visitor adds to a search: one part a slot and one a lead. All of shape (n,)."""
    return leaning_parts(rows, snapshot, person) | lead_parts(rows, snapshot, person)


def leaning_parts(rows: Int32, snapshot: Snapshot, person: Person) -> dict[str, Float64]:
    """What the visitor's slots add, one part each. All of shape (n,)."""
    slots = snapshot.index.columns.slots
    codes = {slot: slots[slot].codes.take(rows, axis=0) for slot in person.affinities}
    return slot_parts(person.affinities, codes, strength=person.strength, weights=person.weights)


def lead_parts(rows: Int32, snapshot: Snapshot, person: Person) -> dict[str, Float64]:
    """What a product gains by where the visit leads, one part a lead, each of shape (n,); none of one that leads nowhere."""
    return {name: _laid_out(gains, led, rows, snapshot) for name, led, gains in _gains(person)}


def _gains(person: Person) -> Iterator[tuple[str, Int32, Float64]]:
    """Of each lead that counts, its name, the rows it leads to and what these gain, both of shape (n_led,)."""
    for name, lead in person.leads.items():
        if person.strength > 0 and lead.items.size:
            gains = person.strength * person.weights[name] * np.minimum(lead.scores, MOST_LED[name])
            yield name, lead.items, gains.astype(np.float64)


def _laid_out(gains: NDArray[Amount], led: Int32, rows: Int32, snapshot: Snapshot) -> NDArray[Amount]:
    """What each of these rows gains, from what the rows of a lead do; 0 for all others. Shape as `rows`."""
    # Zeros that nobody writes to cost no memory, however many rows there are.
    gained = np.zeros(snapshot.index.columns.n_rows, gains.dtype)
    gained[led] = gains
    return gained.take(rows)


def personal_lifts(rows: Int32, snapshot: Snapshot, person: Person) -> Iterator[Int64]:
    """What slots and leads add to sort keys, each of shape (n,)."""
    codes = {slot: column.codes for slot, column in snapshot.index.columns.slots.items()}
    for combined in snapshot.index.columns.combinations:
        leanings = {slot: person.affinities[slot] for slot in combined.slots if slot in person.affinities}
        if leanings:
            # Of many rows, most carry the same as another: what that adds is worked out once.
            is_shared = combined.first_rows.size < rows.size
            some = combined.first_rows if is_shared else rows
            lifts = slot_lifts(leanings, codes, some, strength=person.strength, weights=person.weights)
            yield lifts.take(combined.of.take(rows)) if is_shared else lifts
    for _, led, gains in _gains(person):
        yield _laid_out(lift(gains), led, rows, snapshot)
