"""Reads files of visits: tab-separated SessionId, ItemId, Time (Unix seconds), with a header; plain or .gz."""

from __future__ import annotations

import gzip
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, TypeAlias

import numpy as np
from numpy.typing import NDArray

from service.errors import FeedInvalid
from service.limits import MAX_ID_BYTES
from service.types import ProductId
from training.dataset import Interactions, clicks

Int32: TypeAlias = NDArray[np.int32]
Int64: TypeAlias = NDArray[np.int64]

_HEADER = ("SessionId", "ItemId", "Time")


@dataclass(frozen=True, slots=True, eq=False)
class SessionFile:
    """The clicks of a file, in its order.

    Attributes:
        products: by number.
        visit, at_ms: of each click, shape (n,).
        product: numbers, shape (n,).
    """

    products: tuple[str, ...]
    visit: Int64
    product: Int64
    at_ms: Int64

    def interactions(self) -> Interactions:
        """The clicks as training reads them."""
        return clicks(self.products, visit=self.visit, row=self.product, at_ms=self.at_ms)

    def visits(self, numbers: Mapping[ProductId, int]) -> Iterator[Int32]:
        """The clicks of each visit in order of time, by other numbers of the products; -1 for those without."""
        order = np.lexsort((self.at_ms, self.visit))
        number_of = np.array([numbers.get(ProductId(product), -1) for product in self.products], np.int32)
        visit = self.visit[order]
        bounds = np.flatnonzero(np.r_[True, visit[1:] != visit[:-1], True]) if visit.size else np.zeros(1, np.int64)
        items = number_of[self.product[order]]
        for start, end in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
            yield items[start:end]


def read_sessions(path: Path) -> SessionFile:
    """Read a file of visits.

    Raises:
        FeedInvalid: it cannot be read, holds no click, or a line is not of the stated form; naming file and line.
    """
    visits: dict[str, int] = {}
    products: dict[str, int] = {}
    clicked: list[tuple[int, int, int]] = []
    try:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
            if tuple(next(file, "").rstrip("\r\n").split("\t")) != _HEADER:
                _refuse(path, 1, f"the header is not {', '.join(_HEADER)} parted by tabs")
            for number, line in enumerate(file, 2):
                visit, product, at_ms = _click(path, number, line)
                clicked.append(
                    (visits.setdefault(visit, len(visits)), products.setdefault(product, len(products)), at_ms)
                )
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise FeedInvalid(f"{path.name}: cannot be read") from error
    if not clicked:
        raise FeedInvalid(f"{path.name}: holds no click")
    table = np.array(clicked, np.int64)
    return SessionFile(tuple(products), table[:, 0], table[:, 1], table[:, 2])


def _click(path: Path, number: int, line: str) -> tuple[str, str, int]:
    fields = line.rstrip("\r\n").split("\t")
    if len(fields) != len(_HEADER):
        _refuse(path, number, f"has {len(fields)} fields, not {len(_HEADER)}")
    visit, product, time = fields
    if not visit or not product or len(product.encode()) > MAX_ID_BYTES:
        _refuse(path, number, f"SessionId and ItemId need 1 to {MAX_ID_BYTES} bytes")
    try:
        seconds = float(time)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds < 1e11:
        _refuse(path, number, "Time is not a number of Unix seconds")
    return visit, product, int(seconds * 1000)


def _refuse(path: Path, number: int, reason: str) -> NoReturn:
    raise FeedInvalid(f"{path.name}:{number}: {reason}")
