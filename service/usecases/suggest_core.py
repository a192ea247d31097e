"""A keystroke as a pure function: the same request, visitor, snapshot and time give the same answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from service.answers import Suggestion, SuggestResult, Understood
from service.retrieval.suggestions import Completions, Phrase
from service.types import SearchQuery, Source, SuggestQuery, Visitor
from service.usecases.matched import MatchMemo
from service.usecases.person import Person
from service.usecases.search_core import Searched, searched
from service.usecases.snapshot import Snapshot
from service.usecases.suggest_candidates import agreeing, candidates, completed_words, diverse
from service.usecases.suggest_counts import Counted, CountMemo
from service.usecases.suggest_typed import Typed, put_right, read_typed

# Phrases that find nothing are passed over, so many for each suggestion that is wanted.
_TRIED_FOR_EACH = 2


@dataclass(frozen=True, slots=True)
class Memos:
    """What is remembered between keystrokes, to save work: answers to searches, and counts of suggestions."""

    matches: MatchMemo = field(default_factory=MatchMemo)
    counts: CountMemo = field(default_factory=CountMemo)


def suggest(query: SuggestQuery, visitor: Visitor, snapshot: Snapshot, now_ms: int, *, memos: Memos) -> SuggestResult:
    """Complete what was typed, and search for it as it stands; `memos` only saves work."""
    asked = SearchQuery(query.prefix, query.who, query.language_code, page_size=query.max_hits, as_you_type=True)
    found = searched(asked, visitor, snapshot, now_ms, memo=memos.matches)
    count = memos.counts.counter(found.question)
    for phrases in _phrases(found):
        tried = islice(phrases, _TRIED_FOR_EACH * query.max_suggestions)
        if suggestions := tuple(islice(_that_find(tried, count), query.max_suggestions)):
            return SuggestResult(suggestions, found.result)
    return SuggestResult((), found.result)


def _phrases(found: Searched) -> Iterator[Iterable[Phrase]]:
    """What may be suggested, the best first: whole phrases; where none finds anything, the last word completed."""
    question, person, index = found.question, found.person, found.question.snapshot.index
    books = index.completions(question.language)
    typed = read_typed(question.query.text, question.language, index)
    met = candidates(typed, books, person)
    if typed.words and not met:
        typed = put_right(typed, question.language, index, books)
        met = candidates(typed, books, person)
    yield diverse(agreeing(met, found.parsed.slots))
    yield _composed(typed, books, person)


def _composed(typed: Typed, books: Sequence[Completions], person: Person) -> Iterator[Phrase]:
    if typed.finished and typed.last:
        for word in completed_words(typed.words[-1], books, person):
            if word.text not in typed.finished:
                yield Phrase(" ".join((*typed.finished, word.text)), word.source, word.weight, "", "")


def _that_find(phrases: Iterable[Phrase], count: Callable[[Phrase], Counted]) -> Iterator[Suggestion]:
    """Those that find something, each meaning once."""
    taken: set[str] = set()
    for phrase in phrases:
        counted = count(phrase)
        if counted.n_products and counted.key not in taken:
            taken.add(counted.key)
            slots = tuple(Understood(slot, value, Source.QUERY, 1.0) for slot, value in counted.values)
            yield Suggestion(phrase.text, slots, counted.n_products, phrase.source)
