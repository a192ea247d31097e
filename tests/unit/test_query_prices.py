"""Amounts are prices beside a currency or after a word that bounds them, and stay text everywhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.analysis.text import normalise
from service.query.constraint_words import with_own_bounds
from service.query.parsed import NamedRange
from service.query.prices import read_prices


def _read(text: str, language: str = "de") -> tuple[tuple[NamedRange, ...], str]:
    ranges, rest = read_prices(normalise(text), language)
    return ranges, " ".join(rest.split())


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("Zelt unter 80 Euro", None, 80),
        ("Zelt unter 80", None, 80),
        ("Zelt bis zu 80€", None, 80),
        ("Zelt max. 80 €", None, 80),
        ("Zelt 79,90 €", None, 79.9),
        ("Zelt für 80,-", None, 80),
        ("Zelt EUR 80", None, 80),
        ("Zelt <= 80", None, 80),
        ("Zelt ab 1.250,50 EUR", 1250.5, None),
        ("Zelt über 1.000", 1000, None),
        ("Zelt mindestens 20", 20, None),
        ("Zelt 30-50 €", 30, 50),
        ("Zelt 30 € – 50 €", 30, 50),
        ("Zelt von 30 bis 50", 30, 50),
        ("Zelt zwischen 50 und 30 euro", 30, 50),
        ("Zelt Preis 30 bis 50 Euro", 30, 50),
        ("Zelt etwa 50 euro", 40, 60),
        ("Zelt max 30", None, 30),
        ("Zelt max. 30", None, 30),
        ("Zelt maximal 30", None, 30),
        ("Zelt höchstens 30", None, 30),
        ("Zelt unter dreißig Euro", None, 30),
        ("Zelt bis hundert", None, 100),
        ("Zelt zwischen zwanzig und fuenfzig Euro", 20, 50),
        ("Zelt under fifty", None, 50),
        ("Zelt between 30 and 50", 30, 50),
        ("Zelt under $80", None, 80),
    ],
)
def test_words_and_currencies_bound_the_price(text: str, low: float | None, high: float | None) -> None:
    (named,), rest = _read(text)
    assert rest == "zelt"
    assert (named.key, named.low, named.high) == ("price", low, high)


@pytest.mark.parametrize(
    ("text", "low_inclusive", "high_inclusive"),
    [("unter 80", True, False), ("bis 80", True, True), ("über 80", False, True), ("ab 80", True, True)],
)
def test_a_bound_says_whether_it_counts_itself(text: str, *, low_inclusive: bool, high_inclusive: bool) -> None:
    ((named,), _) = _read(text)
    assert (named.low_inclusive, named.high_inclusive) == (low_inclusive, high_inclusive)


@pytest.mark.parametrize(
    "text",
    [
        "telefon 15 pro max 256",
        "air max 90",
        "max 20 cm",
        "hundert wasser",
        "unter hundertwasser",
        "bettwäsche 135x200",
        "puzzle ab 3 jahre",
        "rohr bis 100 cm",
        "schuhe 36 bis 42",
        "schuhe 36-42",
        "rabatt 50 %",
        "unter 5er pack",
        "unter der decke",
        "hose ab",
    ],
)
def test_other_numbers_stay_text(text: str) -> None:
    assert _read(text) == ((), text)


def test_a_name_that_ends_with_max_may_stand_beside_an_amount_of_money() -> None:
    (named,), rest = _read("air max unter 90 €")
    assert (named.high, rest) == (90, "air max")


def test_two_bounds_both_hold() -> None:
    ranges, rest = _read("zelt über 20 rot unter 50 euro")
    assert [(named.low, named.high) for named in ranges] == [(20, None), (None, 50)]
    assert rest == "zelt rot"


@pytest.mark.parametrize(
    ("typed", "high"), [("zelt unter 8", []), ("zelt unter 80", [80]), ("zelt unter 8 ", [8]), ("8 €", [8])]
)
def test_a_single_digit_bounds_nothing_while_it_is_typed(typed: str, high: list[float]) -> None:
    ranges, rest = read_prices(typed, "de", unfinished=True)
    assert [named.high for named in ranges] == high
    assert "8" not in rest


def test_a_language_without_tables_knows_currencies_and_english_bounds() -> None:
    assert _read("tenda under 80", "it")[1] == "tenda"
    assert _read("tenda 80 €", "it")[1] == "tenda"


@given(st.text(alphabet="ab unterbis09.,-€<>=x", max_size=80))
def test_any_text_is_read_and_no_range_is_upside_down(text: str) -> None:
    ranges, _ = _read(text)
    assert all(named.low is None or named.high is None or named.low <= named.high for named in ranges)


def test_languages_without_bounds_of_their_own_are_read_as_one_by_the_english_ones() -> None:
    assert {with_own_bounds(f"x{number}") for number in range(100)} == {""}
    assert _read("tent under 80", "xa") == _read("tent under 80", "fr") == _read("tent under 80", "en")
