"""One keeper a data folder."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from service.errors import LedgerBusy


@contextmanager
def lock_folder(folder: Path) -> Iterator[None]:
    """Own the data folder for the length of a `with` block; the kernel frees it if the process dies.

    Raises:
        LedgerBusy: another process, or another block of this one, owns it.
    """
    # Readable by others, it could be locked by others.
    handle = os.open(folder / "keeper.lock", os.O_WRONLY | os.O_CREAT, 0o600)
    with os.fdopen(handle, "a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LedgerBusy("another keeper already owns this data folder") from error
        yield
