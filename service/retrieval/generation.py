"""The files through which the keeper hands the index to workers, and how a worker follows them.

An index *build* is a folder: the tantivy index, the rows in one append-only file, the lexicons it was analysed with, and
`generation.json`, which says how far each of them counts. `CURRENT` names the build in force. Everything here is derived
from the ledger; a build that does not add up is thrown away and made again.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
import tantivy
from numpy.typing import NDArray

from service.analysis.analyzer import Analyzer
from service.analysis.lexicon import Lexicon
from service.catalog.columns import Columns, ColumnsBuilder
from service.catalog.row import RowRecord
from service.query.facets import FacetLexicon
from service.retrieval.lexical import LexicalIndex

INDEX_FORMAT = 1
_FRAME_BYTES = 4


class Generation(msgspec.Struct, frozen=True):
    """How far a build counts.

    Attributes:
        number: rises with every publication of this build.
        opstamp: of the tantivy commit that belongs to it.
        seq: the highest ledger seq that it holds.
        n_rows, rows_bytes: how many rows, and the bytes of the rows file that hold them.
        learned_from: how many products the lexicons were learned from.
        language: the one that most of them are written in, which queries that name none are read in.
        demand: the demand file, "" for none.
    """

    format: int
    build: int
    number: int
    opstamp: int
    seq: int
    n_rows: int
    rows_bytes: int
    learned_from: int
    language: str
    demand: str = ""

    @property
    def version(self) -> str:
        """How replies name it."""
        return f"{self.build}.{self.number}"


class DemandRecord(msgspec.Struct, frozen=True):
    """Decayed counts by product number as of `as_of_ms`: int32 and float32 in native byte order."""

    as_of_ms: int = 0
    indices: bytes = b""
    weights: bytes = b""


@dataclass(frozen=True, slots=True)
class Demand:
    """What all visitors want lately.

    Attributes:
        indices: product numbers, ascending, shape (n,).
        weights: decayed counts, above 0, shape (n,).
    """

    indices: NDArray[np.int32]
    weights: NDArray[np.float32]

    def of(self, product_index: NDArray[np.int32]) -> NDArray[np.float32]:
        """The share of the strongest demand on a log scale, in [0, 1]; 0 for products nobody asked for. Shape as given."""
        if not self.indices.size:
            return np.zeros(product_index.shape, np.float32)
        place = np.minimum(np.searchsorted(self.indices, product_index), self.indices.size - 1)
        weight = np.where(self.indices[place] == product_index, self.weights[place], 0.0)
        return np.asarray(np.log1p(weight) / np.log1p(self.weights.max()), np.float32)

    def strongest(self, n: int) -> NDArray[np.int32]:
        """The product numbers of the `n` largest counts, largest first."""
        return self.indices[np.lexsort((self.indices, -self.weights))[:n]]


@dataclass(frozen=True, slots=True)
class IndexView:
    """One generation, opened: what a snapshot holds of the catalogue."""

    generation: Generation
    lexical: LexicalIndex
    columns: Columns
    demand: Demand
    analyzer: Analyzer
    facet_lexicon: FacetLexicon


def build_folder(root: Path, build: int) -> Path:
    """Where a build lives."""
    return root / f"{build:06d}"


def read_current(root: Path) -> int | None:
    """The build in force, or None before the first."""
    try:
        return int((root / "CURRENT").read_text())
    except (FileNotFoundError, ValueError):
        return None


def read_generation(folder: Path) -> Generation | None:
    """What the build says of itself; None if it is missing, damaged or of another format."""
    try:
        generation = msgspec.json.decode((folder / "generation.json").read_bytes(), type=Generation)
    except (FileNotFoundError, msgspec.DecodeError):
        return None
    return generation if generation.format == INDEX_FORMAT else None


def committed_opstamp(folder: Path) -> int | None:
    """The opstamp of tantivy's last commit."""
    try:
        return int(msgspec.json.decode((folder / "tantivy" / "meta.json").read_bytes())["opstamp"])
    except (FileNotFoundError, KeyError, msgspec.DecodeError):
        return None


def write_atomically(path: Path, data: bytes) -> None:
    """Replace a file as a whole: readers see the old or the new, also after a crash."""
    staging = path.with_name(path.name + ".new")
    with staging.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    staging.replace(path)


def encode_rows(records: Sequence[RowRecord]) -> bytes:
    """One frame of the rows file."""
    body = msgspec.msgpack.encode(records)
    return len(body).to_bytes(_FRAME_BYTES, "big") + body


def read_rows(folder: Path, start: int, end: int) -> list[RowRecord]:
    """The rows between two byte positions of the rows file. Raises ValueError if they are not whole."""
    with (folder / "rows.bin").open("rb") as file:
        file.seek(start)
        data = file.read(end - start)
    if len(data) != end - start:
        raise ValueError("the rows file is shorter than its generation says")
    decoder = msgspec.msgpack.Decoder(list[RowRecord])
    records: list[RowRecord] = []
    at = 0
    while at < len(data):
        body = at + _FRAME_BYTES
        length = int.from_bytes(data[at:body], "big")
        records += decoder.decode(data[body : body + length])
        at = body + length
    return records


def read_demand_record(folder: Path, name: str) -> DemandRecord:
    """A published demand file; empty if it is already gone (a newer one is there)."""
    try:
        return msgspec.msgpack.decode((folder / name).read_bytes(), type=DemandRecord) if name else DemandRecord()
    except FileNotFoundError:
        return DemandRecord()


def opened_demand(record: DemandRecord) -> Demand:
    """A demand record as arrays."""
    return Demand(np.frombuffer(record.indices, np.int32), np.frombuffer(record.weights, np.float32))


class IndexFollower:
    """Opens each new generation once, and hands out views that later ones do not change."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._build: _OpenBuild | None = None
        self._seen = ""

    def poll(self) -> IndexView | None:
        """The newest generation if it was not handed out before, else None. Blocks on files."""
        number = read_current(self._root)
        if number is None:
            return None
        folder = build_folder(self._root, number)
        generation = read_generation(folder)
        if generation is None or generation.version == self._seen:
            return None
        if self._build is None or self._build.folder != folder:
            self._build = _OpenBuild(folder)
        view = self._build.view(generation)
        if view is not None:
            self._seen = generation.version
        return view


class _OpenBuild:
    """One build as a worker holds it: what was read so far."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._index = tantivy.Index.open(str(folder / "tantivy"))
        self._analyzer = Analyzer(Lexicon.from_bytes((folder / "lexicon.bin").read_bytes()))
        for language in self._analyzer.lexicon.languages:
            self._analyzer.preload(language)
        self._facet_lexicon = FacetLexicon.from_bytes((folder / "facets.bin").read_bytes())
        self._columns = ColumnsBuilder()
        self._rows_bytes = 0

    def view(self, generation: Generation) -> IndexView | None:
        if committed_opstamp(self.folder) != generation.opstamp:
            return None
        self._index.reload()
        lexical = LexicalIndex(self._index)
        demand = opened_demand(read_demand_record(self.folder, generation.demand))
        # The keeper commits first and publishes then: if nothing moved meanwhile, all parts are of this generation.
        if committed_opstamp(self.folder) != generation.opstamp:
            return None
        self._columns.append(read_rows(self.folder, self._rows_bytes, generation.rows_bytes))
        self._rows_bytes = generation.rows_bytes
        return IndexView(generation, lexical, self._columns.view(), demand, self._analyzer, self._facet_lexicon)
