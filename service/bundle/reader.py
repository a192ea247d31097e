"""Opens bundles: verified first, then memory-mapped; and says which one is in force."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import faiss
import msgspec
import numpy as np
from numpy.typing import NDArray

from service.bundle import arrays
from service.bundle.manifest import PRODUCT_IDS, VECTORS, Manifest, check_files, is_version, read_manifest, refusal
from service.bundle.model import Model
from service.bundle.vectors import Vectors, fault_of
from service.errors import BundleRefused
from service.types import ProductId

CURRENT = "CURRENT"


@dataclass(frozen=True, slots=True, eq=False)
class Bundle:
    """A verified bundle, ready to serve. The arrays of its model are read-only maps of its files."""

    version: str
    last_seq: int
    model: Model
    metrics: Mapping[str, float]


def verify(folder: Path) -> Manifest:
    """Check everything about a bundle: hashes before any file is opened, then shapes and values.

    Raises:
        BundleRefused: naming bundle, file and check.
    """
    manifest = read_manifest(folder)
    check_files(folder, manifest)
    _read_ids(folder, manifest)
    found = {name: _read_array(folder, manifest, name) for name in arrays.NAMES}
    for name, fault in arrays.faults(found):
        raise refusal(folder, f"{name}.npy", fault)
    _read_vectors(folder, manifest)
    return manifest


def load(folder: Path) -> Bundle:
    """Verify a bundle and open it.

    Raises:
        BundleRefused: naming bundle, file and check.
    """
    manifest = verify(folder)
    product_ids = _read_ids(folder, manifest)
    # Plain arrays over the maps: numpy's own class for maps makes every slice slower.
    maps = {
        name: np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)) for name in arrays.NAMES
    }
    model = Model(
        product_ids=product_ids,
        rows=MappingProxyType({product: row for row, product in enumerate(product_ids)}),
        item_factors=maps[arrays.ITEM_FACTORS],
        gram=maps[arrays.GRAM],
        regularization=manifest.regularization,
        confidence=MappingProxyType(manifest.confidence),
        recency_decay=manifest.recency_decay,
        vectors=_read_vectors(folder, manifest),
        popularity=maps[arrays.POPULARITY],
        trending=maps[arrays.TRENDING],
        tables=MappingProxyType(arrays.tables_of(maps)),
        visits=arrays.visits_of(maps),
        weights=MappingProxyType(manifest.weights),
        returning=maps[arrays.RETURNING],
        rhythm_days=MappingProxyType(manifest.rhythm_days),
    )
    return Bundle(manifest.version, manifest.last_seq, model, MappingProxyType(manifest.metrics))


def list_bundles(root: Path) -> tuple[str, ...]:
    """The versions found under `root`, oldest first, unverified; none if the folder is absent."""
    if not root.is_dir():
        return ()
    return tuple(sorted(entry.name for entry in root.iterdir() if is_version(entry.name)))


def current(root: Path) -> str | None:
    """The version in force, or None before the first was activated.

    Raises:
        BundleRefused: CURRENT cannot be read, or does not spell a version.
    """
    try:
        version = (root / CURRENT).read_text(encoding="ascii", errors="replace").removesuffix("\n")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise BundleRefused(f"bundles: {CURRENT}: cannot be read") from error
    if not is_version(version):
        raise BundleRefused(f"bundles: {CURRENT}: does not name a bundle")
    return version


def activate(root: Path, version: str) -> Manifest:
    """Put a bundle in force once it is verified; activating an older one rolls back. Durable when it returns.

    Raises:
        BundleRefused: there is no such bundle, or it fails a check; CURRENT is untouched.
    """
    if not is_version(version):
        raise BundleRefused("version: is not spelled as a bundle version")
    manifest = verify(root / version)
    handle, name = tempfile.mkstemp(prefix=f".{CURRENT}-", dir=root)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"{version}\n")
        file.flush()
        # mkstemp keeps its files to their owner; workers may run as another user.
        os.fchmod(file.fileno(), 0o644)
        os.fsync(file.fileno())
    Path(name).replace(root / CURRENT)
    sync_folder(root)
    return manifest


def sync_folder(folder: Path) -> None:
    """Make renames and new names inside `folder` durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _read_ids(folder: Path, manifest: Manifest) -> tuple[ProductId, ...]:
    try:
        ids = msgspec.json.decode((folder / PRODUCT_IDS).read_bytes(), type=tuple[str, ...])
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise refusal(folder, PRODUCT_IDS, "is not a list of ids") from error
    if len(ids) != manifest.n_products:
        raise refusal(folder, PRODUCT_IDS, "differs in length from the manifest")
    if len(set(ids)) != len(ids):
        raise refusal(folder, PRODUCT_IDS, "holds an id twice")
    return tuple(ProductId(product) for product in ids)


def _read_array(folder: Path, manifest: Manifest, name: str) -> NDArray[Any]:
    file = f"{name}.npy"
    try:
        array: NDArray[Any] = np.load(folder / file, mmap_mode="r", allow_pickle=False)
    except (ValueError, OSError, EOFError) as error:
        raise refusal(folder, file, "is not a plain array") from error
    dtype, shape = arrays.shape_of(name, manifest.lengths)
    if array.dtype != dtype or array.shape != shape or not array.flags.c_contiguous:
        raise refusal(folder, file, f"is not {np.dtype(dtype).name} of shape {shape}")
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        raise refusal(folder, file, "holds a value that is not finite")
    return array


def _read_vectors(folder: Path, manifest: Manifest) -> Vectors:
    try:
        index = faiss.read_index(str(folder / VECTORS), faiss.IO_FLAG_MMAP_IFC)
    except RuntimeError as error:
        raise refusal(folder, VECTORS, "is not an index") from error
    fault = fault_of(index, manifest.vectors, (manifest.lengths["items"], manifest.lengths["factors"]))
    if fault:
        raise refusal(folder, VECTORS, fault)
    return Vectors(index, manifest.vectors)
