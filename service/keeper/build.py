"""One index build as the keeper writes it: documents into tantivy, rows into their file, generations published."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import structlog
import tantivy

from service.analysis.analyzer import Analyzer
from service.analysis.lexicon import Lexicon
from service.catalog.row import RowRecord, ended_row, row_record
from service.catalog.values import ValueNumbers
from service.keeper.learning import learn
from service.keeper.phrase_book import PhraseReader, books_of_catalogue
from service.query.facets import FacetLexicon
from service.query.product_audience import with_said_audience
from service.query.synonyms import Synonyms
from service.retrieval.demand import DemandRecord
from service.retrieval.generation import (
    FACETS,
    HOMES,
    LEXICON,
    ROWS,
    SYNONYMS,
    TANTIVY,
    WORDS,
    Generation,
    build_folder,
    encode_rows,
    read_demand,
    read_generation,
    read_phrases,
    read_queries,
    read_rows,
    read_sealed,
    sealed,
    tantivy_commit,
    write_demand,
    write_generation,
    write_phrases,
    write_queries,
)
from service.retrieval.homes import Homes
from service.retrieval.schema import build_schema, counted_values, index_document
from service.types import Product, ProductChange, ProductId, Seq
from service.words.words import Words

_HEAP_BYTES = 64_000_000
_KEPT_FILES = 3
_RELEARN_GROWTH = 2
_COMPACT_MIN_ROWS = 10_000

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Analysed:
    product: Product
    document: tantivy.Document
    terms: tuple[str, ...]


class IndexBuild:
    """The open build. Only one process writes it.

    Changes become searchable with `publish`: tantivy commits, then `generation` is replaced. A crash in between leaves
    the old generation in force, and the same changes are applied again on the next start.

    Args:
        folder: where it lives.
        generation: how far it counts.
        rows: all that it counts.
        language: of products that state none.

    Attributes:
        words: the merchant's, which it was analysed with.
        index_of: product -> its number, in the order of numbers.
        reached: every product change of the ledger up to it is applied.
    """

    def __init__(self, folder: Path, generation: Generation, rows: Sequence[RowRecord], language: str) -> None:
        self._folder = folder
        self.generation = generation
        self.demand = read_demand(folder, generation.demand)
        self.words = Words.from_bytes(read_sealed(folder / WORDS))
        self._language = language
        self._analyzer = Analyzer(Lexicon.from_bytes(read_sealed(folder / LEXICON)))
        self._homes = Homes.from_bytes(read_sealed(folder / HOMES))
        facets = FacetLexicon.from_bytes(read_sealed(folder / FACETS))
        synonyms = Synonyms.from_bytes(read_sealed(folder / SYNONYMS))
        self._phrases = PhraseReader(self._analyzer, facets, synonyms, generation.language)
        self.reached = Seq(generation.seq)
        self.index_of: dict[ProductId, int] = {}
        self._alive: set[ProductId] = set()
        self._value_numbers = ValueNumbers(named for row in rows for named in row.new_values)
        for row in rows:
            self._number(row.id)
            self._follow(row.id, alive=not row.ended)
        self._n_rows = len(rows)
        self._rows = (folder / ROWS).open("ab")
        self._rows.truncate(generation.rows_bytes)
        # After a crash between commit and publish, tantivy holds what the generation does not.
        self._changed = self.moved
        self._writer = tantivy.Index.open(str(folder / TANTIVY)).writer(heap_size=_HEAP_BYTES, num_threads=1)

    @classmethod
    def create(
        cls, root: Path, number: int, catalogue: Callable[[], Iterable[Product]], language: str, words: Words
    ) -> IndexBuild:
        """An empty build whose lexicons are learned from these products, which each call of `catalogue` tells anew."""
        folder = build_folder(root, number)
        (folder / TANTIVY).mkdir(parents=True)
        learned = learn(catalogue, language, words.overrides)
        (folder / LEXICON).write_bytes(sealed(learned.lexicon.to_bytes()))
        (folder / FACETS).write_bytes(sealed(learned.facets.to_bytes()))
        (folder / HOMES).write_bytes(sealed(learned.homes.to_bytes()))
        (folder / WORDS).write_bytes(sealed(words.to_bytes()))
        analyzer = Analyzer(learned.lexicon)
        synonyms = Synonyms.compiled(words.synonyms, analyzer, learned.facets)
        (folder / SYNONYMS).write_bytes(sealed(synonyms.to_bytes()))
        readers = partial(PhraseReader, analyzer, learned.facets, synonyms)
        write_phrases(folder, books_of_catalogue(catalogue(), readers, analyzer, language))
        tantivy.Index(build_schema(), path=str(folder / TANTIVY))
        return cls(folder, Generation(number, learned.n_products, learned.language), (), language)

    @classmethod
    def reopen(cls, root: Path, number: int, language: str) -> IndexBuild | None:
        """The build as it was last published; None if it does not add up and has to be made again."""
        folder = build_folder(root, number)
        generation = read_generation(folder)
        if generation is None:
            return None
        try:
            rows = read_rows(folder, 0, generation.rows_bytes)
            _check_whole(folder, generation, rows)
            return cls(folder, generation, rows, language)
        except (OSError, ValueError, msgspec.DecodeError):
            return None

    @property
    def n_alive(self) -> int:
        """How many products it holds, hidden ones included."""
        return len(self._alive)

    @property
    def outgrown(self) -> bool:
        """Whether it should be made anew: the catalogue has doubled since it was learned from, or most rows are outdated."""
        return self.n_alive > _RELEARN_GROWTH * self.generation.learned_from or self._n_rows > max(
            _COMPACT_MIN_ROWS, 2 * self.n_alive
        )

    @property
    def due(self) -> bool:
        """Whether there is something to publish."""
        return self._changed or self.moved

    @property
    def moved(self) -> bool:
        """Whether tantivy's files are not those of the generation: after a merge, and after a crash before `publish`."""
        return tantivy_commit(self._folder) != self.generation.commit

    def apply(self, changes: Sequence[ProductChange]) -> None:
        """Take the next changes of the ledger in; they show with the next `publish`.

        A product that cannot be analysed is left out, as if it were deleted, until it changes or a build is made anew.
        """
        rows: list[RowRecord] = []
        for change in changes:
            row = self._n_rows + len(rows)
            analysed = None if change.product is None else self._analysed(change.product, row)
            if analysed is None and change.product_id not in self.index_of:
                continue
            number = self._number(change.product_id)
            self._writer.delete_documents_by_term("id", change.product_id)
            rows.append(ended_row(change.product_id, number) if analysed is None else self._added(analysed, number))
            self._follow(change.product_id, alive=analysed is not None)
        self._rows.write(encode_rows(rows))
        self._n_rows += len(rows)
        self.reached = changes[-1].seq
        self._changed = True

    def publish(self, demand: DemandRecord | None = None, queries: Mapping[str, float] | None = None) -> Generation:
        """Make everything applied so far one new generation, with new demand and queries or those in force.

        Args:
            demand: what all visitors want lately.
            queries: what is searched for, and by how many visitors lately.
        """
        if self._changed:
            self._writer.commit()
            self._rows.flush()
            os.fsync(self._rows.fileno())
        named: dict[str, Any] = {"seq": self.reached, "n_rows": self._n_rows, "rows_bytes": self._rows.tell()}
        if demand is not None:
            named["demand"] = f"demand-{self.generation.number + 1}"
            write_demand(self._folder, named["demand"], demand)
            self.demand = demand
        if queries is not None:
            named["queries"] = f"queries-{self.generation.number + 1}"
            write_queries(self._folder, named["queries"], self._phrases.of_queries(queries))
        self._advance(**named)
        self._changed = False
        self._drop_old("demand", self.generation.demand)
        self._drop_old("queries", self.generation.queries)
        return self.generation

    def close(self) -> None:
        """Release the files; what was not published is applied again later."""
        self._rows.close()
        self._writer.wait_merging_threads()
        if self.moved and not self._changed:
            # The last merge ended only now, and a worker may start while there is no keeper.
            self._advance()

    def _advance(self, **fields: object) -> None:
        self.generation = msgspec.structs.replace(
            self.generation, number=self.generation.number + 1, commit=tantivy_commit(self._folder), **fields
        )
        write_generation(self._folder, self.generation)

    def _analysed(self, product: Product, row: int) -> _Analysed | None:
        """A product as the index will hold it; None, and an error in the log, if analysis fails on it."""
        try:
            product = with_said_audience(product, self._analyzer, self._language)
            document, terms = index_document(product, row, self._analyzer, self._homes, self._language)
        except (OSError, MemoryError):
            # The machine's fault, not the product's: to be tried again.
            raise
        except Exception as error:  # noqa: BLE001  # one product must not keep all later changes from the index
            log.error("product left out of the index", product_id=product.id, error=type(error).__name__)  # noqa: TRY400  # a message might quote the product
            return None
        return _Analysed(product, document, terms)

    def _added(self, analysed: _Analysed, number: int) -> RowRecord:
        product = analysed.product
        if not product.hidden:
            self._writer.add_document(analysed.document)
        codes, new_values = self._value_numbers.encode(counted_values(product, self._language))
        return row_record(product, number, analysed.terms, codes=codes, new_values=new_values)

    def _number(self, product_id: ProductId) -> int:
        return self.index_of.setdefault(product_id, len(self.index_of))

    def _follow(self, product_id: ProductId, *, alive: bool) -> None:
        (self._alive.add if alive else self._alive.discard)(product_id)

    def _drop_old(self, kind: str, in_force: str) -> None:
        # Not all at once: a worker may be about to open the generation before this one, which used them to the last.
        oldest = self.generation.number - _KEPT_FILES
        begun = sorted(int(path.name.removeprefix(f"{kind}-")) for path in self._folder.glob(f"{kind}-*[0-9]"))
        for number, next_number in pairwise(begun):
            if next_number - 1 <= oldest and f"{kind}-{number}" != in_force:
                (self._folder / f"{kind}-{number}").unlink(missing_ok=True)


def _check_whole(folder: Path, generation: Generation, rows: Sequence[RowRecord]) -> None:
    """Raise unless every file can be read and holds as much as it should."""
    read_phrases(folder)
    read_queries(folder, generation.queries)
    index = tantivy.Index.open(str(folder / TANTIVY))
    index.reload()
    shown = {row.id: row.shown for row in rows}
    n_found = index.searcher().num_docs
    if len(rows) != generation.n_rows:
        raise ValueError("there are more or fewer rows than the generation says")
    if tantivy_commit(folder) == generation.commit and n_found != sum(shown.values()):
        raise ValueError("there are more or fewer products to be found than rows say")
