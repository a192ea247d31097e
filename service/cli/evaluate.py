"""`auslage evaluate`: the code that serves, measured on files with right answers."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from service.analysis.analyzer import Analyzer
from service.bootstrap import now_ms, open_history, open_index, open_keeper
from service.catalog.feeds import check_products, read_products
from service.cli.evaluate_report import report_search, report_splits
from service.cli.importing import Item, ProductFeed, import_products
from service.cli.logs import configure_logs
from service.cli.tally import Tally
from service.errors import FeedInvalid
from service.evaluation.compounds import WHOLE, GoldWord, Parts, SplitJudgment, judge_split
from service.evaluation.files import read_brands, read_gold, read_judgments
from service.evaluation.searches import JudgedQuery, Judgment
from service.keeper.learning import learn
from service.types import Product, ProductId
from service.usecases.evaluate_search import evaluate_query
from service.usecases.snapshot import join


def _file(help_text: str) -> Any:
    return typer.Option(exists=True, dir_okay=False, readable=True, metavar="FILE", help=help_text, show_default=False)


Products = Annotated[list[Path], _file("A feed of products: .jsonl, .csv or .tsv, plain or .gz.")]
# An option takes one value; the files after it come as arguments.
MoreProducts = Annotated[
    list[Path] | None,
    typer.Argument(exists=True, dir_okay=False, readable=True, metavar="FILE...", help="Further feeds of products."),
]
Language = Annotated[str, typer.Option(help="Of the queries or words, and of products that name none.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def commands(app: typer.Typer) -> None:
    """Add `evaluate` to the command line."""
    group = typer.Typer(no_args_is_help=True, help="Measure search and splitting of compounds on files.")
    group.command("search")(evaluate_search)
    group.command("compounds")(evaluate_compounds)
    app.add_typer(group, name="evaluate")


def evaluate_search(
    products: Products,
    more: MoreProducts = None,
    *,
    judgments: Annotated[Path, _file("Table with the columns query, product_id, rating (0 = wrong).")],
    language: Language = "de",
    as_json: AsJson = False,
) -> None:
    """Index the products in a folder that is gone afterwards, search every judged query, and measure the answers."""
    configure_logs("warning")
    queries = read_judgments(judgments)
    catalogue = _read_products([*products, *(more or ())])
    with Console(stderr=True).status("indexing and searching"):
        judged = _searched(catalogue, queries, language)
    report_search(judged, n_products=len(catalogue), as_json=as_json)


def evaluate_compounds(
    gold: Annotated[Path, _file("Table with the columns word, parts, kind.")],
    products: Products,
    more: MoreProducts = None,
    brands: Annotated[Path | None, _file("Further brands, one a line, beside those of the products.")] = None,
    language: Language = "de",
    as_json: AsJson = False,
) -> None:
    """Split words with the vocabulary of the products, and compare with the right splits."""
    words = read_gold(gold)
    catalogue = _read_products([*products, *(more or ())])
    if brands is not None:
        catalogue.append(Product(ProductId("brands"), brands=read_brands(brands), language_code=language))
    with Console(stderr=True).status("learning the vocabulary"):
        analyzer = Analyzer(learn(lambda: catalogue, language).lexicon)
    report_splits([_split(word, analyzer, language) for word in words], as_json=as_json)


def _searched(catalogue: Sequence[Product], queries: Sequence[JudgedQuery], language: str) -> list[Judgment]:
    with tempfile.TemporaryDirectory(prefix="auslage-evaluate-") as name:
        folder = Path(name)
        asyncio.run(_bring_in(catalogue, folder))
        with open_index(folder, language=language) as view:
            snapshot, at_ms = join(view, None), now_ms()
            return [evaluate_query(query, language, snapshot, at_ms) for query in queries]


async def _bring_in(catalogue: Sequence[Product], folder: Path) -> None:
    async with open_keeper(folder) as keeper:
        await import_products(map(Item, catalogue), keeper, open_history(folder), Tally())


def _split(gold: GoldWord, analyzer: Analyzer, language: str) -> SplitJudgment:
    tokens = analyzer.tokens(gold.word, language)
    parts = tuple(part for token in tokens for part in token.parts or (token.surface,))
    return judge_split(gold, Parts(parts) if len(parts) > 1 else WHOLE)


def _read_products(files: Sequence[Path]) -> list[Product]:
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
