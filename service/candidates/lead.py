"""Where a visit leads: how much likelier each product has become by what the visitor did."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from service.bundle.model import Model
from service.candidates.blend import gather
from service.candidates.sources import SOURCES_OF, shares_of
from service.candidates.trail import NOTHING, Found, Trail
from service.types import Placement

Float32: TypeAlias = NDArray[np.float32]

IMPERSONAL = frozenset({"popular", "trending"})
_LEAST_SHARE = 0.05


def lead(trail: Trail, model: Model) -> Found:
    """The items that a trail makes likelier, and by how much on a log scale.

    log(1 + P / (w p)): P is the chance that the personal sources of FOR_YOU give the item to come next, p the item's
    share of all interest and w what the impersonal sources are worth, so that the sum of this and of log p orders items as
    the whole blend does. Interest is smoothed by its mean, so that a rare product is not lifted for being rare.
    """
    shares = shares_of(Placement.FOR_YOU, model)
    personal = {name: source for name, source in SOURCES_OF[Placement.FOR_YOU].items() if name not in IMPERSONAL}
    gathered = gather(trail, model, personal)
    if not gathered.items.size:
        return NOTHING
    chance = gathered.scores(shares)
    base = max(_LEAST_SHARE, sum(shares[name] for name in IMPERSONAL if name in shares))
    mean = float(model.popularity.mean())
    interest = (model.popularity[gathered.items] + mean) / (2 * mean * model.n_items)
    lifts = np.log1p(chance / (base * interest)).astype(np.float32)
    told = lifts > 0
    return Found(gathered.items[told], lifts[told])
