"""What held-back events taught, corrected by what was clicked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from service.ranking.score import SEARCH
from service.types import Placement
from training.click_factors import click_factors
from training.clicks import Clicks
from training.lessons import FromClicks, Lessons
from training.search_weights import MOST
from training.shown_parts import weights_of


def corrected(lessons: Lessons, clicks: Mapping[str, Clicks]) -> Lessons:
    """The lessons with the weights of each placement, and of search, multiplied by factors learned from clicks on it.

    Shares sum to 1 again, ON_SALE goes on as FOR_YOU does. What was never clicked keeps its weights, to the last digit.
    """
    shares, from_clicks = dict(lessons.shares), {}
    for key, seen in clicks.items():
        before = weights_of(key, lessons.shares)
        is_search = key == SEARCH
        factors = click_factors(seen, before, MOST if is_search else {}, rest_is_fixed=is_search)
        after = {name: weight * factors[name] for name, weight in before.items()}
        total = 1.0 if is_search else sum(after.values())
        shares[key] = {name: round(weight / total, 4) for name, weight in after.items()}
        from_clicks[key] = FromClicks(seen.starts.size, factors)
    if Placement.FOR_YOU.value in clicks:
        shares[Placement.ON_SALE.value] = shares[Placement.FOR_YOU.value]
    return replace(lessons, shares=shares, from_clicks=from_clicks)
