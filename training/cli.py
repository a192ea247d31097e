"""Learn from the ledger and publish a bundle, if it beats popularity."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NoReturn

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from service.bootstrap import open_history
from service.cli.folders import DataDir
from service.config import load_settings
from service.errors import BundleRefused, SettingsInvalid, StoreUnavailable
from training.als import FactorsNotFinite
from training.dataset import NothingToLearn
from training.evaluate import Evaluation
from training.pipeline import Outcome, train
from training.progress import shown_progress
from training.settings import AlsSettings, TrainingSettings
from training.workshop import AlreadyTraining, workshop

_NOT_PUBLISHED = 1
_BAD_INPUT = 2
_NOBODY = "nobody has events both before and in the held-out part"


def commands(app: typer.Typer) -> None:
    """Add the training commands to the command line."""

    @app.command("train")
    def train_command(
        data_dir: DataDir = None,
        factors: Annotated[int, typer.Option(min=1, max=512, help="Length of the ALS factors.")] = 64,
        iterations: Annotated[int, typer.Option(min=1, max=200, help="Rounds of ALS.")] = 15,
        force: Annotated[bool, typer.Option("--force", help="Publish even if the gate fails.")] = False,
        as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    ) -> None:
        """Learn from the ledger and publish a bundle, if it beats popularity on held-out events."""
        settings = TrainingSettings(als=AlsSettings(n_factors=factors, n_iterations=iterations))
        try:
            folder = load_settings(data_dir=data_dir).data_dir
            outcome = run(folder, settings, force=force)
        except StoreUnavailable:
            _fail("the data folder holds no readable ledger: import a shop, or name another --data-dir", _BAD_INPUT)
        except (SettingsInvalid, NothingToLearn, FactorsNotFinite, AlreadyTraining) as error:
            _fail(str(error), _BAD_INPUT)
        except (OSError, BundleRefused) as error:
            _fail(f"the bundle could not be published: {error}", _NOT_PUBLISHED)
        report(outcome, as_json=as_json)
        if outcome.published is None:
            _fail(gate_failure(outcome), _NOT_PUBLISHED)


def run(folder: Path, settings: TrainingSettings, *, force: bool) -> Outcome:
    """Train on the ledger of a data folder, going on with a run that was killed, and tell people at a terminal."""
    history = open_history(folder)
    with shown_progress() as watch, workshop(folder / "training", settings, history.last_seq(), watch) as bench:
        return train(history, folder / "bundles", settings, force=force, until=bench.until, bench=bench)


def report(outcome: Outcome, *, as_json: bool) -> None:
    """Print what was measured and published: a table, or one JSON object."""
    metrics = outcome.evaluation.metrics()
    published = outcome.published.version if outcome.published else None
    if as_json:
        answer = {"published": published, "passed": outcome.evaluation.passed, **metrics}
        typer.echo(msgspec.json.encode(answer).decode())
        return
    console = Console()
    if outcome.evaluation.n_persons:
        console.print(_measured(outcome.evaluation))
    else:
        console.print(f"Nothing was measured: {_NOBODY}.")
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


def _fail(message: str, code: int) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(code)
