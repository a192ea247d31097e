"""Tails the ledger into the index: every change becomes searchable within a second of its commit."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import structlog

from service.keeper.build import IndexBuild
from service.keeper.demand import DemandCounter
from service.ports import History
from service.retrieval.generation import DemandRecord, Generation, read_current, write_atomically
from service.types import Product, Seq

_BATCH = 2_000
_POLL_S = 0.25
_DEMAND_EVERY_MS = 2_000
_RELEARN_GROWTH = 2.0
_RELEARN_MIN = 200
_COMPACT_MIN_ROWS = 10_000
_KEPT_BUILDS = 2

log = structlog.get_logger(__name__)


class Indexer:
    """Owns the index builds under one folder. `catch_up` does the work; `start` runs it on a thread of its own.

    The index is made anew, beside the one in force, when the catalogue has doubled since its lexicons were learned, and
    when more than half of its rows are outdated.

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
        self._demand_seq = Seq(0)
        self._demand_changed = False
        self._demand_at_ms = 0
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
        build = self._opened()
        seq = self._history.last_seq()
        self._count_demand()
        changed = self._apply_changes(build)
        if self._outgrown(build):
            return self._rebuild()
        due = self._demand_changed and self._now_ms() - self._demand_at_ms >= _DEMAND_EVERY_MS
        if not changed and not due and build.generation.opstamp and seq <= build.generation.seq:
            return build.generation
        return self._publish(build, seq, demand=due or not build.generation.demand)

    def _run(self) -> None:
        while not self._stop.is_set():
            self._grown.wait(_POLL_S)
            self._grown.clear()
            try:
                self.catch_up()
            except Exception:  # the loop outlives a failed step; the ledger still holds everything
                log.exception("indexing failed, will try again")
                self._build = None
                self._stop.wait(_POLL_S)

    def _opened(self) -> IndexBuild:
        if self._build is None:
            number = read_current(self._root)
            self._build = IndexBuild.reopen(self._root, number, self._language) if number is not None else None
            if self._build is None:
                self._rebuild()
            else:
                self._demand.restore(self._build.demand, self._build.ids)
                self._demand_seq = Seq(self._build.generation.seq)
        assert self._build is not None  # noqa: S101 - _rebuild has just set it
        return self._build

    def _apply_changes(self, build: IndexBuild) -> bool:
        after = Seq(build.generation.seq)
        changed = False
        while changes := self._history.changes(after=after, limit=_BATCH):
            build.apply(changes)
            after = changes[-1].seq
            changed = True
        return changed

    def _count_demand(self) -> None:
        while events := self._history.events(after=self._demand_seq, limit=_BATCH):
            for recorded in events:
                self._demand_changed |= self._demand.add(recorded.event)
            self._demand_seq = events[-1].seq

    def _publish(self, build: IndexBuild, seq: Seq, *, demand: bool) -> Generation:
        record: DemandRecord | None = None
        if demand:
            self._demand_at_ms = self._now_ms()
            record = self._demand.record(build.index_of, self._demand_at_ms)
            self._demand_changed = False
        return build.publish(seq, record)

    def _outgrown(self, build: IndexBuild) -> bool:
        relearn = build.n_alive > max(_RELEARN_MIN, _RELEARN_GROWTH * build.generation.learned_from)
        compact = build.n_rows > max(_COMPACT_MIN_ROWS, 2 * build.n_alive)
        return relearn or compact

    def _rebuild(self) -> Generation:
        previous = self._build
        number = (read_current(self._root) or 0) + 1
        seq = self._history.last_seq()
        self._count_demand()
        build = IndexBuild.create(self._root, number, self._all_products(), self._language)
        self._build = build
        self._apply_changes(build)
        generation = self._publish(build, seq, demand=True)
        write_atomically(self._root / "CURRENT", str(number).encode())
        if previous is not None:
            previous.close()
        for path in sorted(self._root.glob("[0-9]*"))[:-_KEPT_BUILDS]:
            shutil.rmtree(path, ignore_errors=True)
        log.info("index built", build=number, n_products=build.n_alive)
        return generation

    def _all_products(self) -> list[Product]:
        products: list[Product] = []
        after = Seq(0)
        while changes := self._history.changes(after=after, limit=_BATCH):
            products += [change.product for change in changes if change.product is not None]
            after = changes[-1].seq
        return products
