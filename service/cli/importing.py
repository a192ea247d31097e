"""The life of an import: entries are read, judged, written in batches, and counted."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from service.catalog.feed_problems import FeedProblem
from service.catalog.feeds import FeedEntry
from service.cli.messages import read_product, readable_id
from service.cli.tally import Tally
from service.errors import InvalidArgument
from service.limits import MAX_BATCH
from service.ports import History, Keeper
from service.types import (
    EntryCode,
    EntryStatus,
    Event,
    Product,
    ProductChange,
    ProductId,
    ProductPatch,
    Seq,
    WriteResult,
)

_IN_FLIGHT = 4
# A batch of the longest lines still fits the keeper's frame of 32 MiB.
_BATCH_CHARS = 8 * 1024 * 1024
_CHANGES_A_READ = 2_000
_MAX_HIDDEN_SHARE = 0.2

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Item(Generic[T]):
    """A product or event, and the line it was read from, if it was."""

    value: T
    file: str = ""
    line: int = 0
    n_chars: int = 0


@dataclass(slots=True)
class ProductFeed:
    """The products of the files, each id once.

    Attributes:
        ids: that the files name, on good lines and bad ones.
        n_nameless: bad lines on which no id can be read.
    """

    entries: Iterable[FeedEntry]
    tally: Tally
    ids: set[ProductId] = field(default_factory=set)
    n_nameless: int = 0

    def items(self) -> Iterator[Item[Product]]:
        """Yield the good products, count the bad ones."""
        seen: set[ProductId] = set()
        for entry in self.entries:
            item = take(entry, read_product, self.tally)
            if item is None:
                self._note_bad(entry)
            elif item.value.id in seen:
                repeated = EntryStatus(EntryCode.INVALID, "id", "stands in these files before; the first is kept")
                self.tally.answer(repeated, entry.file, entry.line)
            else:
                seen.add(item.value.id)
                yield item
        self.ids |= seen

    def _note_bad(self, entry: FeedEntry) -> None:
        product_id = readable_id(entry.json)
        self.ids.add(product_id)
        self.n_nameless += not product_id


def take(entry: FeedEntry, read: Callable[[str], T], tally: Tally) -> Item[T] | None:
    """Return the entry read, or None once the tally knows why not."""
    try:
        if not entry.problem:
            item = Item(read(entry.json), entry.file, entry.line, len(entry.json))
            for warning in entry.warnings:
                tally.warnings.add(FeedProblem(entry.file, entry.line, warning))
            return item
        status = EntryStatus(EntryCode.INVALID, message=entry.problem)
    except InvalidArgument as error:
        status = EntryStatus(EntryCode.INVALID, error.field, error.message)
    tally.answer(status, entry.file, entry.line)
    return None


async def import_products(items: Iterable[Item[Product]], keeper: Keeper, history: History, tally: Tally) -> None:
    """Write products, no id twice."""
    before = history.last_seq()
    ids: set[ProductId] = set()
    await _write(_noted(items, ids), keeper.upsert_products, tally)
    changed = {change.product_id for change in _changes(history, before)}
    tally.n_unchanged = max(0, len(ids - changed) - tally.codes[EntryCode.STALE])


async def import_events(items: Iterable[Item[Event]], keeper: Keeper, tally: Tally) -> None:
    """Write events whose consent is granted."""
    await _write(items, keeper.write_events, tally)


def visible_products(history: History) -> set[ProductId]:
    """The ids of all products that are not hidden."""
    return {change.product_id for change in _changes(history, Seq(0)) if change.product and not change.product.hidden}


async def hide_absent(visible: set[ProductId], feed: ProductFeed, keeper: Keeper, tally: Tally, *, force: bool) -> None:
    """Hide the products that stood before and that the files do not name, or tell the tally why not.

    Args:
        visible: what was visible before the import.
        feed: read to its end.
        keeper: where to.
        tally: told how many were hidden.
        force: hide even if too many would go, or if it is not certain which are absent.
    """
    absent = sorted(visible - feed.ids)
    if not force:
        tally.refusal = _hiding_refused(len(absent), len(visible), feed.n_nameless)
    if not tally.refusal:
        for start in range(0, len(absent), MAX_BATCH):
            ids = absent[start : start + MAX_BATCH]
            patches = [ProductPatch(Product(product_id, hidden=True), ("hidden",)) for product_id in ids]
            result = await keeper.patch_products(patches)
            tally.n_hidden += sum(entry.code is EntryCode.OK for entry in result.entries)


def _hiding_refused(n_absent: int, n_visible: int, n_nameless: int) -> str:
    if n_absent and n_nameless:
        return f"lines without a readable id: {n_nameless}, so what is absent is not certain; nothing was hidden (--force hides)"
    if n_absent > _MAX_HIDDEN_SHARE * n_visible:
        return f"{n_absent} of {n_visible} products would be hidden, over 20 %; nothing was hidden (--force hides)"
    return ""


async def _write(
    items: Iterable[Item[T]], write: Callable[[Sequence[T]], Awaitable[WriteResult]], tally: Tally
) -> None:
    batches = _batches(items)

    async def drain() -> None:
        for batch in batches:
            result = await write([item.value for item in batch])
            for item, status in zip(batch, result.entries, strict=True):
                tally.answer(status, item.file, item.line)

    # All of them draw from one iterator, so that reading goes on while batches are being written.
    await asyncio.gather(*(drain() for _ in range(_IN_FLIGHT)))


def _batches(items: Iterable[Item[T]]) -> Iterator[list[Item[T]]]:
    batch: list[Item[T]] = []
    n_chars = 0
    for item in items:
        batch.append(item)
        n_chars += item.n_chars
        if len(batch) == MAX_BATCH or n_chars >= _BATCH_CHARS:
            yield batch
            batch, n_chars = [], 0
    if batch:
        yield batch


def _noted(items: Iterable[Item[Product]], ids: set[ProductId]) -> Iterator[Item[Product]]:
    for item in items:
        ids.add(item.value.id)
        yield item


def _changes(history: History, after: Seq) -> Iterator[ProductChange]:
    while changes := history.changes(after=after, limit=_CHANGES_A_READ):
        yield from changes
        after = changes[-1].seq
