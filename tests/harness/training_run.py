"""Trains on made-up shoppers in a workshop: `python -m tests.harness.training_run FOLDER [STEP]`.

With the name of a step as second argument the process kills itself when that step begins.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from tests.harness.history import ListHistory
from tests.harness.taste_groups import taste_events
from training.bench import Watch
from training.pipeline import Outcome, train
from training.settings import AlsSettings, TrainingSettings
from training.workshop import workshop

SETTINGS = TrainingSettings(als=AlsSettings(n_factors=8))


def run(folder: Path, watch: Watch, history: ListHistory | None = None) -> Outcome:
    """One training under `folder`, published whatever the gate says."""
    history = history or ListHistory(taste_events(seed=3, loyalty=0.95))
    with workshop(folder / "training", SETTINGS, history.last_seq(), watch) as bench:
        return train(history, folder / "bundles", SETTINGS, force=True, until=bench.until, bench=bench)


if __name__ == "__main__":
    folder, last = Path(sys.argv[1]), (*sys.argv[2:], "")[0]

    def die_at_last(step: str, done: int, of: int) -> None:
        if step == last:
            os.kill(os.getpid(), signal.SIGKILL)

    run(folder, die_at_last)
