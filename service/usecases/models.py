"""What answers, and how to choose it: bundles and the snapshot in force."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from service.answers import BundleInfo, SnapshotInfo
from service.bundle.manifest import read_manifest
from service.bundle.reader import activate, current, list_bundles
from service.errors import BundleRefused, NotFound
from service.usecases.slot import SnapshotSlot


@dataclass(frozen=True, slots=True)
class Models:
    """Reads and activates bundles under one folder; `refresh` makes this worker follow at once."""

    bundles: Path
    snapshots: SnapshotSlot
    refresh: Callable[[], Awaitable[None]]

    async def list_bundles(self) -> Sequence[BundleInfo]:
        """Return the bundles on this node, newest first; damaged ones show no products."""
        return await asyncio.to_thread(describe_bundles, self.bundles)

    async def activate(self, version: str) -> BundleInfo:
        """Serve with another bundle, once it is verified. Raises NotFound and BundleRefused."""
        if version not in await asyncio.to_thread(list_bundles, self.bundles):
            raise NotFound("version: there is no such bundle")
        manifest = await asyncio.to_thread(activate, self.bundles, version)
        await self.refresh()
        return BundleInfo(version, active=True, n_products=manifest.n_products, metrics=dict(manifest.metrics))

    async def snapshot(self) -> SnapshotInfo:
        """Return what answers at present."""
        pinned = self.snapshots.pin()
        return SnapshotInfo(
            version=pinned.version,
            generation=pinned.index.generation.number,
            bundle_version="" if pinned.bundle is None else pinned.bundle.version,
            n_products=pinned.index.lexical.n_products,
            seq=pinned.seq,
        )


def describe_bundles(root: Path) -> list[BundleInfo]:
    """The bundles under `root`, newest first; one whose manifest cannot be read shows no products."""
    in_force = current(root)
    return [_described(root, version, active=version == in_force) for version in reversed(list_bundles(root))]


def _described(root: Path, version: str, *, active: bool) -> BundleInfo:
    try:
        manifest = read_manifest(root / version)
    except BundleRefused:
        return BundleInfo(version, active=active, n_products=0, metrics={})
    return BundleInfo(version, active=active, n_products=manifest.n_products, metrics=dict(manifest.metrics))
