"""From what the service showed, and from where it was clicked, to the weights of the next bundle."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from service.answers import Part
from service.bootstrap import open_history
from service.candidates.sources import DEFAULT_SHARES
from service.impressions import Impression, ShownHit
from service.types import ProductId
from tests.harness.clicked_pages import clicked_pages
from tests.harness.demo_catalogue import SMALL
from tests.harness.history import ListHistory
from tests.harness.impressions import impression
from tests.harness.shown_clicks import FOR_YOU, Habit, clicked_shop, learned, read_clicks
from tests.harness.taste_groups import taste_events
from training.bench import Stopped, Unkept
from training.cli import run
from training.clicks import Clicked, clicks
from training.evaluate import split_time
from training.impressions import Outcome, Sequel
from training.lists import BLEND
from training.pipeline import train
from training.reading import read_interactions
from training.rehearsal import rehearse
from training.settings import EVENT_WEIGHTS
from training.shown_weights import weights_shown


async def test_what_the_real_service_showed_and_visitors_clicked_moves_the_weights_of_the_next_bundle(
    tmp_path: Path,
) -> None:
    n_pages = 300
    shown_by = await clicked_shop(tmp_path, n_pages, Habit({"content": 3.0, "visits": 0.2}, steepness=2.0))
    seen = read_clicks(tmp_path)[FOR_YOU]
    assert seen.starts.size > 0.9 * n_pages
    factors = learned(seen, shown_by[FOR_YOU], FOR_YOU)
    print(factors)
    assert factors["content"] > 1.1
    assert factors["visits"] < 0.99
    with closing(open_history(tmp_path)) as history:
        outcome, _ = run(history, tmp_path, SMALL, lambda _step, _done, _of: None, force=True)
    assert f"<td>{FOR_YOU}</td><td>{seen.starts.size:,}</td>" in outcome.report


def shown_page() -> Impression:
    """A page whose hits differ in what a source says of them, shown before there was a bundle."""
    hits = tuple(ShownHit(ProductId(f"a{n}"), 1 + n, 1.0, (Part("visits", 9.0 - n),)) for n in range(9))
    return impression(origin=FOR_YOU, hits=hits, snapshot_version="1.1-none")


def test_what_nobody_clicked_changes_no_byte_of_a_bundle(tmp_path: Path) -> None:
    events, shown = taste_events(seed=3, loyalty=0.95), [shown_page() for _ in range(50)]
    clicked = Outcome(shown[0], np.array([Sequel.CLICKED, *[0] * 8], np.uint8))
    shown_by = weights_shown(tmp_path)
    assert clicks([clicked], shown_by, n_items=9, split_at_ms=0).everything, "a click would have taught"
    versions = [
        train(history, tmp_path / name, SMALL, force=True).published
        for name, history in (("without", ListHistory(events)), ("with", ListHistory(events, shown)))
    ]
    assert versions[0] == versions[1]


def test_a_training_can_be_stopped_while_it_reads_what_was_clicked(tmp_path: Path) -> None:
    def stopping(step: str, _done: int, of: int) -> None:
        if step == "clicks" and of:
            raise Stopped

    with pytest.raises(Stopped):
        train(ListHistory(taste_events(seed=3, loyalty=0.95), [shown_page()]), tmp_path, SMALL, bench=Unkept(stopping))


def test_the_gate_measures_the_weights_that_clicks_before_the_split_have_corrected() -> None:
    interactions = read_interactions(ListHistory(taste_events(seed=3, loyalty=0.95)), EVENT_WEIGHTS)
    split_at_ms = split_time(interactions, held_out=SMALL.held_out)
    shares = DEFAULT_SHARES[FOR_YOU]
    tastes = dict.fromkeys(shares, 0.1) | {"popular": 30.0}
    liked = {FOR_YOU: clicked_pages(2_000, shares, tastes, fading=1.0, seed=21)}
    without, corrected, later = (
        rehearse(interactions, split_at_ms, SMALL, clicks=some)
        for some in (Clicked({}, {}), Clicked(liked, liked), Clicked({}, liked))
    )
    for learned_from_all in (corrected, later):
        assert learned_from_all.lessons.shares[FOR_YOU]["popular"] > 1.5 * without.lessons.shares[FOR_YOU]["popular"]
    assert corrected.evaluation.accuracy[BLEND] != without.evaluation.accuracy[BLEND]
    assert later.evaluation.accuracy[BLEND] == without.evaluation.accuracy[BLEND]
