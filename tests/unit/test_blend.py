"""The mixture of sources, and where it leads a search, on a model that fits on a page."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from service.candidates.blend import best, gather
from service.candidates.lead import lead
from service.candidates.sources import LEAST_SHARE, NEXT, SOURCES_OF, shares_of, sources_worth
from service.candidates.trail import NOTHING, Found, Trail, visit_trail
from service.types import Placement
from tests.harness.bundles import model

FOR_YOU = Placement.FOR_YOU
TRAIL = visit_trail(np.array([0, 1], np.int32), confidence=1.0)


def says(scores: dict[int, float]):  # noqa: ANN201 - a source
    found = Found(np.array(list(scores), np.int32), np.array(list(scores.values()), np.float32))
    return lambda _trail, _model, _among: found


def test_each_source_is_a_distribution_and_the_blend_their_mixture() -> None:
    gathered = gather(TRAIL, model(), {"one": says({2: 3.0, 3: 1.0}), "two": says({3: 5.0})})
    assert gathered.items.tolist() == [2, 3]
    assert gathered.shares.tolist() == [[0.75, 0.0], [0.25, 1.0]]
    assert gathered.scores({"one": 0.4, "two": 0.6}).tolist() == pytest.approx([0.3, 0.7])
    assert best(gathered, {"one": 0.4, "two": 0.6}, 1).tolist() == [3]


def test_without_sources_or_without_a_trail_nothing_is_gathered() -> None:
    nobody = visit_trail(np.zeros(0, np.int32), confidence=1.0)
    for gathered in (gather(TRAIL, model(), {}), gather(nobody, model(), SOURCES_OF[FOR_YOU])):
        assert gathered.items.size == 0
        assert best(gathered, shares_of(FOR_YOU, model()), 5).size == 0


def test_what_is_too_faint_for_a_float_says_nothing_and_spoils_nothing() -> None:
    gathered = gather(TRAIL, model(), {"faint": says({2: 0.0}), "loud": says({3: 1.0})})
    assert np.isfinite(gathered.shares).all()
    assert gathered.scores({"faint": 0.5, "loud": 0.5}).tolist() == pytest.approx([0.0, 0.5])
    long_ago = Trail(
        items=np.array([0, 1], np.int32),
        weights=np.ones(2, np.float32),
        ages=np.array([150, 180], np.int32),
        days=np.zeros(2, np.float32),
        in_visit=np.ones(2, np.bool_),
    )
    assert np.isfinite(gather(long_ago, model(), SOURCES_OF[FOR_YOU]).shares).all()


def test_a_shop_where_only_what_everybody_wants_is_worth_asking_leads_nowhere() -> None:
    shares = dict.fromkeys(SOURCES_OF[FOR_YOU], 0.0) | {"popular": 0.5, "trending": 0.5}
    weak = replace(model(), weights={NEXT: shares})
    assert set(sources_worth(NEXT, weak)) == {"popular", "trending", "content"}
    assert lead(TRAIL, weak).items.size == NOTHING.items.size


def test_a_source_worth_less_than_the_least_share_is_not_asked() -> None:
    shares = dict.fromkeys(SOURCES_OF[FOR_YOU], LEAST_SHARE) | {"taste": LEAST_SHARE / 2}
    asked = sources_worth(FOR_YOU, replace(model(), weights={FOR_YOU.value: shares}))
    assert "taste" not in asked
    assert "visits" in asked


def test_what_is_likelier_leads_further() -> None:
    led = lead(TRAIL, model())
    assert (led.scores > 0).all()
    assert (np.diff(led.items) > 0).all(), "items ascend"
