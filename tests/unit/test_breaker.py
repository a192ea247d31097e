from __future__ import annotations

from service.stores.redis.breaker import Breaker


def opened_at(now_s: float) -> Breaker:
    breaker = Breaker(failures_to_open=5, probe_every_s=0.25)
    for _ in range(5):
        breaker.failed(now_s)
    return breaker


def test_it_is_closed_until_the_fifth_consecutive_failure() -> None:
    breaker = Breaker(failures_to_open=5)
    assert [breaker.failed(0.0) for _ in range(5)] == [False, False, False, False, True]
    assert not breaker.allows(0.0)


def test_a_success_between_failures_starts_the_count_anew() -> None:
    breaker = Breaker(failures_to_open=5)
    for _ in range(4):
        breaker.failed(0.0)
    breaker.succeeded()
    for _ in range(4):
        breaker.failed(0.0)
    assert breaker.allows(0.0)


def test_open_it_lets_one_call_through_every_250_ms() -> None:
    breaker = opened_at(10.0)
    assert not breaker.allows(10.2)
    assert breaker.allows(10.25)
    assert not breaker.allows(10.25)
    assert not breaker.allows(10.49)
    assert breaker.allows(10.5)


def test_a_success_closes_it_and_says_so_once() -> None:
    breaker = opened_at(0.0)
    assert breaker.succeeded()
    assert not breaker.succeeded()
    assert breaker.allows(0.0)


def test_a_failed_probe_leaves_it_open_and_is_no_news() -> None:
    breaker = opened_at(0.0)
    assert breaker.allows(0.25)
    assert not breaker.failed(0.26)
    assert not breaker.allows(0.49)
    assert breaker.allows(0.5)


def test_a_probe_without_an_outcome_does_not_block_the_next_one() -> None:
    breaker = opened_at(0.0)
    assert breaker.allows(0.25)
    assert breaker.allows(0.5)
