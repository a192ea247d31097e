"""The story of the issue, told by the command itself with visits in memory, and again with a real Redis."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from service.cli.demo import unheld
from service.cli.demo_stage import train_another
from service.cli.processes import served
from service.cli.story.outcome import Claim, Outcome
from service.cli.story.steps import STORY, told
from service.cli.story.storefront import TIMEOUT_S
from service.cli.story.world import new_world
from service.rpc.client import open_channel
from tests.harness.redis import running_redis

_TOLD_WITHIN_S = 240


class Telling(NamedTuple):
    """The demo as it was told once: its shop, and what it reported."""

    folder: Path
    report: dict[str, Any]
    code: int


def demo(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command on a machine without a redis-server on the PATH."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AUSLAGE_")}
    command = [sys.executable, "-P", "-m", "service.cli", "demo", *arguments]
    return subprocess.run(
        command,
        env={**kept, "PATH": "/nowhere"},
        capture_output=True,
        text=True,
        timeout=_TOLD_WITHIN_S,
        check=False,
    )


@pytest.fixture(scope="module")
def telling(tmp_path_factory: pytest.TempPathFactory) -> Telling:
    folder = tmp_path_factory.mktemp("story") / "shop"
    ended = demo("--check", "--json", "--data-dir", str(folder))
    assert ended.stdout, ended.stderr
    return Telling(folder, json.loads(ended.stdout), ended.returncode)


def test_the_demo_proves_every_step_and_says_that_it_had_no_redis_to_kill(telling: Telling) -> None:
    assert claims_that_failed(telling.report) == []
    assert telling.report["held"]
    assert telling.code == 0
    assert [step["name"] for step in telling.report["steps"] if step["skipped"]] == ["redis"]


async def test_every_step_holds_with_a_redis_that_dies_and_returns_empty(telling: Telling) -> None:
    with running_redis() as redis:
        async with (
            served(telling.folder, {"AUSLAGE_REDIS_URL": redis.url}) as serving,
            open_channel(serving.address, read_timeout_s=TIMEOUT_S) as channel,
        ):
            world = new_world(
                channel, f"redis-{time.time_ns()}", redis=redis, train_again=partial(train_another, telling.folder)
            )
            for step in STORY:
                outcome = await told(world, step)
                assert [claim.text for claim in outcome.claims if not claim.held] == [], step.name
                assert outcome.claims, step.name


def test_a_step_that_did_not_hold_is_named() -> None:
    outcomes = {step.name: Outcome(claims=(Claim("it is so", held=True),)) for step in STORY}
    assert unheld(outcomes) == []
    outcomes["click"] = Outcome(claims=(Claim("it is so", held=True), Claim("and so", held=False)))
    assert unheld(outcomes) == ["step 5 (click)"]


def test_the_demo_does_not_mix_with_what_a_folder_holds(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").touch()
    ended = demo("--data-dir", str(tmp_path))
    assert ended.returncode == 2
    assert ended.stderr.strip().splitlines() == ["--data-dir: must be an empty folder or a new one"]


def test_an_exported_shop_can_be_imported_whole(tmp_path: Path) -> None:
    assert demo("--export", str(tmp_path)).returncode == 0
    for kind in ("products", "events"):
        lines = (tmp_path / f"{kind}.jsonl").read_text(encoding="utf-8").splitlines()
        command = [sys.executable, "-P", "-m", "service.cli", "import", kind, str(tmp_path / f"{kind}.jsonl")]
        ended = subprocess.run(
            [*command, "--data-dir", str(tmp_path / "shop"), "--json"],
            capture_output=True,
            text=True,
            check=False,
            timeout=_TOLD_WITHIN_S,
        )
        assert ended.returncode == 0, ended.stderr
        assert f'"stored":{len(lines)}' in ended.stdout.replace(" ", "")


def claims_that_failed(report: dict[str, Any]) -> list[str]:
    return [claim["text"] for step in report["steps"] for claim in step["claims"] if not claim["held"]]
