"""The products of the visit itself: people go back to what they just saw."""

from __future__ import annotations

import numpy as np

from service.bundle.model import Model
from service.candidates.among import Among
from service.candidates.tally import summed
from service.candidates.trail import Found, Trail

N_TOUCHES = 20
FADE = 0.4


def returned(trail: Trail, _model: Model, _among: Among | None = None) -> Found:
    """The trail's newest liked items, each with the sum of FADE ** age over its touches."""
    liked = np.flatnonzero(trail.weights > 0)[:N_TOUCHES]
    return Found(*summed(trail.items[liked], np.power(FADE, trail.ages[liked], dtype=np.float32)))
