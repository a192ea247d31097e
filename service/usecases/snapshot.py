"""The one frozen state that a request is answered from, and the slot that swaps it."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from service.bundle.reader import Bundle
from service.errors import PageExpired, StoreUnavailable
from service.limits import PAGE_TTL_MS
from service.retrieval.follower import IndexView
from service.types import Seq

KEPT_SNAPSHOTS = 256
# Each holds its own map from products to rows: 4 MB for a million products.
KEPT_BYTES = 256 * 2**20
Int32 = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """Index generation and bundle, joined.

    Attributes:
        version: names both; the same on all workers.
        item_of: product number -> bundle row, -1 for products the model has never seen, shape (n_products,).
        product_of: bundle row -> product number, -1 for products that left the catalogue, shape (n_items,).
    """

    version: str
    index: IndexView
    bundle: Bundle | None
    item_of: Int32
    product_of: Int32

    @property
    def seq(self) -> Seq:
        """The highest ledger seq whose products can be found."""
        return Seq(self.index.generation.seq)


def join(index: IndexView, bundle: Bundle | None, *, like: Snapshot | None = None) -> Snapshot:
    """Lay a bundle's rows beside the catalogue's product numbers.

    An earlier snapshot of the same products and bundle, `like`, spares the work: most generations bring no new product.
    """
    columns = index.columns
    version = f"{index.generation.version}-{'none' if bundle is None else bundle.version}"
    n_products = columns.row_of.size
    if like and like.bundle is bundle and like.index.columns.ids is columns.ids and like.item_of.size == n_products:
        return Snapshot(version, index, bundle, like.item_of, like.product_of)
    item_of = np.full(n_products, -1, np.int32)
    product_of = np.full(0 if bundle is None else len(bundle.product_ids), -1, np.int32)
    if bundle is not None:
        numbers = (columns.index_of.get(product_id, -1) for product_id in bundle.product_ids)
        product_of = np.fromiter(numbers, np.int32, count=len(bundle.product_ids))
        product_of[product_of >= n_products] = -1
        known = np.flatnonzero(product_of >= 0)
        item_of[product_of[known]] = known
    return Snapshot(version, index, bundle, item_of, product_of)


class SnapshotSlot:
    """Holds the snapshot in force, and older ones as long as pages may be asked of them. Lives on the event loop."""

    def __init__(self) -> None:
        self._recent: OrderedDict[str, tuple[Snapshot, int]] = OrderedDict()
        self._swapped = asyncio.Condition()

    @property
    def ready(self) -> bool:
        """Whether there is anything to answer from."""
        return bool(self._recent)

    def pin(self, version: str = "") -> Snapshot:
        """The snapshot in force, or the one of this version.

        Raises StoreUnavailable before the first one, PageExpired when the wanted one is gone.
        """
        if not self.ready:
            raise StoreUnavailable("index")
        if not version:
            return next(reversed(self._recent.values()))[0]
        try:
            return self._recent[version][0]
        except KeyError as error:
            raise PageExpired("page_token: its snapshot is no longer held; start the search again") from error

    async def swap(self, snapshot: Snapshot, now_ms: int) -> None:
        """Put a snapshot in force; requests under way keep theirs."""
        self._recent[snapshot.version] = (snapshot, now_ms)
        self._recent.move_to_end(snapshot.version)
        room = min(KEPT_SNAPSHOTS, KEPT_BYTES // max(1, snapshot.index.columns.row_of.size))
        while len(self._recent) > 1:
            _, (_, replaced_ms) = islice(self._recent.values(), 2)
            if len(self._recent) <= room and now_ms - replaced_ms <= PAGE_TTL_MS:
                break
            self._recent.popitem(last=False)
        async with self._swapped:
            self._swapped.notify_all()

    async def wait_for(self, seq: Seq, timeout_s: float) -> bool:
        """Wait until a snapshot holds the ledger up to `seq`; False if that took too long."""

        async def until() -> None:
            async with self._swapped:
                await self._swapped.wait_for(lambda: self.ready and self.pin().seq >= seq)

        try:
            await asyncio.wait_for(until(), timeout_s)
        except TimeoutError:
            return False
        return True
