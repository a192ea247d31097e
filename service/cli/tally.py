"""What became of the entries of an import."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from service.catalog.feed_problems import FeedProblem, FeedProblems
from service.types import EntryCode, EntryStatus

_ACCEPTED = (EntryCode.OK, EntryCode.DUPLICATE)


@dataclass(slots=True)
class Tally:
    """Counts the answers to one kind of entries.

    Attributes:
        codes: how often each answer was given; INVALID ones are `problems`.
        warnings: what was left out of entries that could be used.
        n_unchanged: accepted entries that stood so before.
        n_unknown_product: stored events of products that are not in the catalogue.
        n_hidden: products that a full import hid.
        refusal: why a full import hid nothing, or "".
    """

    codes: Counter[EntryCode] = field(default_factory=Counter)
    problems: FeedProblems = field(default_factory=FeedProblems)
    warnings: FeedProblems = field(default_factory=FeedProblems)
    n_unchanged: int = 0
    n_unknown_product: int = 0
    n_hidden: int = 0
    refusal: str = ""

    def answer(self, status: EntryStatus, file: str, line: int) -> None:
        """Count the answer to one entry."""
        self.codes[status.code] += 1
        self.n_unchanged += status.code is EntryCode.DUPLICATE
        self.n_unknown_product += bool(status.warnings)
        if status.code is EntryCode.INVALID:
            reason = f"{status.field}: {status.message}" if status.field else status.message
            self.problems.add(FeedProblem(file, line, reason))

    @property
    def n_accepted(self) -> int:
        """Entries that stand in the ledger now."""
        return sum(self.codes[code] for code in _ACCEPTED)

    def counts(self) -> dict[str, int]:
        """Return the counts by name, for a table or JSON."""
        return {
            "stored": self.n_accepted - self.n_unchanged,
            "unchanged": self.n_unchanged,
            "stale": self.codes[EntryCode.STALE],
            "conflict": self.codes[EntryCode.CONFLICT],
            "without_consent": self.codes[EntryCode.NOT_STORED],
            "invalid": self.problems.n,
            "warned": self.warnings.n,
            "unknown_product": self.n_unknown_product,
            "hidden": self.n_hidden,
        }
