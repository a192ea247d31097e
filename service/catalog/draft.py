"""A product of a feed while it is read field by field: what stands so far, and what could not be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

import msgspec

T = TypeVar("T")


class Field(NamedTuple):
    """Where a value stands in the JSON form of Product, and how it is read; the reader raises ValueError.

    What cannot be read costs the product, or, where `spared`, no more than the field.
    """

    path: tuple[str, ...]
    read: Callable[[str], Any]
    spared: bool = False


class Reading(NamedTuple):
    """A product in its JSON form, the first field that cannot be read and why, or "", and what was left out."""

    json: str
    problem: str = ""
    warnings: tuple[str, ...] = ()


class Draft:
    """A product in its JSON form while its fields are read, one after the other."""

    def __init__(self) -> None:
        self._product: dict[str, Any] = {}
        self._problem = ""
        self._warnings: list[str] = []

    def put(self, name: str, field: Field, text: str) -> None:
        """Read a text into its field; what cannot be read is told under this name."""
        value = self.read(name, field.read, text, spared=field.spared)
        if value is not None:
            self.set(field.path, value)

    def read(self, name: str, read: Callable[[str], T], text: str, *, spared: bool = False) -> T | None:
        """Read a text; what cannot be read is told under this name and costs the product, unless it is spared."""
        try:
            return read(text)
        except ValueError as error:
            if spared:
                self.warn(f"{name}: {error}")
            else:
                self._problem = self._problem or f"{name}: {error}"
            return None

    def set(self, path: Sequence[str], value: Any) -> None:
        """Lay a value down."""
        tree = self._product
        for key in path[:-1]:
            tree = tree.setdefault(key, {})
        tree[path[-1]] = value

    def warn(self, warning: str) -> None:
        """Tell what was left out."""
        self._warnings.append(warning)

    def reading(self) -> Reading:
        """What was read."""
        return Reading(msgspec.json.encode(self._product).decode(), self._problem, tuple(self._warnings))
