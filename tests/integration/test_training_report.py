"""The page that a training writes for people, and the figures it shows."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from service.types import ProductId
from tests.harness.bundles import model, published
from tests.harness.history import ListHistory
from tests.harness.taste_groups import taste_events
from training.comparison import IN_FORCE, first_clicks, gini
from training.lists import BLEND, Person, elsewhere, popular
from training.moments import trail_before
from training.pipeline import Outcome, train
from training.reading import read_interactions
from training.settings import EVENT_WEIGHTS, AlsSettings, TrainingSettings

SETTINGS = TrainingSettings(als=AlsSettings(n_factors=8))


def trained(root: Path, *, loyalty: float = 0.95) -> Outcome:
    return train(ListHistory(taste_events(seed=3, loyalty=loyalty)), root, SETTINGS, force=True)


def text_of(page: str) -> str:
    return re.sub(r"<[^>]+>", " ", re.sub(r"<(svg|style).*?</\1>", "", page, flags=re.DOTALL))


@pytest.fixture(scope="module")
def first_and_second(tmp_path_factory: pytest.TempPathFactory) -> tuple[Outcome, Outcome]:
    root = tmp_path_factory.mktemp("bundles")
    return trained(root), trained(root)


def test_the_page_needs_nothing_from_outside_and_no_script(first_and_second: tuple[Outcome, Outcome]) -> None:
    page = first_and_second[0].report
    assert not re.search(r"<script|<link|<img|@import|src=", page)
    assert all(link.startswith("#") for link in re.findall(r'href="([^"]*)"', page))
    assert all(link.startswith("#") for link in re.findall(r"url\(([^)]*)\)", page))


def test_every_drawing_is_whole_xml(first_and_second: tuple[Outcome, Outcome]) -> None:
    drawings = re.findall(r"<svg.*?</svg>", first_and_second[1].report, re.DOTALL)
    assert len(drawings) >= 4
    for drawing in drawings:
        ET.fromstring(drawing)  # noqa: S314 - our own


def test_the_page_says_what_the_gate_saw(first_and_second: tuple[Outcome, Outcome]) -> None:
    outcome = first_and_second[0]
    said = text_of(outcome.report)
    assert outcome.published is not None
    assert f"Training {outcome.published.version}" in said
    blend, popularity = (outcome.evaluation.accuracy[name].hr for name in ("blend", "popularity"))
    assert f"HR@20 {blend:.3f} against {popularity:.3f}" in said
    assert f"measured on {outcome.evaluation.n_persons:,} people" in said
    assert "its recall is 1" in said
    assert "No bundle was in force" in said


def test_the_bundle_in_force_stands_beside_the_new_one(first_and_second: tuple[Outcome, Outcome]) -> None:
    first, second = first_and_second
    said = text_of(second.report)
    assert first.published is not None
    assert f"In force: {first.published.version}, which knows 120 of the 120 products" in said
    assert "in force" not in text_of(first.report).replace("was in force", "")


def test_a_bundle_of_other_products_is_not_compared_and_the_page_says_so(tmp_path: Path) -> None:
    published(tmp_path)
    assert "knows none of these products" in text_of(trained(tmp_path).report)


def test_a_damaged_bundle_in_force_is_named_and_training_goes_on(tmp_path: Path) -> None:
    bundle = published(tmp_path)
    (bundle / "popularity.npy").write_bytes(b"")
    outcome = trained(tmp_path)
    assert outcome.published is not None
    assert "could not be opened for comparison" in text_of(outcome.report)


def test_a_run_that_the_gate_holds_back_has_a_page_too(tmp_path: Path) -> None:
    outcome = train(ListHistory(taste_events(seed=4, loyalty=0.5)), tmp_path, SETTINGS)
    assert outcome.published is None
    assert "nothing published" in text_of(outcome.report)
    assert "does not beat popularity beyond chance" in text_of(outcome.report)


def test_equal_ledgers_give_equal_pages(tmp_path: Path) -> None:
    assert trained(tmp_path / "one").report == trained(tmp_path / "other").report


def test_gini_is_the_mean_difference_of_two_products_over_twice_their_mean() -> None:
    rng = np.random.default_rng(random.randrange(2**32))
    counts = rng.integers(0, 9, 30) + 1
    plain = np.abs(counts[:, None] - counts[None]).mean() / (2 * counts.mean())
    assert gini(counts) == pytest.approx(plain)
    assert gini(np.array([5, 5, 5])) == pytest.approx(0)
    assert gini(np.zeros(3, np.int64)) == 0


def test_a_model_with_other_numbers_shows_the_same_products() -> None:
    ours = model()
    order = np.array([3, 1, 4, 0, 2])
    theirs = replace(
        ours,
        product_ids=tuple(ours.product_ids[item] for item in order),
        popularity=ours.popularity[order],
    )
    nobody = trail_before(read_interactions(ListHistory(taste_events(seed=1, loyalty=1)), EVENT_WEIGHTS), 0, 0)
    person = Person(0, nobody, seen=np.array([2], np.int32), targets=np.array([1], np.int32))
    there = elsewhere(theirs, {ProductId(product): item for item, product in enumerate(ours.product_ids)}, ours.n_items)
    assert there.blended([person]).tolist() == popular(ours, [person]).tolist()


def test_first_clicks_are_of_visits_after_the_split_and_know_nothing_else() -> None:
    interactions = read_interactions(ListHistory(taste_events(seed=3, loyalty=0.9)), EVENT_WEIGHTS)
    split = int(np.median(interactions.at_ms))
    for n_clicks, persons in first_clicks(interactions, split, np.random.default_rng(1)).items():
        for person in persons:
            assert person.trail.n == n_clicks
            assert person.trail.in_visit.all()
            assert not set(person.targets) & set(person.seen)


def test_rivals_are_measured_on_the_same_people(first_and_second: tuple[Outcome, Outcome]) -> None:
    second = first_and_second[1]
    rows = re.findall(rf"<tr><td>({BLEND}|{IN_FORCE})</td><td>([0-9.]+)", second.report)
    assert {name for name, _ in rows} == {BLEND, IN_FORCE}
    assert float(dict(rows)[BLEND]) == pytest.approx(second.evaluation.accuracy[BLEND].hr, abs=0.0006)
