"""Foretell the last items of users' sequences, and measure how often that is right."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from service.cli.evaluate_catalogue import AsJson, file_option, indexed
from service.cli.evaluate_report import report_figures
from service.cli.logs import configure_logs
from training.evaluate_cold import measure as measure_cold
from training.evaluate_cold import withhold
from training.evaluate_recommend import Measured, measure
from training.evaluate_served import products_of
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
    configure_logs("warning")
    if cold_share and attributes is None:
        raise typer.BadParameter(
            "new items are told by their attributes: name a file of --attributes", param_hint="--cold-share"
        )
    known, described = read_sequences(sequences), read_attributes(attributes) if attributes else {}
    with Console(stderr=True).status("indexing") as status:
        with indexed(products_of(known.products, described), "en") as snapshot:
            measured = measure(known, described, index=snapshot.index, on_step=status.update)
        status.update("foretelling new items")
        cold = (
            measure_cold(withhold(known.products, known.of_user, share=cold_share), described) if cold_share else None
        )
    figures = measured.metrics() | (measured.served_metrics() if as_json else {})
    counts = {"n_users": len(known.of_user), "n_items": len(known.products)}
    if cold is not None:
        figures |= cold.metrics()
        counts |= {"n_cold": cold.n_cold, "n_warm": cold.n_warm}
    report_figures("Last items", figures, counts, as_json=as_json)
    if not as_json:
        typer.echo(_as_served(measured))


def _as_served(measured: Measured) -> str:
    """The whole answer beside the blend, in one line."""
    lifts = measured.served_lifts()
    means = {"hr@10": measured.served.hr(10), "ndcg@10": measured.served.ndcg(10)}
    told = (
        f"{name} {means[name]:.4f}, {lift.mean:+.4f} beside the blend ({lift.low:+.4f} to {lift.high:+.4f})"
        for name, lift in lifts.items()
    )
    return f"As served, FOR_YOU: {'; '.join(told)}"
