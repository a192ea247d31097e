"""Search and Suggest alone, without server and network: how long the pure functions take on one core, by kind of question."""

from __future__ import annotations

import asyncio
import gc
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import msgspec
import numpy as np
from rich.console import Console
from rich.table import Table

from service.bootstrap import now_ms, open_index
from service.bundle.reader import current, load
from service.cli.demo_shop import MadeUpShop, bring_in
from service.cli.load.requests import PAGE_FACETS, Asked, draw_asked
from service.cli.processes import run_command
from service.limits import MAX_VISIT_EVENTS
from service.types import Consent, Event, FacetSpec, SearchQuery, Seq, SuggestQuery, Visitor, VisitorId, Who
from service.usecases.matched import MatchMemo
from service.usecases.search_core import search
from service.usecases.snapshot import Snapshot, join
from service.usecases.suggest_core import Memos, suggest
from service.usecases.visitors import visit_event
from service.usecases.warming import warm

_WARM_UP_SEED, _SEED = 21, 22
_WARM_UP = 300
_TYPED = 100
Query = TypeVar("Query", SearchQuery, SuggestQuery)
_FACETS = tuple(FacetSpec(key) for key in PAGE_FACETS)


@dataclass(frozen=True, slots=True)
class Timed:
    """The times of one kind of question, in milliseconds, shape (n,)."""

    what: str
    took_ms: np.ndarray[Any, np.dtype[np.float64]]

    def figures(self) -> dict[str, Any]:
        """Percentiles by name."""
        p50, p95, p99 = np.percentile(self.took_ms, (50, 95, 99)).round(3).tolist()
        return {"what": self.what, "n": int(self.took_ms.size), "p50_ms": p50, "p95_ms": p95, "p99_ms": p99}


def bench_core(shop: MadeUpShop, n_searches: int, console: Console) -> list[Timed]:
    """Index the shop in a folder of its own and search it in this process, one question after the other."""
    with TemporaryDirectory(prefix="auslage-bench-") as name:
        with console.status("building the shop"):
            asyncio.run(_build(shop, Path(name)))
        with console.status("searching"), open_index(Path(name), language="de") as view:
            bundles = Path(name) / "bundles"
            version = current(bundles)
            snapshot = join(view, load(bundles / version) if version else None)
            return _all_kinds(shop, snapshot, n_searches)


async def _build(shop: MadeUpShop, folder: Path) -> None:
    await bring_in(shop, folder, lambda _: None)
    await run_command("train", "--data-dir", str(folder), "--force", "--json")


def _all_kinds(shop: MadeUpShop, snapshot: Snapshot, n: int) -> list[Timed]:
    visitors = _visitors(shop.events)
    memo = MatchMemo()
    # As a worker does before it serves.
    warm(snapshot, None, now_ms())

    def ask(query: SearchQuery) -> None:
        search(query, visitors.get(query.who.visitor_id, Visitor()), snapshot, now_ms(), memo=memo)

    drawn = draw_asked(shop, n, seed=_SEED)
    kinds: dict[str, list[SearchQuery]] = {
        "all questions, known visitors": [_query(asked) for asked in drawn],
        "all questions, nobody known": [_query(asked, known=False) for asked in drawn],
        "whole words, known visitors": [_query(asked) for asked in drawn if not asked.typing],
        "half-typed words, known visitors": [_query(asked) for asked in drawn if asked.typing],
        "four facets, known visitors": [_query(asked, facets=_FACETS) for asked in drawn],
    }
    for asked in draw_asked(shop, _WARM_UP, seed=_WARM_UP_SEED):
        ask(_query(asked))
    searches = [Timed(what, _timed(ask, queries)) for what, queries in kinds.items() if queries]
    memos = Memos(memo)

    def type_on(query: SuggestQuery) -> None:
        suggest(query, visitors.get(query.who.visitor_id, Visitor()), snapshot, now_ms(), memos=memos)

    keystrokes = [stroke for asked in drawn[:_TYPED] for stroke in _keystrokes(asked)]
    return [*searches, Timed("keystrokes of Suggest, known visitors", _timed(type_on, keystrokes))]


def _timed(ask: Callable[[Query], None], queries: Sequence[Query]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Milliseconds of each call, without the garbage collector, as the server keeps what is loaded out of it."""
    gc.collect()
    gc.freeze()
    took_ms = np.empty(len(queries))
    for place, query in enumerate(queries):
        start = time.perf_counter()
        ask(query)
        took_ms[place] = 1000 * (time.perf_counter() - start)
    gc.unfreeze()
    return took_ms


def _query(asked: Asked, *, known: bool = True, facets: tuple[FacetSpec, ...] = ()) -> SearchQuery:
    who = Who(asked.by.visitor_id, asked.by.session_id, consent=Consent.GRANTED) if known else Who()
    return SearchQuery(asked.text, who=who, as_you_type=asked.typing, facets=facets)


def _keystrokes(asked: Asked) -> list[SuggestQuery]:
    """Every beginning of a query, as the same visitor types it."""
    who = Who(asked.by.visitor_id, asked.by.session_id, consent=Consent.GRANTED)
    return [SuggestQuery(asked.text[:end], who=who) for end in range(1, len(asked.text) + 1)]


def _visitors(events: Sequence[Event]) -> dict[VisitorId, Visitor]:
    """Every shopper with their newest events, as the visit store keeps them."""
    by_visitor: dict[VisitorId, list[Event]] = defaultdict(list)
    for event in events:
        by_visitor[event.visitor_id].append(event)
    return {
        visitor_id: Visitor(
            tuple(visit_event(event, Seq(number)) for number, event in enumerate(did[-MAX_VISIT_EVENTS:], start=1)),
            Seq(len(did)),
        )
        for visitor_id, did in by_visitor.items()
    }


def show_core(console: Console, timed: Sequence[Timed], *, n_products: int) -> None:
    """Print the table."""
    table = Table(title=f"Search in process, one core, {n_products:,} products", title_justify="left")
    table.add_column("questions")
    for heading in ("n", "p50 ms", "p95 ms", "p99 ms"):
        table.add_column(heading, justify="right")
    for row in (kind.figures() for kind in timed):
        table.add_row(row["what"], f"{row['n']:,}", *(f"{row[name]:.2f}" for name in ("p50_ms", "p95_ms", "p99_ms")))
    console.print(table)


def core_as_json(timed: Sequence[Timed], *, n_products: int) -> str:
    """One object: the number of products, and the figures of each kind of question under `runs`."""
    return msgspec.json.encode({"products": n_products, "runs": [kind.figures() for kind in timed]}).decode()
