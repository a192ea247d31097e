"""The slot that holds the snapshot in force, and earlier ones as long as pages may be asked of them."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from service.errors import PageExpired, StoreUnavailable
from service.limits import PAGE_TTL_MS
from service.types import Seq
from service.usecases.snapshot import Snapshot

# Ten minutes of generations at the keeper's pace. Each maps some twenty small files, of which a process has 65,530.
KEPT_SNAPSHOTS = 1_024
KEPT_BYTES = 256 * 2**20
_SNAPSHOT_BYTES = 64 * 2**10


@dataclass(slots=True)
class _Held:
    """A snapshot, until when pages may be asked of it, and when a page token last named it."""

    snapshot: Snapshot
    until_ms: int
    token_ms: int = 0


class SnapshotSlot:
    """Holds the snapshot in force, and each earlier one for ten minutes after its last page token or its end.

    Where memory does not suffice, those without a page token leave first, then those whose last token is oldest. A
    token may have been issued by another worker: so those without one are kept, too, as long as they can be.

    Lives on the event loop.
    """

    def __init__(self) -> None:
        self._held: OrderedDict[str, _Held] = OrderedDict()
        self._swapped = asyncio.Condition()

    @property
    def ready(self) -> bool:
        """Whether there is anything to answer from."""
        return bool(self._held)

    def pin(self) -> Snapshot:
        """The snapshot in force. Raises StoreUnavailable before the first one."""
        if not self.ready:
            raise StoreUnavailable("index")
        return next(reversed(self._held.values())).snapshot

    async def pin_version(self, version: str, *, timeout_s: float) -> Snapshot:
        """The snapshot of this version, waited for if another worker may have swapped it in before this one.

        Raises PageExpired when it is gone or does not come.
        """
        await self._wait(lambda: version in self._held or not self._awaits(version), timeout_s)
        try:
            return self._held[version].snapshot
        except KeyError as error:
            raise PageExpired("page_token: its snapshot is no longer held; start the search again") from error

    def keep(self, snapshot: Snapshot, now_ms: int) -> None:
        """Hold a snapshot for further pages, ten minutes from now on."""
        held = self._held.get(snapshot.version)
        if held is None:
            # It left while the request was answered; the one in force stays last.
            held = self._held[snapshot.version] = _Held(snapshot, now_ms)
            self._held.move_to_end(snapshot.version, last=False)
        held.until_ms, held.token_ms = max(held.until_ms, now_ms + PAGE_TTL_MS), now_ms

    async def swap(self, snapshot: Snapshot, now_ms: int) -> None:
        """Put a snapshot in force; requests under way keep theirs."""
        if self.ready:
            replaced = next(reversed(self._held.values()))
            replaced.until_ms = max(replaced.until_ms, now_ms + PAGE_TTL_MS)
        held = self._held.setdefault(snapshot.version, _Held(snapshot, now_ms))
        held.snapshot = snapshot
        self._held.move_to_end(snapshot.version)
        self._drop(now_ms)
        async with self._swapped:
            self._swapped.notify_all()

    async def wait_for(self, seq: Seq, timeout_s: float) -> bool:
        """Wait until a snapshot holds the ledger up to `seq`; False if that took too long."""
        return await self._wait(lambda: self.ready and self.pin().seq >= seq, timeout_s)

    async def _wait(self, holds: Callable[[], bool], timeout_s: float) -> bool:
        if holds():
            return True
        try:
            async with asyncio.timeout(timeout_s), self._swapped:
                await self._swapped.wait_for(holds)
        except TimeoutError:
            return False
        return True

    def _awaits(self, version: str) -> bool:
        """Whether a version that is not held may still come: of this generation with another bundle, or a later one."""
        build, _, number = version.partition("-")[0].partition(".")
        return not self.ready or (int(build), int(number)) >= self.pin().order

    def _drop(self, now_ms: int) -> None:
        *earlier, _ = self._held.items()
        for version, held in earlier:
            if held.until_ms < now_ms:
                del self._held[version]
        dispensable = sorted(earlier, key=lambda entry: entry[1].token_ms)
        for version, _ in dispensable:
            if len(self._held) <= KEPT_SNAPSHOTS and self._nbytes <= KEPT_BYTES:
                return
            self._held.pop(version, None)

    @property
    def _nbytes(self) -> int:
        """About what the snapshots hold apart from what they share: their own files, a bit a row, and their demand."""
        views = [held.snapshot.index for held in self._held.values()]
        demand = {id(view.demand): view.demand.nbytes for view in views}
        return sum(demand.values()) + sum(_SNAPSHOT_BYTES + view.columns.n_rows // 8 for view in views)
