"""Text to filters, by the grammar that docs/filters.md publishes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from math import isfinite
from typing import NoReturn

from lark import Lark, Token, Transformer, UnexpectedInput, UnexpectedToken, v_args

from service.errors import InvalidArgument
from service.limits import MAX_FILTER_CHARS, MAX_FILTER_CLAUSES, MAX_FILTER_DEPTH, MAX_FILTER_VALUES
from service.query.filters import ATTRIBUTE_PREFIX, NUMERIC_KEYS, TEXT_KEYS, And, AnyOf, FilterNode, Not, Or, Range

_FIELD = "filter"
_SHOWN_KEY_CHARS = 40
_ESCAPED = re.compile(r"\\(.)")
_GRAMMAR = r"""
start: expression
?expression: operand
           | operand (_AND operand)+ -> both
           | operand (_OR operand)+  -> either
?operand: clause
        | _NOT operand -> negated
        | "(" expression ")"
?clause: KEY ":" _ANY "(" STRING ("," STRING)* ")" -> any_of
       | KEY ":" _IN "(" NUMBER "," NUMBER ")"     -> between
       | KEY COMPARISON NUMBER                     -> compared
_AND.2: /AND(?![\w.])/
_OR.2: /OR(?![\w.])/
_NOT.2: /NOT(?![\w.])/
_ANY: "ANY"
_IN: "IN"
KEY: /[^\W\d][\w.-]*/
COMPARISON: "<=" | ">=" | "<" | ">" | "="
NUMBER: /[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?/
STRING: /"([^"\\]|\\["\\])*"/
%ignore /\s+/
"""


def parse_filter(text: str) -> FilterNode:
    """Read a filter expression of at most 1,000 characters, 64 clauses, 200 values and depth 10.

    Raises:
        InvalidArgument: with the key and the position (from 1, in characters) of what is wrong.
    """
    if len(text) > MAX_FILTER_CHARS:
        raise InvalidArgument(_FIELD, f"may have at most {MAX_FILTER_CHARS} characters")
    try:
        # The parser is given a transformer, so it returns what `start` makes.
        measured: object = _parser().parse(text)
    except UnexpectedInput as error:
        _refuse_syntax(error, len(text))
    if not isinstance(measured, _Measured):
        raise TypeError("the filter grammar's start rule gives a measured node")
    _check("clauses", measured.n_clauses, MAX_FILTER_CLAUSES)
    _check("values", measured.n_values, MAX_FILTER_VALUES)
    return measured.node


@dataclass(frozen=True, slots=True)
class _Measured:
    """A node and its size; a clause has depth 0."""

    node: FilterNode
    n_clauses: int = 1
    n_values: int = 0
    depth: int = 0


@v_args(inline=True)
class _ToNodes(Transformer[Token, _Measured]):
    """Builds nodes while the text is parsed, so that nothing recurses, however deep the text nests."""

    def start(self, expression: _Measured) -> _Measured:
        return expression

    def both(self, *operands: _Measured) -> _Measured:
        return _joined(And(tuple(operand.node for operand in operands)), *operands)

    def either(self, *operands: _Measured) -> _Measured:
        return _joined(Or(tuple(operand.node for operand in operands)), *operands)

    def negated(self, operand: _Measured) -> _Measured:
        return _joined(Not(operand.node), operand)

    def any_of(self, key: Token, *values: Token) -> _Measured:
        _require_text(key)
        return _Measured(AnyOf(str(key), tuple(map(_unquoted, values))), n_values=len(values))

    def between(self, key: Token, low: Token, high: Token) -> _Measured:
        _require_number(key)
        bounds = _number(low), _number(high)
        if bounds[0] > bounds[1]:
            raise InvalidArgument(_FIELD, f"the lower bound has to come first at position {_position(low)}")
        return _Measured(Range(str(key), *bounds))

    def compared(self, key: Token, comparison: Token, number: Token) -> _Measured:
        _require_number(key)
        bound, inclusive = _number(number), comparison in ("<=", ">=", "=")
        return _Measured(
            Range(
                str(key),
                low=bound if comparison in (">", ">=", "=") else None,
                high=bound if comparison in ("<", "<=", "=") else None,
                low_inclusive=inclusive or comparison == "<",
                high_inclusive=inclusive or comparison == ">",
            )
        )


@cache
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr", transformer=_ToNodes())


def _joined(node: FilterNode, *operands: _Measured) -> _Measured:
    depth = 1 + max(operand.depth for operand in operands)
    _check("levels of nesting", depth, MAX_FILTER_DEPTH)
    n_clauses = sum(operand.n_clauses for operand in operands)
    return _Measured(node, n_clauses, sum(operand.n_values for operand in operands), depth)


def _require_text(key: Token) -> None:
    if key in NUMERIC_KEYS:
        raise InvalidArgument(_FIELD, f"{key} at position {_position(key)} is numeric and takes IN or a comparison")
    _require_known(key)


def _require_number(key: Token) -> None:
    if key in TEXT_KEYS:
        raise InvalidArgument(_FIELD, f"{key} at position {_position(key)} is text and takes ANY")
    _require_known(key)


def _require_known(key: Token) -> None:
    is_attribute = key.startswith(ATTRIBUTE_PREFIX) and len(key) > len(ATTRIBUTE_PREFIX)
    if not is_attribute and key not in TEXT_KEYS and key not in NUMERIC_KEYS:
        raise InvalidArgument(_FIELD, f"unknown key {key[:_SHOWN_KEY_CHARS]} at position {_position(key)}")


def _number(token: Token) -> float:
    number = float(token)
    if not isfinite(number):
        raise InvalidArgument(_FIELD, f"the number at position {_position(token)} is not finite")
    return number


def _unquoted(token: Token) -> str:
    return _ESCAPED.sub(r"\1", token[1:-1])


def _position(token: Token) -> int:
    return (token.start_pos or 0) + 1


def _check(what: str, size: int, limit: int) -> None:
    if size > limit:
        raise InvalidArgument(_FIELD, f"may have at most {limit} {what}")


def _refuse_syntax(error: UnexpectedInput, n_chars: int) -> NoReturn:
    """Say where the text leaves the grammar, and how to write the two things that callers get wrong most."""
    if isinstance(error, UnexpectedToken) and error.token.type == "$END":
        raise InvalidArgument(_FIELD, f"ends too early at position {n_chars + 1}") from error
    position = (error.pos_in_stream or 0) + 1
    if isinstance(error, UnexpectedToken) and error.token.type in ("_AND", "_OR") and error.expected & {"_AND", "_OR"}:
        raise InvalidArgument(_FIELD, f"AND and OR mixed at position {position} need parentheses") from error
    raise InvalidArgument(_FIELD, f"cannot be read at position {position}") from error
