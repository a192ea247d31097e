"""A disk that fills up while a training is at work."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from service.bundle.reader import current, load
from tests.harness.bundles import published

_ROOT = Path(__file__).parents[2]
_TRAINING = (sys.executable, "-m", "tests.harness.training_run")


def in_force_and_whole(folder: Path, version: str) -> bool:
    load(folder / "bundles" / version)
    return current(folder / "bundles") == version


def run(*command: str, largest_file: int = resource.RLIM_INFINITY) -> subprocess.CompletedProcess[str]:
    """Run a command at the root of the project, which may not write files of more bytes than `largest_file`."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

    return subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=False, preexec_fn=limit)


@pytest.mark.parametrize("largest_file", [1_000, 20_000])
def test_a_write_that_is_refused_ends_the_training_and_leaves_the_bundle_and_no_rubbish(
    tmp_path: Path, largest_file: int
) -> None:
    before = published(tmp_path / "bundles").name
    ended = run(*_TRAINING, str(tmp_path), largest_file=largest_file)
    assert ended.returncode == 1, ended.stderr
    assert f"{tmp_path} cannot be written (" in ended.stderr.splitlines()[-1]
    assert "make room there and train again" in ended.stderr.splitlines()[-1]
    assert in_force_and_whole(tmp_path, before)
    assert [entry.name for entry in (tmp_path / "training").iterdir()] == ["lock"]


@pytest.mark.parametrize("size_kib", [100, 400])
def test_a_disk_without_space_ends_the_training_and_leaves_the_bundle_in_force(tmp_path: Path, size_kib: int) -> None:
    before = published(tmp_path / "bundles").name
    disk = tmp_path / "disk"
    disk.mkdir()
    script = f"""
        mount -t tmpfs -o size={size_kib}k none {disk} && cp -r {tmp_path}/bundles {disk} || exit 99
        {" ".join(_TRAINING)} {disk}; echo $? >{tmp_path}/code; cp -r {disk} {tmp_path}/after
    """
    ended = run("/usr/bin/env", "unshare", "-rm", "sh", "-c", script)
    if not (tmp_path / "code").exists():
        pytest.skip(f"no small disk can be made here: {ended.stderr}")
    assert (tmp_path / "code").read_text().strip() == "1", ended.stderr
    assert f"{disk} cannot be written (" in ended.stderr.splitlines()[-1]
    assert in_force_and_whole(tmp_path / "after", before)
