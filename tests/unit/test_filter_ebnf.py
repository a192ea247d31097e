"""The EBNF that docs/filters.md publishes is the grammar that filters are parsed by: both take the same texts."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from service.errors import InvalidArgument
from service.query.filter_grammar import parse_filter
from tests.harness.ebnf import Grammar

DOCS = Path(__file__).parents[2] / "docs" / "filters.md"
N_TEXTS = 800
VALID = (
    'brand: ANY("Lindholz") AND price < 20',
    'NOT (gender: ANY("women", "men") OR rating >= 4.5)',
    "price: IN(10, 20) AND (quantity > 0 OR NOT age_days <= 30) AND attributes.watt = 5",
    r'attributes.größe-eu: ANY("a \" b \\", "") OR tag: ANY("neu")',
    "discount>=1e-2",
)
PIECES = (*"():,<>=", "<=", ">=", '"x"', '"a \\" b"', '"\\"', '"\\x"', "ANY", "IN", "AND", "OR", "NOT", "and", "any")
WORDS = ("brand", "price", "attributes.fit", "attributes.ä-1", "1", "-2.5", "+3e4", "1.", ".5", "1e", "_", "nan")


@pytest.fixture(scope="module")
def grammar() -> Grammar:
    (text,) = re.findall(r"```ebnf\n(.*?)```", DOCS.read_text(), re.DOTALL)
    special = {
        "a letter of any script": re.compile(r"[^\W\d_]").fullmatch,
        "a digit of any script": re.compile(r"\d").fullmatch,
        "0 to 9": re.compile(r"[0-9]").fullmatch,
        "any character": lambda _: True,
    }
    return Grammar(text, special, solid=frozenset({"name", "key", "string", "plain", "number", "digits"}))


def _is_read(text: str) -> bool | None:
    """Whether the parser takes the text; None if it stumbled over what it says before it saw all of how it is written."""
    try:
        parse_filter(text)
    except InvalidArgument as refusal:
        return False if re.search(r"cannot be read|ends too early|need parentheses", refusal.message) else None
    return True


def _changed(rng: random.Random, text: str) -> str:
    """A valid text with some of its pieces left out, put in or exchanged."""
    pieces = re.findall(r'"(?:[^"\\]|\\.)*"|[\w.+-]+|[<>]=|\S', text)
    for _ in range(rng.randint(0, 3)):
        place = rng.randrange(len(pieces) + 1)
        pieces[place : place + rng.randint(0, 2)] = rng.choices((*PIECES, *WORDS), k=rng.randint(0, 2))
    return "".join(piece + rng.choice(("", " ", " ", "\n")) for piece in pieces)


def test_parser_and_published_grammar_take_the_same_texts(grammar: Grammar) -> None:
    seed = random.randrange(2**32)
    print("seed", seed)
    rng = random.Random(seed)
    n_taken = 0
    for _ in range(N_TEXTS):
        text = _changed(rng, rng.choice(VALID))
        taken = grammar.accepts(text, "filter")
        assert _is_read(text) in (taken, None), text
        n_taken += taken
    assert N_TEXTS // 10 < n_taken < N_TEXTS * 9 // 10


@pytest.mark.parametrize("text", VALID)
def test_every_beginning_of_a_filter_is_judged_alike(grammar: Grammar, text: str) -> None:
    for end in range(len(text) + 1):
        assert _is_read(text[:end]) is grammar.accepts(text[:end], "filter"), text[:end]
    assert grammar.accepts(text, "filter")
