"""Keeps the snapshot slot current: new index generations, and the bundle that CURRENT names."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import structlog

from service.bundle.reader import Bundle, current, load
from service.errors import BundleRefused
from service.retrieval.generation import IndexFollower, IndexView
from service.usecases.snapshot import Snapshot, SnapshotSlot, join

POLL_S = 0.05

log = structlog.get_logger(__name__)


class Follower:
    """Polls files that the keeper and the trainer replace atomically, and swaps in one joined snapshot.

    A bundle that fails its checks is refused and named once; the one in force serves on.
    """

    def __init__(self, index_root: Path, bundles_root: Path, slot: SnapshotSlot, now_ms: Callable[[], int]) -> None:
        self._index = IndexFollower(index_root)
        self._bundles_root = bundles_root
        self._slot = slot
        self._now_ms = now_ms
        self._view: IndexView | None = None
        self._bundle: Bundle | None = None
        self._seen: str | None = None
        self._turn = asyncio.Lock()

    async def run(self) -> None:
        """Follow until cancelled."""
        while True:
            try:
                await self.refresh()
            except Exception:  # the loop outlives one unreadable state; the keeper writes the next
                log.exception("following failed, will try again")
            await asyncio.sleep(POLL_S)

    async def refresh(self) -> None:
        """Look once, and swap if anything is new."""
        async with self._turn:
            snapshot = await asyncio.to_thread(self._look)
            if snapshot is not None:
                await self._slot.swap(snapshot, self._now_ms())

    def _look(self) -> Snapshot | None:
        view = self._index.poll()
        bundle_changed = self._follow_bundle()
        self._view = view or self._view
        if self._view is None or not (view or bundle_changed):
            return None
        return join(self._view, self._bundle)

    def _follow_bundle(self) -> bool:
        try:
            wanted = current(self._bundles_root)
            if wanted == self._seen:
                return False
            self._seen = wanted
            bundle = None if wanted is None else load(self._bundles_root / wanted)
        except BundleRefused as error:
            log.warning("bundle refused, the one in force serves on", reason=str(error))
            return False
        changed = bundle is not self._bundle
        self._bundle = bundle
        return changed
