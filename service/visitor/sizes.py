"""Sizes in order: what comes next to a size that was too small or too large."""

from __future__ import annotations

import re
from typing import NamedTuple

from service.catalog.columns import OF, SlotColumn
from service.types import RefundReason

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_LETTERS = re.compile(r"(?:(\d)X|(X*))([SL])|M")


class _Step(NamedTuple):
    """Where a size stands among those of its kind: letters or numbers."""

    is_letter: bool
    height: float


def next_size(column: SlotColumn, code: int, reason: RefundReason) -> int:
    """The code of the next larger size of the same scale that the catalogue knows, or of the next smaller; -1 for none.

    Numbers go by number, XS to 5XL by their order; other sizes have no next one.
    """
    keys = list(column.numbers)[: column.n_values]
    scale, _, size = keys[code].rpartition(OF)
    here, is_larger = _step(size), reason is RefundReason.TOO_SMALL
    others: list[tuple[float, int]] = []
    for number, key in enumerate(keys):
        there = _step(key.rpartition(OF)[2]) if key.rpartition(OF)[0] == scale else None
        if here and there and here.is_letter == there.is_letter and here.height != there.height:
            others.append((there.height - here.height, number))
    further = [(abs(by), number) for by, number in others if (by > 0) == is_larger]
    return min(further)[1] if further else -1


def _step(size: str) -> _Step | None:
    spelled = size.strip().upper()
    if _NUMBER.fullmatch(spelled):
        return _Step(is_letter=False, height=float(spelled.replace(",", ".")))
    letters = _LETTERS.fullmatch(spelled)
    if letters is None:
        return None
    digits, many, end = letters.groups()
    far = 1 + (int(digits) if digits else len(many or ""))
    return _Step(is_letter=True, height={"S": -far, "L": far}.get(end, 0))
