"""Where the steps of a run are made: whoever waits is told of them, and what they make may be kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeAlias, TypeVar

T = TypeVar("T")
Tell: TypeAlias = Callable[[int, int], None]
"""How much of a step is done, and how much there is to do in all."""
Watch: TypeAlias = Callable[[str, int, int], None]
"""The same with the name of the step; its first call of a step, with noughts, says that it begins."""


class Stopped(Exception):
    """Whoever watches wants the run to end here. What was kept stays for the next one."""


class Bench(Protocol):
    """Makes the steps of a run, one after the other. Each has a name of its own."""

    def tell(self, step: str) -> Tell:
        """Begin a step of which nothing is kept."""
        ...

    def make(self, step: str, kind: type[T], work: Callable[[Tell], T]) -> T:
        """What the work of a step makes, or made in an earlier run that did not come to its end."""
        ...


class Unkept:
    """A bench that keeps nothing."""

    def __init__(self, watch: Watch = lambda _step, _done, _of: None) -> None:
        self._watch = watch

    def tell(self, step: str) -> Tell:
        """Begin a step."""
        self._watch(step, 0, 0)
        return lambda done, of: self._watch(step, done, of)

    def make(self, step: str, kind: type[T], work: Callable[[Tell], T]) -> T:  # noqa: ARG002 - for benches that keep
        """Work."""
        return work(self.tell(step))


UNKEPT = Unkept()


class Within:
    """A bench for a part of a run, under whose name the steps stand."""

    def __init__(self, bench: Bench, part: str) -> None:
        self._bench, self._part = bench, part

    def tell(self, step: str) -> Tell:
        """Begin a step of the part."""
        return self._bench.tell(f"{self._part}: {step}")

    def make(self, step: str, kind: type[T], work: Callable[[Tell], T]) -> T:
        """What a step of the part makes."""
        return self._bench.make(f"{self._part}: {step}", kind, work)
