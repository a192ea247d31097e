from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from service.types import Seq
from training.settings import TrainingSettings
from training.workshop import DiskRefused, workshop

_ROOT = Path(__file__).parents[2]
_BEGIN = """
from pathlib import Path
from training.settings import TrainingSettings
from training.workshop import workshop
with workshop(Path("kept"), TrainingSettings(), 1, print):
    print(*(entry.name for entry in Path("kept").iterdir() if entry.is_dir()))
"""


def kept_as(release: Path) -> str:
    """The name under which a copy of the code keeps a run."""
    return subprocess.run(
        [sys.executable, "-c", _BEGIN], cwd=release, capture_output=True, text=True, check=True
    ).stdout.strip()


@pytest.mark.parametrize(
    "changed",
    ["training/visits.py", "service/candidates/blend.py", "service/visitor/foldin.py", "service/catalog/row.py"],
)
def test_what_other_code_made_is_not_gone_on_with(tmp_path: Path, changed: str) -> None:
    for package in ("training", "service"):
        shutil.copytree(_ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    before = kept_as(tmp_path)
    assert kept_as(tmp_path) == before
    with (tmp_path / changed).open("a") as file:
        file.write("# other")
    assert kept_as(tmp_path) != before


def test_what_is_no_lack_of_room_is_told_as_it_is(tmp_path: Path) -> None:
    with (
        pytest.raises(FileNotFoundError, match="no-such-file"),
        workshop(tmp_path / "kept", TrainingSettings(), Seq(1), lambda _step, _done, _of: None),
    ):
        (tmp_path / "no-such-file").read_bytes()


def test_a_lack_of_room_is_told_with_the_folder_to_make_it_in(tmp_path: Path) -> None:
    with (
        pytest.raises(DiskRefused, match="make room"),
        workshop(tmp_path / "kept", TrainingSettings(), Seq(1), lambda _step, _done, _of: None),
    ):
        Path("/dev/full").write_text("more than there is room for")
