"""Measure the look-up by inner product on made-up factors: what it finds and costs beside exact search."""

from __future__ import annotations

from typing import Annotated

import numpy as np
import typer
from rich.console import Console

from service.cli.evaluate_catalogue import AsJson
from service.cli.evaluate_report import report_figures
from training.evaluate_vectors import N_MEASURED, Asked, measure


def commands(app: typer.Typer) -> None:
    """Add `evaluate vectors` to the command line."""
    app.command("vectors")(evaluate_vectors)


def evaluate_vectors(
    *,
    products: Annotated[int, typer.Option(min=1_000, max=10_000_000, help="How many factors to make up.")] = 1_000_000,
    factors: Annotated[int, typer.Option(min=2, max=512, help="Their length.")] = 64,
    spread: Annotated[float, typer.Option(min=0, max=10, help="Of a cluster, as a multiple of all clusters'.")] = 0.5,
    seed: Annotated[int, typer.Option(help="Of the factors and of what is asked.")] = 7,
    as_json: AsJson = False,
) -> None:
    """Make up clustered factors of very different lengths, build their index, and ask it as visitors and items do."""
    with Console(stderr=True).status("building and asking"):
        measured = measure(products, factors, spread=spread, seed=seed)
    effort = measured.effort
    figures = {
        **_figures("visitors", measured.visitors),
        **_figures("items", measured.items),
        "build_s": round(measured.build_s, 1),
    }
    counts = {"n_products": products, "n_cells": effort.n_cells, "n_probed": effort.n_probed, "n_asked": N_MEASURED}
    report_figures(f"Look-up by inner product ({effort.kind})", figures, counts, as_json=as_json)


def _figures(kind: str, asked: Asked) -> dict[str, float | None]:
    """Recall and milliseconds of one kind of vectors."""
    times = {
        f"{kind}_{name}p{percentile}_ms": round(float(np.percentile(ms, percentile)), 3)
        for name, ms in (("", asked.ms), ("exact_", asked.exact_ms))
        for percentile in (50, 99)
    }
    return {f"{kind}_recall@100": asked.recall, **times}
