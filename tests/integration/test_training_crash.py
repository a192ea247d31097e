from __future__ import annotations

import random
import time
from pathlib import Path

from service.bundle.reader import current, list_bundles, load
from tests.harness.bundles import published
from tests.harness.process import running, wait_until

SEED = 17


def test_a_trainer_killed_at_any_moment_leaves_a_whole_bundle_in_force(tmp_path: Path) -> None:
    print(f"seed {SEED}")
    rng = random.Random(SEED)
    for _ in range(5):
        before = current(tmp_path)
        with running("tests.harness.publishing", str(tmp_path)) as trainer:
            wait_until(lambda before=before: current(tmp_path) != before, "the first bundle")
            moment = time.monotonic() + rng.random() / 20
            wait_until(lambda moment=moment: time.monotonic() >= moment, "the moment")
            trainer.kill()
        version = current(tmp_path)
        assert version is not None
        load(tmp_path / version)
        for listed in list_bundles(tmp_path):
            load(tmp_path / listed)
    published(tmp_path)
    assert not list(tmp_path.glob(".staging*"))
