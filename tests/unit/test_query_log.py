"""What is searched for: counted by visitors, faded, and silent about the few."""

from __future__ import annotations

import pytest

from service.keeper.queries import FEWEST_VISITORS, HALF_LIFE_MS, MAX_PUBLISHED, QueryCounter, suggestible
from service.types import EventType, RecordedEvent, Seq, VisitorId
from tests.harness.builders import NOON_MS, event


def _asked(counter: QueryCounter, query: str, visitor: int, *, at_ms: int = NOON_MS, n_found: int | None = 3) -> bool:
    search = event(
        f"e{counter.seq}",
        event_type=EventType.SEARCH,
        search_query=query,
        visitor_id=VisitorId(f"visitor-{visitor}"),
        result_count=n_found,
        at_ms=at_ms,
    )
    return counter.add(RecordedEvent(Seq(counter.seq + 1), search))


def _counter() -> QueryCounter:
    return QueryCounter(NOON_MS)


def test_a_query_of_four_visitors_stays_unknown_and_the_fifth_makes_it_known() -> None:
    counter = _counter()
    assert [_asked(counter, "Gartenbank", visitor) for visitor in range(FEWEST_VISITORS - 1)] == [False] * 4
    assert counter.published(NOON_MS) == {}
    assert _asked(counter, "Gartenbank", 4)
    assert counter.published(NOON_MS) == {"gartenbank": pytest.approx(5)}


def test_one_visitor_who_asks_again_and_again_counts_once() -> None:
    counter = _counter()
    for _ in range(50):
        _asked(counter, "Gartenbank", 1)
    assert counter.published(NOON_MS) == {}


def test_spellings_in_other_cases_and_with_other_blanks_are_one_query() -> None:
    counter = _counter()
    for visitor, query in enumerate(("Garten Bank", " garten  bank", "GARTEN BANK", "garten bank ", "Garten\tBank")):
        _asked(counter, query, visitor)
    assert list(counter.published(NOON_MS)) == ["garten bank"]


def test_searches_without_results_and_other_events_do_not_count() -> None:
    counter = _counter()
    for visitor in range(9):
        assert not _asked(counter, "Gartenbank", visitor, n_found=0)
        counter.add(RecordedEvent(Seq(counter.seq + 1), event("v", of="p", search_query="Gartenbank")))
    assert counter.published(NOON_MS) == {}


@pytest.mark.parametrize(
    "query",
    [
        "anna@laden.example",
        "030 123456",
        "0171/1234567",
        "karte 4111 1111 1111",
        "anruf (0170) 12 34 5",
        "nummer 12–34–56",
        "nummer 12_34_56",
        "nummer １２３４５６",
        "anna＠laden.example",
        "https://laden.example/x",
        "www.laden.example",
        "x" * 61,
        "eins zwei drei vier fünf sechs sieben",
        "2024",
        "🙂",
        "  ",
    ],
)
def test_what_may_tell_of_a_person_or_is_no_phrase_is_never_kept(query: str) -> None:
    assert suggestible(query) == ""


@pytest.mark.parametrize(
    "query",
    [
        "usb-c kabel 256gb",
        "iphone 15",
        "Bettwäsche 135x200",
        "bettwäsche 135 × 200",
        "teppich 160*230",
        "jeans größe 42",
    ],
)
def test_numbers_of_things_are_no_numbers_of_persons(query: str) -> None:
    assert suggestible(query)


def test_interest_halves_in_three_weeks_and_is_gone_in_the_end() -> None:
    counter = _counter()
    for visitor in range(8):
        _asked(counter, "Gartenbank", visitor)
    assert counter.published(NOON_MS + HALF_LIFE_MS) == {"gartenbank": pytest.approx(4)}
    assert counter.published(NOON_MS + 10 * HALF_LIFE_MS) == {}


def test_what_the_same_visitors_ask_for_every_week_does_not_fade() -> None:
    counter, week_ms = _counter(), HALF_LIFE_MS // 3
    for week in range(20):
        for visitor in range(10):
            _asked(counter, "Gartenbank", visitor, at_ms=NOON_MS + week * week_ms)
        assert counter.published(NOON_MS + week * week_ms) == {"gartenbank": pytest.approx(10)}


def test_an_event_that_is_counted_counts_no_more() -> None:
    counter = _counter()
    for visitor in range(FEWEST_VISITORS):
        _asked(counter, "Gartenbank", visitor)
    reached = counter.seq
    late = event(
        "e", event_type=EventType.SEARCH, search_query="Gartenbank", visitor_id=VisitorId("new"), result_count=1
    )
    assert not counter.add(RecordedEvent(Seq(reached - 1), late))
    assert counter.seq == reached
    assert counter.published(NOON_MS) == {"gartenbank": pytest.approx(5)}


def test_the_queries_of_most_visitors_are_published_and_no_more_than_two_thousand() -> None:
    counter = _counter()
    for number in range(MAX_PUBLISHED + 5):
        for visitor in range(5 + (number == 7)):
            _asked(
                counter, f"ding {chr(97 + number % 26)}{chr(97 + number // 26 % 26)}{chr(97 + number // 676)}", visitor
            )
    published = counter.published(NOON_MS)
    assert len(published) == MAX_PUBLISHED
    assert next(iter(published.values())) == pytest.approx(6)
