"""`auslage import`: products, events or a whole shop from files into the ledger, and a merchant's words."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, BinaryIO

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from service.bootstrap import now_ms, open_history, open_keeper
from service.catalog.csv_products import parse_columns
from service.catalog.feed_lines import Opener
from service.catalog.feeds import check_events, check_products, read_events, read_products
from service.catalog.uci import UciShop, read_uci_online_retail
from service.cli.folders import DataDir
from service.cli.import_report import report
from service.cli.import_words import words
from service.cli.importing import Item, ProductFeed, hide_absent, import_events, import_products, take, visible_products
from service.cli.messages import read_event
from service.cli.tally import Tally
from service.config import load_settings
from service.types import Consent, EntryCode, EntryStatus, Event

Files = Annotated[
    list[Path],
    typer.Argument(
        exists=True, dir_okay=False, readable=True, metavar="FILE...", help="Plain or .gz.", show_default=False
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


class ShopFormat(StrEnum):
    """Files that hold products and events at once."""

    UCI_ONLINE_RETAIL = "uci-online-retail"


class Given(StrEnum):
    """Whether the visitors of events that say nothing of consent gave it."""

    DENIED = "denied"
    GRANTED = "granted"


def commands(app: typer.Typer) -> None:
    """Add `import` to the command line."""
    group = typer.Typer(no_args_is_help=True, help="Bring in products, events, a whole shop, or a merchant's words.")
    group.command("products")(products)
    group.command("events")(events)
    group.command("shop")(shop)
    group.command("words")(words)
    app.add_typer(group, name="import")


def products(
    files: Files,
    columns: Annotated[str, typer.Option(help='CSV: "title=Bezeichnung,price=VK-Preis".', show_default=False)] = "",
    full: Annotated[bool, typer.Option("--full", help="Hide the products that the files do not name.")] = False,
    force: Annotated[bool, typer.Option("--force", help="With --full: hide even more than 20 % of them.")] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Import products from JSON lines (.jsonl), tables with a header (.csv, .tsv, .txt) or Google Merchant feeds (.xml)."""
    folder = load_settings(data_dir=data_dir).data_dir
    column_map = parse_columns(columns)
    ignored = dict.fromkeys(name for path in files for name in check_products(path, column_map))
    if ignored:
        typer.echo(f"columns that stand for no field are ignored: {', '.join(ignored)}", err=True)
    tally = Tally()
    with _watched(files) as opener:
        feed = ProductFeed(read_products(files, column_map, opener, now_ms=now_ms()), tally)
        asyncio.run(_import_products(folder, feed, tally, full=full, force=force))
    report({"products": tally}, as_json=as_json)


async def _import_products(folder: Path, feed: ProductFeed, tally: Tally, *, full: bool, force: bool) -> None:
    async with open_keeper(folder) as keeper:
        history = open_history(folder)
        visible = visible_products(history) if full else set()
        await import_products(feed.items(), keeper, history, tally)
        if full:
            await hide_absent(visible, feed, keeper, tally, force=force)


def events(
    files: Files,
    consent: Annotated[
        Given, typer.Option(help="Of events that name none; without it they are not stored.")
    ] = Given.DENIED,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Import events of any age from JSON lines (.jsonl)."""
    folder = load_settings(data_dir=data_dir).data_dir
    for path in files:
        check_events(path)
    tally = Tally()
    read = partial(read_event, consent=Consent(consent.value), now_ms=now_ms())
    with _watched(files) as opener:
        entries = (take(entry, read, tally) for entry in read_events(files, opener))
        asyncio.run(_import_events(folder, _consented(filter(None, entries), tally), tally))
    report({"events": tally}, as_json=as_json)


def _consented(items: Iterator[Item[Event]], tally: Tally) -> Iterator[Item[Event]]:
    for item in items:
        if item.value.consent is Consent.GRANTED:
            yield item
        else:
            tally.answer(EntryStatus(EntryCode.NOT_STORED), item.file, item.line)


async def _import_events(folder: Path, items: Iterator[Item[Event]], tally: Tally) -> None:
    async with open_keeper(folder) as keeper:
        await import_events(items, keeper, tally)


def shop(
    files: Files,
    shop_format: Annotated[ShopFormat, typer.Option("--format", help="What the files are.", show_default=False)],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Import products and events from one kind of files."""
    folder = load_settings(data_dir=data_dir).data_dir
    with Console(stderr=True).status(f"reading {shop_format}"):
        read = read_uci_online_retail(files)
        tallies = asyncio.run(_import_shop(folder, read))
    typer.echo(f"{read.n_dropped:,} of {read.n_lines:,} lines sell nothing (cancellations, services, gifts)", err=True)
    report(tallies, as_json=as_json)


async def _import_shop(folder: Path, read: UciShop) -> dict[str, Tally]:
    tallies = {"products": Tally(problems=read.problems), "events": Tally()}
    async with open_keeper(folder) as keeper:
        await import_products(map(Item, read.products), keeper, open_history(folder), tallies["products"])
        await import_events(map(Item, read.events), keeper, tallies["events"])
    return tallies


@contextmanager
def _watched(files: list[Path]) -> Iterator[Opener]:
    """Show on a terminal how much of the files has been read."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("importing", total=sum(path.stat().st_size for path in files))

        def opener(path: Path) -> BinaryIO:
            return progress.wrap_file(path.open("rb"), task_id=task)

        yield opener
