"""A search as a pure function: the same request, visitor, snapshot and time give the same answer.

What matches, and how well, is the same for everybody and remembered as long as the snapshot stands. Each visitor has an
order of their own: all matches by what they lean to, the first 1,000 by their taste as well.
"""

from __future__ import annotations

from collections.abc import Sequence

from tantivy import Query

from service.answers import Hit, SearchResult, Understood
from service.catalog.columns import Columns
from service.errors import InvalidArgument
from service.query.filter_grammar import parse_filter
from service.query.parsed import ParsedQuery
from service.query.understand import understand
from service.retrieval.lexical import LexicalIndex
from service.retrieval.schema import TEXT_KEYS
from service.types import Consent, Degraded, FacetSpec, SearchQuery, Source, Visitor
from service.usecases.features import Person, known_person
from service.usecases.ladder import descend, found_by
from service.usecases.matched import Matched, MatchMemo, matched
from service.usecases.phase_two import hits_of_page
from service.usecases.question import Question
from service.usecases.snapshot import Snapshot
from service.visitor.intent import UNDERSTOOD_FROM


def search(query: SearchQuery, visitor: Visitor, snapshot: Snapshot, now_ms: int, *, memo: MatchMemo) -> SearchResult:
    """Answer a search from a pinned snapshot; `memo` only saves work.

    Raises InvalidArgument if the filter cannot be understood or a facet key cannot be counted.
    """
    check_facet_keys(query.facets)
    question = _question(query, visitor, snapshot, now_ms)
    found = _matched(question, memo)
    landings, lexical = found.landings, snapshot.index.lexical
    return SearchResult(
        hits=_sorted_hits(question, found_by(landings)) if query.order_by else hits_of_page(question, found),
        total_size=found.rows.size,
        facets=lexical.facets(found_by(landings), query.facets) if query.facets else (),
        understood=_understood(question.parsed, question.person),
        rung=max((landing.step.rung for landing in landings), default=0),
        degraded=degradations(query.who.consent, snapshot),
        snapshot_version=snapshot.version,
        visitor_seq=visitor.seq,
        redirect_uri="" if query.as_you_type else snapshot.index.words.redirect(query.text),
    )


def check_facet_keys(specs: Sequence[FacetSpec]) -> None:
    """Raise InvalidArgument unless every key can be counted: a text key, or attributes.KEY."""
    for place, spec in enumerate(specs):
        if spec.key not in TEXT_KEYS and not spec.key.startswith("attributes."):
            raise InvalidArgument(f"facet_specs[{place}].key", f"must be {', '.join(TEXT_KEYS)} or attributes.KEY")


def degradations(consent: Consent, snapshot: Snapshot) -> tuple[Degraded, ...]:
    """What every answer from this snapshot, to this consent, has to leave out."""
    missing = [Degraded.NO_CONSENT] if consent is not Consent.GRANTED else []
    return tuple(missing + ([Degraded.NO_BUNDLE] if snapshot.bundle is None else []))


def standing_filters(text: str, lexical: LexicalIndex, columns: Columns, now_ms: int) -> list[Query]:
    """The request's filter, and the products' own times where they matter at `now_ms`."""
    filters = [lexical.clauses.filter(parse_filter(text), now_ms)] if text else []
    if not columns.settled_from_ms <= now_ms < columns.settled_until_ms:
        filters += lexical.clauses.on_sale_at(now_ms)
    return filters


def _question(query: SearchQuery, visitor: Visitor, snapshot: Snapshot, now_ms: int) -> Question:
    index = snapshot.index
    language = query.language_code or index.generation.language
    parsed = understand(
        query.text, language, index.analyzer, index.facet_lexicon, index.synonyms, as_you_type=query.as_you_type
    )
    named = {slot.slot for slot in parsed.slots}
    return Question(
        query,
        parsed,
        person=known_person(query.who, visitor, snapshot, overruled=named, now_ms=now_ms),
        snapshot=snapshot,
        gates=standing_filters(query.filter, index.lexical, index.columns, now_ms),
        memo_key=_memo_key(query, snapshot, now_ms, language),
    )


def _matched(question: Question, memo: MatchMemo) -> Matched:
    key = question.memo_key
    found = memo.get(key) if key else None
    if found is None:
        snapshot = question.snapshot
        # Signs alone ask for nothing, an empty query for everything.
        is_sign = question.parsed.asks_nothing and question.query.text.strip()
        landings = () if is_sign else descend(question.parsed, snapshot.index.lexical, question.gates)
        found = matched(landings, snapshot)
        if key:
            memo.put(key, found)
    return found


def _memo_key(query: SearchQuery, snapshot: Snapshot, now_ms: int, language: str) -> tuple[str, ...]:
    """What the unpersonalised order depends on; empty where it changes with every moment."""
    if "age_days" in query.filter:
        return ()
    settled = snapshot.index.columns.boundaries.around(now_ms)
    return (snapshot.version, str(settled), language, query.text, str(query.as_you_type), query.filter)


def _sorted_hits(question: Question, found: Query) -> tuple[Hit, ...]:
    query, index = question.query, question.snapshot.index
    ranked = index.lexical.search(
        found, limit=max(0, question.end - query.offset), offset=query.offset, order_by=query.order_by
    )
    return tuple(
        Hit(index.columns.id(row), score=0.0, tier=0, rank_without_personalization=rank, parts=())
        for rank, row in enumerate(ranked.rows.tolist(), start=query.offset + 1)
    )


def _understood(parsed: ParsedQuery, person: Person) -> tuple[Understood, ...]:
    said = [Understood(slot.slot, value, Source.QUERY, 1.0) for slot in parsed.slots for value in slot.values]
    learned = [affinity.top for affinity in person.affinities.values() if affinity.top.weight >= UNDERSTOOD_FROM]
    return tuple(said + learned)
