"""What each rung of the relaxation ladder gives up of a query."""

from __future__ import annotations

from collections.abc import Iterator

from service.query.parsed import ParsedQuery
from service.retrieval.product_terms import DESCRIPTION, HEAD
from service.retrieval.rungs import Step

STRICT, WEAKER_WORDS, MOST_UNITS = 0, 1, 5


def steps(parsed: ParsedQuery) -> Iterator[Step]:
    """The steps that may answer this query, from the strictest down; each is asked only if those above hold too little."""
    every = frozenset(range(len(parsed.units)))
    yield Step(STRICT, "", parsed, every, len(every), lowest=HEAD)
    if every:
        yield Step(WEAKER_WORDS, "words may stand in descriptions", parsed, every, len(every), lowest=DESCRIPTION)
    if len(every) > 1 and parsed.head is not None:
        enough = (len(every) + 1) // 2
        change = f"{enough} of {len(every)} words, {parsed.units[parsed.head].surface} among them"
        yield Step(MOST_UNITS, change, parsed, frozenset((parsed.head,)), enough)
