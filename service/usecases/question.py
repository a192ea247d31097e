"""A search request and what it is asked of: what every stage of answering it looks at."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace

from service.analysis.languages import primary_subtag
from service.catalog.groups import Groups
from service.limits import MAX_RESULT_WINDOW
from service.query.filter_grammar import parse_filter
from service.query.filters import FilterNode, keys
from service.query.parsed import ParsedQuery
from service.query.understand import understand
from service.retrieval.rungs import Gate
from service.types import SearchQuery
from service.usecases.snapshot import Snapshot

_BY_AGE = "age_days"


@dataclass(frozen=True, slots=True)
class Question:
    """A request, and the state that answers it.

    Attributes:
        language: that the query is read in: the caller's, or the catalogue's own where no product is written in that.
        filter: the caller's.
    """

    query: SearchQuery
    snapshot: Snapshot
    now_ms: int
    language: str
    filter: FilterNode | None

    @property
    def end(self) -> int:
        """The last place the page needs."""
        return min(self.query.offset + self.query.page_size, MAX_RESULT_WINDOW)

    @property
    def groups(self) -> Groups | None:
        """The variant groups, if the answer holds one product of each."""
        return self.snapshot.index.columns.groups if self.query.variant_rollup else None

    @property
    def settled(self) -> Hashable:
        """Names the time between products that begin and expire."""
        return _settled(self.snapshot, self.now_ms)

    @property
    def memo_key(self) -> Hashable:
        """Names all that the unpersonalised answer depends on; None if that changes with every moment."""
        query = self.query
        if _changes(self.filter):
            return None
        asked = (query.text, query.as_you_type, bool(query.order_by), query.variant_rollup)
        return (self.snapshot.version, self.settled, self.language, *asked, self.filter)

    def gates(self) -> list[Gate]:
        """The caller's filter, and the products' own times where they matter now."""
        return standing_gates(self.filter, self.snapshot, self.now_ms)

    def read(self, text: str) -> ParsedQuery:
        """What a text asks for; the request's own, or one that was put right."""
        index, typing = self.snapshot.index, self.query.as_you_type
        return understand(text, self.language, index.analyzer, index.facet_lexicon, index.synonyms, as_you_type=typing)

    def with_filter(self, node: FilterNode | None) -> Question:
        """The same question under another filter."""
        return replace(self, filter=node)


def standing_gates(node: FilterNode | None, snapshot: Snapshot, now_ms: int) -> list[Gate]:
    """A filter, and the products' own times where they matter at `now_ms`."""
    clauses, columns = snapshot.index.lexical.clauses, snapshot.index.columns
    gates = [] if node is None else [filter_gate(node, snapshot, now_ms)]
    if not columns.settled_from_ms <= now_ms < columns.settled_until_ms:
        gates.append(Gate(("on sale", _settled(snapshot, now_ms)), clauses.on_sale_at(now_ms)))
    return gates


def filter_gate(node: FilterNode, snapshot: Snapshot, now_ms: int) -> Gate:
    """A filter as what products have to pass."""
    clauses = snapshot.index.lexical.clauses
    return Gate(None if _changes(node) else node, clauses.filter(node, now_ms), is_filter=True)


def _settled(snapshot: Snapshot, now_ms: int) -> Hashable:
    return snapshot.index.columns.boundaries.around(now_ms)


def _changes(node: FilterNode | None) -> bool:
    """Whether a filter lets other products through with every moment."""
    return node is not None and _BY_AGE in keys(node)


def ask(query: SearchQuery, snapshot: Snapshot, now_ms: int) -> Question:
    """Ask a snapshot. Raises InvalidArgument if the filter cannot be understood."""
    index = snapshot.index
    is_written = primary_subtag(query.language_code) in index.analyzer.lexicon.languages
    language = query.language_code if is_written else index.generation.language
    return Question(query, snapshot, now_ms, language, parse_filter(query.filter) if query.filter else None)
