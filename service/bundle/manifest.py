"""What a bundle says of itself, and the proof that its files are the ones it was published with."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from service.bundle import arrays
from service.bundle.vectors import Effort
from service.errors import BundleRefused
from service.types import EventType, Seq

SCHEMA = 3
MANIFEST = "manifest.json"
PRODUCT_IDS = "product_ids.json"
VECTORS = "vectors.faiss"
FILES = frozenset({PRODUCT_IDS, VECTORS, *(f"{name}.npy" for name in arrays.NAMES)})

_MAX_MANIFEST_BYTES = 1 << 20
_VERSION = re.compile(r"\d{10}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class FileRecord:
    """Size in bytes and sha256 (hex) of one file."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Build:
    """What decides the bytes beside ledger and settings."""

    cpu: str
    n_threads: int
    libraries: dict[str, str]


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything about a bundle but its arrays. It holds no wall time: equal inputs give equal bytes.

    Attributes:
        version: `<last_seq>-<hash of the rest>`, so that versions sort by the ledger they were learned from.
        lengths: of the arrays, by the names that `bundle.arrays` gives them.
        confidence: the confidence of one fresh event of each type; types that tell nothing are absent.
        recency_decay: the factor by which each newer event lowers the confidence of an older one in fold-in.
        vectors: what a search of the vector index looks at and finds.
        weights: placement -> source of candidates -> its share in the blend.
        rhythm_days: leaf category -> days that usually lie between two purchases of one person in it.
        settings: what training was told, for the record.
        metrics: what the gate measured; empty when nothing could be measured.
    """

    schema: int
    first_seq: int
    last_seq: int
    n_events: int
    lengths: dict[str, int]
    regularization: float
    confidence: dict[EventType, float]
    recency_decay: float
    vectors: Effort
    weights: dict[str, dict[str, float]]
    rhythm_days: dict[str, float]
    build: Build
    settings: dict[str, float]
    metrics: dict[str, float]
    files: dict[str, FileRecord]
    version: str = ""

    @property
    def n_products(self) -> int:
        """How many products the bundle knows."""
        return self.lengths["items"]


@dataclass(frozen=True, slots=True)
class _SchemaOnly:
    schema: int


def is_version(name: str) -> bool:
    """Whether `name` is spelled as a bundle version; nothing else is ever joined to a path."""
    return _VERSION.fullmatch(name) is not None


def last_seq_of(version: str) -> Seq:
    """The end of the ledger that the bundle of this version learned from."""
    return Seq(int(version.partition("-")[0]))


def sealed(manifest: Manifest) -> Manifest:
    """The manifest with the version that its content and the hashes of its files give it."""
    # Through JSON and back, so that 1 given for 1.0 is spelled the way every reader will spell it.
    plain = msgspec.json.decode(encode(replace(manifest, version="")), type=Manifest)
    digest = hashlib.sha256(encode(plain)).hexdigest()
    return replace(plain, version=f"{plain.last_seq:010d}-{digest[:12]}")


def encode(manifest: Manifest) -> bytes:
    """The one spelling of a manifest: JSON, keys sorted, indented."""
    return msgspec.json.format(msgspec.json.encode(manifest, order="sorted"), indent=2) + b"\n"


def record(path: Path) -> FileRecord:
    """Size and hash of a file as it stands."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return FileRecord(size=file.tell(), sha256=digest)


def refusal(bundle: Path, file: str, check: str) -> BundleRefused:
    """The error for one failed check, by name."""
    return BundleRefused(f"bundle {bundle.name}: {file}: {check}")


def read_manifest(bundle: Path) -> Manifest:
    """Read a bundle's manifest and check that it is whole; the other files are not looked at.

    Raises:
        BundleRefused: it is absent, not a plain file, altered, of another schema, or another bundle's.
    """
    _check_plain(bundle, MANIFEST)
    path = bundle / MANIFEST
    if path.stat().st_size > _MAX_MANIFEST_BYTES:
        raise refusal(bundle, MANIFEST, f"is longer than {_MAX_MANIFEST_BYTES} bytes")
    content = path.read_bytes()
    _check_schema(bundle, content)
    try:
        manifest = msgspec.json.decode(content, type=Manifest)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise refusal(bundle, MANIFEST, "is not a manifest") from error
    # Equal bytes leave no room for unknown fields, repeated keys or another spelling of a number.
    if encode(manifest) != content or sealed(manifest).version != manifest.version:
        raise refusal(bundle, MANIFEST, "is not as it was published")
    if manifest.version != bundle.name:
        raise refusal(bundle, MANIFEST, "belongs to another bundle")
    if manifest.files.keys() != FILES or manifest.lengths.keys() != arrays.LENGTHS:
        raise refusal(bundle, MANIFEST, "does not list the files of its schema")
    return manifest


def check_files(bundle: Path, manifest: Manifest) -> None:
    """Check that the folder holds the listed plain files, byte for byte, and nothing else.

    Raises:
        BundleRefused: it does not.
    """
    present = {entry.name for entry in os.scandir(bundle)}
    for extra in sorted(present - FILES - {MANIFEST}):
        raise refusal(bundle, extra, "is not listed in the manifest")
    for name, expected in sorted(manifest.files.items()):
        _check_plain(bundle, name)
        if (bundle / name).stat().st_size != expected.size:
            raise refusal(bundle, name, "differs in size from the manifest")
        if record(bundle / name) != expected:
            raise refusal(bundle, name, "differs in sha256 from the manifest")


def _check_schema(bundle: Path, content: bytes) -> None:
    try:
        schema = msgspec.json.decode(content, type=_SchemaOnly).schema
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise refusal(bundle, MANIFEST, "is not a manifest") from error
    if schema != SCHEMA:
        raise refusal(bundle, MANIFEST, f"has schema {schema}; this release reads {SCHEMA}")


def _check_plain(bundle: Path, name: str) -> None:
    if bundle.is_symlink():
        raise refusal(bundle, ".", "is a symbolic link")
    try:
        mode = (bundle / name).lstat().st_mode
    except OSError as error:
        raise refusal(bundle, name, "is missing") from error
    if not stat.S_ISREG(mode):
        raise refusal(bundle, name, "is not a plain file")
