"""Foretell the next clicks of visits, and measure how often that is right and what it costs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from service.cli.evaluate_catalogue import AsJson, file_option
from service.cli.evaluate_report import report_figures
from training.evaluate_sessions import foretell, learn_from
from training.session_files import read_sessions


def commands(app: typer.Typer) -> None:
    """Add `evaluate sessions` to the command line."""
    app.command("sessions")(evaluate_sessions)


def evaluate_sessions(
    train: Annotated[
        Path, file_option("Visits to learn from: SessionId, ItemId, Time (Unix seconds), parted by tabs.")
    ],
    test: Annotated[Path, file_option("Later visits of the same form, every click of which is foretold.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Learn from visits, then foretell every click of later visits from those before it."""
    learned, later = read_sessions(train), read_sessions(test)
    with Console(stderr=True).status("learning and foretelling"):
        model = learn_from(learned.interactions())
        foretold = foretell(model, later.visits(model.rows))
    figures = {
        "hr@20": foretold.hr,
        "mrr@20": foretold.mrr,
        "us_p50": foretold.us_p50,
        "us_p99": foretold.us_p99,
    }
    counts = {"n_clicks": foretold.n_clicks, "n_products": model.n_items}
    report_figures("Next clicks", figures, counts, as_json=as_json)
