"""Foretell the last items of users' sequences, and measure how often that is right."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Column, Table

from service.cli.evaluate_catalogue import AsJson, file_option, indexed
from service.cli.evaluate_report import report_figures
from service.cli.logs import configure_logs
from training.evaluate_cold import measure as measure_cold
from training.evaluate_cold import withhold
from training.evaluate_recommend import Measured, measure
from training.evaluate_served import products_of
from training.foretold import CUTS
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
    counts = {"n_users": len(known.of_user), "n_items": len(known.products)}
    of_cold = {} if cold is None else {"n_cold": cold.n_cold, "n_warm": cold.n_warm}
    figures = {} if cold is None else cold.metrics()
    if as_json:
        everything = measured.metrics() | measured.served_metrics() | figures
        report_figures("Last items", everything, counts | of_cold, as_json=True)
        return
    Console().print(_rivals(measured, counts))
    typer.echo(_as_served(measured))
    if cold is not None:
        report_figures("New items", figures, of_cold, as_json=False)


def _rivals(measured: Measured, counts: Mapping[str, int]) -> Table:
    title = f"Last items of {counts['n_users']:,} users among {counts['n_items']:,}"
    columns = [f"{measure}@{cut}" for measure, cuts in (("hr", CUTS), ("ndcg", CUTS[1:])) for cut in cuts]
    table = Table("", *(Column(name, justify="right") for name in columns), title=title, box=None, title_justify="left")
    rivals = {"blend": measured.blend, "as served": measured.served, "ALS": measured.als, "strict": measured.strict}
    for name, foretold in rivals.items():
        figures = [*map(foretold.hr, CUTS), *map(foretold.ndcg, CUTS[1:])]
        table.add_row(name, *(f"{figure:.4f}" for figure in figures))
    return table


def _as_served(measured: Measured) -> str:
    """What the whole answer finds more than the blend, in one line."""
    lifts = measured.served_lifts().items()
    told = (f"{name} {lift.mean:+.4f} (95 % interval {lift.low:+.4f} to {lift.high:+.4f})" for name, lift in lifts)
    return f"As served beside the blend: {', '.join(told)}"
