"""`auslage evaluate`: the code that serves, measured on files with right answers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
import typer.core
from rich.console import Console

from service.analysis.analyzer import Analyzer
from service.bootstrap import now_ms
from service.cli.evaluate_catalogue import (
    AsJson,
    Language,
    MoreProducts,
    Products,
    file_option,
    indexed,
    read_catalogue,
)
from service.cli.evaluate_report import report_search, report_splits
from service.cli.evaluate_words import evaluate_plurals, evaluate_typos
from service.cli.lazy import LazyCommand, extensions
from service.cli.logs import configure_logs
from service.evaluation.compounds import WHOLE, GoldWord, Parts, SplitJudgment, judge_split
from service.evaluation.files import read_brands, read_gold, read_judgments
from service.keeper.learning import learn
from service.types import Product, ProductId
from service.usecases.evaluate_search import evaluate_query

_EXTENSIONS = "auslage.evaluations"


class Evaluations(typer.core.TyperGroup):
    """Our own evaluations, then those of installed extensions."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        for entry in extensions(_EXTENSIONS):
            self.add_command(LazyCommand(entry))


def commands(app: typer.Typer) -> None:
    """Add `evaluate` to the command line."""
    group = typer.Typer(cls=Evaluations, no_args_is_help=True, help="Measure answers on files with right ones.")
    group.command("search")(evaluate_search)
    group.command("compounds")(evaluate_compounds)
    group.command("typos")(evaluate_typos)
    group.command("plurals")(evaluate_plurals)
    app.add_typer(group, name="evaluate")


def evaluate_search(
    products: Products,
    more: MoreProducts = None,
    *,
    judgments: Annotated[Path, file_option("Table with the columns query, product_id, rating (0 = wrong).")],
    language: Language = "de",
    as_json: AsJson = False,
) -> None:
    """Index the products in a folder that is gone afterwards, search every judged query, and measure the answers."""
    configure_logs("warning")
    queries = read_judgments(judgments)
    catalogue = read_catalogue([*products, *(more or ())])
    with Console(stderr=True).status("indexing and searching"), indexed(catalogue, language) as snapshot:
        at_ms = now_ms()
        judged = [evaluate_query(query, language, snapshot, at_ms) for query in queries]
    report_search(judged, n_products=len(catalogue), as_json=as_json)


def evaluate_compounds(
    gold: Annotated[Path, file_option("Table with the columns word, parts, kind.")],
    products: Products,
    more: MoreProducts = None,
    brands: Annotated[Path | None, file_option("Further brands, one a line, beside those of the products.")] = None,
    language: Language = "de",
    as_json: AsJson = False,
) -> None:
    """Split words with the vocabulary of the products, and compare with the right splits."""
    words = read_gold(gold)
    catalogue = read_catalogue([*products, *(more or ())])
    if brands is not None:
        catalogue.append(Product(ProductId("brands"), brands=read_brands(brands), language_code=language))
    with Console(stderr=True).status("learning the vocabulary"):
        analyzer = Analyzer(learn(lambda: catalogue, language).lexicon)
    report_splits([_split(word, analyzer, language) for word in words], as_json=as_json)


def _split(gold: GoldWord, analyzer: Analyzer, language: str) -> SplitJudgment:
    tokens = analyzer.tokens(gold.word, language)
    parts = tuple(part for token in tokens for part in token.parts or (token.surface,))
    return judge_split(gold, Parts(parts) if len(parts) > 1 else WHOLE)
