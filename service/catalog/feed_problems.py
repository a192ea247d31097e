"""The lines of a feed that were not taken: all are counted, the first of them kept."""

from __future__ import annotations

from dataclasses import dataclass, field

CUT_SHORT = "the file cannot be read from here on"
MAX_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class FeedProblem:
    """An entry that was not taken: where it begins (lines count from 1), and why, without the value."""

    file: str
    line: int
    reason: str


@dataclass(slots=True)
class FeedProblems:
    """Grows as a feed is read.

    Attributes:
        n: how many entries were not taken.
        kept: the first of them, and every file that breaks off.
    """

    n: int = 0
    kept: list[FeedProblem] = field(default_factory=list)

    def add(self, problem: FeedProblem) -> None:
        """Count a problem, and keep it while there is room."""
        self.n += 1
        if len(self.kept) < MAX_KEPT or problem.reason == CUT_SHORT:
            self.kept.append(problem)

    @property
    def cut_short(self) -> list[str]:
        """The files that could not be read to their end."""
        return [problem.file for problem in self.kept if problem.reason == CUT_SHORT]
