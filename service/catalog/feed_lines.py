"""The lines of a feed file, numbered, plain or gzipped: a line that cannot be read costs itself, not the file."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal, cast

from service.catalog.feed_problems import CUT_SHORT

MAX_LINE_BYTES = 1 << 20
"""Room for any product that people write; a file without line ends is not held in memory."""

Opener = Callable[[Path], BinaryIO]
Errors = Literal["strict", "replace"]
UNREADABLE = (OSError, EOFError, zlib.error)
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class FeedLine:
    """A line by its number, from 1; `problem` says why its text is empty."""

    number: int
    text: str
    problem: str = ""


def open_plain(path: Path) -> BinaryIO:
    """Open a file for reading bytes."""
    return path.open("rb")


def read_lines(path: Path, opener: Opener = open_plain, *, errors: Errors = "strict") -> Iterator[FeedLine]:
    """Yield the lines with their ends. A file that cannot be read on ends with the problem CUT_SHORT.

    Args:
        path: UTF-8 text; gzipped if its name ends in .gz.
        opener: how bytes are read, for callers that watch them pass.
        errors: whether bytes that are not UTF-8 cost their line, or no more than themselves.
    """
    number = 0
    try:
        with open_feed(path, opener) as file:
            while raw := file.readline(MAX_LINE_BYTES + 1):
                number += 1
                yield _line(number, raw.removeprefix(_BOM) if number == 1 else raw, file, errors)
    except UNREADABLE:
        yield FeedLine(number + 1, "", CUT_SHORT)


@contextmanager
def open_feed(path: Path, opener: Opener = open_plain) -> Iterator[BinaryIO]:
    """Open a file for reading bytes, unpacked if its name ends in .gz; they raise one of UNREADABLE."""
    with opener(path) as plain:
        yield cast("BinaryIO", gzip.GzipFile(fileobj=plain)) if path.suffix == ".gz" else plain


def _line(number: int, raw: bytes, file: BinaryIO, errors: Errors) -> FeedLine:
    if len(raw) > MAX_LINE_BYTES:
        while raw and not raw.endswith(b"\n"):
            raw = file.readline(MAX_LINE_BYTES)
        return FeedLine(number, "", f"is longer than {MAX_LINE_BYTES:,} bytes")
    try:
        return FeedLine(number, raw.decode(errors=errors))
    except UnicodeDecodeError:
        return FeedLine(number, "", "is not UTF-8 text")
