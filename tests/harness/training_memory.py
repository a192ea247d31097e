"""Trains on made-up visits and says how much memory each step took: `python -m tests.harness.training_memory SHARE`.

SHARE is that of 20 million interactions of 1,000,000 visitors with 200,000 products. Events are made as they are read, so
that what is measured is training.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from service.impressions import RecordedImpression
from service.types import (
    Consent,
    Event,
    EventProduct,
    EventType,
    Product,
    ProductChange,
    ProductId,
    RecordedEvent,
    Seq,
    SessionId,
    VisitorId,
)
from training.bench import Unkept
from training.pipeline import train
from training.settings import TrainingSettings

_BLOCK = 10_000
_A_VISIT = 5
_START_MS = 1_700_000_000_000
_SPAN_MS = 180 * 24 * 3600 * 1000
_TYPES = (EventType.DETAIL_PAGE_VIEW, EventType.CLICK, EventType.ADD_TO_CART, EventType.PURCHASE_COMPLETE)


class MadeUpVisits:
    """A History of visits: few visitors and products are busy, and a visitor keeps to products that lie together."""

    def __init__(self, n_events: int, n_visitors: int, n_products: int) -> None:
        self._n_events, self._n_visitors, self._n_products = n_events, n_visitors, n_products

    def changes(self, *, after: Seq, limit: int) -> list[ProductChange]:
        products = map(_product, range(after, min(after + limit, self._n_products)))
        return [ProductChange(Seq(seq), product.id, product) for seq, product in enumerate(products, start=after + 1)]

    def impressions(self, *, after: int, limit: int) -> list[RecordedImpression]:
        return []

    def events(self, *, after: Seq, limit: int) -> list[RecordedEvent]:
        assert after % _BLOCK == 0
        assert limit == _BLOCK
        return self._block(after // _BLOCK) if after < self._n_events else []

    def last_impression(self) -> int:
        return 0

    def last_seq(self) -> Seq:
        return Seq(self._n_events)

    def _block(self, number: int) -> list[RecordedEvent]:
        rng = np.random.default_rng(number)
        n = _BLOCK // _A_VISIT
        visitors = (self._n_visitors * rng.random(n) ** 2).astype(int).repeat(_A_VISIT)
        liked = visitors * 7919 % self._n_products
        products = (liked + self._n_products * 0.05 * rng.random(_BLOCK) ** 3).astype(int) % self._n_products
        strays = rng.random(_BLOCK) < 0.2
        products[strays] = (self._n_products * rng.random(np.count_nonzero(strays)) ** 3).astype(int)
        types = rng.choice(len(_TYPES), _BLOCK, p=[0.6, 0.25, 0.1, 0.05])
        seqs = number * _BLOCK + np.arange(1, _BLOCK + 1)
        at_ms = _START_MS + seqs * (_SPAN_MS // self._n_events) + np.tile(np.arange(_A_VISIT) * 20_000, n)
        columns = (seqs, visitors, products, types, at_ms)
        return [_recorded(*row) for row in zip(*(column.tolist() for column in columns), strict=True)]


def _recorded(seq: int, visitor: int, product: int, kind: int, at_ms: int) -> RecordedEvent:
    return RecordedEvent(
        Seq(seq),
        Event(
            f"event-{seq}",
            _TYPES[kind],
            at_ms,
            VisitorId(f"visitor-{visitor:09d}"),
            session_id=SessionId(f"{visitor}-{(seq - 1) // _A_VISIT}"),
            products=(EventProduct(ProductId(f"product-{product:07d}")),),
            consent=Consent.GRANTED,
        ),
    )


def _product(number: int) -> Product:
    words = (f"word{number % 5_003}", f"word{number % 997}", f"kind{number % 211}")
    return Product(
        ProductId(f"product-{number:07d}"),
        title=" ".join(words),
        brands=(f"brand{number % 307}",),
        categories=(f"room{number % 19} > kind{number % 211}",),
        price=5.0 + number % 400,
    )


class Meter:
    """A watch that prints for each step how long it took and the most memory that was resident in it."""

    def __init__(self) -> None:
        self._step, self._began = "", 0.0
        self.most_mib = 0

    def __call__(self, step: str, done: int, of: int) -> None:
        if step != self._step:
            self.close()
            self._step, self._began = step, time.process_time()
            Path("/proc/self/clear_refs").write_text("5")

    def close(self) -> None:
        status = Path("/proc/self/status").read_text().split()
        peak_mib = int(status[status.index("VmHWM:") + 1]) // 1024
        self.most_mib = max(self.most_mib, peak_mib)
        if self._step:
            print(f"{self._step:28s} {peak_mib:6,} MiB {time.process_time() - self._began:7.1f} s CPU", flush=True)


if __name__ == "__main__":
    share = float(sys.argv[1])
    history = MadeUpVisits(round(20_000_000 * share), round(1_000_000 * share), round(200_000 * share))
    meter = Meter()
    with tempfile.TemporaryDirectory() as folder:
        train(history, Path(folder), TrainingSettings(), force=True, bench=Unkept(meter))
    meter.close()
    print(f"most: {meter.most_mib:,} MiB")
