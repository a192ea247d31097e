"""A search request, understood: what every phase of answering it looks at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tantivy import Query

from service.limits import MAX_RESULT_WINDOW
from service.query.parsed import ParsedQuery
from service.types import SearchQuery
from service.usecases.features import Person
from service.usecases.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Question:
    """A request, understood.

    Attributes:
        gates: what the caller's filter and the products' own times let through, as index queries.
        memo_key: names what the unpersonalised answer depends on; empty if that changes with every moment.
    """

    query: SearchQuery
    parsed: ParsedQuery
    person: Person
    snapshot: Snapshot
    gates: Sequence[Query]
    memo_key: tuple[str, ...]

    @property
    def end(self) -> int:
        """The last place the page needs."""
        return min(self.query.offset + self.query.page_size, MAX_RESULT_WINDOW)
