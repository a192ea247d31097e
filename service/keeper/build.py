"""One index build as the keeper writes it: documents into tantivy, rows into their file, generations published."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import msgspec
import tantivy

from service.analysis.analyzer import Analyzer
from service.analysis.lexicon import CatalogText, Lexicon
from service.catalog.row import RowRecord, ended_row, nodes, row_record
from service.query.facets import FacetLexicon, FacetValue
from service.retrieval.generation import (
    INDEX_FORMAT,
    DemandRecord,
    Generation,
    build_folder,
    committed_opstamp,
    encode_rows,
    read_demand_record,
    read_generation,
    read_rows,
    write_atomically,
)
from service.retrieval.schema import build_schema, index_document
from service.types import Product, ProductChange, ProductId, Seq

_HEAP_BYTES = 64_000_000
_KEPT_DEMAND_FILES = 3


class IndexBuild:
    """The open build. Only one process writes it.

    Changes become searchable with `publish`: tantivy commits, then `generation.json` is replaced. A crash in between
    leaves the old generation in force, and the same changes are applied again on the next start.
    """

    def __init__(self, folder: Path, generation: Generation, rows: Sequence[RowRecord], language: str) -> None:
        self.folder = folder
        self.generation = generation
        self._language = language
        self._index = tantivy.Index.open(str(folder / "tantivy"))
        self._writer = self._index.writer(heap_size=_HEAP_BYTES, num_threads=1)
        self._lexicon = Lexicon.from_bytes((folder / "lexicon.bin").read_bytes())
        self._analyzer = Analyzer(self._lexicon)
        self._n_rows = len(rows)
        self._pending: list[RowRecord] = []
        self._rows = (folder / "rows.bin").open("ab")
        self._rows.truncate(generation.rows_bytes)
        self._changed = False
        self.ids: list[ProductId] = []
        self.index_of: dict[ProductId, int] = {}
        self._alive: set[ProductId] = set()
        for row in rows:
            self._number(row.id)
            self._follow(row.id, alive=row.group != "")

    @classmethod
    def create(cls, root: Path, number: int, catalogue: Sequence[Product], language: str) -> IndexBuild:
        """An empty build whose lexicons are learned from these products."""
        folder = build_folder(root, number)
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "tantivy").mkdir(parents=True)
        lexicon = Lexicon.build(catalog_texts(catalogue, language))
        facets = facet_lexicon(catalogue, Analyzer(lexicon), language)
        (folder / "lexicon.bin").write_bytes(lexicon.to_bytes())
        (folder / "facets.bin").write_bytes(facets.to_bytes())
        (folder / "rows.bin").touch()
        tantivy.Index(build_schema(), path=str(folder / "tantivy"))
        first = Generation(
            format=INDEX_FORMAT,
            build=number,
            number=0,
            opstamp=0,
            seq=0,
            n_rows=0,
            rows_bytes=0,
            learned_from=len(catalogue),
            language=main_language(catalogue, language),
        )
        return cls(folder, first, (), language)

    @classmethod
    def reopen(cls, root: Path, build: int, language: str) -> IndexBuild | None:
        """The build as it was last published; None if it does not add up and has to be made again."""
        folder = build_folder(root, build)
        generation = read_generation(folder)
        if generation is None or committed_opstamp(folder) is None:
            return None
        try:
            rows = read_rows(folder, 0, generation.rows_bytes)
            if len(rows) != generation.n_rows:
                return None
            return cls(folder, generation, rows, language)
        except (OSError, ValueError, msgspec.DecodeError):
            return None

    @property
    def n_alive(self) -> int:
        """How many products the catalogue holds, hidden ones included."""
        return len(self._alive)

    @property
    def n_rows(self) -> int:
        """How many rows were ever written."""
        return self._n_rows

    @property
    def demand(self) -> DemandRecord:
        """The demand that was published last."""
        return read_demand_record(self.folder, self.generation.demand)

    def apply(self, changes: Sequence[ProductChange]) -> None:
        """Take changes in; they show with the next `publish`."""
        for change in changes:
            self._changed = True
            number = self._number(change.product_id)
            self._writer.delete_documents_by_term("id", change.product_id)
            if change.product is None:
                self._append(ended_row(change.product_id, number))
            else:
                self._add(change.product, number)
            self._follow(change.product_id, alive=change.product is not None)

    def publish(self, seq: Seq, demand: DemandRecord | None) -> Generation:
        """Make everything applied so far one new generation, with new demand or the one in force."""
        opstamp = self._writer.commit() if self._changed or not self.generation.opstamp else self.generation.opstamp
        self._rows.write(encode_rows(self._pending) if self._pending else b"")
        self._rows.flush()
        number = self.generation.number + 1
        name = self.generation.demand
        if demand is not None:
            name = f"demand-{number}.bin"
            write_atomically(self.folder / name, msgspec.msgpack.encode(demand))
        committed = committed_opstamp(self.folder)
        self.generation = Generation(
            format=INDEX_FORMAT,
            build=self.generation.build,
            number=number,
            opstamp=opstamp if committed is None else committed,
            seq=seq,
            n_rows=self._n_rows,
            rows_bytes=self._rows.tell(),
            learned_from=self.generation.learned_from,
            language=self.generation.language,
            demand=name,
        )
        write_atomically(self.folder / "generation.json", msgspec.json.encode(self.generation))
        self._pending, self._changed = [], False
        self._drop_old_demand(number)
        return self.generation

    def close(self) -> None:
        """Release the writer; what was not published is applied again later."""
        self._rows.close()
        self._writer.wait_merging_threads()

    def _add(self, product: Product, number: int) -> None:
        document, terms = index_document(product, self._n_rows, self._analyzer, self._language)
        if not product.hidden:
            self._writer.add_document(document)
        self._append(row_record(product, number, terms))

    def _append(self, record: RowRecord) -> None:
        self._pending.append(record)
        self._n_rows += 1

    def _number(self, product_id: ProductId) -> int:
        number = self.index_of.setdefault(product_id, len(self.ids))
        if number == len(self.ids):
            self.ids.append(product_id)
        return number

    def _follow(self, product_id: ProductId, *, alive: bool) -> None:
        (self._alive.add if alive else self._alive.discard)(product_id)

    def _drop_old_demand(self, number: int) -> None:
        for path in self.folder.glob("demand-*.bin"):
            if (
                int(path.stem.removeprefix("demand-")) <= number - _KEPT_DEMAND_FILES
                and path.name != self.generation.demand
            ):
                path.unlink(missing_ok=True)


def catalog_texts(products: Iterable[Product], language: str) -> Iterable[CatalogText]:
    """What the lexicon learns the shop's vocabulary from."""
    for product in products:
        code = product.language_code or language
        values = (*product.color_families, *product.colors, *product.materials, *product.patterns)
        attributes = [text for attribute in product.attributes.values() for text in attribute.text]
        yield CatalogText(
            language=code,
            texts=(product.title, *(node for path in product.categories for node in nodes(path))),
            values=(*values, *attributes),
            description=product.description,
            brands=product.brands,
        )


