"""Remembered results, bounded in bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, Protocol, TypeVar


class _Sized(Protocol):
    @property
    def nbytes(self) -> int: ...


_LARGEST_SHARE = 4

Value = TypeVar("Value", bound=_Sized)


class Memo(Generic[Value]):
    """Remembers values by key; what was not asked for longest leaves when they pass `max_bytes`.

    Any thread may ask at any time.

    Args:
        max_bytes: of all entries together.
        entry_bytes: what an entry costs beside the arrays that it counts. Without it, empty answers to made-up words
            would be kept for ever.
    """

    def __init__(self, *, max_bytes: int, entry_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._entry_bytes = entry_bytes
        self._entries: OrderedDict[Hashable, Value] = OrderedDict()
        self._n_bytes = 0
        # Requests are answered while a follower's thread makes the next snapshot ready.
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: Hashable) -> Value | None:
        """What is remembered under a key, if anything."""
        with self._lock:
            value = self._entries.get(key)
            if value is not None:
                self._entries.move_to_end(key)
            return value

    def put(self, key: Hashable, value: Value) -> None:
        """Remember a value in place of any under the same key, unless it would drive most others out."""
        with self._lock:
            self._forget(self._entries.pop(key, None))
            if value.nbytes > self._max_bytes // _LARGEST_SHARE:
                return
            self._entries[key] = value
            self._n_bytes += self._entry_bytes + value.nbytes
            while self._n_bytes > self._max_bytes:
                self._forget(self._entries.popitem(last=False)[1])

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._entries.clear()
            self._n_bytes = 0

    def _forget(self, value: Value | None) -> None:
        if value is not None:
            self._n_bytes -= self._entry_bytes + value.nbytes
