from __future__ import annotations

import numpy as np
import pytest

from service.candidates.tally import distinct, number_of, numbering


@pytest.mark.parametrize("step", [1, 2, 4096, 65536])
def test_keys_are_numbered_in_the_order_they_come_however_they_lie(step: int) -> None:
    keys = [step * key for key in range(1000)]
    table, numbers = numbering(len(keys)), []
    for key in keys:
        numbers.append(number_of(table, key, len(numbers)))
    assert numbers == list(range(1000))
    assert [number_of(table, key, 1000) for key in reversed(keys)] == numbers[::-1]


def test_the_largest_item_number_has_a_place() -> None:
    table = numbering(1)
    assert number_of(table, 2**31 - 1, 0) == 0
    assert number_of(table, 0, 1) == 1
    assert number_of(table, 2**31 - 1, 2) == 0


def test_an_empty_table_is_small() -> None:
    assert numbering(0).shape == (16, 2)
    assert numbering(4096).shape == (8192, 2)


@pytest.mark.parametrize("n", [0, 1, 500])
def test_distinct_keys_are_told_as_numpy_tells_them(n: int) -> None:
    keys = np.random.default_rng(n).integers(0, 80, n).astype(np.int32)
    found, place = distinct(keys)
    expected, expected_place = np.unique(keys, return_inverse=True)
    assert found.tolist() == expected.tolist()
    assert place.tolist() == expected_place.tolist()
    assert found.dtype == np.int32
