from __future__ import annotations

import json
import os
import pty
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from service.bootstrap import open_keeper
from service.bundle.reader import current, load
from service.limits import MAX_BATCH
from service.types import Event, Seq
from tests.harness.builders import event, product
from tests.harness.command import COMMAND, auslage, clean_environment
from tests.harness.process import wait_until
from tests.harness.taste_groups import taste_events
from training.cli import commands
from training.settings import TrainingSettings
from training.workshop import workshop


def train(data_dir: Path, *arguments: str) -> Result:
    app = typer.Typer()
    app.callback()(lambda: None)  # with one command alone Typer would drop its name
    commands(app)
    return CliRunner().invoke(app, ["train", "--data-dir", str(data_dir), *arguments])


async def fill(data_dir: Path, events: list[Event]) -> None:
    async with open_keeper(data_dir) as keeper:
        await keeper.upsert_products([product("a1")])
        for start in range(0, len(events), MAX_BATCH):
            await keeper.write_events(events[start : start + MAX_BATCH])


def answer(result: Result) -> dict[str, Any]:
    return json.loads(result.stdout)


async def test_a_ledger_on_disk_becomes_a_bundle_in_force(tmp_path: Path) -> None:
    await fill(tmp_path, taste_events(seed=3, loyalty=0.95))
    result = train(tmp_path, "--factors", "8", "--json")
    assert result.exit_code == 0, result.output
    said = answer(result)
    assert said["passed"] is True
    assert said["blend_hr@20"] > said["popularity_hr@20"]
    assert current(tmp_path / "bundles") == said["published"]
    assert load(tmp_path / "bundles" / said["published"]).model.item_factors.shape[1] == 8


async def test_the_table_names_both_rivals_and_the_version(tmp_path: Path) -> None:
    await fill(tmp_path, taste_events(seed=3, loyalty=0.95))
    result = train(tmp_path, "--factors", "8")
    assert "blend" in result.stdout
    assert "popularity" in result.stdout
    assert f"published {current(tmp_path / 'bundles')}" in result.stdout


async def test_a_failed_gate_ends_with_code_1_and_one_line_and_publishes_nothing(tmp_path: Path) -> None:
    await fill(tmp_path, taste_events(seed=4, loyalty=0.5))
    result = train(tmp_path, "--factors", "8", "--json")
    assert result.exit_code == 1
    assert answer(result)["published"] is None
    assert len(result.stderr.splitlines()) == 1
    assert result.stderr.startswith("the blend does not beat popularity")
    assert current(tmp_path / "bundles") is None
    assert train(tmp_path, "--factors", "8", "--force").exit_code == 0
    assert current(tmp_path / "bundles") is not None


async def test_with_nobody_to_measure_it_says_so_instead_of_noughts(tmp_path: Path) -> None:
    await fill(tmp_path, [event("e1", of="a1"), event("e2", of="a2")])
    result = train(tmp_path, "--factors", "8")
    assert result.exit_code == 1
    assert "0.0000" not in result.stdout
    assert result.stdout.startswith("Nothing was measured: nobody has events")
    assert result.stderr.splitlines() == [
        "nobody has events both before and in the held-out part; nothing was published (--force does)"
    ]


async def test_bundles_are_listed_with_blend_and_popularity_side_by_side(tmp_path: Path) -> None:
    await fill(tmp_path, taste_events(seed=3, loyalty=0.95))
    said = answer(train(tmp_path, "--factors", "8", "--json"))
    listed = auslage("bundles", "list", "--data-dir", tmp_path, COLUMNS="80").stdout
    (row,) = [line for line in listed.splitlines() if said["published"] in line]
    measures = ("blend_hr@20", "popularity_hr@20", "blend_ndcg@20", "popularity_ndcg@20")
    assert row.split() == ["serves", said["published"], "120", *(f"{said[measure]:.4f}" for measure in measures)]


async def test_a_ledger_without_events_ends_with_code_2_and_one_line(tmp_path: Path) -> None:
    await fill(tmp_path, [])
    result = train(tmp_path)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert "import events first" in result.stderr


def test_a_folder_without_a_ledger_ends_with_code_2_and_is_not_made(tmp_path: Path) -> None:
    result = train(tmp_path / "absent")
    assert result.exit_code == 2
    assert result.stderr.splitlines() == [
        "the data folder holds no readable ledger: import a shop, or name another --data-dir"
    ]
    assert not (tmp_path / "absent").exists()


