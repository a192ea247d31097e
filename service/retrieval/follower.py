"""How a worker follows the files that the keeper publishes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import tantivy

from service.analysis.analyzer import Analyzer
from service.analysis.languages import primary_subtag
from service.analysis.lexicon import Lexicon
from service.catalog.columns import Columns, ColumnsBuilder
from service.query.facets import FacetLexicon
from service.query.spelling import Speller
from service.query.synonyms import Synonyms
from service.retrieval.demand import Demand, DemandRecord
from service.retrieval.generation import (
    FACETS,
    LEXICON,
    SYNONYMS,
    TANTIVY,
    WORDS,
    Generation,
    build_folder,
    read_current,
    read_demand,
    read_generation,
    read_phrases,
    read_queries,
    read_rows,
    read_sealed,
    tantivy_commit,
)
from service.retrieval.lexical import LexicalIndex
from service.retrieval.rowset import RowSetMemo
from service.retrieval.rowsets import Commit, RowSets
from service.retrieval.suggestions import Completions, PhraseBook
from service.words.words import Words


@dataclass(frozen=True, slots=True)
class IndexView:
    """One generation, opened: what a snapshot holds of the catalogue."""

    generation: Generation
    lexical: LexicalIndex
    columns: Columns
    demand: Demand
    analyzer: Analyzer
    facet_lexicon: FacetLexicon
    words: Words
    synonyms: Synonyms
    speller: Speller
    sets: RowSets
    phrases: Mapping[str, Completions]
    queries: Completions

    def completions(self, language: str) -> tuple[Completions, ...]:
        """What typing in a language may become: the catalogue's phrases, and what is searched for in its main one."""
        code, main = primary_subtag(language), primary_subtag(self.generation.language)
        own = (self.phrases[code],) if code in self.phrases else ()
        return (self.queries, *own) if code == main else own


class IndexFollower:
    """Opens each new generation once, and hands out views that later ones do not change."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._build: _OpenBuild | None = None
        self._seen = ""
        self._memo = RowSetMemo()

    def poll(self) -> IndexView | None:
        """The newest generation if it was not handed out before, else None. Blocks on files.

        Raises OSError, ValueError or msgspec.DecodeError if files are damaged, or were replaced at this very moment.
        """
        number = read_current(self._root)
        if number is None:
            return None
        folder = build_folder(self._root, number)
        generation = read_generation(folder)
        if generation is None or generation.version == self._seen:
            return None
        if self._build is None or self._build.folder != folder:
            self._build = _OpenBuild(folder, self._memo)
        view = self._build.view(generation)
        if view is not None:
            self._seen = generation.version
        return view


class _OpenBuild:
    """One build as a worker holds it: what was read so far."""

    def __init__(self, folder: Path, memo: RowSetMemo) -> None:
        self.folder = folder
        self._index = tantivy.Index.open(str(folder / TANTIVY))
        # Each generation is opened when its turn comes, not whenever tantivy sees a commit.
        self._index.config_reader(reload_policy="manual")
        self._analyzer = Analyzer(Lexicon.from_bytes(read_sealed(folder / LEXICON)))
        for language in self._analyzer.lexicon.languages:
            self._analyzer.preload(language)
        self._facet_lexicon = FacetLexicon.from_bytes(read_sealed(folder / FACETS))
        self._words = Words.from_bytes(read_sealed(folder / WORDS))
        self._speller = Speller(self._analyzer)
        self._synonyms = Synonyms.from_bytes(read_sealed(folder / SYNONYMS))
        self._columns = ColumnsBuilder()
        self._rows_bytes = 0
        self._memo = memo
        self._sets: RowSets | None = None
        self._demand = ("", Demand.opened(DemandRecord()))
        self._books = read_phrases(folder)
        self._phrases: dict[str, Completions] = {}
        self._queries = ("", Completions.opened(PhraseBook(), {}))

    def view(self, generation: Generation) -> IndexView | None:
        """The build as of this generation; None if the files have moved on and a later one is about to be published."""
        self._index.reload()
        lexical = LexicalIndex(self._index)
        try:
            demand = self._opened_demand(generation.demand)
            queries = self._read_queries(generation.queries)
        except FileNotFoundError:
            return None
        # The keeper commits first and publishes then: if that is still so, what was opened is of this generation.
        if tantivy_commit(self.folder) != generation.commit:
            return None
        self._columns.append(read_rows(self.folder, self._rows_bytes, generation.rows_bytes))
        self._rows_bytes = generation.rows_bytes
        columns = self._columns.view()
        commit = Commit(generation.build, generation.commit, generation.n_rows)
        if self._sets is None or self._sets.commit != commit:
            self._sets = RowSets(lexical, commit, columns.row_of, self._memo)
        self._open_completions(generation.queries, queries, columns)
        return IndexView(
            generation,
            self._sets.lexical,
            columns,
            demand,
            self._analyzer,
            self._facet_lexicon,
            self._words,
            self._synonyms,
            self._speller,
            self._sets,
            self._phrases,
            self._queries[1],
        )

    def _opened_demand(self, name: str) -> Demand:
        """The demand of this name, opened once: generations that bring no new one share it."""
        if name != self._demand[0]:
            self._demand = (name, Demand.opened(read_demand(self.folder, name)))
        return self._demand[1]

    def _read_queries(self, name: str) -> PhraseBook | None:
        """What is searched for, by the name of its file; None if that is open."""
        return None if name == self._queries[0] else read_queries(self.folder, name)

    def _open_completions(self, name: str, queries: PhraseBook | None, columns: Columns) -> None:
        """Open the catalogue's phrases once its values have their numbers, and what is searched for when that is new."""
        if self._books:
            self._phrases = {code: Completions.opened(book, columns.slots) for code, book in self._books.items()}
            self._books = {}
        if queries is not None:
            self._queries = (name, Completions.opened(queries, columns.slots))
