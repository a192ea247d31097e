from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from service.retrieval.memo import Memo


def memo(*, room_for: int) -> Memo[np.ndarray]:
    """Room for so many entries of ten bytes beside the 90 that each costs."""
    return Memo(max_bytes=100 * room_for, entry_bytes=90)


TEN = np.zeros(10, np.int8)


def test_what_was_not_asked_for_longest_leaves_first() -> None:
    kept = memo(room_for=2)
    kept.put("a", TEN)
    kept.put("b", TEN)
    assert kept.get("a") is TEN
    kept.put("c", TEN)
    assert [kept.get(key) is not None for key in "abc"] == [True, False, True]


def test_empty_values_are_bounded_too() -> None:
    kept = memo(room_for=5)
    for number in range(1_000):
        kept.put(number, np.zeros(0, np.int8))
    assert len(kept) == 5


def test_a_value_put_again_is_counted_once() -> None:
    kept = memo(room_for=2)
    kept.put("a", TEN)
    for _ in range(9):
        kept.put("b", TEN)
    assert kept.get("a") is TEN


def test_a_value_larger_than_all_room_is_not_kept() -> None:
    kept = memo(room_for=1)
    kept.put("a", np.zeros(100, np.int8))
    assert len(kept) == 0
    kept.put("b", TEN)
    assert kept.get("b") is TEN


def test_threads_that_ask_at_once_meet_no_half_changed_state() -> None:
    kept = memo(room_for=3)

    def ask(first: int) -> None:
        for number in range(first, first + 2_000):
            kept.put(number % 7, TEN)
            kept.get((number + 1) % 7)

    with ThreadPoolExecutor(4) as threads:
        for done in [threads.submit(ask, first) for first in range(4)]:
            done.result()
    assert len(kept) == 3
