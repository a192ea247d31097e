"""Where a visit leads: how likely each product is to come next by what the visitor did, and how well it fits all of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from service.bundle.model import Model
from service.candidates.blend import gather
from service.candidates.kin import kin
from service.candidates.sources import NEXT, shares_of, sources_worth
from service.candidates.trail import Found, Trail
from service.ranking.score import KIN_PART, NEXT_PART

Float32: TypeAlias = NDArray[np.float32]

NOT_LED_BY = frozenset({"popular", "trending", "content"})
"""What is the same for everybody; and what shares the visit's values, which the slots of a search count by themselves."""


def lead(trail: Trail, model: Model) -> Found:
    """The items that a trail makes likely to come next, and how likely on a log scale.

    log(1 + P / p): P is the chance that the other sources of NEXT give to the item, p the chance of any item if all
    were equal. What nothing leads to has 0, and the order of what is likely is that of its chances.
    """
    shares = shares_of(NEXT, model)
    leading = {name: source for name, source in sources_worth(NEXT, model).items() if name not in NOT_LED_BY}
    gathered = gather(trail, model, leading)
    chances = np.log1p(gathered.scores(shares) * model.n_items)
    likely = chances > 0
    return Found(gathered.items[likely], chances[likely])


LEADS: Mapping[str, Callable[[Trail, Model], Found]] = {NEXT_PART: lead, KIN_PART: kin}
"""What a visit adds to a search beside its slots, part by part."""
