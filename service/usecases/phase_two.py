"""The order for one visitor: all matches by what they lean to, the first 1,000 by their taste as well."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from service.answers import Hit
from service.limits import RERANKED
from service.ranking.score import best, joined, round_part, sort_keys
from service.usecases.features import Person, base_parts, leaning_parts, personal_parts, taste_part
from service.usecases.matched import Matched
from service.usecases.question import Question
from service.usecases.snapshot import Snapshot

Int32 = NDArray[np.int32]
Float64 = NDArray[np.float64]
Places = NDArray[np.intp]


def hits_of_page(question: Question, found: Matched) -> tuple[Hit, ...]:
    """The hits of the page, scored and explained."""
    places = _ordered(found, question.snapshot, question.person, question.end)[question.query.offset :]
    snapshot, rows = question.snapshot, found.rows[places]
    audience = found.landings[0].step.parsed.audience if found.landings else ()
    base = base_parts(rows, snapshot, tiers=found.tiers[places], text=found.text[places], audience=audience)
    scores = joined(base, personal_parts(rows, snapshot, question.person))
    columns = snapshot.index.columns
    ranks = found.rank(sort_keys(found.base[places], columns.product_index[rows]))
    totals, tiers = scores.total.tolist(), found.tiers[places].tolist()
    return tuple(
        Hit(
            product_id=columns.id(row),
            score=totals[number],
            tier=tiers[number],
            rank_without_personalization=int(ranks[number]),
            parts=scores.parts(number, every=question.query.explain),
            rung=found.landings[found.landing_of(place)].step.rung,
        )
        for number, (row, place) in enumerate(zip(rows.tolist(), places.tolist(), strict=True))
    )


def _ordered(found: Matched, snapshot: Snapshot, person: Person, end: int) -> Places:
    """The places of the first `end` products in the visitor's order."""
    ties = snapshot.index.columns.product_index[found.rows]
    lifted = _with(found.base, leaning_parts(found.rows, snapshot, person).values())
    keys = sort_keys(lifted, ties)
    ordered = best(keys, max(end, RERANKED))
    head = ordered[:RERANKED]
    if taste := taste_part(found.rows[head], snapshot, person):
        head = head[best(sort_keys(_with(lifted[head], taste.values()), ties[head]), RERANKED)]
    return np.concatenate([head, ordered[RERANKED:]])[:end]


def _with(scores: Float64, parts: Iterable[Float64]) -> Float64:
    for part in parts:
        scores = scores + round_part(part)
    return scores
