"""The order for one visitor: all matches by what they lean to and by what is likely to come next."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from service.answers import Hit
from service.ranking.score import best, joined
from service.usecases.features import base_parts, personal_lifts, personal_parts
from service.usecases.matched import Matched
from service.usecases.person import Person
from service.usecases.question import Question
from service.usecases.variants import matched_variant, standing

Places = NDArray[np.intp]


def hits_of_page(question: Question, found: Matched, person: Person) -> tuple[Hit, ...]:
    """The hits of the page, scored and explained."""
    places = _ordered(found, question, person)[question.query.offset :]
    snapshot, rows, groups = question.snapshot, found.rows[places], question.groups
    tiers, text = found.tiers[places], found.text[places]
    base = base_parts(rows, snapshot, tiers=tiers, text=text, asked=found.parsed)
    scores = joined(base, personal_parts(rows, snapshot, person))
    columns, ranks = snapshot.index.columns, found.rank(places)
    totals = scores.total.tolist()
    return tuple(
        Hit(
            product_id=columns.id(row),
            score=totals[number],
            tier=int(tiers[number]),
            rank_without_personalization=int(ranks[number]),
            parts=scores.parts(number, every=question.query.explain),
            matched_variant_id=matched_variant(columns, row, groups),
            rung=found.rung_of(place),
        )
        for number, (row, place) in enumerate(zip(rows.tolist(), places.tolist(), strict=True))
    )


def _ordered(found: Matched, question: Question, person: Person) -> Places:
    """The places of the first products in the visitor's order, to the end of the page."""
    keys = sum(personal_lifts(found.rows, question.snapshot, person), found.keys)
    if question.groups is None:
        return best(keys, question.end)
    shown = np.flatnonzero(keys == standing(keys, found.rows, question.groups))
    return shown[best(keys[shown], question.end)]
