"""Which sources propose for which placement, and what each is worth before a shop has taught it."""

from __future__ import annotations

from collections.abc import Mapping

from service.bundle.model import BOUGHT, FOLLOWS, TOGETHER, Model
from service.candidates.akin import akin
from service.candidates.among import Among
from service.candidates.blend import Source
from service.candidates.content import content
from service.candidates.continued import continued
from service.candidates.popular import popular, trending
from service.candidates.relations import related
from service.candidates.returned import returned
from service.candidates.taste import taste
from service.candidates.trail import Found, Trail
from service.candidates.visits import visits
from service.types import Placement


def follows(trail: Trail, model: Model, _among: Among | None = None) -> Found:
    """What people go for after the trail's items."""
    return related(trail, model.tables[FOLLOWS], decay=0.6)


def together(trail: Trail, model: Model, _among: Among | None = None) -> Found:
    """What the same people went for."""
    return related(trail, model.tables[TOGETHER], decay=0.8)


def bought(trail: Trail, model: Model, _among: Among | None = None) -> Found:
    """What was in the same baskets."""
    return related(trail, model.tables[BOUGHT], decay=1.0, n_newest=100)


_VISITOR: Mapping[str, tuple[Source, float]] = {
    "visits": (visits, 0.2),
    "continued": (continued, 0.15),
    "returned": (returned, 0.1),
    "follows": (follows, 0.15),
    "together": (together, 0.1),
    "taste": (taste, 0.1),
    "content": (content, 0.1),
    "popular": (popular, 0.05),
    "trending": (trending, 0.05),
}
NEXT = "NEXT"
"""Not a placement: what a visit does next, returns included, which search and the foretelling of clicks ask for."""

_CHOSEN: Mapping[str, Mapping[str, tuple[Source, float]]] = {
    NEXT: _VISITOR,
    Placement.FOR_YOU: _VISITOR,
    Placement.ON_SALE: _VISITOR,
    Placement.SIMILAR: {"together": (together, 0.5), "akin": (akin, 0.5)},
    Placement.ALSO_VIEWED: {"follows": (follows, 0.4), "together": (together, 0.3), "akin": (akin, 0.3)},
    Placement.BOUGHT_TOGETHER: {"bought": (bought, 0.8), "together": (together, 0.2)},
    Placement.COMPLETE_THE_BASKET: {"bought": (bought, 0.8), "together": (together, 0.2)},
}
SOURCES_OF: Mapping[str, Mapping[str, Source]] = {
    placement: {name: source for name, (source, _) in chosen.items()} for placement, chosen in _CHOSEN.items()
}
DEFAULT_SHARES: Mapping[str, dict[str, float]] = {
    placement: {name: share for name, (_, share) in chosen.items()} for placement, chosen in _CHOSEN.items()
}
LEAST_SHARE = 0.02
"""A source that is worth less to a shop is not asked, but for content: nothing else knows newcomers."""


def sources_worth(placement: str, model: Model) -> Mapping[str, Source]:
    """The sources of a placement, or of NEXT, that are worth asking in this shop."""
    shares = shares_of(placement, model)
    return {
        name: source
        for name, source in SOURCES_OF[placement].items()
        if source is content or shares[name] >= LEAST_SHARE
    }


def shares_of(placement: str, model: Model) -> Mapping[str, float]:
    """What each source of a placement, or of NEXT, is worth: as the shop taught it, or as all shops begin."""
    return DEFAULT_SHARES[placement] | dict(model.weights.get(placement, {}))
