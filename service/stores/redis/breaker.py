"""When to stop asking a server that does not answer, and when to try it again."""

from __future__ import annotations


class Breaker:
    """Opens after consecutive failures, lets single probes through while open, closes on success.

    Pure: monotonic seconds are passed in.
    """

    def __init__(self, *, failures_to_open: int = 5, probe_every_s: float = 0.25) -> None:
        self._failures_to_open = failures_to_open
        self._probe_every_s = probe_every_s
        self._failures = 0
        self._next_probe_s: float | None = None

    @property
    def is_open(self) -> bool:
        """Whether calls are refused, save for probes."""
        return self._next_probe_s is not None

    def allows(self, now_s: float) -> bool:
        """Whether a call may go out now; while open, True makes that call the probe of this interval."""
        if self._next_probe_s is None:
            return True
        if now_s < self._next_probe_s:
            return False
        self._next_probe_s = now_s + self._probe_every_s
        return True

    def failed(self, now_s: float) -> bool:
        """Count a call without an answer; True if this one opened the breaker."""
        self._failures += 1
        if self.is_open or self._failures < self._failures_to_open:
            return False
        self._next_probe_s = now_s + self._probe_every_s
        return True

    def succeeded(self) -> bool:
        """Count an answer; True if it closed the breaker."""
        closes = self.is_open
        self._failures = 0
        self._next_probe_s = None
        return closes
