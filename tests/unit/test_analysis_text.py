"""Text becomes tokens: equal texts are spelled equally, and no input is expensive."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.analysis.text import MAX_TOKEN_CHARS, normalise, tokenise


@pytest.mark.parametrize(
    "spelling",
    [
        "Bücherregal",
        "BÜCHERREGAL",
        unicodedata.normalize("NFD", "Bücherregal"),
        "Bücher\u00adregal",
        "Bü\u200bcher\u200fregal",
    ],
)
def test_equal_texts_have_one_spelling(spelling: str) -> None:
    assert normalise(spelling) == "bücherregal"


def test_a_run_of_combining_marks_is_cut_before_it_costs_anything() -> None:
    assert len(normalise("a" + "\u0301\u0316" * 10_000)) < 20


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("T-Shirt, rot", ["t-shirt", "rot"]),
        ("USB\u2011C Kabel", ["usb-c", "kabel"]),
        ("Bett 135x200 cm", ["bett", "135x200", "cm"]),
        ("Bett 135 x 200cm", ["bett", "135x200", "cm"]),
        ("Bett 135×200", ["bett", "135x200"]),
        ("Bett 135 cm * 200 cm", ["bett", "135x200", "cm"]),
        ("Kiste 20 x 30 x 1,5 cm", ["kiste", "20x30x1.5", "cm"]),
        ("Kabel 2 m", ["kabel", "2", "m"]),
        ("1,5 l", ["1.5", "l"]),
        ("Damen- und Herrenschuhe", ["damen", "und", "herrenschuhe"]),
        ("women's Levi’s", ["womens", "levis"]),
        ("H&M", ["h&m"]),
        ("a_b / c", ["a", "b", "c"]),
        ("!!! 👗 €", []),
        ("", []),
    ],
)
def test_tokens_are_letters_and_digits_joined_as_shops_write_them(text: str, tokens: list[str]) -> None:
    assert [token.surface for token in tokenise(normalise(text))] == tokens


@pytest.mark.parametrize(
    ("token", "pieces"),
    [("256gb", ("256", "gb")), ("135x200", ("135", "200")), ("t-shirt", ("t", "shirt")), ("rot", ("rot",))],
)
def test_a_token_knows_its_pieces(token: str, pieces: tuple[str, ...]) -> None:
    assert tokenise(token)[0].pieces == pieces


@given(st.text(max_size=300))
def test_a_token_read_again_is_the_same_token(text: str) -> None:
    for token in tokenise(normalise(text)):
        assert 0 < len(token.surface) <= MAX_TOKEN_CHARS
        assert tokenise(normalise(token.surface)) == (token,)
