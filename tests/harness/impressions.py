"""A keeper's shelf of impressions in memory, and the smallest of what is put there."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from typing import Any

from service.answers import Arm, AttributionId, Part
from service.errors import ServiceError
from service.impressions import Impression, ShownHit
from service.types import ProductId, VisitorId
from service.usecases.attributions import Attributions
from service.usecases.impression_log import ImpressionLog
from service.visitor.holdout import Holdout
from tests.harness.builders import NOON_MS

KEY = b"a key for tests only"
_NUMBERS = count()


class ImpressionShelf:
    """What a keeper would hold; it refuses with `refusal`, and answers only while `is_open`."""

    def __init__(self) -> None:
        self.batches: list[Sequence[Impression]] = []
        self.refusal: ServiceError | None = None
        self.is_open = asyncio.Event()
        self.is_open.set()

    @property
    def held(self) -> list[Impression]:
        return [impression for batch in self.batches for impression in batch]

    async def write_impressions(self, impressions: Sequence[Impression]) -> None:
        await self.is_open.wait()
        if self.refusal is not None:
            raise self.refusal
        self.batches.append(impressions)


def attributions(shelf: ImpressionShelf, *, sample: float = 0.0, holdout_share: float = 0.0) -> Attributions:
    """Attributions with ids that count from 1, at noon."""
    numbers = count(1)
    return Attributions(
        holdout=Holdout(holdout_share, KEY),
        sample=sample,
        log=ImpressionLog(shelf),
        new_id=lambda: AttributionId(next(numbers).to_bytes(16)),
        now_ms=lambda: NOON_MS,
    )


def impression(*product_ids: str, **fields: Any) -> Impression:
    """A search at noon that showed these products to anna, under an id of its own."""
    usual = Impression(
        id=AttributionId(next(_NUMBERS).to_bytes(16)),
        origin="search",
        at_ms=NOON_MS,
        snapshot_version="g1-b1",
        arm=Arm.NONE,
        sample=1.0,
        visitor_id=VisitorId("anna"),
        first_position=1,
        hits=tuple(
            ShownHit(ProductId(product_id), rank, 1.0, (Part("text", 0.25),))
            for rank, product_id in enumerate(product_ids, start=1)
        ),
    )
    return replace(usual, **fields)
