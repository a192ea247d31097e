"""What every evaluation starts from: products read from files, and the same products indexed as the keeper does it."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from service.bootstrap import open_history, open_index, open_keeper
from service.catalog.feeds import check_products, read_products
from service.cli.importing import Item, ProductFeed, import_products
from service.cli.tally import Tally
from service.errors import FeedInvalid
from service.types import Product
from service.usecases.snapshot import Snapshot, join


def file_option(help_text: str) -> Any:
    """Declare an option that names a file to read."""
    return typer.Option(exists=True, dir_okay=False, readable=True, metavar="FILE", help=help_text, show_default=False)


Products = Annotated[list[Path], file_option("A feed of products: .jsonl, .csv or .tsv, plain or .gz.")]
# An option takes one value; the files after it come as arguments.
MoreProducts = Annotated[
    list[Path] | None,
    typer.Argument(exists=True, dir_okay=False, readable=True, metavar="FILE...", help="Further feeds of products."),
]
Language = Annotated[str, typer.Option(help="Of the queries or words, and of products that name none.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def read_catalogue(files: Sequence[Path]) -> list[Product]:
    """Every good product of the files; bad lines are told on standard error.

    Raises:
        FeedInvalid: a file cannot be read, or no product is good.
    """
    for path in files:
        check_products(path)
    tally = Tally()
    catalogue = [item.value for item in ProductFeed(read_products(files), tally).items()]
    if cut_short := tally.problems.cut_short:
        raise FeedInvalid(f"cannot be read to the end: {', '.join(cut_short)}")
    if not catalogue:
        raise FeedInvalid("the products' files hold no good product")
    if tally.problems.n:
        first = tally.problems.kept[0]
        typer.echo(
            f"{tally.problems.n} products are left out, the first: {first.file}:{first.line}: {first.reason}", err=True
        )
    return catalogue


@contextmanager
def indexed(catalogue: Sequence[Product], language: str) -> Iterator[Snapshot]:
    """Index products in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="auslage-evaluate-") as name:
        folder = Path(name)
        asyncio.run(_bring_in(catalogue, folder))
        with open_index(folder, language=language) as view:
            yield join(view, None)


async def _bring_in(catalogue: Sequence[Product], folder: Path) -> None:
    async with open_keeper(folder) as keeper:
        await import_products(map(Item, catalogue), keeper, open_history(folder), Tally())
