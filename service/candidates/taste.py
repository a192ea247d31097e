"""What ALS expects somebody with this trail to go for: fold-in, then the items of the largest inner products."""

from __future__ import annotations

from service.bundle.model import Model
from service.candidates.among import Among
from service.candidates.tally import without
from service.candidates.trail import NOTHING, Found, Trail
from service.candidates.vectors import nearest
from service.visitor.foldin import taste_vector

N_NEAREST = 150


def taste(trail: Trail, model: Model, among: Among | None = None) -> Found:
    """Of the N_NEAREST items for which the trail's folded-in vector speaks most, those that it did not touch."""
    vector = taste_vector(trail.items, trail.weights, trail.ages, model)
    if not vector.any():
        return NOTHING
    found = nearest(model, vector, N_NEAREST, among=among)
    new = without(found.items, trail.items)
    return Found(found.items[new], found.scores[new])