@pytest.mark.parametrize("option", ["--factors", "--iterations"])
def test_a_number_out_of_range_ends_with_code_2(tmp_path: Path, option: str) -> None:
    assert train(tmp_path, option, "0").exit_code == 2


def logged_until_terminated(folder: Path) -> list[dict[str, Any]]:
    """What `auslage train --every 1h` logs, sent SIGTERM after its first round, if it ends with code 0."""
    log = folder / "log"
    command = [*COMMAND, "train", "--data-dir", str(folder), "--factors", "8", "--every", "1h"]
    with log.open("wb") as errors:
        process = subprocess.Popen(command, env=clean_environment(), stderr=errors)
    try:
        wait_until(lambda: b'"published"' in log.read_bytes() or process.poll() is not None, "a round", within_s=60)
        process.terminate()
        assert process.wait(20) == 0, log.read_text()
    finally:
        process.kill()
    return [json.loads(line) for line in log.read_text().splitlines()]


async def test_every_trains_until_sigterm_and_ends_with_code_0(tmp_path: Path) -> None:
    await fill(tmp_path, taste_events(seed=3, loyalty=0.95))
    told = logged_until_terminated(tmp_path)
    assert [line["event"] for line in told] == ["published", "training stopped"]
    assert told[0]["version"] == current(tmp_path / "bundles")


def test_training_more_often_than_every_minute_is_refused(tmp_path: Path) -> None:
    result = train(tmp_path, "--every", "59s")
    assert result.exit_code == 2
    assert "below a minute" in result.stderr


async def test_a_seed_and_a_budget_of_tuning_are_told_with_what_was_tried(tmp_path: Path) -> None:
    await fill(tmp_path, taste_events(seed=3, loyalty=0.95))
    options = (
        "--factors",
        "8",
        "--iterations",
        "3",
        "--tune",
        "2",
        "--seed",
        "11",
        "--report",
        str(tmp_path / "report"),
    )
    result = train(tmp_path, *options)
    assert result.exit_code == 0, result.output
    assert "tuned by 2 trials, seed 11" in result.stdout
    assert "tuned by 2 trials, seed 11" in (tmp_path / "report").read_text()


async def test_the_report_lies_beside_the_bundle_and_where_it_is_asked_for(tmp_path: Path) -> None:
    await fill(tmp_path, taste_events(seed=3, loyalty=0.95))
    said = answer(train(tmp_path, "--factors", "8", "--json", "--report", str(tmp_path / "asked" / "report.html")))
    beside = tmp_path / "bundles" / "reports" / f"{said['published']}.html"
    assert beside.read_bytes() == (tmp_path / "asked" / "report.html").read_bytes()
    assert beside.read_text().startswith("<!doctype html>")


async def test_a_second_training_at_once_ends_with_code_2_and_one_line(tmp_path: Path) -> None:
    await fill(tmp_path, taste_events(seed=3, loyalty=0.95))
    with workshop(tmp_path / "training", TrainingSettings(), Seq(1), lambda _step, _done, _of: None):
        result = train(tmp_path, "--factors", "8")
    assert result.exit_code == 2
    assert result.stderr.splitlines() == ["another training of this data folder is at work"]


def shown_on_a_terminal(*arguments: str) -> str:
    """What `auslage train` writes to standard error where that is a terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen([*COMMAND, "train", *arguments], env=clean_environment(TERM="xterm"), stderr=theirs)
    os.close(theirs)
    shown = bytearray()
    with suppress(OSError):  # A terminal that nobody writes to any more ends so.
        while chunk := os.read(ours, 65_536):
            shown += chunk
    os.close(ours)
    assert process.wait(20) == 0
    return shown.decode()


async def test_on_a_terminal_every_step_has_a_line_and_rounds_are_counted(tmp_path: Path) -> None:
    await fill(tmp_path, taste_events(seed=3, loyalty=0.95))
    shown = shown_on_a_terminal("--data-dir", str(tmp_path), "--factors", "8", "--iterations", "3")
    for step in ("events", "rehearsal: factors", "teach", "measure", "visits", "publish"):
        assert step in shown
    assert "3/3" in shown
