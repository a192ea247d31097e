"""A search as a pure function: the same request, visitor, snapshot and time give the same answer.

Phase one orders all matches in the index: by tier, BM25 within the tier, stock, demand, and the visitor's slots as constants
smaller than a tier. Phase two re-ranks the first 500 with everything; beyond them phase one's order stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tantivy import Query

from service.catalog.columns import Columns
from service.errors import InvalidArgument
from service.limits import MAX_RESULT_WINDOW, RERANKED
from service.query.filter_grammar import parse_filter
from service.query.parsed import ParsedQuery
from service.query.understand import understand
from service.ranking.score import DEMAND, SLOT_WEIGHT, STOCK, TIER_STEP, Scores, joined, order
from service.retrieval.clauses import STEP, leaning
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
from service.usecases.snapshot import Snapshot
from service.visitor.intent import UNDERSTOOD_FROM

Int32 = NDArray[np.int32]

PHASE_ONE_POINT = STEP / TIER_STEP
HOT_PRODUCTS = 256
BONUS_FROM = 0.05
BONUSES_PER_SLOT = 4
RUNG_ALL_UNITS, RUNG_MOST_UNITS = 0, 5


@dataclass(frozen=True, slots=True)
class _Matches:
    """What phase one found.

    Attributes:
        query: the matches, without any bonus.
        base, personal: rows as ordered without and with the visitor, up to 10,000 of them.
        total: how many products match.
    """

    query: Query
    base: Int32
    personal: Int32
    total: int


def search(query: SearchQuery, visitor: Visitor, snapshot: Snapshot, now_ms: int, *, language: str) -> SearchResult:
    """Answer a search from a pinned snapshot. Raises InvalidArgument if the filter cannot be understood."""
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
        matches = _phase_one(query, matching, snapshot, person)
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


def _phase_one(query: SearchQuery, matching: Query, snapshot: Snapshot, person: Person) -> _Matches:
    lexical = snapshot.index.lexical
    end = min(query.offset + query.page_size, MAX_RESULT_WINDOW)
    first = lexical.search(matching, limit=RERANKED)
    if first.total <= RERANKED:
        return _Matches(matching, first.rows, first.rows, first.total)
    common = _common_bonuses(snapshot)
    own = _personal_bonuses(snapshot, person)
    if not own:
        base = lexical.search(leaning(matching, common), limit=max(RERANKED, end)).rows
        return _Matches(matching, base, base, first.total)
    # The whole window without the visitor is only needed for the rank without personalisation.
    base = lexical.search(leaning(matching, common), limit=MAX_RESULT_WINDOW).rows
    personal = lexical.search(leaning(matching, [*common, *own]), limit=max(RERANKED, end)).rows
    return _Matches(matching, base, personal, first.total)


def _common_bonuses(snapshot: Snapshot) -> list[tuple[Query, float]]:
    index = snapshot.index
    bonuses = [(index.lexical.clauses.facet("availability", "IN_STOCK"), STOCK * PHASE_ONE_POINT)]
    strongest = index.demand.strongest(HOT_PRODUCTS)
    strongest = strongest[strongest < index.columns.row_of.size]
    rows = index.columns.row_of[strongest]
    shares = index.demand.of(strongest)
    # Each quarter of the log scale is one constant: enough to bring what is wanted into phase two, which knows the rest.
    for quarter in (0.25, 0.5, 0.75):
        hot = rows[(rows >= 0) & (shares > quarter)]
        if hot.size:
            bonuses.append((index.lexical.clauses.rows(hot.tolist()), DEMAND * PHASE_ONE_POINT / 4))
    return bonuses


def _personal_bonuses(snapshot: Snapshot, person: Person) -> list[tuple[Query, float]]:
    clauses = snapshot.index.lexical.clauses
    bonuses = []
    for slot, affinity in person.affinities.items():
        if slot == "price_band":
            continue
        key = "node" if slot == "category" else slot
        names = snapshot.index.columns.slots[slot].names
        strongest = np.argsort(-affinity.by_code, kind="stable")[:BONUSES_PER_SLOT]
        bonuses += [
            (
                clauses.facet(key, names[code]),
                person.strength * SLOT_WEIGHT[slot] * float(affinity.by_code[code]) * PHASE_ONE_POINT,
            )
            for code in strongest.tolist()
            if affinity.by_code[code] >= BONUS_FROM
        ]
    return bonuses


def _phase_two(
    query: SearchQuery, parsed: ParsedQuery, matches: _Matches, snapshot: Snapshot, person: Person
) -> tuple[Hit, ...]:
    end = min(query.offset + query.page_size, MAX_RESULT_WINDOW)
    rows = np.unique(np.concatenate([matches.base[:RERANKED], matches.personal[: max(RERANKED, end)]]))
    scores, tiers = _scored(rows, parsed, matches, snapshot, person)
    ties = snapshot.index.columns.product_index[rows]
    personal = _reranked(matches.personal, rows, scores.total, ties)
    base = _reranked(matches.base, rows, scores.base, ties)
    rank_of = {row: rank for rank, row in enumerate(base.tolist(), start=1)}
    page = personal[query.offset : end]
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


def _scored(
    rows: Int32, parsed: ParsedQuery, matches: _Matches, snapshot: Snapshot, person: Person
) -> tuple[Scores, Int32]:
    lexical = snapshot.index.lexical
    textual = np.zeros(rows.size)
    if rows.size and parsed.units:
        found = lexical.among(matches.query, rows)
        textual[np.searchsorted(rows, found.rows)] = found.scores
    levels = np.floor(textual / STEP)
    tiers = (3 * len(parsed.units) - levels).astype(np.int32)
    weight = textual - levels * STEP
    text = weight / (weight + 4.0 * max(1, len(parsed.units)))
    base = base_parts(rows, snapshot, tiers=tiers, text=text)
    return joined(base, personal_parts(rows, snapshot, person)), tiers


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
