"""What each worker of a data folder serves, told to the others through one small file a worker."""

from __future__ import annotations

import asyncio
import fcntl
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from service.retrieval.generation import sealed, unsealed, want_generation
from service.types import Seq
from service.usecases.slot import SnapshotSlot

_STAGED, _TOLD = ".staged", ".worker"
_SEQ_BYTES = 8
_LOOK_S = 0.01


class ServingRecord:
    """This worker's file. It is locked for as long as the process lives, so that the dead are not waited for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._handle: int | None = None
        self._path = folder

    def tell(self, seq: Seq) -> None:
        """Say that from now on every answer holds the ledger up to `seq`."""
        if self._handle is None:
            self._open()
        if self._handle is not None:
            os.pwrite(self._handle, sealed(seq.to_bytes(_SEQ_BYTES, "big")), 0)

    def close(self) -> None:
        """Say that this worker answers no more."""
        if self._handle is not None:
            self._path.unlink(missing_ok=True)
            os.close(self._handle)
            self._handle = None

    def _open(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._handle, staged = tempfile.mkstemp(suffix=_STAGED, dir=self._folder)
        # Locked before it has its name: a file without a lock is a dead worker's.
        fcntl.flock(self._handle, fcntl.LOCK_EX)
        self._path = Path(staged).with_suffix(_TOLD)
        Path(staged).rename(self._path)


def all_serve(folder: Path, seq: Seq) -> bool:
    """Whether every living worker serves the ledger up to `seq`. Removes what the dead have left."""
    return all(_is_dead(path) or _served(path) >= seq for path in folder.glob(f"*{_TOLD}"))


def _served(path: Path) -> Seq:
    try:
        return Seq(int.from_bytes(unsealed(path.read_bytes()), "big"))
    except (FileNotFoundError, ValueError):
        # Gone, or being written: the next look tells.
        return Seq(-1)


def _is_dead(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            path.unlink(missing_ok=True)
    except FileNotFoundError:
        return True
    except BlockingIOError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Visibility:
    """Waits until a change can be found, whichever worker is asked.

    Args:
        index: the folder of the index builds.
        workers: the folder of the workers' files.
        snapshots: this worker's.
    """

    index: Path
    workers: Path
    snapshots: SnapshotSlot

    async def wait_for(self, seq: Seq, timeout_s: float) -> bool:
        """Wait until all workers serve the ledger up to `seq`; False if that took too long."""
        if self.snapshots.ready and self.snapshots.pin().seq < seq:
            await asyncio.to_thread(want_generation, self.index)
        try:
            async with asyncio.timeout(timeout_s):
                if not await self.snapshots.wait_for(seq, timeout_s):
                    return False
                while not await asyncio.to_thread(all_serve, self.workers, seq):  # noqa: ASYNC110 - other processes tell
                    await asyncio.sleep(_LOOK_S)
        except TimeoutError:
            return False
        return True
