"""Measure what the visit so far is worth to a search: the rank of every clicked product, with and without it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from service.bootstrap import now_ms
from service.bundle.reader import Bundle
from service.cli.evaluate_catalogue import (
    AsJson,
    Language,
    MoreProducts,
    Products,
    file_option,
    indexed,
    read_catalogue,
)
from service.cli.evaluate_report import report_figures
from service.cli.logs import configure_logs
from service.types import ProductId
from service.usecases.snapshot import join
from training.evaluate_intent import measure
from training.evaluate_sessions import learn_from
from training.session_files import SessionFile, read_sessions


def commands(app: typer.Typer) -> None:
    """Add `evaluate intent` to the command line."""
    app.command("intent")(evaluate_intent)


def evaluate_intent(
    products: Products,
    more: MoreProducts = None,
    *,
    train: Annotated[
        Path, file_option("Visits to learn from: SessionId, ItemId, Time (Unix seconds), parted by tabs.")
    ],
    test: Annotated[Path, file_option("Later visits of the same form.")],
    language: Language = "de",
    as_json: AsJson = False,
) -> None:
    """For every click from the second on, search the product's category with the visit so far and without it."""
    configure_logs("warning")
    learned, later = read_sessions(train), read_sessions(test)
    catalogue = {product.id: product for product in read_catalogue([*products, *(more or ())])}
    with Console(stderr=True).status("learning, indexing and searching"):
        model = learn_from(learned.interactions(), catalogue=catalogue.values())
        with indexed(list(catalogue.values()), language) as snapshot:
            served = join(snapshot.index, Bundle("evaluated", 0, model, {}))
            lift = measure(_visits(later), catalogue, served, now_ms())
    figures = {
        "mrr@20_on": lift.on,
        "mrr@20_off": lift.off,
        "lift": lift.lift,
        "lift_low": lift.low,
        "lift_high": lift.high,
    }
    counts = {"n_clicks": lift.n_clicks, "n_products": len(catalogue)}
    report_figures("Searches with the visit so far", figures, counts, as_json=as_json)


def _visits(file: SessionFile) -> list[list[ProductId]]:
    products = [ProductId(product) for product in file.products]
    numbers = {product: number for number, product in enumerate(products)}
    return [[products[number] for number in visit.tolist()] for visit in file.visits(numbers)]
