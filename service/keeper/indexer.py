"""Tails the ledger into the index: every change becomes searchable within a second of its commit."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import structlog

from service.keeper.build import IndexBuild
from service.keeper.demand import DemandCounter
from service.keeper.queries import QueryCounter
from service.keeper.rebuild import Rebuild
from service.keeper.words_file import WordsFile
from service.ports import History
from service.retrieval.demand import DemandRecord
from service.retrieval.generation import Generation, generation_wanted, read_current, write_current
from service.types import Seq
from service.words.words import Words

_BATCH = 1_000
_POLL_S = 0.1
# However much the ledger holds: what was applied by then is published.
_STEP_S = 0.5
_PAUSE_S = 0.2
# Workers keep the generations that pages were cut from for ten minutes. So few as a change within a second allows.
_PACE_S = 0.7
_LOOK_S = 0.02
_RETRY_S = 1.0
_DEMAND_EVERY_MS = 2_000
_DEMAND_AT_LEAST_EVERY_MS = 30_000
_DEMANDED_PER_MS = 50
_QUERIES_EVERY_MS = 2_000
_MS_A_QUERY = 10
_RECOUNT_S = 0.1

log = structlog.get_logger(__name__)


class Indexer:
    """Owns the index builds under one folder. `step` does the work; `start` runs it on a thread of its own.

    A build that is outgrown, or analysed with other words than the merchant's file lays down by now, is made anew beside
    the one in force; one that does not add up when it is opened, at once.

    Args:
        root: the folder of the builds.
        history: the ledger.
        language: of products that state none.
        words_file: the merchant's words, looked at with every step.
        now_ms: the clock that demand fades by.
        grown: set by whoever commits to the ledger, to be looked at soon.
    """

    def __init__(
        self,
        root: Path,
        history: History,
        *,
        language: str,
        words_file: WordsFile,
        now_ms: Callable[[], int],
        grown: threading.Event,
    ) -> None:
        self._root = root
        self._history = history
        self._language = language
        self._words_file = words_file
        self._now_ms = now_ms
        self._build: IndexBuild | None = None
        self._rebuild: Rebuild | None = None
        self._demand = DemandCounter(now_ms())
        self._demand_changed = False
        self._queries = QueryCounter(now_ms())
        self._queries_changed = False
        self._queries_published_ms, self._n_queries = 0, 0
        self._published_s = time.monotonic()
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
        if self._rebuild is not None:
            self._rebuild.abandon()
            self._rebuild = None
        if self._build is not None:
            self._build.close()
            self._build = None

    def catch_up(self) -> Generation:
        """Apply all that the ledger holds, make builds anew that are outgrown, and return the generation in force."""
        while self.step() or self._rebuild is not None:
            if self._rebuild is not None:
                self._rebuild.result()
        return self._in_force().generation

    def step(self) -> bool:
        """Apply what the ledger holds, for half a second at most, and publish it. Returns whether there may be more."""
        build = self._in_force()
        more = self._count_events()
        self._recount_queries()
        more |= self._apply_changes(build)
        demand = self._demand_record() if self._demand_due(build) else None
        queries = self._asked_lately() if self._queries_due() else None
        if demand is not None or queries is not None or build.due:
            build.publish(demand, queries)
            self._published_s = time.monotonic()
        words = self._words_file.wanted(build.words)
        if self._rebuild is None and (build.outgrown or words != build.words):
            self._rebuild = self._begun(words)
        return more

    def _run(self) -> None:
        while not self._stop.is_set():
            self._grown.wait(_POLL_S)
            self._grown.clear()
            try:
                while self.step() and not self._stop.is_set():
                    pass
            except Exception:  # the loop outlives a failed step; the ledger still holds everything
                log.exception("indexing failed, will try again")
                self._give_up_build()
                self._stop.wait(_RETRY_S)
            self._pause()

    def _pause(self) -> None:
        """Let changes gather, for less time if somebody waits for them."""
        self._stop.wait(_PAUSE_S)
        until_s = self._published_s + _PACE_S
        while time.monotonic() < until_s and not generation_wanted(self._root):
            if self._stop.wait(_LOOK_S):
                return

    def _give_up_build(self) -> None:
        """Let go of a build in doubt: it is opened again as it was last published."""
        build, self._build = self._build, None
        with suppress(OSError, ValueError):
            if build is not None:
                build.close()

    def _in_force(self) -> IndexBuild:
        rebuild = self._rebuild
        # Until all searches are counted again, only the build in force tells what is searched for.
        if rebuild is not None and rebuild.done and self._queries.seq >= self._demand.seq:
            self._rebuild = None
            self._take_over(rebuild.result())
        return self._build or self._opened()

    def _opened(self) -> IndexBuild:
        number = read_current(self._root)
        build = None if number is None else IndexBuild.reopen(self._root, number, self._language)
        if build is None:
            return self._take_over(self._begun(self._words_file.wanted(Words())).result())
        self._demand.restore(build.demand, build.index_of)
        self._build = build
        return build

    def _apply_changes(self, build: IndexBuild) -> bool:
        """Apply changes until there are none, or time is up: then there may be more."""
        last, until_s = self._history.last_seq(), time.monotonic() + _STEP_S
        while changes := self._history.changes(after=build.reached, limit=_BATCH):
            build.apply(changes)
            if time.monotonic() > until_s:
                return True
        build.reached = max(build.reached, last)
        return False

    def _count_events(self) -> bool:
        """Count demand, and what is searched for, until all events are counted or time is up: then there may be more."""
        until_s = time.monotonic() + _STEP_S
        while events := self._history.events(after=self._demand.seq, limit=_BATCH):
            is_level = self._queries.seq >= self._demand.seq
            for recorded in events:
                self._demand_changed |= self._demand.add(recorded)
                self._queries_changed |= is_level and self._queries.add(recorded)
            if time.monotonic() > until_s:
                return True
        return False

    def _recount_queries(self) -> None:
        """After a start, count the queries of earlier events again, a little with each step: visitors are never written down.

        What was published before stays in force meanwhile.
        """
        until_s = time.monotonic() + _RECOUNT_S
        while self._queries.seq < self._demand.seq and time.monotonic() < until_s:
            events = self._history.events(after=self._queries.seq, limit=_BATCH)
            for recorded in events:
                if recorded.seq <= self._demand.seq:
                    self._queries_changed |= self._queries.add(recorded)
            if not events or events[-1].seq >= self._demand.seq:
                self._queries.seq = self._demand.seq

    def _demand_due(self, build: IndexBuild) -> bool:
        """Whether to publish new demand: every two seconds, less often where it is large."""
        every_ms = max(_DEMAND_EVERY_MS, min(self._demand.n_counted // _DEMANDED_PER_MS, _DEMAND_AT_LEAST_EVERY_MS))
        return self._demand_changed and not 0 <= self._now_ms() - build.demand.as_of_ms < every_ms

    def _demand_record(self) -> DemandRecord:
        self._demand_changed = False
        return self._demand.record(self._now_ms())

    def _queries_due(self) -> bool:
        """Whether to publish what is searched for, once all is counted: every two seconds, less often where it is much."""
        every_ms = max(_QUERIES_EVERY_MS, self._n_queries * _MS_A_QUERY)
        is_time = not 0 <= self._now_ms() - self._queries_published_ms < every_ms
        return self._queries_changed and is_time and self._queries.seq >= self._demand.seq

    def _asked_lately(self) -> dict[str, float]:
        asked = self._queries.published(self._now_ms())
        self._queries_changed = False
        self._queries_published_ms, self._n_queries = self._now_ms(), len(asked)
        return asked

    def _begun(self, words: Words) -> Rebuild:
        number = self._next_number()
        self._sweep()
        return Rebuild(self._root, number, self._history, self._language, words)

    def _take_over(self, build: IndexBuild) -> IndexBuild:
        """Put a new build in force, once it holds what the old one does, which stays until workers have left it."""
        reached = Seq(0) if self._build is None else self._build.reached
        while build.reached < reached and (changes := self._history.changes(after=build.reached, limit=_BATCH)):
            build.apply(changes)
        build.reached = max(build.reached, reached)
        self._demand.follow(build.index_of)
        self._count_events()
        self._recount_queries()
        is_level = self._queries.seq >= self._demand.seq
        build.publish(self._demand_record(), self._asked_lately() if is_level else None)
        write_current(self._root, build.generation.build)
        self._give_up_build()
        self._build = build
        log.info("index built", build=build.generation.build, n_products=build.n_alive)
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
