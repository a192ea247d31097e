"""Foretell the last items of users' sequences, and measure how often that is right."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from service.cli.evaluate_catalogue import AsJson, file_option
from service.cli.evaluate_report import report_figures
from training.evaluate_cold import measure as measure_cold
from training.evaluate_cold import withhold
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
    cold_share: Annotated[
        float,
        typer.Option(min=0.0, max=0.5, help="Withhold this share of the items, too, and foretell them as new ones."),
    ] = 0.0,
    as_json: AsJson = False,
) -> None:
    """Learn from all but the ends of sequences, and foretell their last items among all that the user has not had."""
    if cold_share and attributes is None:
        raise typer.BadParameter(
            "new items are told by their attributes: name a file of --attributes", param_hint="--cold-share"
        )
    known, described = read_sequences(sequences), read_attributes(attributes) if attributes else {}
    with Console(stderr=True).status("learning") as status:
        measured = measure(known, described, on_step=status.update)
        status.update("foretelling new items")
        cold = (
            measure_cold(withhold(known.products, known.of_user, share=cold_share), described) if cold_share else None
        )
    figures = {f"hr@{cut}": hr for cut, hr in measured.blend.hr.items()}
    figures |= {f"ndcg@{cut}": measured.blend.ndcg[cut] for cut in (10, 20)}
    for name, foretold in (("als", measured.als), ("strict", measured.strict)):
        figures |= {f"{name}_hr@10": foretold.hr[10], f"{name}_ndcg@10": foretold.ndcg[10]}
    counts = {"n_users": len(known.of_user), "n_items": len(known.products)}
    if cold is not None:
        figures |= cold.metrics()
        counts |= {"n_cold": cold.n_cold, "n_warm": cold.n_warm}
    report_figures("Last items", figures, counts, as_json=as_json)
