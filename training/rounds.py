"""Training again and again: `auslage train --every 1h`."""

from __future__ import annotations

import re
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

import structlog
import typer

from service.types import Seq
from training.bench import Stopped, Watch
from training.limits import LIMITS
from training.pipeline import Outcome

MIN_PERIOD_S = 60.0
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 24 * 3600}
_log = structlog.get_logger("training")


def period_s(text: str) -> float:
    """Read a period such as 90s, 30m, 1h or 1d; typer.BadParameter for any other, and below a minute."""
    read = re.fullmatch(r"([0-9]{1,6})([smhd])", text)
    if read is None:
        raise typer.BadParameter("is not a number with s, m, h or d, such as 30m, 1h or 1d")
    seconds = float(read[1]) * _SECONDS[read[2]]
    if seconds < MIN_PERIOD_S:
        raise typer.BadParameter("is below a minute")
    return seconds


class Budget(NamedTuple):
    """How much tuning may cost, by the names of the settings: trials, and seconds of which 0 sets none."""

    n_trials: int
    tune_s: float


NO_BUDGET = Budget(0, 0.0)


def budget(text: str) -> Budget:
    """Read a number of trials or a period; typer.BadParameter for any other, and for more than settings allow."""
    most, longest_s = int(LIMITS["n_trials"][1]), LIMITS["tune_s"][1]
    if not re.fullmatch(r"[0-9]{1,6}", text):
        seconds = period_s(text)
        if seconds > longest_s:
            raise typer.BadParameter(f"is longer than {longest_s / _SECONDS['d']:g}d")
        return Budget(most, seconds)
    if int(text) > most:
        raise typer.BadParameter(f"is more than {most} trials")
    return Budget(int(text), 0.0)


class Stop:
    """Whether SIGTERM has come."""

    def __init__(self) -> None:
        self.event = threading.Event()

    def watching(self, watch: Watch) -> Watch:
        """The same watch, but it raises Stopped at the first call after the signal."""

        def told(step: str, done: int, of: int) -> None:
            if self.event.is_set():
                raise Stopped
            watch(step, done, of)

        return told


@contextmanager
def on_sigterm() -> Iterator[Stop]:
    """Take SIGTERM for a wish to stop for the length of the block."""
    stop = Stop()
    before = signal.signal(signal.SIGTERM, lambda _number, _frame: stop.event.set())
    try:
        yield stop
    finally:
        signal.signal(signal.SIGTERM, before)


def repeat(train: Callable[[], tuple[Outcome, Seq]], last_seq: Callable[[], Seq], every_s: float, stop: Stop) -> None:
    """Begin a round every so many seconds until told to stop; a round that fails is told, and the next one is tried.

    What fails round after round for one reason is told once. A round is skipped if nothing was written to the ledger since
    what the last one that came to its end has read.

    Args:
        train: one round, and up to where it read the ledger: one that went on with a killed run read less than there is.
        last_seq: the ledger's present end.
        every_s: from the beginning of a round to that of the next.
        stop: ends the waiting at once, and a round at its next step.
    """
    learned_until: Seq | None = None
    failure = ""
    while not stop.event.is_set():
        began = time.monotonic()
        try:
            end = last_seq()
            if end == learned_until:
                _log.info("nothing new to learn", last_seq=end)
            else:
                outcome, learned_until = train()
                failure = ""
                _tell(outcome)
        except Stopped:
            break
        except Exception as error:  # noqa: BLE001 - the loop outlives whatever befalls a round
            if failure != (failure := f"{type(error).__name__}: {error}"):
                _log.error("training failed", reason=str(error), kind=type(error).__name__)
        stop.event.wait(max(0.0, began + every_s - time.monotonic()))
    _log.info("training stopped")


def _tell(outcome: Outcome) -> None:
    figures = {name: round(figure, 4) for name, figure in outcome.evaluation.metrics().items() if "blend" in name}
    if outcome.published is None:
        _log.warning("the gate holds: nothing was published", **figures)
    else:
        _log.info("published", version=outcome.published.version, **figures)
