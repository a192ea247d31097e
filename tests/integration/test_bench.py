"""The bench measures what it says: open loop, from the intended time, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time

import grpc
import numpy as np
import pytest

from service.cli.demo_shop import make_up_shop
from service.cli.load.empty import METHOD, SERVICE
from service.cli.load.open_loop import closed_loop, open_loop
from service.cli.load.requests import draw_searches
from service.cli.load.target import calling, empty_server

KEYS = {
    "searches_per_s",
    "p50_ms",
    "p99_ms",
    "p999_ms",
    "cpu_us_per_search",
    "cpu_ratio_to_empty_rpc",
    "errors",
    "events_per_s",
    "rss_mib",
}


def test_the_command_measures_every_figure_of_the_interface() -> None:
    command = [sys.executable, "-P", "-m", "service.cli", "bench", "--json"]
    ended = subprocess.run(
        [*command, "--products", "300", "--rate", "20", "--seconds", "1"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    report = json.loads(ended.stdout)
    assert all(report[key] is not None for key in KEYS)
    assert report["errors"] == 0
    assert 0 < report["p50_ms"] <= report["p99_ms"] <= report["p999_ms"]
    assert [run["rate"] for run in report["runs"]] == [10, 20, 40, 20, 20]


async def test_latency_counts_from_the_intended_time_so_that_a_stall_is_not_hidden() -> None:
    stall_s = 0.2
    first = asyncio.Event()

    async def stalls_once(request: bytes) -> bytes:
        if not first.is_set():
            first.set()
            until = time.perf_counter() + stall_s
            while time.perf_counter() < until:
                pass
        return request

    measured = await open_loop(stalls_once, [b"x"] * 100, rate=500, seed=1)
    # About 100 calls fell due during the stall; a closed loop would have seen one slow call.
    assert np.count_nonzero(measured.latencies_ms > 1000 * stall_s / 4) > 30
    assert measured.lag_ms > 1000 * stall_s / 2


async def test_refused_calls_are_errors_and_have_no_latency() -> None:
    async def refuses(_: bytes) -> bytes:
        raise grpc.aio.AioRpcError(grpc.StatusCode.RESOURCE_EXHAUSTED, grpc.aio.Metadata(), grpc.aio.Metadata())

    measured = await open_loop(refuses, [b"x"] * 10, rate=1000, seed=1)
    assert measured.n_errors == 10
    assert measured.latencies_ms.size == 0


async def test_the_empty_server_answers_with_as_many_bytes_as_it_was_told() -> None:
    async with empty_server(1234) as target, calling(target, f"/{SERVICE}/{METHOD}") as call:
        assert len(await call(b"anything")) == 1234
        n_answers, took_s = await closed_loop(call, lambda: b"x", n_callers=2, seconds=0.1)
        assert n_answers > 0
        assert took_s >= 0.1


@pytest.mark.parametrize("whole_page", [False, True])
def test_the_same_seed_asks_the_same_questions(*, whole_page: bool) -> None:
    shop = make_up_shop(300)
    assert draw_searches(shop, 50, seed=3, whole_page=whole_page) == draw_searches(
        shop, 50, seed=3, whole_page=whole_page
    )
    assert draw_searches(shop, 50, seed=3) != draw_searches(shop, 50, seed=4)


def test_a_larger_shop_has_no_id_twice() -> None:
    shop = make_up_shop(5_000)
    assert len({product.id for product in shop.products}) == len(shop.products) == 5_000
