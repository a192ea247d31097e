from __future__ import annotations

from math import log

import numpy as np
import pytest

from service.bundle.model import Table
from tests.harness.past_visits import clicked
from training.follows import follows
from training.kin import DOUBT, kin
from training.neighbours import n_people, together


def kin_of(past: list[list[int]], *, k: int = 5) -> Table:
    """What clicks teach of kin, by the tables that are its source."""
    interactions = clicked(past)
    people = n_people(interactions, max_person_products=500)
    after = follows(interactions, k=k, min_persons=1)
    beside = together(interactions, k=k, max_person_products=500, min_persons=1)
    return kin(after, beside, people, interactions.n_persons)


def near(table: Table, item: int) -> dict[int, float]:
    named = table.items[item] >= 0
    return dict(zip(table.items[item][named].tolist(), table.scores[item][named].tolist(), strict=True))


def test_nearness_is_the_mean_log_of_both_lifts() -> None:
    table = kin_of([[0, 1], [0, 1], [0, 1], [0, 2], [3, 2], [3, 2]])
    # Four people went for 0, three for 1, all three for both; six there are. Of six steps four leave 0 and three reach 1.
    shared, followed = log(3 / (4 * 3 / 6 + DOUBT)), log(3 / (4 * 3 / 6 + DOUBT))
    assert near(table, 0) == pytest.approx({1: (shared + followed) / 2})
    assert near(table, 1) == pytest.approx({0: shared / 2}), "nothing follows on 1"


def test_what_everybody_touches_is_nobodys_kin() -> None:
    rng = np.random.default_rng(3)
    past = [rng.permutation([0, 1, 2, 3] if visit % 2 else [0, 4, 5, 6]).tolist() for visit in range(40)]
    table = kin_of(past, k=6)
    others = near(table, 1)
    assert others.pop(0, 0.0) < min(others[2], others[3]) / 4
    assert set(others) == {2, 3}


def test_a_coincidence_of_rare_products_is_no_close_kin() -> None:
    past = [[0, 1], *([[2, 3]] * 30), *([[4, 5]] * 200)]
    table = kin_of(past)
    assert near(table, 0)[1] < near(table, 2)[3] / 2


def test_the_nearest_stand_first_and_rows_are_as_wide_as_the_tables() -> None:
    rng = np.random.default_rng(4)
    table = kin_of([rng.integers(0, 12, 6).tolist() for _ in range(60)], k=4)
    assert table.items.shape == table.scores.shape == (12, 4)
    assert (np.diff(table.scores, axis=1) <= 0).all()
    assert ((table.items >= 0) == (table.scores > 0)).all()


def test_a_shop_without_relations_has_no_kin() -> None:
    table = kin_of([[0], [1], [2]])
    assert (table.items == -1).all()
    assert not table.scores.any()
