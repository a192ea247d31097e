"""Reads files of sequences: one user a line, the user's id and then items in order of time; plain or .gz."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from service.errors import FeedInvalid
from service.limits import MAX_ID_BYTES
from training.dataset import Interactions, clicks

Int32: TypeAlias = NDArray[np.int32]

N_HELD_BACK = 2
"""Items at the end of a sequence that are never learned from: what settings are chosen on, and what is measured."""


@dataclass(frozen=True, slots=True, eq=False)
class Sequences:
    """The sequences of a file that are long enough to be measured, in its order.

    Attributes:
        products: by number.
        of_user: the products of each user, oldest first, at least N_HELD_BACK + 1 of them.
    """

    products: tuple[str, ...]
    of_user: tuple[Int32, ...]

    def without_last(self, n: int) -> Interactions:
        """All but the last `n` items of each user, as training reads them: each user is one person on one visit."""
        kept = [items[: len(items) - n] for items in self.of_user]
        lengths = [len(items) for items in kept]
        row = np.concatenate(kept).astype(np.int64)
        # One moment for all: the order within a sequence is known, how long ago it was is not.
        user = np.repeat(np.arange(len(kept)), lengths)
        return clicks(self.products, visit=user, row=row, at_ms=np.zeros(len(row), np.int64))


def read_sequences(path: Path) -> Sequences:
    """Read a file of sequences.

    Raises:
        FeedInvalid: it cannot be read, a line is not of the stated form, or no user has enough items; naming file and line.
    """
    products: dict[str, int] = {}
    of_user: list[Int32] = []
    users: set[str] = set()
    for number, line in enumerate(_text(path).splitlines(), 1):
        user, *items = line.split() or ("",)
        if not items or max(map(len, (item.encode() for item in items))) > MAX_ID_BYTES:
            _refuse(path, number, f"is not a user's id and then items, each of at most {MAX_ID_BYTES} bytes")
        if user in users:
            _refuse(path, number, "names a user of an earlier line")
        users.add(user)
        if len(items) > N_HELD_BACK:
            of_user.append(np.array([products.setdefault(item, len(products)) for item in items], np.int32))
    if not of_user:
        raise FeedInvalid(f"{path.name}: holds no user of more than {N_HELD_BACK} items")
    return Sequences(tuple(products), tuple(of_user))


def read_attributes(path: Path) -> dict[str, tuple[str, ...]]:
    """Read a JSON object: item -> list of its attributes, which may be numbers or text.

    Raises:
        FeedInvalid: it cannot be read, or is not of that form.
    """
    try:
        attributes = msgspec.json.decode(_text(path), type=dict[str, tuple[str | int, ...]])
    except msgspec.MsgspecError as error:
        raise FeedInvalid(f"{path.name}: is not a JSON object of lists by item") from error
    return {item: tuple(map(str, values)) for item, values in attributes.items()}


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
        return (gzip.decompress(content) if path.suffix == ".gz" else content).decode()
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise FeedInvalid(f"{path.name}: cannot be read") from error


def _refuse(path: Path, number: int, reason: str) -> NoReturn:
    raise FeedInvalid(f"{path.name}:{number}: {reason}")
