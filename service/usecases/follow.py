"""Keeps the snapshot slot current: new index generations, and the bundle that CURRENT names."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import structlog

from service.bundle.reader import Bundle, current, load
from service.errors import BundleRefused
from service.retrieval.follower import IndexFollower, IndexView
from service.types import Seq
from service.usecases.features import standing_keys
from service.usecases.recommend_standing import Limits, standing_of
from service.usecases.slot import SnapshotSlot
from service.usecases.snapshot import Joiner, Snapshot, version_of
from service.usecases.warming import warm

POLL_S = 0.05
RETRY_S = 1.0

log = structlog.get_logger(__name__)


class Follower:
    """Polls files that the keeper and the trainer replace atomically, and swaps in one joined snapshot.

    A bundle that fails its checks is refused and named once; the one in force serves on.

    Args:
        index_root: the folder of the index builds.
        bundles_root: the folder of the bundles.
        slot: where to put snapshots.
        now_ms: the clock that the slot counts by.
        tell: hears up to which seq the slot serves, after each swap.
    """

    def __init__(
        self,
        index_root: Path,
        bundles_root: Path,
        slot: SnapshotSlot,
        now_ms: Callable[[], int],
        tell: Callable[[Seq], None] = lambda _seq: None,
    ) -> None:
        self._index = IndexFollower(index_root)
        self._bundles_root = bundles_root
        self._slot = slot
        self._now_ms = now_ms
        self._tell = tell
        self._view: IndexView | None = None
        self._bundle: Bundle | None = None
        self._seen: str | None = None
        self._refusal = ""
        self._joined: Snapshot | None = None
        self._joiner = Joiner()
        self._turn = asyncio.Lock()

    async def run(self) -> None:
        """Follow until cancelled."""
        while True:
            try:
                await self.refresh()
            except Exception:  # the loop outlives one unreadable state; the keeper writes the next
                log.exception("following failed, will try again")
                await asyncio.sleep(RETRY_S)
            await asyncio.sleep(POLL_S)

    async def refresh(self) -> None:
        """Look once, and swap if anything is new."""
        async with self._turn:
            snapshot = await asyncio.to_thread(self._look)
            if snapshot is not self._joined and snapshot is not None:
                self._joined = snapshot
                await self._slot.swap(snapshot, self._now_ms())
                await asyncio.to_thread(self._tell, snapshot.seq)

    def _look(self) -> Snapshot | None:
        """The state of the files: a new snapshot, or the last one if nothing changed."""
        self._view = self._index.poll() or self._view
        self._follow_bundle()
        last = self._joined
        if self._view is None or (last and last.version == version_of(self._view, self._bundle)):
            return last
        snapshot = self._joiner.join(self._view, self._bundle)
        # On this thread, not in the middle of the first answer: it takes the longer the larger the catalogue is.
        standing_keys(snapshot)
        snapshot.index.sets.prepare()
        standing_of(snapshot, Limits(), self._now_ms())
        self._warm(snapshot)
        return snapshot

    def _warm(self, snapshot: Snapshot) -> None:
        try:
            warm(snapshot, self._joined, self._now_ms())
        except Exception:  # an answer that nobody asked for must not keep the shop from being searched
            log.exception("warming failed")

    def _follow_bundle(self) -> None:
        try:
            wanted = current(self._bundles_root)
            if wanted != self._seen:
                self._load(wanted)
            self._refusal = ""
        except BundleRefused as error:
            if str(error) != self._refusal:
                log.warning("bundle refused, the one in force serves on", reason=str(error))
            self._refusal = str(error)

    def _load(self, version: str | None) -> None:
        """Open the bundle, once if it is refused. Whatever else fails may be over at the next look: it is tried again."""
        try:
            self._bundle = None if version is None else load(self._bundles_root / version)
        except BundleRefused:
            self._seen = version
            raise
        self._seen = version
