"""A search as a pure function: the same request, visitor, snapshot and time give the same answer.

Phase one orders all matches in the index: by tier, BM25 within the tier, stock, demand, and the visitor's slots as constants
smaller than a tier. Phase two re-ranks the first 500 with everything; beyond them phase one's order stands.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from tantivy import Query

from service.catalog.columns import Columns
from service.errors import InvalidArgument
from service.limits import MAX_RESULT_WINDOW, RERANKED
from service.query.filter_grammar import parse_filter
from service.query.parsed import ParsedQuery
from service.query.understand import understand
from service.ranking.score import Scores, joined, order
from service.retrieval.clauses import STEP
from service.retrieval.lexical import LexicalIndex
from service.retrieval.schema import TEXT_KEYS
from service.types import (
    Consent,
    Degraded,
    FacetSpec,
    Hit,
    SearchQuery,
    SearchResult,
    Source,
    Understood,
    Visitor,
)
from service.usecases.features import Person, base_parts, known_person, personal_parts
from service.usecases.phase_one import Matches, WindowMemo, phase_one
from service.usecases.snapshot import Snapshot
from service.visitor.intent import UNDERSTOOD_FROM

Int32 = NDArray[np.int32]

RUNG_ALL_UNITS, RUNG_MOST_UNITS = 0, 5


def search(
    query: SearchQuery, visitor: Visitor, snapshot: Snapshot, now_ms: int, *, language: str, memo: WindowMemo
) -> SearchResult:
    """Answer a search from a pinned snapshot; `memo` only saves work.

    Raises InvalidArgument if the filter cannot be understood or a facet key cannot be counted.
    """
    index = snapshot.index
    check_facet_keys(query.facets)
    parsed = understand(
        query.text,
        query.language_code or language,
        index.analyzer,
        index.facet_lexicon,
        as_you_type=query.as_you_type,
    )
    named = {slot.slot for slot in parsed.slots}
    person = known_person(query.who, visitor, snapshot, overruled=named, now_ms=now_ms)
    matching, rung = _matching(query, parsed, snapshot, now_ms)
    if query.order_by:
        hits, total = _sorted_page(query, matching, snapshot)
    else:
        end = min(query.offset + query.page_size, MAX_RESULT_WINDOW)
        matches = phase_one(
            matching, snapshot, person, end=end, memo=memo, key=_memo_key(query, snapshot, now_ms, language)
        )
        hits, total = _phase_two(query, parsed, matches, snapshot, person), matches.total
    return SearchResult(
        hits=hits,
        total_size=total,
        facets=index.lexical.facets(matching, query.facets),
        understood=_understood(parsed, person),
        rung=rung,
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


def _matching(query: SearchQuery, parsed: ParsedQuery, snapshot: Snapshot, now_ms: int) -> tuple[Query, int]:
    lexical = snapshot.index.lexical
    filters = standing_filters(query.filter, lexical, snapshot.index.columns, now_ms)
    strict = lexical.clauses.everything(parsed, filters)
    if len(parsed.units) < 2 or lexical.count(strict):
        return strict, RUNG_ALL_UNITS
    return lexical.clauses.most(parsed, filters), RUNG_MOST_UNITS


def standing_filters(text: str, lexical: LexicalIndex, columns: Columns, now_ms: int) -> list[Query]:
    """The request's filter, and the products' own times where they matter at `now_ms`."""
    filters = [lexical.clauses.filter(parse_filter(text), now_ms)] if text else []
    if not columns.settled_from_ms <= now_ms < columns.settled_until_ms:
        filters += lexical.clauses.on_sale_at(now_ms)
    return filters


def _memo_key(query: SearchQuery, snapshot: Snapshot, now_ms: int, language: str) -> tuple[str, ...]:
    """What the unpersonalised order depends on; empty where it also depends on the time."""
    columns = snapshot.index.columns
    if query.filter or not columns.settled_from_ms <= now_ms < columns.settled_until_ms:
        return ()
    unfinished = "unfinished" if query.as_you_type else ""
    return (snapshot.version, query.language_code or language, query.text, unfinished)


def _phase_two(
    query: SearchQuery, parsed: ParsedQuery, matches: Matches, snapshot: Snapshot, person: Person
) -> tuple[Hit, ...]:
    rows = matches.rows
    scores, tiers = _scored(matches, parsed, snapshot, person)
    ties = snapshot.index.columns.product_index[rows]
    personal = _reranked(matches.personal, rows, scores.total, ties)
    base = _reranked(matches.base, rows, scores.base, ties)
    rank_of = {row: rank for rank, row in enumerate(base.tolist(), start=1)}
    page = personal[query.offset : min(query.offset + query.page_size, MAX_RESULT_WINDOW)]
    places = np.searchsorted(rows, page).tolist()
    totals = scores.total
    return tuple(
        Hit(
            product_id=snapshot.index.columns.id(row),
            score=float(totals[place]),
            tier=int(tiers[place]),
            rank_without_personalization=rank_of.get(row, 0),
            parts=scores.parts(place),
        )
        for row, place in zip(page.tolist(), places, strict=True)
    )


def _scored(matches: Matches, parsed: ParsedQuery, snapshot: Snapshot, person: Person) -> tuple[Scores, Int32]:
    levels = np.floor(matches.textual / STEP)
    tiers = (3 * len(parsed.units) - levels).astype(np.int32)
    weight = matches.textual - levels * STEP
    text = weight / (weight + 4.0 * max(1, len(parsed.units)))
    base = base_parts(matches.rows, snapshot, tiers=tiers, text=text)
    return joined(base, personal_parts(matches.rows, snapshot, person)), tiers


def _reranked(listed: Int32, rows: Int32, scores: NDArray[np.float64], ties: Int32) -> Int32:
    head = listed[:RERANKED]
    places = np.searchsorted(rows, head)
    return np.concatenate([head[order(scores[places], ties[places])], listed[RERANKED:]])


def _sorted_page(query: SearchQuery, matching: Query, snapshot: Snapshot) -> tuple[tuple[Hit, ...], int]:
    limit = max(0, min(query.page_size, MAX_RESULT_WINDOW - query.offset))
    found = snapshot.index.lexical.search(matching, limit=limit, offset=query.offset, order_by=query.order_by)
    hits = tuple(
        Hit(snapshot.index.columns.id(row), 0.0, 0, query.offset + rank, ())
        for rank, row in enumerate(found.rows.tolist(), start=1)
    )
    return hits, found.total


def _understood(parsed: ParsedQuery, person: Person) -> tuple[Understood, ...]:
    said = [Understood(slot.slot, value, Source.QUERY, 1.0) for slot in parsed.slots for value in slot.values]
    learned = [affinity.top for affinity in person.affinities.values() if affinity.top.weight >= UNDERSTOOD_FROM]
    return tuple(said + learned)
