"""A search as a pure function: the same request, visitor, snapshot and time give the same answer.

What matches, and how well, is the same for everybody and remembered as long as the snapshot stands. Each visitor has an
order of their own: all matches by what they lean to and by what is likely to come next.
"""

from __future__ import annotations

from dataclasses import dataclass

from service.answers import SearchResult
from service.query.parsed import ParsedQuery
from service.types import Consent, Degraded, SearchQuery, Visitor
from service.usecases.explanation import explanation, understood
from service.usecases.facets import check_facet_keys, count_facets
from service.usecases.ladder import descend
from service.usecases.matched import Matched, MatchMemo, matched
from service.usecases.person import Person, searching_person
from service.usecases.phase_two import hits_of_page
from service.usecases.question import Question, ask
from service.usecases.snapshot import Snapshot
from service.usecases.sorting import sorted_hits


@dataclass(frozen=True, slots=True)
class Searched:
    """An answer, and what it was made from, for who goes on from there."""

    result: SearchResult
    question: Question
    parsed: ParsedQuery
    person: Person


def search(query: SearchQuery, visitor: Visitor, snapshot: Snapshot, now_ms: int, *, memo: MatchMemo) -> SearchResult:
    """Answer a search from a pinned snapshot; `memo` only saves work.

    Raises InvalidArgument if the filter cannot be understood or a facet key cannot be counted.
    """
    return searched(query, visitor, snapshot, now_ms, memo=memo).result


def searched(query: SearchQuery, visitor: Visitor, snapshot: Snapshot, now_ms: int, *, memo: MatchMemo) -> Searched:
    """Search, and tell how; see `search`."""
    check_facet_keys(query.facets)
    question = ask(query, snapshot, now_ms)
    found = _matched(question, memo)
    named = {slot.slot for slot in found.parsed.slots}
    person = searching_person(query.who, visitor, snapshot, overruled=named, now_ms=now_ms, memo=memo.people)
    result = SearchResult(
        hits=sorted_hits(question, found) if query.order_by else hits_of_page(question, found, person),
        total_size=found.ranked.size,
        facets=count_facets(question, found, lambda other: _matched(other, memo), memo.value_counts),
        understood=understood(found.parsed, person),
        rung=found.rung,
        degraded=degradations(query.who.consent, snapshot),
        snapshot_version=snapshot.version,
        visitor_seq=visitor.seq,
        corrected_query=found.descent.corrected,
        redirect_uri=snapshot.index.words.redirect(query.text),
        explanation=explanation(found.descent) if query.explain else None,
    )
    return Searched(result, question, found.parsed, person)


def degradations(consent: Consent, snapshot: Snapshot) -> tuple[Degraded, ...]:
    """What every answer from this snapshot, to this consent, has to leave out."""
    missing = [Degraded.NO_CONSENT] if consent is not Consent.GRANTED else []
    return tuple(missing + ([Degraded.NO_BUNDLE] if snapshot.bundle is None else []))


def _matched(question: Question, memo: MatchMemo) -> Matched:
    key = question.memo_key
    found = None if key is None else memo.get(key)
    if found is None:
        found = matched(descend(question), question.snapshot, question.groups)
        if key is not None:
            memo.put(key, found)
    return found
