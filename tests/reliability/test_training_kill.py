"""Trainings that are killed, and the next ones, which go on where those were."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.bundle.reader import current, list_bundles
from tests.harness.builders import event
from tests.harness.history import ListHistory
from tests.harness.process import Process
from tests.harness.taste_groups import taste_events
from tests.harness.training_run import SETTINGS, run
from training.bench import Stopped
from training.workshop import AlreadyTraining, workshop


class Counted:
    """A watch that remembers what counted its work: a piece that is read counts nothing."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.worked: set[str] = set()

    def __call__(self, step: str, done: int, of: int) -> None:
        if of:
            self.worked.add(step)
        else:
            self.begun.append(step)


def killed(folder: Path, step: str) -> None:
    process = Process("tests.harness.training_run", str(folder), step)
    assert process._process.wait(120) == -9


def bytes_of(folder: Path) -> dict[str, bytes]:
    (bundle,) = list_bundles(folder / "bundles")
    return {path.name: path.read_bytes() for path in (folder / "bundles" / bundle).iterdir()}


def kept(folder: Path) -> dict[str, int]:
    """The pieces of the one run in a workshop, with the time of their making."""
    (run_folder,) = [entry for entry in (folder / "training").iterdir() if entry.is_dir()]
    return {piece.name: (piece / "seal.json").stat().st_mtime_ns for piece in run_folder.iterdir()}


def test_a_killed_training_goes_on_where_it_was_and_gives_the_same_bytes(tmp_path: Path) -> None:
    killed(tmp_path / "killed", "rehearsal: together")
    assert {"events", "rehearsal-factors", "rehearsal-follows"} <= kept(tmp_path / "killed").keys()
    first, second = Counted(), Counted()
    run(tmp_path / "whole", first)
    run(tmp_path / "killed", second)
    assert first.begun == second.begun
    assert first.worked - second.worked == {"events", "rehearsal: factors"}
    assert bytes_of(tmp_path / "killed") == bytes_of(tmp_path / "whole")
    assert [entry.name for entry in (tmp_path / "killed" / "training").iterdir()] == ["lock"]


@pytest.mark.parametrize("damage", ["a byte", "a file less", "no seal"])
def test_a_damaged_piece_is_made_again(tmp_path: Path, damage: str) -> None:
    killed(tmp_path / "killed", "rehearsal: follows")
    (piece,) = (tmp_path / "killed" / "training").glob("*/rehearsal-factors")
    array = max(piece.glob("*.npy"), key=lambda path: path.stat().st_size)
    if damage == "a byte":
        content = bytearray(array.read_bytes())
        content[-1] ^= 1
        array.write_bytes(content)
    elif damage == "a file less":
        array.unlink()
    else:
        (piece / "seal.json").unlink()
    counted = Counted()
    run(tmp_path / "killed", counted)
    assert "rehearsal: factors" in counted.worked
    assert "events" not in counted.worked
    run(tmp_path / "whole", Counted())
    assert bytes_of(tmp_path / "killed") == bytes_of(tmp_path / "whole")


def test_a_run_goes_on_with_the_ledger_it_began_with_unless_much_has_come_since(tmp_path: Path) -> None:
    events = taste_events(seed=3, loyalty=0.95)
    killed(tmp_path, "rehearsal: follows")
    little = ListHistory([*events, event("late", of="a1")])
    with workshop(tmp_path / "training", SETTINGS, little.last_seq(), Counted()) as bench:
        assert bench.until == len(events)


def test_a_run_of_long_ago_is_removed(tmp_path: Path) -> None:
    events = taste_events(seed=3, loyalty=0.95)
    killed(tmp_path, "rehearsal: follows")
    grown = ListHistory(events * 2)
    with workshop(tmp_path / "training", SETTINGS, grown.last_seq(), Counted()) as bench:
        assert bench.until == 2 * len(events)
        assert kept(tmp_path) == {}


def test_who_stops_a_run_keeps_what_it_made(tmp_path: Path) -> None:
    def stop(step: str, done: int, of: int) -> None:
        if step == "rehearsal: follows":
            raise Stopped

    with pytest.raises(Stopped):
        run(tmp_path, stop)
    assert "rehearsal-factors" in kept(tmp_path)
    counted = Counted()
    run(tmp_path, counted)
    assert "rehearsal: factors" not in counted.worked


def test_two_trainings_at_once_are_one_and_a_refusal(tmp_path: Path) -> None:
    refused = pytest.raises(AlreadyTraining, match="another training of this data folder is at work")
    with workshop(tmp_path / "training", SETTINGS, ListHistory([]).last_seq(), Counted()), refused:
        run(tmp_path, Counted())
    run(tmp_path, Counted())
    assert current(tmp_path / "bundles") is not None
