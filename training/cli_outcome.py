"""What a training came to, printed."""

from __future__ import annotations

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from training.evaluate import Evaluation
from training.pipeline import Outcome
from training.tuning import told

_NOBODY = "nobody has events both before and in the held-out part"


def report(outcome: Outcome, *, as_json: bool) -> None:
    """Print what was measured and published: a table, or one JSON object."""
    metrics = outcome.evaluation.metrics()
    published = outcome.published.version if outcome.published else None
    if as_json:
        answer = {"published": published, "passed": outcome.evaluation.passed, "settings": outcome.settings.numbers()}
        typer.echo(msgspec.json.encode(answer | metrics).decode())
        return
    console = Console()
    if outcome.evaluation.n_persons:
        console.print(_measured(outcome.evaluation))
    else:
        console.print(f"Nothing was measured: {_NOBODY}.")
    if outcome.settings.n_trials:
        console.print(told(outcome.settings), highlight=False)
    if published:
        console.print(f"published {published}", highlight=False)


def _measured(evaluation: Evaluation) -> Table:
    metrics = evaluation.metrics()
    table = Table("source", "hr@20", "ndcg@20", title=f"Held-out events of {evaluation.n_persons} people")
    for name, accuracy in evaluation.accuracy.items():
        table.add_row(name, f"{accuracy.hr:.4f}", f"{accuracy.ndcg:.4f}")
    low, high = metrics["lift_hr@20_low"], metrics["lift_hr@20_high"]
    table.caption = (
        f"blend against popularity, hr@20: {metrics['lift_hr@20']:+.4f}, 95 % interval {low:+.4f} to {high:+.4f}"
    )
    return table


def gate_failure(outcome: Outcome) -> str:
    """Why nothing was published, in one sentence."""
    if outcome.evaluation.n_persons == 0:
        return f"{_NOBODY}; nothing was published (--force does)"
    return (
        "the blend does not beat popularity beyond chance on the held-out events; nothing was published (--force does)"
    )
