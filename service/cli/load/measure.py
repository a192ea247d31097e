"""The measurements, one after the other: searches at several rates, an empty RPC, events."""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass

from auslage.v1.common_pb2 import DEGRADED_NO_VISITOR
from auslage.v1.search_pb2 import SearchResponse

from service.cli.demo_shop import MadeUpShop
from service.cli.load.open_loop import Measured, closed_loop, open_loop
from service.cli.load.requests import draw_searches, event_batches
from service.cli.load.target import EMPTY, SEARCH, WRITE_EVENTS, Target, calling, empty_server
from service.cli.load.usage import cpu_s

LONGEST_SIDE_RUN_S = 5.0
WARM_UP_REQUESTS = 3_000
WARM_UP_SEED, SEED = 11, 12
WARM_UP_CALLERS = 2
EVENT_BATCH = 100
EVENT_CALLERS = 8


@dataclass(frozen=True, slots=True)
class Row:
    """One run of searches; `cpu_us` is of the server, a search, None if the server is not ours."""

    what: str
    rate: float
    measured: Measured
    cpu_us: float | None

    @property
    def n_without_visitor(self) -> int:
        """Answers that had to do without the visitor."""
        return sum(DEGRADED_NO_VISITOR in SearchResponse.FromString(reply).degraded for reply in self.measured.replies)

    @property
    def reply_bytes(self) -> int:
        """The mean size of the answers."""
        return sum(map(len, self.measured.replies)) // max(1, len(self.measured.replies))


async def warm_up(target: Target, shop: MadeUpShop, *, seconds: float) -> None:
    """Ask for a while, five seconds at most, so that caches are warm and most visits are back from the ledger."""
    requests = itertools.cycle(draw_searches(shop, WARM_UP_REQUESTS, seed=WARM_UP_SEED))
    async with calling(target, SEARCH) as call:
        await closed_loop(
            call, lambda: next(requests), n_callers=WARM_UP_CALLERS, seconds=min(seconds, LONGEST_SIDE_RUN_S)
        )


async def searches(target: Target, shop: MadeUpShop, *, rate: float, seconds: float, whole_page: bool = False) -> Row:
    """Open-loop searches at one rate."""
    requests = draw_searches(shop, n_calls(rate, seconds), seed=SEED, whole_page=whole_page)
    what = "with products and facets" if whole_page else "ids and scores"
    measured, cpu_us = await _run(target, SEARCH, requests, rate)
    return Row(what, rate, measured, cpu_us)


async def empty_calls(shop: MadeUpShop, like: Row, *, seconds: float) -> Row:
    """The same requests at the same rate to a server that does nothing, with replies of the same size."""
    requests = draw_searches(shop, n_calls(like.rate, seconds), seed=SEED)
    async with empty_server(like.reply_bytes) as target:
        measured, cpu_us = await _run(target, EMPTY, requests, like.rate)
    return Row("empty RPC", like.rate, measured, cpu_us)


async def events_per_s(target: Target, shop: MadeUpShop, *, seconds: float) -> float:
    """Batches of 100 events from 8 callers that each wait for their answer, five seconds at most."""
    batches = event_batches(shop, size=EVENT_BATCH, telling=str(time.time_ns()))
    async with calling(target, WRITE_EVENTS) as call:
        n_batches, took_s = await closed_loop(
            call, lambda: next(batches), n_callers=EVENT_CALLERS, seconds=min(seconds, LONGEST_SIDE_RUN_S)
        )
    return n_batches * EVENT_BATCH / took_s


def n_calls(rate: float, seconds: float) -> int:
    """How many calls a run has."""
    return max(1, round(rate * seconds))


async def _run(target: Target, method: str, requests: Sequence[bytes], rate: float) -> tuple[Measured, float | None]:
    async with calling(target, method) as call:
        before_s = cpu_s(target.pid) if target.pid else 0.0
        measured = await open_loop(call, requests, rate=rate, seed=SEED)
        used_s = cpu_s(target.pid) - before_s if target.pid else None
    n_answered = max(1, measured.latencies_ms.size)
    return measured, None if used_s is None else 1e6 * used_s / n_answered
