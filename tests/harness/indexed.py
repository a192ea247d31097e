"""A catalogue indexed by the real keeper code and opened by the real follower, without a server."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from service.answers import Hit, RecommendResult, SearchResult, SuggestResult
from service.bundle.reader import Bundle
from service.keeper.indexer import Indexer
from service.keeper.words_file import WordsFile
from service.retrieval.follower import IndexFollower, IndexView
from service.types import (
    Consent,
    Event,
    Product,
    ProductChange,
    ProductId,
    RecommendQuery,
    RecordedEvent,
    SearchQuery,
    Seq,
    SuggestQuery,
    Visitor,
    VisitorId,
    Who,
)
from service.usecases.recommend_core import recommend
from service.usecases.search_core import search
from service.usecases.snapshot import Joiner, Snapshot
from service.usecases.suggest_core import Memos, suggest
from service.usecases.visitors import visit_event
from tests.harness.builders import NOON_MS

ANNA = Who(VisitorId("anna"), consent=Consent.GRANTED)


class ChangingHistory:
    """A ledger's history that a test writes by hand."""

    def __init__(self) -> None:
        self._changes: dict[ProductId, ProductChange] = {}
        self._events: list[RecordedEvent] = []
        self._seq = 0

    def put(self, product: Product) -> None:
        self._seq += 1
        self._changes.pop(product.id, None)
        self._changes[product.id] = ProductChange(Seq(self._seq), product.id, product)

    def delete(self, product_id: str) -> None:
        self._seq += 1
        self._changes.pop(ProductId(product_id), None)
        self._changes[ProductId(product_id)] = ProductChange(Seq(self._seq), ProductId(product_id), None)

    def happen(self, event: Event) -> RecordedEvent:
        self._seq += 1
        self._events.append(RecordedEvent(Seq(self._seq), event))
        return self._events[-1]

    def changes(self, *, after: Seq, limit: int) -> list[ProductChange]:
        return [change for change in self._changes.values() if change.seq > after][:limit]

    def events(self, *, after: Seq, limit: int) -> list[RecordedEvent]:
        return [recorded for recorded in self._events if recorded.seq > after][:limit]

    def last_seq(self) -> Seq:
        return Seq(self._seq)


class IndexedShop:
    """A shop that is searched through the serving code: change it, `publish`, ask."""

    def __init__(
        self, folder: Path, products: Sequence[Product] = (), *, language: str = "de", now_ms: int = NOON_MS
    ) -> None:
        self.history = ChangingHistory()
        self.now_ms = now_ms
        self.bundle: Bundle | None = None
        self._language = language
        self._memos = Memos()
        self._joiner = Joiner()
        self._folder = folder
        self.words_path = folder / "words.toml"
        for product in products:
            self.history.put(product)
        self._open()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._indexer.close()

    def _open(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._indexer = Indexer(
            self._folder,
            self.history,
            language=self._language,
            words_file=WordsFile(self.words_path),
            now_ms=lambda: self.now_ms,
            grown=threading.Event(),
        )
        self._follower = IndexFollower(self._folder)
        self.publish()

    def publish(self) -> IndexView:
        """Index what changed, and open it."""
        self._indexer.catch_up()
        self.view = self._follower.poll() or self.view
        return self.view

    def restart(self) -> None:
        """Close keeper and follower and open them anew on the same files."""
        self._indexer.close()
        self._open()

    @property
    def snapshot(self) -> Snapshot:
        return self._joiner.join(self.view, self.bundle)

    def search(self, query: SearchQuery | str, events: Sequence[Event] = ()) -> SearchResult:
        """Ask as anna, who consents, after these events."""
        asked = SearchQuery(query, who=ANNA) if isinstance(query, str) else query
        return search(asked, visitor_after(events), self.snapshot, self.now_ms, memo=self._memos.matches)

    def found(self, query: SearchQuery | str, events: Sequence[Event] = ()) -> list[str]:
        return [hit.product_id for hit in self.search(query, events).hits]

    def suggest(self, query: SuggestQuery | str, events: Sequence[Event] = ()) -> SuggestResult:
        """Type as anna, who consents, after these events."""
        asked = SuggestQuery(query, ANNA) if isinstance(query, str) else query
        return suggest(asked, visitor_after(events), self.snapshot, self.now_ms, memos=self._memos)

    def suggested(self, query: SuggestQuery | str, events: Sequence[Event] = ()) -> list[str]:
        return [suggestion.text for suggestion in self.suggest(query, events).suggestions]

    def recommend(self, query: RecommendQuery, events: Sequence[Event] = ()) -> RecommendResult:
        """Ask for a placement after these events of whoever the query says."""
        return recommend(query, visitor_after(events), self.snapshot, self.now_ms)


def visitor_after(events: Sequence[Event]) -> Visitor:
    """A visitor who did this, oldest first."""
    seen = tuple(visit_event(event, Seq(number)) for number, event in enumerate(events, start=1))
    return Visitor(seen, Seq(len(seen)))


def parts_of(hit: Hit) -> dict[str, float]:
    return {part.name: part.value for part in hit.parts}
