"""Learn from the ledger and publish a bundle, if it beats popularity."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from service.bootstrap import open_history
from service.cli.folders import DataDir
from service.cli.logs import configure_logs
from service.config import load_settings
from service.errors import BundleRefused, SettingsInvalid, StoreUnavailable
from service.ports import History
from service.types import Seq
from training.als import FactorsNotFinite
from training.bench import Stopped, Watch
from training.cli_outcome import gate_failure, report
from training.dataset import NothingToLearn
from training.limits import LIMITS, check_settings
from training.pipeline import Outcome, train
from training.progress import shown_progress
from training.publish import report_of
from training.rounds import NO_BUDGET, Budget, budget, on_sigterm, period_s, repeat
from training.settings import AlsSettings, TrainingSettings
from training.workshop import AlreadyTraining, workshop

_NOT_PUBLISHED = 1
_BAD_INPUT = 2
_ALS = AlsSettings()


class ReportNotWritten(RuntimeError):
    """The disk refused the report."""


def commands(app: typer.Typer) -> None:
    """Add the training commands to the command line."""

    @app.command("train")
    def train_command(  # noqa: PLR0913 - every option is an argument
        *,
        data_dir: DataDir = None,
        factors: Annotated[int, _bounded("als.n_factors", "Length of the ALS factors.")] = _ALS.n_factors,
        iterations: Annotated[int, _bounded("als.n_iterations", "Rounds of ALS.")] = _ALS.n_iterations,
        tune: Annotated[
            Budget | None,
            typer.Option(
                parser=budget,
                metavar="BUDGET",
                help="Try settings on the shop's own past first: 20 of them, or as many as 30m or 2h allow.",
                show_default=False,
            ),
        ] = None,
        seed: Annotated[int, _bounded("als.seed", "Of all that is drawn by chance.")] = _ALS.seed,
        every: Annotated[
            float | None,
            typer.Option(
                parser=period_s, metavar="PERIOD", help="Train again and again: 30m, 1h, 1d.", show_default=False
            ),
        ] = None,
        report_file: Annotated[
            Path | None, typer.Option("--report", dir_okay=False, metavar="FILE", help="Write the report here, too.")
        ] = None,
        force: Annotated[bool, typer.Option("--force", help="Publish even if the gate fails.")] = False,
        as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    ) -> None:
        """Learn from the ledger and publish a bundle, if it beats popularity on held-out events."""
        with _told_errors(), on_sigterm() as stop:
            als = AlsSettings(n_factors=factors, n_iterations=iterations, seed=seed)
            settings = replace(TrainingSettings(als=als), **(tune or NO_BUDGET)._asdict())
            # Every round would fail for them.
            check_settings(settings)
            folder = load_settings(data_dir=data_dir).data_dir
            history = open_history(folder)

            def once(watch: Watch) -> tuple[Outcome, Seq]:
                outcome, until = run(history, folder, settings, stop.watching(watch), force=force)
                lay_down(outcome, folder, report_file)
                return outcome, until

            if every is not None:
                configure_logs("info")
                repeat(lambda: once(lambda _step, _done, _of: None), history.last_seq, every, stop)
                return
            with shown_progress() as watch:
                outcome, _ = once(watch)
        report(outcome, as_json=as_json)
        if outcome.published is None:
            _fail(gate_failure(outcome), _NOT_PUBLISHED)


def _bounded(name: str, help_text: str) -> Any:
    """Declare an option whose bounds are those of a setting."""
    low, high = LIMITS[name]
    return typer.Option(min=low, max=high, help=help_text)


def run(
    history: History, folder: Path, settings: TrainingSettings, watch: Watch, *, force: bool
) -> tuple[Outcome, Seq]:
    """Train for a data folder, going on with a run that was killed; also up to where the ledger was read."""
    with workshop(folder / "training", settings, history.last_seq(), watch) as bench:
        outcome = train(history, folder / "bundles", settings, force=force, until=bench.until, bench=bench)
        return outcome, bench.until


def lay_down(outcome: Outcome, folder: Path, file: Path | None) -> None:
    """Write the report beside the published bundle, and into a file of one's own.

    Raises:
        ReportNotWritten: the disk refused; the bundle is in force all the same.
    """
    beside = [report_of(folder / "bundles", outcome.published.version)] if outcome.published else []
    try:
        for path in (*beside, *([file] if file else [])):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(outcome.report, encoding="utf-8")
    except OSError as error:
        raise ReportNotWritten(f"the report could not be written: {error}") from error


@contextmanager
def _told_errors() -> Iterator[None]:
    """End the command with one line for every error that has a known cause."""
    try:
        yield
    except StoreUnavailable:
        _fail("the data folder holds no readable ledger: import a shop, or name another --data-dir", _BAD_INPUT)
    except (SettingsInvalid, NothingToLearn, FactorsNotFinite, AlreadyTraining) as error:
        _fail(str(error), _BAD_INPUT)
    except ReportNotWritten as error:
        _fail(str(error), _NOT_PUBLISHED)
    except (OSError, BundleRefused) as error:
        _fail(f"nothing was published, the bundle in force stays: {error}", _NOT_PUBLISHED)
    except Stopped:
        _fail("stopped; the next training goes on from here", _NOT_PUBLISHED)


def _fail(message: str, code: int) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(code)
