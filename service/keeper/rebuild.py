"""A build made anew beside the one in force."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from service.keeper.build import IndexBuild
from service.ports import History
from service.types import Product, ProductChange, Seq
from service.words.words import Words

_BATCH = 2_000


class Rebuild:
    """Makes a build from the ledger on a thread of its own, so that meanwhile changes still show in the one in force.

    Args:
        root: the folder of the builds.
        number: of the new one.
        history: the ledger.
        language: of products that state none.
        words: the merchant's.
    """

    def __init__(self, root: Path, number: int, history: History, language: str, words: Words) -> None:
        self._root = root
        self._number = number
        self._history = history
        self._language = language
        self._words = words
        self._stop = threading.Event()
        executor = ThreadPoolExecutor(1, thread_name_prefix="rebuild")
        self._made = executor.submit(self._make)
        executor.shutdown(wait=False)

    @property
    def done(self) -> bool:
        """Whether `result` answers at once."""
        return self._made.done()

    def result(self) -> IndexBuild:
        """Wait for the build: unpublished, and as good as level with the ledger. Raises what went wrong."""
        return self._made.result()

    def abandon(self) -> None:
        """Stop soon; what was made is left to be swept away."""
        self._stop.set()
        with suppress(Exception):  # it is not wanted any more, whatever became of it
            self._made.result().close()

    def _make(self) -> IndexBuild:
        build = IndexBuild.create(self._root, self._number, self._products, self._language, self._words)
        for changes in self._changes():
            build.apply(changes)
        return build

    def _products(self) -> Iterator[Product]:
        for changes in self._changes():
            yield from (change.product for change in changes if change.product is not None)

    def _changes(self) -> Iterator[Sequence[ProductChange]]:
        """The whole catalogue; ends even while changes stream, with the first batch that is not full."""
        after, changes = Seq(0), self._history.changes(after=Seq(0), limit=_BATCH)
        while changes and not self._stop.is_set():
            yield changes
            after = changes[-1].seq
            changes = self._history.changes(after=after, limit=_BATCH) if len(changes) == _BATCH else []
