"""Foretelling the last item of sequences by the whole answer: FOR_YOU over an index of the items, as a shop serves it.

Slots, demand, standing parts, what leaves after a look and the page have their say here, beside the blend of sources.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from service.bundle.model import Model
from service.bundle.reader import Bundle
from service.retrieval.follower import IndexView
from service.types import AttributeValues, Consent, Placement, Product, ProductId, RecommendQuery, VisitorId, Who
from service.usecases.recommend_core import recommend
from service.usecases.snapshot import Snapshot, join
from training.evaluate_intent import VISIT, after_clicks
from training.foretold import CUTS, Foretold, place_among
from training.moments import Moment

# Any moment: a file of sequences tells no times.
_NOW_MS = 24 * 3600 * 1000
_WHO = Who(VisitorId("visitor"), VISIT, consent=Consent.GRANTED)


def products_of(items: Sequence[str], attributes: Mapping[str, tuple[str, ...]]) -> list[Product]:
    """The items of a file as products that have their attributes and nothing else."""
    return [
        Product(ProductId(item), attributes={"attribute": AttributeValues(values)} if values else {})
        for item, values in ((item, attributes.get(item, ())) for item in items)
    ]


def foretell_served(moments: Sequence[Moment], model: Model, index: IndexView) -> Foretold:
    """Foretell the target of each moment for somebody who has clicked its trail in one visit.

    What was clicked is left out of the answer, so one that was clicked before is a miss.

    Args:
        moments: by the items of the model.
        model: with the shares to serve by.
        index: of the items, as `products_of` tells them.
    """
    snapshot = join(index, Bundle("evaluated", 0, model, {}))
    return Foretold(np.array([_place(moment, model, snapshot) for moment in moments]))


def _place(moment: Moment, model: Model, snapshot: Snapshot) -> float:
    clicked = [model.product_ids[item] for item in reversed(moment.trail.items.tolist())]
    query = RecommendQuery(Placement.FOR_YOU, who=_WHO, page_size=max(CUTS) + len(clicked))
    hits = recommend(query, after_clicks(clicked, _NOW_MS), snapshot, _NOW_MS).hits
    had = set(clicked)
    return place_among([hit.product_id for hit in hits if hit.product_id not in had], model.product_ids[moment.target])
