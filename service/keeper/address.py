"""Where the keeper's socket stands, however long the path to it is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def short_address(path: Path) -> Iterator[str]:
    """An address of `path` for a socket to bind or to connect to, for the length of the block.

    The kernel takes 107 bytes. A shorter link elsewhere could be put there by somebody else; a descriptor cannot.

    Raises:
        OSError: there is no such folder.
    """
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
