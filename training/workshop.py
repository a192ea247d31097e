"""A bench that keeps what each step has made, so that a run that was killed goes on where it was."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import platform
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

import msgspec

from service.types import Seq
from training import __file__ as _package
from training.bench import Stopped, T, Tell, Unkept, Watch
from training.pieces import PieceDamaged, read_piece, write_piece
from training.settings import TrainingSettings

CODE = ("service", "training")
LIBRARIES = ("faiss-cpu", "numba", "numpy", "scipy")
# A run that was killed is worth its end only while the ledger has hardly grown.
_MOST_GROWTH = 0.05
# numpy and FAISS tell a write that was cut short without a reason.
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, None})
_RUN = re.compile(r"(\d{10})-([0-9a-f]{12})")


class AlreadyTraining(RuntimeError):
    """Another training of the same data folder is at work."""


class DiskRefused(OSError):
    """There is no room left to write a data folder."""


class Workshop(Unkept):
    """Keeps every piece in a folder of its own, under the name of its step.

    Attributes:
        until: the end of the ledger when the run began; a run that goes on reads no further.
    """

    def __init__(self, folder: Path, watch: Watch) -> None:
        super().__init__(watch)
        self._folder = folder
        self.until = Seq(int(folder.name[:10]))

    def make(self, step: str, kind: type[T], work: Callable[[Tell], T]) -> T:
        """What the step makes, read if an earlier run has made it. A damaged piece is made again."""
        tell = self.tell(step)
        piece = self._folder / re.sub(r"\W+", "-", step)
        try:
            return read_piece(piece, kind)
        except PieceDamaged:
            made = work(tell)
            write_piece(piece, made)
            return made


@contextmanager
def workshop(folder: Path, settings: TrainingSettings, end: Seq, watch: Watch) -> Iterator[Workshop]:
    """The workshop of one run; what it keeps is gone when the run ends, unless it was killed or stopped.

    At most one run is kept. It goes on if settings, code and machine are the same and the ledger has hardly grown since.

    Args:
        folder: made if it is absent.
        settings: of the run.
        end: the ledger's present end.
        watch: is told of all steps.

    Raises:
        AlreadyTraining: another process is at work there.
        DiskRefused: in place of an OSError of the run that tells of no room; names the folder around this one.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(folder):
        run = _run(folder, _recipe(settings), end)
        run.mkdir(exist_ok=True)
        try:
            yield Workshop(run, watch)
        except (Stopped, KeyboardInterrupt):
            raise
        except BaseException as error:
            # The ledger needs the disk more.
            shutil.rmtree(run)
            if isinstance(error, OSError) and error.errno in _NO_ROOM:
                reason = error.strerror or "no space left on device"
                raise DiskRefused(
                    f"{folder.parent} cannot be written ({reason}): make room there and train again"
                ) from error
            raise
        shutil.rmtree(run)


def cpu() -> str:
    """The processor type, since vector units round differently."""
    described = Path("/proc/cpuinfo")
    lines = described.read_text(encoding="utf-8").splitlines() if described.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.machine()


def _run(folder: Path, recipe: str, end: Seq) -> Path:
    """The folder of the run to go on with, or of a new one; all others are removed."""
    fresh = folder / f"{end:010d}-{recipe}"
    for entry in sorted(folder.glob("*-*")):
        kept = _RUN.fullmatch(entry.name)
        if kept and kept[2] == recipe and (1 - _MOST_GROWTH) * end <= int(kept[1]) <= end:
            fresh = entry
    for entry in folder.glob("*-*"):
        if entry != fresh:
            shutil.rmtree(entry)
    return fresh


def _recipe(settings: TrainingSettings) -> str:
    """What decides the bytes of a run beside the ledger, as a hash."""
    root = Path(_package).parents[1]
    files = (path for package in CODE for path in (root / package).rglob("*.py"))
    code = {str(path.relative_to(root)): path.read_text(encoding="utf-8") for path in files}
    parts = [asdict(settings), code, cpu(), {name: version(name) for name in LIBRARIES}]
    return hashlib.sha256(msgspec.json.encode(parts, order="sorted")).hexdigest()[:12]


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Own the folder; the kernel frees it if the process dies."""
    handle = os.open(folder / "lock", os.O_WRONLY | os.O_CREAT, 0o600)
    with os.fdopen(handle, "a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyTraining("another training of this data folder is at work") from error
        yield
