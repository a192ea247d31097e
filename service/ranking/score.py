"""Additive scoring: every part has a name and a weight, and the parts sum to the score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numba import njit
from numpy.typing import NDArray

from service.answers import Part
from service.visitor.intent import Affinity

Float64 = NDArray[np.float64]
Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
Amounts: TypeAlias = Float64 | Int64

# Above all that the other parts of a score can make together: affinity never lifts a weaker match.
TIER_STEP = 30.0
TEXT, STOCK, PRIOR, POPULARITY, DEMAND = 0.3, 5.0, 0.2, 0.3, 1.0
# More than text, prior, popularity and demand together: who is meant comes before who may wear it too.
AUDIENCE = 2.0
# Of what variants differ in, as much as the strongest demand.
VARIANT = 1.0
# What a bundle's weights of a search are kept under, beside those of placements.
SEARCH = "SEARCH"
NEXT_PART, KIN_PART = "next", "kin"
LEAD_WEIGHT: Mapping[str, float] = {NEXT_PART: 0.3, KIN_PART: 0.06}
"""For each factor of e by which what the visitor did makes a product likelier than any, or fit the visit beyond chance."""
# What a shop may teach at most, and how many such factors count: what a visitor adds stays below one tier.
LEAD_LIMIT: Mapping[str, float] = {NEXT_PART: 1.0, KIN_PART: 0.24}
MOST_LED: Mapping[str, float] = {NEXT_PART: 8.0, KIN_PART: 12.0}
SLOT_WEIGHT: Mapping[str, float] = {
    "gender": 3.0,
    "age_group": 2.0,
    "category": 1.0,
    "color": 1.2,
    "size": 1.0,
    "brand": 0.6,
    "price_band": 0.4,
}
# BM25 per unit that earns half of the text part.
TEXT_HALF = 4.0
_DECIMALS = 6
# Above any product number: what is left of 63 bits holds scores of up to 34,000.
_TIE_BITS = 28


@dataclass(frozen=True, slots=True)
class Scores:
    """Parts of the scores of n candidates.

    Attributes:
        names: of the parts, distinct, the personal ones last.
        values: shape (n, len(names)).
    """

    names: tuple[str, ...]
    values: Float64

    @property
    def total(self) -> Float64:
        """The score, shape (n,)."""
        return np.asarray(self.values.sum(axis=1).round(_DECIMALS))

    def of(self, places: slice) -> Scores:
        """Those of some candidates."""
        return Scores(self.names, self.values[places])

    def parts(self, place: int, *, every: bool = False) -> tuple[Part, ...]:
        """The parts of one candidate: those that are not 0, or every one."""
        row = self.values[place].tolist()
        return tuple(Part(name, value) for name, value in zip(self.names, row, strict=True) if value or every)


def joined(base: Mapping[str, Float64], personal: Mapping[str, Float64]) -> Scores:
    """Parts put side by side, those of one name as one, of which a candidate has at most one; each has shape (n,)."""
    parts = dict(base)
    for name, part in personal.items():
        parts[name] = parts[name] + part if name in parts else part
    values = np.column_stack([*parts.values()]).round(_DECIMALS) if parts else np.zeros((0, 0))
    return Scores(tuple(parts), values)


def slot_parts(
    affinities: Mapping[str, Affinity],
    codes: Mapping[str, Int32],
    *,
    strength: float,
    weights: Mapping[str, float] = SLOT_WEIGHT,
) -> dict[str, Float64]:
    """What each slot's leaning adds to n candidates.

    Args:
        affinities: slot -> learned leaning.
        codes: slot -> values of the candidates padded with -1, shape (n, width).
        strength: 0 … 1, what the request allows.
        weights: slot -> what full affinity adds.

    Returns:
        "slot.<name>" -> weight x the affinity of the best fitting value, shape (n,).
    """
    if strength <= 0:
        return {}
    return {
        f"slot.{slot}": _greatest(_worth(affinity, strength * weights[slot]), codes[slot])
        for slot, affinity in affinities.items()
    }


def slot_lifts(
    affinities: Mapping[str, Affinity],
    codes: Mapping[str, Int32],
    rows: Int32,
    *,
    strength: float,
    weights: Mapping[str, float] = SLOT_WEIGHT,
) -> Int64:
    """What all `slot_parts` add to the sort keys of some rows, shape (n,): rounded once a value, not once a candidate.

    `codes`: slot -> values of all rows padded with -1, shape (n_rows, width).
    """
    lifts = np.zeros(rows.size, np.int64)
    for slot, affinity in affinities.items():
        add_greatest(lifts, lift(_worth(affinity, strength * weights[slot])), codes[slot], rows)
    return lifts


def _worth(affinity: Affinity, weight: float) -> Float64:
    """What each value of a slot adds, by number."""
    return np.asarray(weight * affinity.by_code.astype(np.float64))


def _greatest(worth: Float64, codes: Int32) -> Float64:
    """The greatest that each candidate's values are worth, shape (n,)."""
    # The padding, -1, wraps round to the last entry.
    return np.asarray(worth.take(codes, mode="wrap").max(axis=1))


@njit(cache=True, nogil=True)
def add_greatest(total: Amounts, worth: Amounts, codes: Int32, rows: Int32) -> None:
    """Add to each total the greatest that the values of a row are worth.

    Args:
        total: shape (n,); changed.
        worth: of each value by number, and last of no value, shape (n_values + 1,).
        codes: values of all rows padded with -1, shape (n_rows, width).
        rows: shape (n,).
    """
    for place in range(rows.size):
        row = rows[place]
        # The padding, -1, wraps round to the last entry.
        most = worth[codes[row, 0]]
        for column in range(1, codes.shape[1]):
            most = max(most, worth[codes[row, column]])
        total[place] += most


def lift(part: Float64) -> Int64:
    """What a part adds to sort keys: exactly what is shown of it, so that keys order as the sums of shown parts do."""
    return np.asarray(np.rint(part * 10**_DECIMALS).astype(np.int64) << _TIE_BITS)


def sort_keys(scores: Float64, tie_break: Int32) -> Int64:
    """Scores as they are shown and, among equal ones, the lowest `tie_break`, as one number each: no two are equal.

    Args:
        scores: sums of rounded parts, shape (n,).
        tie_break: distinct, below 2^28, shape (n,).
    """
    return lift(scores) - tie_break


def shown_scores(keys: Int64, tie_break: Int32) -> Float64:
    """The scores that sort keys were made of, as they are shown. All of shape (n,)."""
    return ((keys + tie_break) >> _TIE_BITS) / 10.0**_DECIMALS


def best(keys: Int64, n: int) -> NDArray[np.intp]:
    """The places of the `n` largest of distinct keys, largest first."""
    if n >= keys.size:
        return np.argsort(keys)[::-1]
    top = np.argpartition(keys, keys.size - n)[keys.size - n :]
    return top[np.argsort(keys[top])[::-1]]
