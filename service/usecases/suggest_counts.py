"""How many products have all that a suggested query asks for: counted once as long as the catalogue stands."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from service.query.beginnings import asked_key, named_values
from service.query.parsed import ParsedQuery
from service.query.readings import choose_readings
from service.retrieval.suggestions import Phrase
from service.types import SearchQuery
from service.usecases.ladder_steps import plain_steps
from service.usecases.question import Question

Int32 = NDArray[np.int32]

_MAX_COUNTED = 20_000


@dataclass(frozen=True, slots=True)
class Counted:
    """What a query asks for, the values that it names, and how many products have all of it."""

    key: str
    values: tuple[tuple[str, str], ...]
    n_products: int


class CountMemo:
    """Counts phrases, and remembers 20,000 of them; what was not asked for longest leaves."""

    def __init__(self) -> None:
        self._counted: OrderedDict[Hashable, Counted] = OrderedDict()

    def counter(self, beginning: Question) -> Callable[[Phrase], Counted]:
        """What counts phrases: all that each finds on the first rung, with nothing given up and nothing corrected.

        Args:
            beginning: what was typed: its snapshot, time and language are those of the phrases.
        """
        question = replace(beginning, query=SearchQuery(""))
        generation = question.snapshot.index.generation
        state = (generation.build, generation.commit, question.settled, question.language)

        def count(phrase: Phrase) -> Counted:
            key = (state, phrase.text)
            counted = self._counted.get(key)
            if counted is None:
                counted = self._counted[key] = _counted(phrase, question)
                if len(self._counted) > _MAX_COUNTED:
                    self._counted.popitem(last=False)
            self._counted.move_to_end(key)
            return counted

        return count


def _counted(phrase: Phrase, question: Question) -> Counted:
    parsed = choose_readings(phrase.parsed or question.read(phrase.text), lambda way: _rows(way, question).size).parsed
    rows = _rows(parsed, question)
    n_products = rows.size if question.groups is None else question.groups.count(rows)
    return Counted(asked_key(parsed), named_values(parsed), int(n_products))


def _rows(parsed: ParsedQuery, question: Question) -> Int32:
    return question.snapshot.index.sets.rows(next(plain_steps(parsed)), question.gates())
