"""What has factors like those of the trail's items: ALS from item to item."""

from __future__ import annotations

import numpy as np

from service.bundle.model import Model
from service.candidates.among import Among
from service.candidates.tally import without
from service.candidates.trail import NOTHING, Found, Trail
from service.candidates.vectors import nearest

N_NEAREST = 150
N_TOUCHES = 20
DECAY = 0.8
SHARPNESS = 2
"""Twice as near is four times as likely to come next: of 1 to 3, best of two shops and no worse in two others."""


def akin(trail: Trail, model: Model, among: Among | None = None) -> Found:
    """Of the N_NEAREST items nearest to the direction in which the trail's newest liked items point, those not among them.

    Each item touched points as far as any other, DECAY times as far at each step of age; nearness is the inner product, so
    that of two items in the same direction the one of which more is known comes first.
    """
    liked = np.flatnonzero(trail.weights > 0)[:N_TOUCHES]
    factors = model.item_factors[trail.items[liked]]
    lengths = np.linalg.norm(factors, axis=1)
    weights = trail.weights[liked] * np.power(DECAY, trail.ages[liked], dtype=np.float32)
    vector = np.divide(weights, lengths, out=np.zeros_like(lengths), where=lengths > 0) @ factors
    if not vector.any():
        return NOTHING
    found = nearest(model, vector, N_NEAREST, among=among)
    new = without(found.items, trail.items)
    return Found(found.items[new], found.scores[new] ** SHARPNESS)
