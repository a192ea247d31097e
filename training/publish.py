"""Writes a bundle so that a crash at any moment leaves the old one or the new one, whole."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np

from service.bundle import manifest as names
from service.bundle.arrays import arrays_of, lengths_of
from service.bundle.manifest import Manifest, encode, record, sealed
from service.bundle.model import Model
from service.bundle.reader import activate, current, list_bundles, sync_folder, verify
from service.errors import BundleRefused
from training.pieces import write_index
from training.shown_weights import remember

N_KEPT = 5
_STAGING = ".staging-"


def publish(root: Path, model: Model, draft: Manifest) -> Manifest:
    """Stage, make durable, rename and activate a bundle.

    The version follows from the content: publishing the same again only activates it. The newest N_KEPT
    bundles and the one in force stay, and the weights of many more.

    Args:
        root: the folder of all bundles.
        model: what to write.
        draft: the manifest without lengths, files and version.

    Raises:
        BundleRefused: what was written fails its own checks; the bundle in force stays.
        OSError: the disk refused; the bundle in force stays.
    """
    root.mkdir(parents=True, exist_ok=True)
    with _alone(root):
        _clean(root)
        try:
            staging = root / f"{_STAGING}new"
            staging.mkdir()
            manifest = seal(staging, model, draft)
            remember(root, manifest.version, manifest.weights)
            _install(staging, root / manifest.version)
            activate(root, manifest.version)
            _retire(root)
        finally:
            _clean(root)
    return manifest


def report_of(root: Path, version: str) -> Path:
    """Where the report of a bundle lies."""
    return root / "reports" / f"{version}.html"


def seal(folder: Path, model: Model, draft: Manifest) -> Manifest:
    """Write every file and the manifest that names them into an empty folder, durably."""
    found = arrays_of(model)
    for name, array in found.items():
        np.save(folder / f"{name}.npy", array, allow_pickle=False)
    (folder / names.PRODUCT_IDS).write_bytes(msgspec.json.encode(model.product_ids))
    write_index(model.vectors.index, folder / names.VECTORS)
    draft = replace(draft, lengths=lengths_of(found))
    manifest = sealed(replace(draft, files={name: record(folder / name) for name in sorted(names.FILES)}))
    (folder / names.MANIFEST).write_bytes(encode(manifest))
    for name in (*names.FILES, names.MANIFEST):
        with (folder / name).open("rb") as file:
            os.fsync(file.fileno())
    sync_folder(folder)
    return manifest


def _install(staging: Path, target: Path) -> None:
    if target.exists():
        try:
            verify(target)
        except BundleRefused:
            # Training again heals a bundle that rotted on disk.
            target.rename(staging.with_name(f"{_STAGING}refused"))
        else:
            return
    staging.rename(target)
    sync_folder(target.parent)


def _retire(root: Path) -> None:
    """Put all but the newest N_KEPT bundles and the one in force among what is to be cleaned, and remove their reports.

    A worker that still serves one of them has its files mapped: on Linux they stay until it lets go.
    """
    in_force = current(root)
    for version in list_bundles(root)[:-N_KEPT]:
        if version != in_force:
            (root / version).rename(root / f"{_STAGING}{version}")
            report_of(root, version).unlink(missing_ok=True)


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Let one trainer publish at a time; the lock ends with its process, however that ends."""
    with (root / ".publishing").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _clean(root: Path) -> None:
    """Remove what was staged and not installed, or retired, by this trainer or by one that died."""
    for entry in root.glob(f"{_STAGING}*"):
        shutil.rmtree(entry)
