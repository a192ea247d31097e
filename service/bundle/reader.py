"""Opens bundles: verified first, then memory-mapped; and says which one is in force."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias

import faiss
import msgspec
import numpy as np
from numpy.typing import NDArray

from service.bundle.manifest import (
    ARRAYS,
    GRAM,
    ITEM_FACTORS,
    NEIGHBOUR_ROWS,
    NEIGHBOUR_SCORES,
    POPULARITY,
    PRODUCT_IDS,
    VECTORS,
    Manifest,
    check_files,
    is_version,
    read_manifest,
    refusal,
)
from service.errors import BundleRefused
from service.types import EventType, ProductId

CURRENT = "CURRENT"

Float32: TypeAlias = NDArray[np.float32]
Int32: TypeAlias = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Bundle:
    """A verified bundle, ready to serve. Arrays are read-only maps of its files.

    Attributes:
        product_ids: by row; n products.
        rows: the row of each product id.
        item_factors: ALS factors, shape (n, d).
        gram: YtY of the factors, shape (d, d).
        confidence: the confidence of one fresh event of each telling type.
        popularity: how much interest each product has drawn lately, >= 0, shape (n,).
        neighbour_rows: the products most often bought or viewed by the same people, best first, shape (n, k); -1 is empty.
        neighbour_scores: their cosines in (0, 1], shape (n, k); 0 where empty.
        vectors: faiss.IndexFlatIP over the factors; its labels are rows.
    """

    version: str
    last_seq: int
    product_ids: tuple[ProductId, ...]
    rows: Mapping[ProductId, int]
    item_factors: Float32
    gram: Float32
    regularization: float
    confidence: Mapping[EventType, float]
    recency_decay: float
    popularity: Float32
    neighbour_rows: Int32
    neighbour_scores: Float32
    vectors: Any
    metrics: Mapping[str, float]


def verify(folder: Path) -> Manifest:
    """Check everything about a bundle: hashes before any file is opened, then shapes and values.

    Raises:
        BundleRefused: naming bundle, file and check.
    """
    manifest = read_manifest(folder)
    check_files(folder, manifest)
    _read_ids(folder, manifest)
    arrays = {name: _read_array(folder, manifest, name) for name in ARRAYS}
    neighbours = arrays[NEIGHBOUR_ROWS]
    if neighbours.size and not (neighbours.min() >= -1 and neighbours.max() < manifest.n_products):
        raise refusal(folder, NEIGHBOUR_ROWS, "points outside the bundle")
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
    arrays = {name: np.asarray(np.load(folder / name, mmap_mode="r", allow_pickle=False)) for name in ARRAYS}
    return Bundle(
        version=manifest.version,
        last_seq=manifest.last_seq,
        product_ids=product_ids,
        rows=MappingProxyType({product: row for row, product in enumerate(product_ids)}),
        item_factors=arrays[ITEM_FACTORS],
        gram=arrays[GRAM],
        regularization=manifest.regularization,
        confidence=MappingProxyType(manifest.confidence),
        recency_decay=manifest.recency_decay,
        popularity=arrays[POPULARITY],
        neighbour_rows=arrays[NEIGHBOUR_ROWS],
        neighbour_scores=arrays[NEIGHBOUR_SCORES],
        vectors=_read_vectors(folder, manifest),
        metrics=MappingProxyType(manifest.metrics),
    )


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
    try:
        array: NDArray[Any] = np.load(folder / name, mmap_mode="r", allow_pickle=False)
    except (ValueError, OSError, EOFError) as error:
        raise refusal(folder, name, "is not a plain array") from error
    dtype, shape = manifest.shape_of(name)
    if array.dtype != dtype or array.shape != shape or not array.flags.c_contiguous:
        raise refusal(folder, name, f"is not {np.dtype(dtype).name} of shape {shape}")
    if not np.isfinite(array).all():
        raise refusal(folder, name, "holds a value that is not finite")
    return array


def _read_vectors(folder: Path, manifest: Manifest) -> Any:
    try:
        index = faiss.read_index(str(folder / VECTORS), faiss.IO_FLAG_MMAP_IFC)
    except RuntimeError as error:
        raise refusal(folder, VECTORS, "is not an index") from error
    if not isinstance(index, faiss.IndexFlatIP):
        raise refusal(folder, VECTORS, "is not an exact inner-product index")
    if (index.ntotal, index.d) != (manifest.n_products, manifest.n_factors):
        raise refusal(folder, VECTORS, "differs in shape from the manifest")
    return index
