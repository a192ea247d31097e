"""The filter grammar reads what docs/filters.md publishes and refuses everything else with a position."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from service.errors import InvalidArgument
from service.limits import MAX_FILTER_CHARS, MAX_FILTER_CLAUSES, MAX_FILTER_DEPTH
from service.query.filter_grammar import parse_filter
from service.query.filters import NUMERIC_KEYS, TEXT_KEYS, And, AnyOf, FilterNode, Not, Or, Range, render_filter

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
ATTRIBUTES = st.sampled_from(["attributes.fit", "attributes.größe-eu", "attributes.a.b"])
TEXT_CLAUSES = st.builds(
    AnyOf,
    st.sampled_from(sorted(TEXT_KEYS)) | ATTRIBUTES,
    st.lists(st.text(max_size=12), min_size=1, max_size=3).map(tuple),
)
NUMERIC = st.sampled_from(sorted(NUMERIC_KEYS)) | ATTRIBUTES
RANGES = (
    st.builds(lambda key, pair: Range(key, min(pair), max(pair)), NUMERIC, st.tuples(NUMBERS, NUMBERS))
    | st.builds(
        lambda key, low, inclusive: Range(key, low=low, low_inclusive=inclusive), NUMERIC, NUMBERS, st.booleans()
    )
    | st.builds(
        lambda key, high, inclusive: Range(key, high=high, high_inclusive=inclusive), NUMERIC, NUMBERS, st.booleans()
    )
)


def _operators(inner: st.SearchStrategy[FilterNode]) -> st.SearchStrategy[FilterNode]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.builds(Not, inner) | st.builds(And, several) | st.builds(Or, several)


FILTERS: st.SearchStrategy[FilterNode] = st.recursive(TEXT_CLAUSES | RANGES, _operators, max_leaves=8)


def _depth(node: FilterNode) -> int:
    match node:
        case Not(operand):
            return 1 + _depth(operand)
        case And(operands) | Or(operands):
            return 1 + max(map(_depth, operands))
        case _:
            return 0


@given(FILTERS)
def test_a_rendered_filter_is_read_as_the_same_filter(node: FilterNode) -> None:
    text = render_filter(node)
    assume(len(text) <= MAX_FILTER_CHARS and _depth(node) <= MAX_FILTER_DEPTH)
    assert parse_filter(text) == node


def test_the_published_example_is_read_as_it_says() -> None:
    text = (
        'gender: ANY("women", "unisex") AND price: IN(10, 50) AND NOT brand: ANY("x") '
        'AND (size: ANY("42") OR tag: ANY("sale"))'
    )
    assert parse_filter(text) == And(
        (
            AnyOf("gender", ("women", "unisex")),
            Range("price", 10, 50),
            Not(AnyOf("brand", ("x",))),
            Or((AnyOf("size", ("42",)), AnyOf("tag", ("sale",)))),
        )
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("price < 5", Range("price", high=5, high_inclusive=False)),
        ("price<=5", Range("price", high=5)),
        ("price > -5.5", Range("price", low=-5.5, low_inclusive=False)),
        ("price >= 1e2", Range("price", low=100)),
        ("price = 5", Range("price", 5, 5)),
        ('attributes.fit: ANY("slim")', AnyOf("attributes.fit", ("slim",))),
        ("attributes.watt >= 300", Range("attributes.watt", low=300)),
        (r'brand: ANY("a \"b\" \\")', AnyOf("brand", ('a "b" \\',))),
    ],
)
def test_each_operator_says_what_the_table_says(text: str, expected: FilterNode) -> None:
    assert parse_filter(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('prize: ANY("1")', "unknown key prize at position 1"),
        ('brand: ANY("x") AND prize > 1', "unknown key prize at position 21"),
        ("attributes. > 1", "unknown key attributes. at position 1"),
        ('price: ANY("1")', "price at position 1 is numeric and takes IN or a comparison"),
        ("brand = 1", "brand at position 1 is text and takes ANY"),
        ("brand: IN(1, 2)", "brand at position 1 is text and takes ANY"),
        ("price > 1 AND price < 9 OR price = 3", "AND and OR mixed at position 25 need parentheses"),
        ("price > 1 and price < 9", "cannot be read at position 11"),
        ("price > 1e999", "the number at position 9 is not finite"),
        ("price > nan", "cannot be read at position 9"),
        ("price: IN(50, 10)", "the lower bound has to come first at position 11"),
        ('brand: ANY("x"', "ends too early at position 15"),
        ("", "ends too early at position 1"),
        ("brand: ANY('x')", "cannot be read at position 12"),
        ("brand: ANY()", "cannot be read at position 12"),
    ],
)
def test_a_refusal_names_the_field_the_key_and_the_position(text: str, message: str) -> None:
    with pytest.raises(InvalidArgument) as refusal:
        parse_filter(text)
    assert (refusal.value.field, refusal.value.message) == ("filter", message)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("x" * (MAX_FILTER_CHARS + 1), "1000 characters"),
        (" OR ".join(["price=1"] * (MAX_FILTER_CLAUSES + 1)), "64 clauses"),
        ("NOT " * (MAX_FILTER_DEPTH + 1) + "price=1", "10 levels of nesting"),
        ("tag:ANY(" + ",".join(['"a"'] * 201) + ")", "200 values"),
    ],
)
def test_a_filter_over_a_limit_is_refused_with_the_limit(text: str, limit: str) -> None:
    with pytest.raises(InvalidArgument, match=f"may have at most {limit}"):
        parse_filter(text)


def test_a_filter_at_the_limits_is_read() -> None:
    parse_filter(" OR ".join(["price=1"] * MAX_FILTER_CLAUSES))
    parse_filter("NOT " * MAX_FILTER_DEPTH + "price=1")
    parse_filter("(" * 450 + "price=1" + ")" * 450)


@given(st.text(alphabet='aprice:ANYINOTR(),"\\<>=0. ', max_size=60) | st.text(max_size=60))
def test_any_other_text_is_refused_and_never_crashes(text: str) -> None:
    try:
        node = parse_filter(text)
    except InvalidArgument:
        return
    assert parse_filter(render_filter(node)) == node
