"""Combinations: rows that carry the same values are numbered alike, and what a visitor adds to them is the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from service.catalog.columns import COMBINED, SLOTS
from service.catalog.combinations import Combinations, CombinationsBuilder
from service.ranking.score import joined, lift
from service.usecases.features import personal_lifts, personal_parts
from service.usecases.person import searching_person
from tests.harness.builders import NOON_MS, event, product
from tests.harness.indexed import ANNA, IndexedShop, visitor_after

Int32 = NDArray[np.int32]

SEED = 5


def _codes(n: int) -> dict[str, Int32]:
    rng = np.random.default_rng(SEED)
    return {"color": rng.integers(-1, 4, (n, 2), np.int32), "size": rng.integers(-1, 3, (n, 1), np.int32)}


def _carried(codes: dict[str, Int32], row: int) -> tuple[object, ...]:
    return tuple(tuple(of_slot[row].tolist()) for of_slot in codes.values())


def _combined(codes: dict[str, Int32], ends: list[int]) -> Combinations:
    builder = CombinationsBuilder(list(codes))
    for end in ends:
        builder.append({slot: of_slot[:end] for slot, of_slot in codes.items()})
    return builder.view()


def test_rows_have_one_number_exactly_if_they_carry_the_same() -> None:
    codes = _codes(300)
    combined = _combined(codes, [300])
    numbers: dict[object, set[int]] = {}
    for row, number in enumerate(combined.of.tolist()):
        numbers.setdefault(_carried(codes, row), set()).add(number)
    assert all(len(of_one) == 1 for of_one in numbers.values())
    assert len(set.union(*numbers.values())) == len(numbers) == combined.first_rows.size


def test_each_combination_names_the_first_row_that_carries_it() -> None:
    combined = _combined(_codes(300), [300])
    assert combined.first_rows.tolist() == [combined.of.tolist().index(n) for n in range(combined.first_rows.size)]


def test_it_does_not_matter_in_how_many_steps_rows_came() -> None:
    at_once, step_by_step = _combined(_codes(300), [300]), _combined(_codes(300), [1, 20, 20, 150, 300])
    assert at_once.of.tolist() == step_by_step.of.tolist()
    assert at_once.first_rows.tolist() == step_by_step.first_rows.tolist()


def test_later_rows_do_not_show_in_a_view() -> None:
    codes = _codes(300)
    builder = CombinationsBuilder(list(codes))
    builder.append({slot: of_slot[:7] for slot, of_slot in codes.items()})
    view = builder.view()
    builder.append(codes)
    assert (view.of.size, view.of.max() < view.first_rows.size) == (7, True)


def test_every_slot_is_in_one_combination() -> None:
    assert sorted(slot for slots in COMBINED for slot in slots) == sorted(SLOTS)


def test_many_rows_that_carry_the_same_are_lifted_by_exactly_what_is_shown(tmp_path: Path) -> None:
    colors, brands = ("Rot", "Blau"), ("Nordwind", "Hagebutte", "Kiesel")
    products = [
        product(f"p{number}", colors=(colors[number % 2],), brands=(brands[number % 3],)) for number in range(60)
    ]
    with IndexedShop(tmp_path, products) as shop:
        columns = shop.view.columns
        visitor = visitor_after([event("1", of="p4"), event("2", of="p9")])
        person = searching_person(ANNA, visitor, shop.snapshot, now_ms=NOON_MS)
        rows = np.arange(columns.n_rows, dtype=np.int32)
        assert all(combined.first_rows.size < rows.size for combined in columns.combinations)
        shown = joined({}, personal_parts(rows, shop.snapshot, person)).total
        lifted = np.sum(list(personal_lifts(rows, shop.snapshot, person)), axis=0)
        assert lifted.tolist() == lift(shown).tolist()
        assert np.unique(shown).size > len(colors)
