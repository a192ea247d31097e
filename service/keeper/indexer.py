"""Tails the ledger into the index: every change becomes searchable within a second of its commit."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import structlog

from service.keeper.build import IndexBuild
from service.keeper.demand import DemandCounter
from service.ports import History
from service.retrieval.demand import DemandRecord
from service.retrieval.generation import Generation, read_current, write_current
from service.types import Product, ProductChange, Seq

_BATCH = 2_000
_POLL_S = 0.1
# Workers keep a number of snapshots for further pages; changes without end must not push them out at once.
_PAUSE_S = 0.2
_RETRY_S = 1.0
_DEMAND_EVERY_MS = 2_000

log = structlog.get_logger(__name__)


class Indexer:
    """Owns the index builds under one folder. `catch_up` does the work; `start` runs it on a thread of its own.

    A build that is outgrown, or does not add up when it is opened, is made anew beside the one in force.

    Args:
        root: the folder of the builds.
        history: the ledger.
        language: of products that state none.
        now_ms: the clock that demand fades by.
        grown: set by whoever commits to the ledger, to be looked at soon.
    """

    def __init__(
        self, root: Path, history: History, *, language: str, now_ms: Callable[[], int], grown: threading.Event
    ) -> None:
        self._root = root
        self._history = history
        self._language = language
        self._now_ms = now_ms
        self._build: IndexBuild | None = None
        self._demand = DemandCounter(now_ms())
        self._demand_changed = False
        self._grown = grown
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Catch up once, so that the first generation is there, then go on in the background."""
        self.catch_up()
        self._thread = threading.Thread(target=self._run, name="indexer", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Finish the step under way and stop."""
        self._stop.set()
        self._grown.set()
        if self._thread is not None:
            self._thread.join()
        if self._build is not None:
            self._build.close()
            self._build = None

    def catch_up(self) -> Generation:
        """Apply all that the ledger holds and publish it, if anything changed. Returns the generation in force."""
        build = self._build or self._opened()
        seq = self._history.last_seq()
        self._count_demand()
        changed = self._apply_changes(build)
        if build.outgrown:
            return self._rebuilt().generation
        fade_due = self._demand_changed and not 0 <= self._now_ms() - build.demand.as_of_ms < _DEMAND_EVERY_MS
        if changed or fade_due or build.moved:
            build.publish(seq, self._demand_record(build) if fade_due else None)
        return build.generation

    def _run(self) -> None:
        while not self._stop.is_set():
            self._grown.wait(_POLL_S)
            self._grown.clear()
            try:
                self.catch_up()
            except Exception:  # the loop outlives a failed step; the ledger still holds everything
                log.exception("indexing failed, will try again")
                self._give_up_build()
                self._stop.wait(_RETRY_S)
            self._stop.wait(_PAUSE_S)

    def _give_up_build(self) -> None:
        """Let go of a build in doubt: it is opened again as it was last published."""
        build, self._build = self._build, None
        with suppress(OSError, ValueError):
            if build is not None:
                build.close()

    def _opened(self) -> IndexBuild:
        number = read_current(self._root)
        build = None if number is None else IndexBuild.reopen(self._root, number, self._language)
        if build is None:
            return self._rebuilt()
        self._demand.restore(build.demand, build.ids)
        self._build = build
        return build

    def _apply_changes(self, build: IndexBuild) -> bool:
        changed = False
        for changes in self._changes(Seq(build.generation.seq)):
            build.apply(changes)
            changed = True
        return changed

    def _count_demand(self) -> None:
        while events := self._history.events(after=self._demand.seq, limit=_BATCH):
            for recorded in events:
                self._demand_changed |= self._demand.add(recorded)

    def _demand_record(self, build: IndexBuild) -> DemandRecord:
        self._demand_changed = False
        return self._demand.record(build.index_of, self._now_ms())

    def _rebuilt(self) -> IndexBuild:
        """Make the build anew and put it in force; the previous one stays until workers have left it."""
        number = self._next_number()
        self._sweep()
        seq = self._history.last_seq()
        self._count_demand()
        build = IndexBuild.create(self._root, number, self._catalogue, self._language)
        self._apply_changes(build)
        build.publish(seq, self._demand_record(build))
        write_current(self._root, number)
        self._give_up_build()
        self._build = build
        log.info("index built", build=number, n_products=build.n_alive)
        return build

    def _next_number(self) -> int:
        """A number that no build ever had, also if the folder was emptied: workers may still follow an old one."""
        taken = (int(path.name) for path in self._folders())
        return max(max(taken, default=0) + 1, self._now_ms() // 1000)

    def _sweep(self) -> None:
        """Remove what earlier builds and failed attempts left; the build in force stays until the one after the next."""
        current = read_current(self._root)
        for folder in self._folders():
            if int(folder.name) != current:
                shutil.rmtree(folder, ignore_errors=True)

    def _folders(self) -> list[Path]:
        return [path for path in self._root.iterdir() if path.name.isdigit()]

    def _catalogue(self) -> Iterator[Product]:
        for changes in self._changes(Seq(0)):
            yield from (change.product for change in changes if change.product is not None)

    def _changes(self, after: Seq) -> Iterator[Sequence[ProductChange]]:
        while changes := self._history.changes(after=after, limit=_BATCH):
            yield changes
            after = changes[-1].seq
