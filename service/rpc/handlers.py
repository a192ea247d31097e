"""What the edge needs from below: one Protocol for each use case that a servicer calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from service.answers import BundleInfo, PageCut, RecommendAnswer, SearchAnswer, SnapshotInfo, SuggestAnswer, WriteAnswer
from service.types import (
    Event,
    Product,
    ProductId,
    ProductPatch,
    RecommendQuery,
    SearchQuery,
    SuggestQuery,
    WriteResult,
)


class Search(Protocol):
    """Answers a search within `budget_ms`, a further page from its pinned inputs.

    Raises InvalidArgument for a filter or key it cannot read, PageExpired when the pinned inputs are gone.
    """

    async def __call__(
        self, query: SearchQuery, *, page: PageCut | None, return_products: bool, budget_ms: float
    ) -> SearchAnswer:
        """Answer the search."""
        ...


class Suggest(Protocol):
    """Answers a keystroke within `budget_ms`."""

    async def __call__(self, query: SuggestQuery, *, return_products: bool, budget_ms: float) -> SuggestAnswer:
        """Answer the keystroke."""
        ...


class Recommend(Protocol):
    """Answers a recommendation within `budget_ms`; raises InvalidArgument for a filter it cannot read."""

    async def __call__(self, query: RecommendQuery, *, return_products: bool, budget_ms: float) -> RecommendAnswer:
        """Answer the recommendation."""
        ...


class WriteEvents(Protocol):
    """Stores the events whose consent is GRANTED and answers each, in order; ReadOnly, StoreUnavailable."""

    async def __call__(self, events: Sequence[Event], *, request_id: str) -> WriteResult:
        """Store the events."""
        ...


class Catalog(Protocol):
    """Stores and reads products; writes raise ReadOnly and StoreUnavailable and answer each entry, in order."""

    async def upsert(self, products: Sequence[Product], *, request_id: str, wait_for_visible: bool) -> WriteAnswer:
        """Store whole products."""
        ...

    async def patch(self, patches: Sequence[ProductPatch], *, request_id: str, wait_for_visible: bool) -> WriteAnswer:
        """Change fields of stored products."""
        ...

    async def delete(
        self, product_ids: Sequence[ProductId], *, source_version: int, request_id: str, wait_for_visible: bool
    ) -> WriteAnswer:
        """Delete products."""
        ...

    async def get(self, product_id: ProductId) -> Product:
        """Return a stored product; raises NotFound."""
        ...

    async def list(self, after: ProductId, limit: int) -> Sequence[Product]:
        """Return at most `limit` products whose ids come after `after`, in the order of ids."""
        ...


class Models(Protocol):
    """Tells and chooses what answers."""

    async def list_bundles(self) -> Sequence[BundleInfo]:
        """Return the bundles on this node, newest first."""
        ...

    async def activate(self, version: str) -> BundleInfo:
        """Serve with another bundle; raises NotFound and BundleRefused."""
        ...

    async def snapshot(self) -> SnapshotInfo:
        """Return what answers at present."""
        ...


@dataclass(frozen=True, slots=True)
class UseCases:
    """All that a server offers."""

    search: Search
    suggest: Suggest
    recommend: Recommend
    write_events: WriteEvents
    catalog: Catalog
    models: Models
