"""Which calls are taken: a bounded number at a time, and only those that can be answered in time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

import grpc.aio

from service.errors import DeadlineSpent, Overloaded

Context = grpc.aio.ServicerContext[Any, Any]

_FLOOR_S = 0.005


class Admission:
    """Counts calls that run or wait, and refuses at once the one too many: queues longer than a deadline help nobody."""

    def __init__(self, max_calls: int) -> None:
        self._max_calls = max_calls
        self._n_calls = 0

    @contextmanager
    def slot(self) -> Iterator[None]:
        """Hold one slot; raises Overloaded if all are taken."""
        if self._n_calls >= self._max_calls:
            raise Overloaded(f"{self._max_calls} calls are being answered; try again shortly")
        self._n_calls += 1
        try:
            yield
        finally:
            self._n_calls -= 1


@dataclass(frozen=True, slots=True)
class Budget:
    """How long a call may take: `default_s` if its caller sets no deadline, never longer than `longest_s`."""

    default_s: float
    longest_s: float

    def left_s(self, context: Context) -> float:
        """Return the seconds left; raises DeadlineSpent under 5 ms, since such work cannot finish."""
        # Without a deadline grpc.aio says None, whatever its annotation promises.
        remaining = cast("float | None", context.time_remaining())
        left_s = self.default_s if remaining is None else min(remaining, self.longest_s)
        if left_s < _FLOOR_S:
            raise DeadlineSpent("less than 5 ms are left")
        return left_s

    def left_ms(self, context: Context) -> float:
        """Return the milliseconds left; raises DeadlineSpent as `left_s` does."""
        return self.left_s(context) * 1000


STOREFRONT = Budget(default_s=1.0, longest_s=5.0)
BACK_OFFICE = Budget(default_s=10.0, longest_s=60.0)
