"""Present rows: every view finds the rows of its own time, from one shared map."""

from __future__ import annotations

import random

import numpy as np

from service.catalog.present import RowHistory
from service.catalog.row import ended_row, row_record
from tests.harness.builders import product


def test_every_view_finds_the_rows_of_its_own_time() -> None:
    seed = random.randrange(2**32)
    print("seed", seed)
    rng, history = random.Random(seed), RowHistory()
    known: dict[int, int] = {}
    n_rows, states = 0, []
    for _ in range(200):
        records = []
        for _ in range(rng.randrange(1, 20)):
            number = rng.randrange(len(known) + 1) if len(known) < 1_500 else rng.randrange(len(known))
            item = product(f"p{number}", hidden=rng.random() < 0.1)
            ended = rng.random() < 0.05
            records.append(ended_row(item.id, number) if ended else row_record(item, number, ()))
            known[number] = n_rows if records[-1].shown else -1
            n_rows += 1
        history.append(records)
        states.append((history.present(), [known[number] for number in range(len(known))]))
    for view, expected in states:
        assert view.all().tolist() == [view.one(number) for number in range(view.size)] == expected


def test_numbers_that_a_view_does_not_know_have_no_row() -> None:
    history = RowHistory()
    before = history.present()
    history.append([row_record(product("p0"), 0, ())])
    assert before[np.array([0, -1, 7], np.int32)].tolist() == [-1, -1, -1]
    assert history.present()[np.array([[0, -1], [7, 0]], np.int32)].tolist() == [[0, -1], [-1, 0]]
    assert [history.present().one(number) for number in (-1, 0, 1)] == [-1, 0, -1]
