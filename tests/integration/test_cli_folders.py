from __future__ import annotations

from pathlib import Path

import pytest

from tests.harness.command import auslage

COMMANDS = (("serve",), ("train",), ("bundles", "list"), ("demo",))


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(("folder", "said"), [("", "is empty"), (__file__, "is not a folder")])
def test_a_folder_that_cannot_be_meant_is_refused_in_one_line(command: tuple[str, ...], folder: str, said: str) -> None:
    done = auslage(*command, "--data-dir", folder)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "'--data-dir'" in done.stderr
    assert said in done.stderr


@pytest.mark.parametrize("command", [("serve",), ("import", "products", "feed.jsonl"), ("demo",)])
def test_a_folder_that_cannot_be_made_ends_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "feed.jsonl").write_text('{"id":"a"}\n')
    done = auslage(*command, "--data-dir", tmp_path / "feed.jsonl" / "inside")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr


def test_nothing_can_be_exported_into_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = auslage("demo", "--export", tmp_path / "file")
    assert (done.returncode, done.stderr) == (2, f"Invalid value for '--export': {tmp_path}/file is not a folder\n")
    done = auslage("demo", "--export", tmp_path / "file" / "below")
    assert (done.returncode, done.stderr) == (2, f"{tmp_path}/file/below: Not a directory\n")


@pytest.mark.parametrize("arguments", [("list",), ("verify",), ("activate", "0000000001-000000000000")])
def test_bundles_of_a_folder_that_is_not_there_are_not_said_to_be_none(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    done = auslage("bundles", *arguments, "--data-dir", tmp_path / "shpo")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"there is no data folder {tmp_path}/shpo\n")
    assert not (tmp_path / "shpo").exists()


def test_a_misspelt_setting_is_told_with_the_nearest_name(tmp_path: Path) -> None:
    done = auslage("serve", "--data-dir", tmp_path, "--listen", "127.0.0.1:99999", AUSLAGE_WORKER="4")
    assert "AUSLAGE_WORKER" not in done.stderr
    busy = auslage("serve", "--data-dir", tmp_path, "--listen", "192.0.2.1:1", "--allow-remote", AUSLAGE_WORKER="4")
    first, second = busy.stderr.splitlines()
    assert '"name": "AUSLAGE_WORKER", "nearest": "AUSLAGE_WORKERS"' in first
    assert second.startswith("listen: the address cannot be bound")
