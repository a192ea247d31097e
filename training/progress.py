"""How far a training is, for people at a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from training.bench import Watch


@contextmanager
def shown_progress() -> Iterator[Watch]:
    """A line for each step on standard error, if that is a terminal; those that count their work have a bar."""
    console = Console(stderr=True)
    columns = (
        SpinnerColumn(finished_text="✓"),
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield _Lines(progress)


class _Lines:
    """A watch that lays each step's line below those of the finished ones."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._step, self._task = "", TaskID(0)

    def __call__(self, step: str, done: int, of: int) -> None:
        if step != self._step:
            self._finish()
            self._step, self._task = step, self._progress.add_task(step, total=None)
        if of:
            self._progress.update(self._task, completed=done, total=of)

    def _finish(self) -> None:
        for task in self._progress.tasks:
            if not task.finished:
                total = task.total or 1
                self._progress.update(task.id, completed=total, total=total)