def main_language(products: Iterable[Product], language: str) -> str:
    """The language most products are written in; `language` is that of products that state none."""
    counts = Counter(product.language_code or language for product in products)
    return min(counts, key=lambda code: (-counts[code], code), default=language)


def facet_lexicon(products: Sequence[Product], analyzer: Analyzer, language: str) -> FacetLexicon:
    """The values that a query may name, with how many products carry each."""
    counts: Counter[tuple[str, str]] = Counter()
    filled: Counter[str] = Counter()
    for product in products:
        for slot, values in slot_values(product).items():
            counts.update((slot, value) for value in set(values))
            filled[slot] += bool(values)
    return FacetLexicon.build(
        [FacetValue(slot, value, n) for (slot, value), n in counts.items()],
        filled=filled,
        n_products=len(products),
        analyzer=analyzer,
        languages=sorted({language, *(product.language_code for product in products if product.language_code)}),
    )


def slot_values(product: Product) -> dict[str, Collection[str]]:
    """What a product carries of each slot that a query may name."""
    return {
        "gender": product.genders,
        "age_group": product.age_groups,
        "brand": product.brands,
        "category": [node for path in product.categories for node in nodes(path)],
        "color": (*product.color_families, *product.colors),
        "material": product.materials,
        "pattern": product.patterns,
        "size": product.sizes,
    }
