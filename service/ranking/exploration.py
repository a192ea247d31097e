"""Gives newcomers a share of the places of a ranked list, and tells how likely each product was to stand where it stands.

Which places are theirs is drawn by systematic sampling (Madow and Madow 1944, Annals of Mathematical Statistics 15): one
number u, uniform in [0, 1), and of the first p places floor(share * p + u) belong to newcomers. So each place is theirs
with the same probability, a page never holds one more than its share rounded up, and the probabilities are exact.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Stand(NamedTuple):
    """What stands at one place.

    Attributes:
        number: the product's number, from 0, among the newcomers or among the ranked.
        propensity: the probability with which this very product stands at this place, in (0, 1].
        is_newcomer: whether the place went to a newcomer.
    """

    number: int
    propensity: float
    is_newcomer: bool = False


def explore(n_places: int, n_ranked: int, n_newcomers: int, *, share: float, seed: int) -> list[Stand]:
    """Fill the places of a page from a ranked list, and a share of them with newcomers drawn evenly.

    Ranked products keep their order and move down by the newcomers above them. The page is as long as without newcomers:
    the smaller of `n_places` and `n_ranked`. The same arguments give the same page.

    Args:
        n_places: wanted, at least 0.
        n_ranked: length of the ranked list.
        n_newcomers: how many may be drawn, each with the same probability; none of them is among the first
            `n_places` of the ranked. A newcomer stands on a page once; when all do, the rest of it is ranked.
        share: of the places, in [0, 1].
        seed: at least 0.
    """
    random = np.random.default_rng(seed)
    u, drawn = random.random(), random.permutation(n_newcomers).tolist()
    stands, above = [], 0
    for place in range(min(n_places, n_ranked)):
        due, due_after = share * place, share * (place + 1)
        if above < n_newcomers and int(due_after + u) > above:
            theirs = _expected_count(due_after, n_newcomers) - _expected_count(due, n_newcomers)
            stands.append(Stand(drawn[above], theirs / n_newcomers, is_newcomer=True))
            above += 1
        else:
            # u lies where exactly `above` newcomers stand above this place, and none at it: once all of them do, none can.
            until = min(1.0, above + 1 - due_after) if above < n_newcomers else 1.0
            stands.append(Stand(place - above, until - max(0.0, above - due)))
    return stands


def _expected_count(due: float, n_newcomers: int) -> float:
    """How many places go to newcomers on average where `due` are their share: fewer once they run out."""
    whole = int(due)
    part = due - whole
    return (1 - part) * min(whole, n_newcomers) + part * min(whole + 1, n_newcomers)
