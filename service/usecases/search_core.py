"""A search as a pure function: the same request, visitor, snapshot and time give the same answer.

Phase one orders all matches in the index. Phase two re-ranks the first 1,000 with everything that is known; beyond them
phase one's order stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tantivy import Query

from service.answers import Hit, SearchResult, Understood
from service.catalog.columns import Columns
from service.errors import InvalidArgument
from service.limits import MAX_RESULT_WINDOW, RERANKED
from service.query.filter_grammar import parse_filter
from service.query.parsed import ParsedQuery
from service.query.understand import understand
from service.ranking.score import AUDIENCE, Scores, joined, order
from service.retrieval.clauses import leaning, read_levels, read_weights
from service.retrieval.lexical import LexicalIndex
from service.retrieval.schema import TEXT_KEYS, WHOLE
from service.types import Consent, Degraded, FacetSpec, SearchQuery, Source, Visitor
from service.usecases.features import Person, base_parts, known_person, personal_parts
from service.usecases.phase_one import POINTS, Matches, WindowMemo, phase_one
from service.usecases.snapshot import Snapshot
from service.visitor.intent import UNDERSTOOD_FROM

Int32 = NDArray[np.int32]

# BM25 per unit that earns half of the text part.
TEXT_HALF = 4.0
RUNG_ALL_UNITS, RUNG_HALF_THE_UNITS = 0, 5


@dataclass(frozen=True, slots=True)
class _Question:
    """A request, understood."""

    query: SearchQuery
    parsed: ParsedQuery
    person: Person
    snapshot: Snapshot
    memo: WindowMemo
    memo_key: tuple[str, ...]

    @property
    def end(self) -> int:
        """The last place the page needs."""
        return min(self.query.offset + self.query.page_size, MAX_RESULT_WINDOW)


@dataclass(frozen=True, slots=True)
class _Page:
    """The hits of one page, and the query that all matches satisfy."""

    hits: tuple[Hit, ...]
    total: int
    matching: Query
    rung: int


def search(query: SearchQuery, visitor: Visitor, snapshot: Snapshot, now_ms: int, *, memo: WindowMemo) -> SearchResult:
    """Answer a search from a pinned snapshot; `memo` only saves work.

    Raises InvalidArgument if the filter cannot be understood or a facet key cannot be counted.
    """
    index = snapshot.index
    check_facet_keys(query.facets)
    language = query.language_code or index.generation.language
    parsed = understand(query.text, language, index.analyzer, index.facet_lexicon, as_you_type=query.as_you_type)
    named = {slot.slot for slot in parsed.slots}
    person = known_person(query.who, visitor, snapshot, overruled=named, now_ms=now_ms)
    question = _Question(query, parsed, person, snapshot, memo, _memo_key(query, snapshot, now_ms, language))
    page = _first_rung_with_hits(question, standing_filters(query.filter, index.lexical, index.columns, now_ms))
    return SearchResult(
        hits=page.hits,
        total_size=page.total,
        facets=index.lexical.facets(page.matching, query.facets),
        understood=_understood(parsed, person),
        rung=page.rung,
        degraded=degradations(query.who.consent, snapshot),
        snapshot_version=snapshot.version,
        visitor_seq=visitor.seq,
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


def _memo_key(query: SearchQuery, snapshot: Snapshot, now_ms: int, language: str) -> tuple[str, ...]:
    """What the unpersonalised order depends on; empty where it changes with every moment."""
    if "age_days" in query.filter:
        return ()
    settled = snapshot.index.columns.boundaries.around(now_ms)
    return (snapshot.version, str(settled), language, query.text, str(query.as_you_type), query.filter)


def _first_rung_with_hits(question: _Question, filters: Sequence[Query]) -> _Page:
    clauses, parsed = question.snapshot.index.lexical.clauses, question.parsed
    if parsed.asks_nothing and question.query.text.strip():
        return _page(question, Query.empty_query(), RUNG_ALL_UNITS)
    page = _page(question, clauses.everything(parsed, filters), RUNG_ALL_UNITS)
    if page.total or len(parsed.units) < 2:
        return page
    relaxed = _page(question, clauses.half(parsed, filters), RUNG_HALF_THE_UNITS)
    return relaxed if relaxed.total else page


def _page(question: _Question, matching: Query, rung: int) -> _Page:
    if question.query.order_by:
        hits, total = _sorted_hits(question, matching)
        return _Page(hits, total, matching, rung)
    key = (*question.memo_key, str(rung)) if question.memo_key else ()
    leaned = matching
    if audience := question.parsed.audience:
        named = question.snapshot.index.lexical.clauses.named(audience)
        leaned = leaning(matching, [(named, round(AUDIENCE * POINTS))])
    matches = phase_one(leaned, question.snapshot, question.person, end=question.end, memo=question.memo, key=key)
    return _Page(_phase_two(question, matches), matches.total, matching, rung)


def _phase_two(question: _Question, matches: Matches) -> tuple[Hit, ...]:
    columns, rows = question.snapshot.index.columns, matches.rows
    scores, tiers = _scored(question, matches)
    ties = columns.product_index[rows]
    totals = scores.total
    personal = _reranked(matches.personal, rows, totals, ties)
    base = _reranked(matches.base, rows, scores.base, ties)
    page = personal[question.query.offset : question.end]
    rank_of = _ranks(base, page)
    return tuple(
        Hit(
            product_id=columns.id(row),
            score=float(totals[place]),
            tier=int(tiers[place]),
            rank_without_personalization=rank_of.get(row, 0),
            parts=scores.parts(place, every=question.query.explain),
        )
        for row, place in zip(page.tolist(), np.searchsorted(rows, page).tolist(), strict=True)
    )


def _scored(question: _Question, matches: Matches) -> tuple[Scores, Int32]:
    units, snapshot = question.parsed.units, question.snapshot
    tiers = (WHOLE * len(units) - read_levels(matches.scores)).astype(np.int32)
    weights = read_weights(matches.scores, units)
    text = weights / (weights + TEXT_HALF * max(1, len(units)))
    base = base_parts(matches.rows, snapshot, tiers=tiers, text=text, audience=question.parsed.audience)
    return joined(base, personal_parts(matches.rows, snapshot, question.person)), tiers


def _reranked(listed: Int32, rows: Int32, scores: NDArray[np.float64], ties: Int32) -> Int32:
    head = listed[:RERANKED]
    places = np.searchsorted(rows, head)
    return np.concatenate([head[order(scores[places], ties[places])], listed[RERANKED:]])


def _ranks(listed: Int32, page: Int32) -> dict[int, int]:
    places = np.flatnonzero(np.isin(listed, page))
    return dict(zip(listed[places].tolist(), (places + 1).tolist(), strict=True))


def _sorted_hits(question: _Question, matching: Query) -> tuple[tuple[Hit, ...], int]:
    query, index = question.query, question.snapshot.index
    found = index.lexical.search(
        matching, limit=max(0, question.end - query.offset), offset=query.offset, order_by=query.order_by
    )
    hits = tuple(
        Hit(index.columns.id(row), score=0.0, tier=0, rank_without_personalization=rank, parts=())
        for rank, row in enumerate(found.rows.tolist(), start=query.offset + 1)
    )
    return hits, found.total


def _understood(parsed: ParsedQuery, person: Person) -> tuple[Understood, ...]:
    said = [Understood(slot.slot, value, Source.QUERY, 1.0) for slot in parsed.slots for value in slot.values]
    learned = [affinity.top for affinity in person.affinities.values() if affinity.top.weight >= UNDERSTOOD_FROM]
    return tuple(said + learned)
