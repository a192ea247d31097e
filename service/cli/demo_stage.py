"""What the demo plays on: a folder, somewhere to keep visits, and the made-up shop, trained and served."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from service.cli.demo_shop import bring_in, make_up_shop
from service.cli.own_redis import own_redis, redis_on_path
from service.cli.processes import run_command, served
from service.cli.story.world import Restartable
from service.errors import InvalidArgument

_ANOTHER_N_FACTORS = 32


@dataclass(frozen=True, slots=True)
class VisitsKept:
    """Where the demo keeps visits, in words; at `url` or, if that is empty, in memory. `own` is ours to kill."""

    words: str
    url: str = ""
    own: Restartable | None = None


@contextmanager
def visits_kept() -> Iterator[VisitsKept]:
    """The Redis that the environment names, else one of our own if the PATH has a redis-server, else memory."""
    url, program = os.environ.get("AUSLAGE_REDIS_URL"), redis_on_path()
    if url:
        yield VisitsKept("in the Redis that AUSLAGE_REDIS_URL names", url)
    elif program:
        with own_redis(program) as redis:
            yield VisitsKept("in a Redis of the demo's own", redis.url, redis)
    else:
        yield VisitsKept("in the server's memory, since there is no redis-server on the PATH")


@contextmanager
def empty_folder(wanted: Path | None) -> Iterator[Path]:
    """The folder that was asked for, else one that is gone afterwards.

    Raises InvalidArgument if it holds anything: the demo does not mix with a shop's data.
    """
    if wanted is None:
        with tempfile.TemporaryDirectory(prefix="auslage-demo-") as name:
            yield Path(name)
        return
    if wanted.exists() and (not wanted.is_dir() or any(wanted.iterdir())):
        raise InvalidArgument("--data-dir", "must be an empty folder or a new one")
    yield wanted


async def build(folder: Path, console: Console) -> None:
    """Make up the shop, write it into the folder's ledger and train on it."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("making up a shop", total=None)
        shop = await asyncio.to_thread(make_up_shop)
        console.print(
            f"{len(shop.products):,} products, {shop.n_visitors:,} shoppers and {len(shop.events):,} of their events."
        )
        progress.update(task, description="writing it into the ledger", total=len(shop.products) + len(shop.events))
        await bring_in(shop, folder, lambda n_entries: progress.advance(task, n_entries))
        progress.update(task, description="training", total=None)
        metrics = msgspec.json.decode(await run_command("train", "--data-dir", str(folder), "--json"))
    console.print(
        f"Trained on them; products found among the first 20 (HR@20): {metrics['blend_hr@20']:.3f}, "
        f"by popularity alone {metrics['popularity_hr@20']:.3f}."
    )


async def train_another(folder: Path) -> None:
    """Train and publish a bundle that is not the one in force."""
    await run_command("train", "--data-dir", str(folder), "--factors", str(_ANOTHER_N_FACTORS), "--json")


@asynccontextmanager
async def demo_served(folder: Path, visits: VisitsKept, console: Console, *, prefix: str) -> AsyncIterator[str]:
    """Serve the folder until the block ends; the address."""
    async with AsyncExitStack() as stack:
        with console.status("starting the server"):
            settings = {"AUSLAGE_REDIS_URL": visits.url, "AUSLAGE_REDIS_PREFIX": prefix}
            serving = await stack.enter_async_context(served(folder, settings))
        console.print(f"Served on {serving.address}; visits are kept {visits.words}.")
        yield serving.address
