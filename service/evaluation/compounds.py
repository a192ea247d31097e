"""How well compounds are split, against words split by hand, several analyses of a word being right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NewType

from service.analysis.folding import fold_accents

Parts = NewType("Parts", tuple[str, ...])
"""The parts of a split in order, two at least; () is a word kept whole."""

WHOLE = Parts(())
OPAQUE = "opaque"
_ENDINGS = ("ern", "nen", "es", "en", "er", "s", "n", "e")
_MIN_LETTERS = 2


@dataclass(frozen=True, slots=True)
class GoldWord:
    """A word, what kind it is, and its analyses, the preferred one first."""

    word: str
    kind: str
    analyses: tuple[Parts, ...]

    @property
    def stays_whole(self) -> bool:
        """Whether the word is one that should not be split."""
        return self.analyses[0] == WHOLE

    @property
    def accepted(self) -> tuple[Parts, ...]:
        """What counts as right: of a word that should stay whole, nothing but that."""
        return (WHOLE,) if self.stays_whole else self.analyses


@dataclass(frozen=True, slots=True)
class SplitJudgment:
    """One word's split beside the right analysis that it comes nearest to."""

    gold: GoldWord
    emitted: Parts
    nearest: Parts
    n_right: int

    @property
    def right(self) -> bool:
        """Whether the split is one of the analyses, part by part."""
        return len(self.emitted) == len(self.nearest) == self.n_right


@dataclass(frozen=True, slots=True)
class SplitQuality:
    """Shares, each None where there is nothing that it is a share of.

    Attributes:
        exact: compounds split into one of their analyses.
        part_precision, part_recall: right parts among all emitted parts, and among the parts of the nearest analyses.
        false_splits: words to keep whole that were split; those of kind opaque are counted apart.
        opaque_splits: the same of kind opaque.
    """

    exact: float | None
    part_precision: float | None
    part_recall: float | None
    false_splits: float | None
    opaque_splits: float | None


def judge_split(gold: GoldWord, emitted: Parts) -> SplitJudgment:
    """Compare a split with the nearest analysis: most right parts for the parts of both; of equal ones the preferred."""

    def nearness(analysis: Parts) -> float:
        # Kept whole where that is right leaves no part to compare.
        return (2 * _n_right(emitted, analysis) + 1) / (len(emitted) + len(analysis) + 1)

    nearest = max(gold.accepted, key=nearness)
    return SplitJudgment(gold, emitted, nearest, _n_right(emitted, nearest))


def summarise_splits(judgments: Sequence[SplitJudgment]) -> SplitQuality:
    """Sum up over all words; parts are averaged over parts, not over words."""
    whole = [judgment for judgment in judgments if judgment.gold.stays_whole]
    n_right = sum(judgment.n_right for judgment in judgments)
    return SplitQuality(
        exact=_share([judgment.right for judgment in judgments if not judgment.gold.stays_whole]),
        part_precision=_ratio(n_right, sum(len(judgment.emitted) for judgment in judgments)),
        part_recall=_ratio(n_right, sum(len(judgment.nearest) for judgment in judgments)),
        false_splits=_share([bool(judgment.emitted) for judgment in whole if judgment.gold.kind != OPAQUE]),
        opaque_splits=_share([bool(judgment.emitted) for judgment in whole if judgment.gold.kind == OPAQUE]),
    )


def same_part(one: str, other: str) -> bool:
    """Whether two parts are equal up to case, accents, ß and one inflection or linking ending on either side."""
    return not _forms(one).isdisjoint(_forms(other))


def _forms(part: str) -> set[str]:
    folded = fold_accents(part.lower())
    cut = (folded.removesuffix(ending) for ending in _ENDINGS if folded.endswith(ending))
    return {folded, *(form for form in cut if len(form) >= _MIN_LETTERS)}


def _n_right(emitted: Parts, analysis: Parts) -> int:
    """Count the parts that both have, in order: the length of the longest common subsequence."""
    row = [0] * (len(analysis) + 1)
    for part in emitted:
        above = row
        row = [0]
        for place, gold in enumerate(analysis):
            row.append(above[place] + 1 if same_part(part, gold) else max(above[place + 1], row[place]))
    return row[-1]


def _share(holds: Sequence[bool]) -> float | None:
    return _ratio(sum(holds), len(holds))


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None
