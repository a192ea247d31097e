"""What leanings are worth in a search, learned from made-up choices of which the truth is known."""

from __future__ import annotations

import numpy as np
import pytest

from training.search_weights import DEFAULT, Choices, learned

SEED = 11
N_RIVALS = 20
COLOR = list(DEFAULT).index("color")
NEXT = list(DEFAULT).index("next")


def choices(n: int, *, color: float, following: float) -> Choices:
    """Moments at which people weigh interest by 1, a fitting colour by `color` and the log of what is likelier by `following`."""
    rng = np.random.default_rng(SEED)
    features = np.zeros((n, N_RIVALS, 1 + len(DEFAULT)))
    features[:, :, 0] = rng.random((n, N_RIVALS))
    features[:, :, 1 + COLOR] = rng.random((n, N_RIVALS)) < 0.2
    features[:, :, 1 + NEXT] = 4 * rng.random((n, N_RIVALS)) * (rng.random((n, N_RIVALS)) < 0.3)
    truth = features[:, :, 0] + color * features[:, :, 1 + COLOR] + following * features[:, :, 1 + NEXT]
    gone_for = np.argmax(truth + rng.gumbel(size=truth.shape), axis=1)
    everyone = np.arange(n)
    features[everyone, 0], features[everyone, gone_for] = (
        features[everyone, gone_for].copy(),
        features[everyone, 0].copy(),
    )
    return Choices(features.reshape(-1, 1 + len(DEFAULT)), everyone * N_RIVALS)


def test_many_choices_tell_what_is_followed_and_what_is_not() -> None:
    found = learned(choices(2_000, color=0.0, following=0.8))
    assert found["color"] < 0.15
    assert found["next"] == pytest.approx(0.8, abs=0.2)


def test_a_few_hundred_choices_of_people_who_follow_nothing_take_most_of_it_away() -> None:
    found = learned(choices(300, color=0.0, following=0.0))
    assert found["color"] < DEFAULT["color"] / 2
    assert found["next"] < DEFAULT["next"] / 2


def test_a_handful_of_choices_changes_little() -> None:
    found = learned(choices(3, color=0.0, following=0.0))
    assert found["color"] > 0.75 * DEFAULT["color"]
    assert found["next"] > 0.75 * DEFAULT["next"]


def test_slots_that_no_choice_tells_of_keep_their_weights() -> None:
    found = learned(choices(300, color=1.0, following=0.5))
    assert {slot: found[slot] for slot in ("gender", "size", "brand")} == {
        slot: DEFAULT[slot] for slot in ("gender", "size", "brand")
    }


def test_a_part_that_pushes_back_what_is_gone_for_is_left_out_however_likely_it_makes_it() -> None:
    """Of ten moments one follows colour alone, seven follow nothing at all; in two it lifts a rival above what would be first."""
    n = 400
    features = np.zeros((n, N_RIVALS, 1 + len(DEFAULT)))
    kind = np.arange(n) % 10
    features[:, 1:, 0] = np.linspace(0.19, 0.0, N_RIVALS - 1)
    features[kind == 0, 0, 1 + COLOR] = 1.0
    features[kind > 7, 0, 0], features[kind > 7, 1, 1 + COLOR] = 0.2, 1.0
    features[kind == 0, 1:3, 1 + COLOR] = 1.0
    found = learned(Choices(features.reshape(-1, 1 + len(DEFAULT)), np.arange(n) * N_RIVALS))
    assert found["color"] == 0
