from __future__ import annotations

import os
import signal

import pytest
import typer
from structlog.testing import capture_logs

from service.types import Seq
from training.bench import Stopped
from training.evaluate import Evaluation
from training.pipeline import Outcome
from training.rounds import Budget, Stop, budget, on_sigterm, period_s, repeat
from training.settings import TrainingSettings

HELD_BACK = Outcome(
    Evaluation(0, {}, lift=0, lift_low=0, lift_high=0), published=None, report="", settings=TrainingSettings()
)


class Shop:
    """A ledger whose end is given round by round; after the last one it tells the loop to stop. `reads` are
    up to where the first rounds read it, all that there is if they are not given."""

    def __init__(self, *ends: int, failing: int = 0, reads: tuple[int, ...] = ()) -> None:
        self.stop, self.trained = Stop(), 0
        self._reads = list(reads)
        self._ends, self._failing = list(ends), failing

    def last_seq(self) -> Seq:
        self._end = self._ends.pop(0)
        if not self._ends:
            self.stop.event.set()
        return Seq(self._end)

    def train(self) -> tuple[Outcome, Seq]:
        self.trained += 1
        if self.trained <= self._failing:
            raise OSError("No space left on device")
        return HELD_BACK, Seq(self._reads.pop(0) if self._reads else self._end)


def told(shop: Shop) -> list[str]:
    with capture_logs() as logs:
        repeat(shop.train, shop.last_seq, 0.001, shop.stop)
    return [log["event"] for log in logs]


def test_a_round_without_anything_new_is_skipped() -> None:
    shop = Shop(5, 5, 6)
    events = told(shop)
    assert shop.trained == 2
    assert "nothing new to learn" in events
    assert events[-1] == "training stopped"


def test_what_a_round_that_went_on_with_a_killed_run_did_not_read_is_learned_in_the_next_one() -> None:
    shop = Shop(5, 5, 5, reads=(4,))
    assert told(shop).count("nothing new to learn") == 1
    assert shop.trained == 2


def test_a_round_that_fails_is_told_and_tried_again_though_nothing_is_new() -> None:
    shop = Shop(5, 5, 5, failing=1)
    assert told(shop).count("training failed") == 1
    assert shop.trained == 2


def test_what_fails_again_for_the_same_reason_is_told_once_until_a_round_succeeds() -> None:
    shop = Shop(5, 5, 5, 6, failing=2)
    assert told(shop).count("training failed") == 1
    assert shop.trained == 4


def test_sigterm_raises_stopped_at_the_next_step() -> None:
    with on_sigterm() as stop:
        watch = stop.watching(lambda _step, _done, _of: None)
        watch("events", 0, 0)
        os.kill(os.getpid(), signal.SIGTERM)
        with pytest.raises(Stopped):
            watch("factors", 0, 0)
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_a_stop_within_a_round_ends_the_loop() -> None:
    shop = Shop(5, 6, 7)

    def stopped() -> tuple[Outcome, Seq]:
        raise Stopped

    repeat(stopped, shop.last_seq, 0.001, shop.stop)
    assert not shop.stop.event.is_set()


@pytest.mark.parametrize(("text", "seconds"), [("90s", 90), ("30m", 1800), ("1h", 3600), ("1d", 86400)])
def test_periods_are_read(text: str, seconds: int) -> None:
    assert period_s(text) == seconds


@pytest.mark.parametrize(
    ("text", "read"),
    [("0", Budget(0, 0.0)), ("20", Budget(20, 0.0)), ("30m", Budget(1000, 1800.0)), ("7d", Budget(1000, 604_800.0))],
)
def test_a_budget_is_a_number_of_trials_or_a_time(text: str, read: Budget) -> None:
    assert budget(text) == read


@pytest.mark.parametrize("text", ["1001", "-1", "1.5", "twenty", "30x", "8d", "169h"])
def test_what_is_no_budget_is_refused(text: str) -> None:
    with pytest.raises(typer.BadParameter):
        budget(text)


@pytest.mark.parametrize("text", ["", "1", "h", "1.5h", "-1h", "1w", "59s", "0d", "1h30m", "١h"])
def test_what_is_no_period_or_below_a_minute_is_refused(text: str) -> None:
    with pytest.raises(typer.BadParameter):
        period_s(text)
