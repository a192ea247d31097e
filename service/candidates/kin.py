"""What belongs to a visit as a whole, whatever its last step was."""

from __future__ import annotations

import numpy as np

from service.bundle.model import KIN, Model
from service.candidates.tally import summed
from service.candidates.trail import Found, Trail

N_NEWEST = 20
FADE = 0.9


def kin(trail: Trail, model: Model) -> Found:
    """What past visits touched together with the newest items of a trail beyond chance, on a log scale.

    The logs of the lifts of each of the items, FADE weaker at each step of age, summed: evidence multiplies, as in naive
    Bayes, so that an item which fits all of a visit comes before one that follows from its last step alone. Of the N_NEWEST
    newest touches every item counts once. Where little is known it is 0; nothing is below.
    """
    liked = np.flatnonzero(trail.weights > 0)[:N_NEWEST]
    items, newest = np.unique(trail.items[liked], return_index=True)
    weights = np.power(FADE, trail.ages[liked[newest]], dtype=np.float32)
    table = model.tables[KIN]
    return Found(*summed(table.items[items].ravel(), (table.scores[items] * weights[:, None]).ravel()))
