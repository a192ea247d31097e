"""The relaxation ladder: down from what was asked until enough products match; what matches better stays on top."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from service.answers import ExplainedRung, Reading
from service.query.parsed import ParsedQuery
from service.query.readings import Readings, choose_readings
from service.ranking.score import best, sort_keys
from service.retrieval.product_terms import DESCRIPTION
from service.retrieval.rowsets import Found, RowSets
from service.retrieval.rungs import Gate, Step
from service.usecases.features import standing_parts
from service.usecases.ladder_steps import last_steps, plain_steps, relaxed_steps, wanted_steps
from service.usecases.question import Question

Int32 = NDArray[np.int32]

# A page of the usual three or four columns looks filled. Not the page size: pages of any size belong to one answer.
ENOUGH = 12
# Words of so few products may be typos of others; the speller knows how common those are.
_RARE = 3
N_MOST_WANTED = 120


@dataclass(frozen=True, slots=True)
class Landing:
    """What one step of the ladder added to the landings above it."""

    step: Step
    found: Found


@dataclass(frozen=True, slots=True)
class Descent:
    """How a query was read and how far it had to be relaxed.

    Attributes:
        parsed: the query, put right if it was misspelt.
        corrected: its text then, else "".
        readings: the words that may name several things, and how they were read.
        landings: what holds the answer, best first; none if the filter hides all that was asked for.
        tried: every step, also those that added nothing.
    """

    parsed: ParsedQuery
    corrected: str
    readings: tuple[tuple[str, tuple[Reading, ...]], ...]
    landings: tuple[Landing, ...]
    tried: tuple[ExplainedRung, ...]


def descend(question: Question) -> Descent:
    """Answer a question, whoever asks it."""
    text, way = question.query.text, _Way(question)
    read, corrected = way.read(text), ""
    if not (read.parsed.asks_nothing and text.strip()):
        # An empty query asks for everything; signs alone ask for nothing that could be found.
        way.take(plain_steps(read.parsed))
    if not way.is_enough and (meant := _put_right(question, read.parsed, way.sets)):
        reread, n_before = way.read(meant), way.n_found
        way.take(plain_steps(reread.parsed, corrected=meant))
        if way.n_found > n_before or (not n_before and way.knows_words(reread.parsed)):
            read, corrected = reread, meant
    if not way.is_enough:
        way.take(relaxed_steps(read.parsed))
    if not way.n_found:
        way.take(last_steps(read.parsed))
    if not way.n_found:
        return way.told(read, corrected, way.most_wanted(read.parsed))
    return way.told(read, corrected, way.passing())


@dataclass(slots=True)
class _Way:
    """The way down."""

    question: Question
    landings: list[Landing] = field(default_factory=list)
    tried: list[ExplainedRung] = field(default_factory=list)
    seen: Int32 = field(default_factory=lambda: np.zeros(0, np.int32))
    gates: tuple[Gate, ...] = ()

    def __post_init__(self) -> None:
        # How far to go does not depend on the filter: else choosing a value of a facet would bring products in.
        self.gates = tuple(self.question.with_filter(None).gates())

    @property
    def sets(self) -> RowSets:
        """What units find."""
        return self.question.snapshot.index.sets

    @property
    def n_found(self) -> int:
        """How many products, or groups of variants, were found so far."""
        groups = self.question.groups
        return int(self.seen.size) if groups is None else groups.count(self.seen)

    @property
    def is_enough(self) -> bool:
        """Whether a page looks filled; of an unfinished word, and of what is sorted, whether there is anything."""
        query = self.question.query
        return self.n_found >= (1 if query.as_you_type or query.order_by else ENOUGH)

    def knows_words(self, parsed: ParsedQuery) -> bool:
        """Whether every word stands somewhere, though not all of them together."""
        return all(self.sets.count(unit, DESCRIPTION) for unit in parsed.units)

    def told(self, read: Readings, corrected: str, landings: Iterable[Landing]) -> Descent:
        """The way so far, and what came of it."""
        return Descent(read.parsed, corrected, read.told, tuple(landings), tuple(self.tried))

    def read(self, text: str) -> Readings:
        """What a text asks for; what may mean several things is read by counting, whatever the filter."""
        return choose_readings(self.question.read(text), self._count)

    def _count(self, parsed: ParsedQuery) -> int:
        return int(self.sets.rows(next(plain_steps(parsed)), self.gates).size)

    def take(self, steps: Iterable[Step]) -> None:
        """Go down step by step, until enough is found."""
        for step in steps:
            self._land(step, self.sets.found(step, self.gates))
            if self.is_enough:
                return

    def passing(self) -> Iterator[Landing]:
        """What was found, as far as the filter lets it through."""
        filters = [gate for gate in self.question.gates() if gate.is_filter]
        for landing in self.landings:
            found = landing.found
            for gate in filters:
                found = found.only(np.flatnonzero(self.sets.mask(gate).take(found.rows)))
            if found.rows.size:
                yield replace(landing, found=found)

    def most_wanted(self, parsed: ParsedQuery) -> Iterator[Landing]:
        """What is wanted most of all that the filter lets through, where nothing was found."""
        for step in wanted_steps(parsed):
            found = self._most_wanted(self.sets.found(step, self.question.gates()))
            self.tried.append(ExplainedRung(step.rung, step.change, int(found.rows.size)))
            if found.rows.size:
                yield Landing(step, found)
                return

    def _most_wanted(self, found: Found) -> Found:
        standing = np.sum(list(standing_parts(found.rows, self.question.snapshot).values()), axis=0)
        numbers = self.question.snapshot.index.columns.product_index[found.rows]
        return found.only(np.sort(best(sort_keys(np.asarray(standing), numbers), N_MOST_WANTED)))

    def _land(self, step: Step, found: Found) -> None:
        added = found.only(np.flatnonzero(~np.isin(found.rows, self.seen))) if self.seen.size else found
        if added.rows.size:
            self.landings.append(Landing(step, added))
            self.seen = np.concatenate([self.seen, added.rows])
        self.tried.append(ExplainedRung(step.rung, step.change, self.n_found))


def _put_right(question: Question, parsed: ParsedQuery, sets: RowSets) -> str:
    """The text with its misspelt words put right; "" if there are none."""
    units = parsed.units[:-1] if question.query.as_you_type else parsed.units
    unknown = [unit.surface for unit in units if sets.count(unit, DESCRIPTION) < _RARE]
    index = question.snapshot.index
    return (index.speller.correct(question.query.text, question.language, unknown) or "") if unknown else ""
