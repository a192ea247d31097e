"""Times at which products begin and expire."""

from __future__ import annotations

import random

from service.catalog.boundaries import NEVER_MS, Boundaries


def test_around_now_are_the_neighbouring_times() -> None:
    times = Boundaries().with_times([500, 0, 900, 700, 700])
    assert [times.around(now) for now in (0, 499, 500, 699, 700, 900)] == [
        (0, 500),
        (0, 500),
        (500, 700),
        (500, 700),
        (700, 900),
        (900, NEVER_MS),
    ]
    assert Boundaries().around(5) == (0, NEVER_MS)


def test_times_added_little_by_little_are_all_known() -> None:
    seed = random.randrange(2**32)
    print("seed", seed)
    rng = random.Random(seed)
    given = [rng.randrange(1, 10**6) for _ in range(12_000)]
    times, before = Boundaries(), Boundaries().with_times(given[:100])
    for start in range(0, len(given), 1_000):
        times = times.with_times(given[start : start + 1_000])
    ordered = sorted(set(given))
    for place in rng.sample(range(len(ordered) - 1), 500):
        assert times.around(ordered[place]) == (ordered[place], ordered[place + 1])
    assert before.around(max(given[:100])) == (max(given[:100]), NEVER_MS), "the earlier object did not change"


def test_known_times_copy_nothing() -> None:
    times = Boundaries().with_times(range(1, 10_000))
    assert times.with_times([5, 77]).settled is times.settled
