"""The files through which the keeper hands the index to workers.

An index *build* is a folder: the tantivy index, the rows in one append-only file, the lexicons it was analysed with, the
phrases that may be suggested, the merchant's words, the demand, what is searched for, and `generation`, which says how far
each of them counts. `CURRENT` names the build in force. Everything here is derived from the ledger; a build that does not
add up is thrown away and made again.
"""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from service.catalog.row import RowRecord
from service.retrieval.demand import DemandRecord
from service.retrieval.suggestions import PhraseBook

INDEX_FORMAT = 11
TANTIVY, ROWS, LEXICON, FACETS = "tantivy", "rows", "lexicon", "facets"
WORDS, SYNONYMS, PHRASES, HOMES = "words", "synonyms", "phrases", "homes"
_GENERATION, _CURRENT, _WANTED = "generation", "CURRENT", "WANTED"
_SIZE_BYTES = 8
_CHECK_BYTES = 4


class Generation(msgspec.Struct, frozen=True):
    """How far a build counts.

    Attributes:
        number: rises with every publication of this build.
        commit: the state of tantivy's files that belongs to it, as `tantivy_commit` names it.
        seq: every product change of the ledger up to it shows.
        n_rows, rows_bytes: how many rows, and the bytes of the rows file that hold them.
        learned_from: how many products the lexicons were learned from.
        language: the one that most of them are written in, which queries that name none are read in.
        demand: the demand file, "" for none.
        queries: the file of what is searched for, "" for none.
    """

    build: int
    learned_from: int
    language: str
    number: int = 0
    commit: str = ""
    seq: int = 0
    n_rows: int = 0
    rows_bytes: int = 0
    demand: str = ""
    queries: str = ""
    format: int = INDEX_FORMAT

    @property
    def version(self) -> str:
        """How replies name it."""
        return f"{self.build}.{self.number}"


def build_folder(root: Path, build: int) -> Path:
    """Where a build lives."""
    return root / f"{build:06d}"


def read_current(root: Path) -> int | None:
    """The build in force, or None before the first."""
    try:
        return int((root / _CURRENT).read_text())
    except (FileNotFoundError, ValueError):
        return None


def write_current(root: Path, build: int) -> None:
    """Put a build in force."""
    write_atomically(root / _CURRENT, str(build).encode())


def read_generation(folder: Path) -> Generation | None:
    """What the build says of itself; None if it is missing, damaged or of another format."""
    try:
        generation = msgspec.msgpack.decode(read_sealed(folder / _GENERATION), type=Generation)
    except (FileNotFoundError, ValueError, msgspec.DecodeError):
        return None
    return generation if generation.format == INDEX_FORMAT else None


def write_generation(folder: Path, generation: Generation) -> None:
    """Publish: from now on the build counts this far."""
    write_atomically(folder / _GENERATION, sealed(msgspec.msgpack.encode(generation)))


def want_generation(root: Path) -> None:
    """Tell the keeper that somebody waits for the next generation."""
    (root / _WANTED).touch()


def generation_wanted(root: Path) -> bool:
    """Whether somebody waits for the next generation; each wish is told once."""
    try:
        (root / _WANTED).unlink()
    except FileNotFoundError:
        return False
    return True


def tantivy_commit(folder: Path) -> str:
    """A name for the state of tantivy's files, "" if there is none.

    It differs after every commit and after every merge in the background: a merge keeps the products but changes the
    order of equal scores, which all workers have to agree on.
    """
    try:
        return hashlib.sha256((folder / TANTIVY / "meta.json").read_bytes()).hexdigest()[:16]
    except FileNotFoundError:
        return ""


def write_atomically(path: Path, data: bytes) -> None:
    """Replace a file as a whole: readers see the old or the new, also after a crash."""
    staging = path.with_name(path.name + ".new")
    with staging.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    staging.replace(path)


def sealed(body: bytes) -> bytes:
    """A body with its checksum in front."""
    return zlib.crc32(body).to_bytes(_CHECK_BYTES, "big") + body


def unsealed(data: bytes) -> bytes:
    """The body of what `sealed` returned. Raises ValueError if it was torn or altered."""
    body = data[_CHECK_BYTES:]
    if zlib.crc32(body).to_bytes(_CHECK_BYTES, "big") != data[:_CHECK_BYTES]:
        raise ValueError("an index file is damaged")
    return body


def read_sealed(path: Path) -> bytes:
    """The body of a sealed file. Raises ValueError if it is damaged."""
    return unsealed(path.read_bytes())


def encode_rows(records: Sequence[RowRecord]) -> bytes:
    """One frame of the rows file: its size, then the sealed rows."""
    frame = sealed(msgspec.msgpack.encode(records))
    return len(frame).to_bytes(_SIZE_BYTES, "big") + frame


def read_rows(folder: Path, start: int, end: int) -> list[RowRecord]:
    """The rows between two byte positions of the rows file. Raises ValueError if they are not whole."""
    decoder = msgspec.msgpack.Decoder(list[RowRecord])
    records: list[RowRecord] = []
    with (folder / ROWS).open("rb") as file:
        file.seek(start)
        while file.tell() < end:
            size = int.from_bytes(file.read(_SIZE_BYTES), "big")
            if size > end - file.tell():
                raise ValueError("the rows file does not hold what its generation says")
            records += decoder.decode(unsealed(file.read(size)))
    return records


def read_demand(folder: Path, name: str) -> DemandRecord:
    """A published demand file; empty for "". Raises FileNotFoundError once later ones have replaced it."""
    return msgspec.msgpack.decode(read_sealed(folder / name), type=DemandRecord) if name else DemandRecord()


def write_demand(folder: Path, name: str, demand: DemandRecord) -> None:
    """Lay a demand file beside the earlier ones."""
    write_atomically(folder / name, sealed(msgspec.msgpack.encode(demand)))


def read_phrases(folder: Path) -> dict[str, PhraseBook]:
    """The catalogue's phrases by language."""
    return msgspec.msgpack.decode(read_sealed(folder / PHRASES), type=dict[str, PhraseBook])


def write_phrases(folder: Path, books: dict[str, PhraseBook]) -> None:
    """Lay the catalogue's phrases into a new build."""
    (folder / PHRASES).write_bytes(sealed(msgspec.msgpack.encode(books)))


def read_queries(folder: Path, name: str) -> PhraseBook:
    """A published file of what is searched for; empty for "". Raises FileNotFoundError once later ones replaced it."""
    return msgspec.msgpack.decode(read_sealed(folder / name), type=PhraseBook) if name else PhraseBook()


def write_queries(folder: Path, name: str, queries: PhraseBook) -> None:
    """Lay a file of what is searched for beside the earlier ones."""
    write_atomically(folder / name, sealed(msgspec.msgpack.encode(queries)))
