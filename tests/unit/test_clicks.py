"""Which clicks teach, beside what, and what the parts of a score say at weight 1."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from service.answers import Arm, Part
from service.impressions import Impression, ShownHit
from service.ranking.score import LEAD_WEIGHT, NEXT_PART, SEARCH, SLOT_WEIGHT, TIER_STEP
from service.types import Placement, ProductId, VisitorId
from service.usecases.recommend_candidates import BLEND
from tests.harness.impressions import impression
from training import clicks as training_clicks
from training import shown_weights
from training.clicks import MAX_OF_VISITOR, STRETCH, Clicks, clicks
from training.impressions import Outcome, Sequel
from training.shown_parts import DEFAULTS
from training.shown_weights import remember, weights_shown

FOR_YOU, ALSO_VIEWED = Placement.FOR_YOU.value, Placement.ALSO_VIEWED.value
SEEN, CLICKED = int(Sequel.SEEN), int(Sequel.SEEN | Sequel.CLICKED)
N_ITEMS = 1_000
NEXT_TIER = ("tier", -TIER_STEP)


def shown(*hits: Sequence[tuple[str, float]], origin: str = FOR_YOU, **fields: object) -> Impression:
    """An answer whose hits have these parts."""
    listed = tuple(
        ShownHit(ProductId(f"p{place}"), place, 1.0, tuple(Part(*part) for part in parts))
        for place, parts in enumerate(hits, start=1)
    )
    return impression(origin=origin, hits=listed, **fields)


def became(of: Impression, *sequels: int) -> Outcome:
    return Outcome(of, np.array(sequels, np.uint8))


def learned_from(
    *outcomes: Outcome, weights: Mapping[str, Mapping[str, float]] | None = DEFAULTS
) -> Mapping[str, Clicks]:
    return clicks(outcomes, lambda _snapshot: weights, n_items=N_ITEMS, split_at_ms=0).everything


def said(seen: Clicks, name: str) -> list[float]:
    return seen.parts[:, seen.names.index(name)].round(4).tolist()


TWO = ([("visits", 2.0), ("prior", 0.5), ("demand", 0.25)], [("taste", 1.0), ("prior", 0.5)])


def test_the_clicked_product_comes_before_those_beside_it_each_with_its_place() -> None:
    [seen] = learned_from(became(shown(*TWO, first_position=25), 0, CLICKED)).values()
    assert (seen.positions.tolist(), seen.starts.tolist()) == ([26, 25], [0])
    assert seen.rest.tolist() == [0.5, 0.75]


def logged(said: Mapping[str, float], weights: Mapping[str, float]) -> list[tuple[str, float]]:
    """The parts of a hit of whose chance, times the number of items, the sources say this."""
    scale, chance = BLEND / np.log1p(0.1 * N_ITEMS), sum(weights[name] * of for name, of in said.items())
    return [(name, scale * np.log1p(chance) * weights[name] * of / chance) for name, of in said.items()]


def test_parts_are_told_as_if_each_weight_were_1_whatever_bundle_showed_them() -> None:
    for weights in ({"visits": 0.5, "taste": 0.1}, {"visits": 0.25, "taste": 0.4}):
        answer = shown(logged({"visits": 20.0, "taste": 3.0}, weights), logged({"taste": 8.0}, weights))
        [seen] = learned_from(became(answer, CLICKED, 0), weights={FOR_YOU: weights}).values()
        assert said(seen, "visits") == pytest.approx([20.0, 0])
        assert said(seen, "taste") == pytest.approx([3.0, 8.0])


def test_what_a_bundle_says_nothing_of_was_shown_by_the_weights_all_shops_begin_with() -> None:
    answer = shown([("slot.color", 0.6), (NEXT_PART, 0.3)], [("slot.color", 1.2)], origin="search")
    seen = learned_from(became(answer, CLICKED, 0), weights={})[SEARCH]
    assert said(seen, "color") == pytest.approx([0.6 / SLOT_WEIGHT["color"], 1.2 / SLOT_WEIGHT["color"]])
    assert said(seen, NEXT_PART) == pytest.approx([0.3 / LEAD_WEIGHT[NEXT_PART], 0])


def test_a_source_without_a_share_is_not_known_to_have_said_anything() -> None:
    [seen] = learned_from(became(shown(*TWO), CLICKED, 0), weights={FOR_YOU: {"taste": 0.0}}).values()
    assert said(seen, "taste") == [0, 0]


def test_each_of_several_clicks_is_a_choice_among_what_was_passed_over() -> None:
    answer = shown(*([("visits", worth)] for worth in (4.0, 3.0, 2.0, 1.0)))
    [seen] = learned_from(became(answer, CLICKED, 0, CLICKED, 0)).values()
    assert seen.positions.tolist() == [1, 2, 4, 3, 2, 4]
    assert seen.starts.tolist() == [0, 3]


def test_where_a_shop_tells_what_came_into_view_the_rest_was_not_passed_over() -> None:
    answer = shown(*([("visits", worth)] for worth in (4.0, 3.0, 2.0)))
    [seen] = learned_from(became(answer, SEEN, CLICKED, 0)).values()
    assert seen.positions.tolist() == [2, 1]


def test_a_search_compares_within_each_tier_a_recommendation_within_its_first() -> None:
    hits = ([("visits", 2.0)], [("visits", 1.0)], [("visits", 2.0), NEXT_TIER], [("taste", 1.0), NEXT_TIER])
    sequels = (0, CLICKED, CLICKED, 0)
    [placed] = learned_from(became(shown(*hits), *sequels)).values()
    assert placed.positions.tolist() == [2, 1]
    leading = ([(NEXT_PART, 2.0)], [(NEXT_PART, 1.0)], [(NEXT_PART, 2.0), NEXT_TIER], [NEXT_TIER])
    [found] = learned_from(became(shown(*leading, origin="search"), *sequels)).values()
    assert found.positions.tolist() == [2, 1, 3, 4]


PERSONAL = shown(*TWO)


@pytest.mark.parametrize(
    "outcomes",
    [
        pytest.param([became(PERSONAL, SEEN, SEEN)], id="nothing clicked"),
        pytest.param([became(PERSONAL, CLICKED, CLICKED)], id="nothing passed over"),
        pytest.param([became(shown(*TWO, arm=Arm.HOLDOUT), CLICKED, 0)], id="held out"),
        pytest.param([became(shown(*TWO, visitor_id=VisitorId("")), CLICKED, 0)], id="nobody is known"),
        pytest.param([became(shown(*TWO, origin="TRENDING"), CLICKED, 0)], id="a placement without shares"),
        pytest.param([became(shown([("prior", 0.5)], [("demand", 1.0)]), CLICKED, 0)], id="no weight says anything"),
        pytest.param([became(shown([("visits", 1.0)], [("visits", 1.0)]), CLICKED, 0)], id="all say the same"),
    ],
)
def test_what_tells_nothing_of_the_weights_is_left_out(outcomes: Iterable[Outcome]) -> None:
    assert learned_from(*outcomes) == {}


def test_what_was_shown_by_weights_that_nobody_remembers_is_left_out() -> None:
    assert learned_from(became(PERSONAL, CLICKED, 0), weights=None) == {}


def test_of_one_visitor_the_newest_clicks_count_and_no_more_than_so_many() -> None:
    answers = [shown(*TWO, first_position=1 + n) for n in range(3 * MAX_OF_VISITOR)]
    [seen] = learned_from(*(became(answer, CLICKED, 0) for answer in answers)).values()
    newest = [answer.first_position for answer in answers[-MAX_OF_VISITOR:]]
    assert seen.positions[seen.starts].tolist() == newest


def test_what_was_shown_before_the_split_is_told_apart() -> None:
    outcomes = [became(shown(*TWO, at_ms=1 + n, first_position=1 + n), CLICKED, 0) for n in range(3)]
    clicked = clicks(outcomes, lambda _snapshot: DEFAULTS, n_items=N_ITEMS, split_at_ms=3)
    assert clicked.everything[FOR_YOU].positions[::2].tolist() == [1, 2, 3]
    assert clicked.earlier[FOR_YOU].positions[::2].tolist() == [1, 2]


def test_of_all_clicks_the_newest_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training_clicks, "MAX_CLICKS", 3)
    answers = [shown(*TWO, visitor_id=VisitorId(f"v{n}"), first_position=1 + n) for n in range(5)]
    [seen] = learned_from(*(became(answer, CLICKED, 0) for answer in answers)).values()
    assert seen.positions[seen.starts].tolist() == [3, 4, 5]


def test_of_a_long_page_a_click_is_compared_with_the_stretch_around_it() -> None:
    answer = shown(*([("visits", 1.0 + place)] for place in range(100)))
    [seen] = learned_from(became(answer, *(CLICKED if place == 40 else 0 for place in range(100)))).values()
    assert seen.positions[0] == 41
    assert sorted(seen.positions.tolist()) == list(range(STRETCH + 1, 2 * STRETCH + 1))


BUNDLES = tuple(f"{seq:010d}-0123456789ab" for seq in range(1, 6))


def test_the_weights_of_a_bundle_are_remembered_by_the_name_of_its_snapshots(tmp_path: Path) -> None:
    remember(tmp_path, BUNDLES[0], {FOR_YOU: {"visits": 0.7}})
    shown_by = weights_shown(tmp_path)
    assert shown_by(f"12.34-{BUNDLES[0]}") == {FOR_YOU: {"visits": 0.7}}
    assert shown_by("12.34-none") == {}
    assert shown_by(f"12.34-{BUNDLES[1]}") is None


def test_of_weights_the_newest_are_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shown_weights, "N_REMEMBERED", 3)
    for version in BUNDLES:
        remember(tmp_path, version, {})
    shown_by = weights_shown(tmp_path)
    assert [shown_by(f"1.1-{version}") for version in BUNDLES] == [None, None, {}, {}, {}]


def test_weights_that_were_damaged_on_disk_are_not_known(tmp_path: Path) -> None:
    remember(tmp_path, BUNDLES[0], {FOR_YOU: {"visits": 0.7}})
    [file] = tmp_path.rglob("*.json")
    file.write_bytes(file.read_bytes()[:-5])
    assert weights_shown(tmp_path)(f"1.1-{BUNDLES[0]}") is None


def test_weights_whose_rewriting_is_refused_stay_as_they_were(tmp_path: Path) -> None:
    remember(tmp_path, BUNDLES[0], {FOR_YOU: {"visits": 0.7}})
    (tmp_path / "weights" / ".staging").symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left"):
        remember(tmp_path, BUNDLES[0], {FOR_YOU: {"visits": 0.2}})
    assert weights_shown(tmp_path)(f"1.1-{BUNDLES[0]}") == {FOR_YOU: {"visits": 0.7}}
