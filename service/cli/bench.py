"""`auslage bench`: what a search costs and how long it takes under load, on the demo's shop."""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
import uvloop
from rich.console import Console

from service.cli.bench_core import bench_core, core_as_json, show_core
from service.cli.bench_report import Report, as_json_object, show
from service.cli.demo_shop import MadeUpShop, bring_in, make_up_shop
from service.cli.load.measure import empty_calls, events_per_s, searches, warm_up
from service.cli.load.target import Target, connections
from service.cli.load.usage import rss_mib
from service.cli.own_redis import own_redis, redis_of_wheel, redis_on_path
from service.cli.processes import run_command, served
from service.errors import SettingsInvalid

_MODEST, _HIGH = 0.5, 2.0


@dataclass(frozen=True, slots=True)
class Load:
    """What is asked of the server: searches a second, for how long a run."""

    rate: float
    seconds: float


def commands(app: typer.Typer) -> None:
    """Add `bench` to the command line."""
    app.command("bench")(bench)


def bench(
    *,
    products: Annotated[int | None, typer.Option(min=100, help="Of the shop.  [3629]", show_default=False)] = None,
    rate: Annotated[float, typer.Option(min=1, help="Searches a second; half and twice of it are run, too.")] = 100,
    seconds: Annotated[float, typer.Option(min=1, help="Length of each run.")] = 12,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Of our own server; more than one needs Redis.")] = 1,
    address: Annotated[
        str | None, typer.Option(help="Of a running server that holds the demo's shop.", show_default=False)
    ] = None,
    in_process: Annotated[
        bool, typer.Option("--in-process", help="Search alone, on one core: no server, no network.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Measure latency and cost of personalised searches, open loop, on a server of our own with Redis."""
    # Told to end, we end as if interrupted, so that no process of ours stays behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    console = Console(stderr=as_json)
    shop = make_up_shop(products)
    if in_process:
        timed = bench_core(shop, round(rate * seconds), console)
        n_products = len(shop.products)
        if as_json:
            typer.echo(core_as_json(timed, n_products=n_products))
        else:
            show_core(console, timed, n_products=n_products)
        return
    load = Load(rate, seconds)
    report = uvloop.run(_on(address, shop, load, console) if address else _on_own(shop, load, workers, console))
    if as_json:
        typer.echo(as_json_object(report))
    else:
        show(console, report)


async def _on(address: str, shop: MadeUpShop, load: Load, console: Console) -> Report:
    """Searches on someone's server: what they cost it is not ours to see, and its ledger gets no events."""
    target = Target(address, connections(1))
    return await _measured(target, shop, load, console, setting=f"the server at {address}")


async def _on_own(shop: MadeUpShop, load: Load, workers: int, console: Console) -> Report:
    program = redis_on_path() or redis_of_wheel()
    if program is None and workers > 1:
        raise SettingsInvalid("--workers: more than one needs a redis-server on the PATH")
    visits = "Redis" if program else "memory, since no redis-server was found"
    setting = f"{len(shop.products):,} products, {workers} worker(s), visits in {visits}"
    with own_redis(program) if program else nullcontext() as redis:
        async with _served(shop, workers, redis.url if redis else "", console) as target:
            return await _measured(target, shop, load, console, setting=setting)


@asynccontextmanager
async def _served(shop: MadeUpShop, workers: int, redis_url: str, console: Console) -> AsyncIterator[Target]:
    """The shop in a folder of its own, trained and served until the block ends."""
    with TemporaryDirectory(prefix="auslage-bench-") as name:
        folder = Path(name)
        with console.status("building the shop"):
            await bring_in(shop, folder, lambda _: None)
            await run_command("train", "--data-dir", name, "--force", "--json")
        settings = {"AUSLAGE_REDIS_URL": redis_url, "AUSLAGE_WORKERS": str(workers), "AUSLAGE_LOG_LEVEL": "error"}
        async with served(folder, settings) as serving:
            yield Target(serving.address, connections(workers), serving.pid)


async def _measured(target: Target, shop: MadeUpShop, load: Load, console: Console, *, setting: str) -> Report:
    """All measurements, one after the other; events last, since they change what is served."""
    with console.status("warming up"):
        await warm_up(target, shop, seconds=load.seconds)
    with console.status("searching"):
        modest, stated, high = [
            await searches(target, shop, rate=load.rate * factor, seconds=load.seconds)
            for factor in (_MODEST, 1, _HIGH)
        ]
        page = await searches(target, shop, rate=load.rate, seconds=load.seconds, whole_page=True)
    with console.status("calling a server that does nothing"):
        empty = await empty_calls(shop, stated, seconds=load.seconds)
    with console.status("writing events"):
        written = await events_per_s(target, shop, seconds=load.seconds) if target.pid else None
    rss = rss_mib(target.pid) if target.pid else None
    return Report(setting, stated, (modest, stated, high, page, empty), empty, written, rss)
