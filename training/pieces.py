"""Values kept on disk: JSON, with their arrays and vector indices in files beside it, sealed by hashes."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import faiss
import msgspec
import numpy as np

from service.bundle.manifest import FileRecord, record

T = TypeVar("T")

_VALUE, _SEAL = "value.json", "seal.json"
_STAGING = ".staging"


class PieceDamaged(ValueError):
    """The piece is absent, unfinished or altered."""


def write_piece(folder: Path, value: object) -> None:
    """Keep a value of dataclasses, tuples and mappings under a new name. A crash leaves it whole or absent.

    Raises:
        OSError: the disk refused.
    """
    staging = folder.with_name(_STAGING)
    for leftover in (staging, folder):
        shutil.rmtree(leftover, ignore_errors=True)
    staging.mkdir()

    def lay_beside(part: Any) -> Any:
        if isinstance(part, Mapping):
            return dict(part)
        name = f"{len(list(staging.iterdir()))}.{'npy' if isinstance(part, np.ndarray) else 'faiss'}"
        if isinstance(part, np.ndarray):
            np.save(staging / name, part, allow_pickle=False)
        elif isinstance(part, faiss.Index):
            write_index(part, staging / name)
        else:
            raise NotImplementedError(f"{type(part).__name__} cannot be kept")
        return name

    (staging / _VALUE).write_bytes(msgspec.json.encode(value, enc_hook=lay_beside))
    seal = {path.name: record(path) for path in staging.iterdir()}
    (staging / _SEAL).write_bytes(msgspec.json.encode(seal))
    staging.rename(folder)


def read_piece(folder: Path, kind: type[T]) -> T:
    """A kept value of this type; its arrays are read-only maps of their files.

    Raises:
        PieceDamaged: there is none, or not the one that was written.
    """

    def fetch(_: type, name: Any) -> Any:
        if str(name).endswith(".faiss"):
            return faiss.read_index(str(folder / name))
        return np.asarray(np.load(folder / name, mmap_mode="r", allow_pickle=False))

    try:
        seal = msgspec.json.decode((folder / _SEAL).read_bytes(), type=dict[str, FileRecord])
        if any(record(folder / name) != sealed for name, sealed in seal.items()):
            raise PieceDamaged(folder.name)
        return msgspec.json.decode((folder / _VALUE).read_bytes(), type=kind, dec_hook=fetch)
    except (OSError, UnicodeDecodeError, msgspec.MsgspecError) as error:
        raise PieceDamaged(folder.name) from error


def write_index(index: faiss.Index, path: Path) -> None:
    """Write a vector index.

    Raises:
        OSError: the disk refused, which FAISS tells as RuntimeError.
    """
    try:
        faiss.write_index(index, str(path))
    except RuntimeError as error:
        raise OSError(f"{path.name} could not be written") from error
