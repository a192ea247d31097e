"""Foretell the last items of users' sequences, and measure how often that is right."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from service.cli.evaluate_catalogue import AsJson, file_option
from service.cli.evaluate_report import report_figures
from training.evaluate_recommend import measure
from training.sequence_files import read_attributes, read_sequences


def commands(app: typer.Typer) -> None:
    """Add `evaluate recommend` to the command line."""
    app.command("recommend")(evaluate_recommend)


def evaluate_recommend(
    sequences: Annotated[Path, file_option("One user a line: the user's id, then items in order of time.")],
    *,
    attributes: Annotated[
        Path | None, file_option("A JSON object: item -> list of attributes, what new and like items are told by.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Learn from all but the ends of sequences, and foretell their last items among all that the user has not had."""
    known, described = read_sequences(sequences), read_attributes(attributes) if attributes else {}
    with Console(stderr=True).status("learning") as status:
        measured = measure(known, described, on_step=status.update)
    figures = {f"hr@{cut}": hr for cut, hr in measured.blend.hr.items()}
    figures |= {f"ndcg@{cut}": measured.blend.ndcg[cut] for cut in (10, 20)}
    for name, foretold in (("als", measured.als), ("strict", measured.strict)):
        figures |= {f"{name}_hr@10": foretold.hr[10], f"{name}_ndcg@10": foretold.ndcg[10]}
    counts = {"n_users": len(known.of_user), "n_items": len(known.products)}
    report_figures("Last items", figures, counts, as_json=as_json)
