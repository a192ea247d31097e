"""Filters as values: what a filter expression says, and the expression that says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

ATTRIBUTE_PREFIX = "attributes."
TEXT_KEYS = frozenset(
    {
        "id",
        "brand",
        "category",
        "gender",
        "age_group",
        "color",
        "size",
        "material",
        "pattern",
        "availability",
        "tag",
        "language",
    }
)
NUMERIC_KEYS = frozenset({"price", "original_price", "discount", "rating", "quantity", "age_days"})


@dataclass(frozen=True, slots=True)
class AnyOf:
    """The key has at least one of the values; one value at least."""

    key: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """The key's number lies between two finite bounds; None is no bound. With both bounds both are inclusive."""

    key: str
    low: float | None = None
    high: float | None = None
    low_inclusive: bool = True
    high_inclusive: bool = True


@dataclass(frozen=True, slots=True)
class Not:
    """The operand does not hold; a product without a value for a key satisfies it."""

    operand: FilterNode


@dataclass(frozen=True, slots=True)
class And:
    """All operands hold; two at least."""

    operands: tuple[FilterNode, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """One of the operands holds; two at least."""

    operands: tuple[FilterNode, ...]


FilterNode: TypeAlias = AnyOf | Range | Not | And | Or


def conjuncts(node: FilterNode) -> tuple[FilterNode, ...]:
    """The nodes that have to hold together for this one to hold, none of them an AND."""
    return tuple(part for operand in node.operands for part in conjuncts(operand)) if isinstance(node, And) else (node,)


def keys(node: FilterNode) -> frozenset[str]:
    """The keys that a filter speaks of."""
    match node:
        case AnyOf(key) | Range(key):
            return frozenset((key,))
        case Not(operand):
            return keys(operand)
        case And(operands) | Or(operands):
            return frozenset().union(*map(keys, operands))


def chosen_values(node: FilterNode) -> tuple[str, ...]:
    """The values that a filter asks for, each once, numbers as the facets of attributes spell them; not what it excludes."""
    match node:
        case AnyOf(_, values):
            return tuple(dict.fromkeys(values))
        case Range(_, low, high) if low is not None and low == high:
            return (repr(low),)
        case And(operands) | Or(operands):
            return tuple(dict.fromkeys(value for operand in operands for value in chosen_values(operand)))
        case _:
            return ()


def render_filter(node: FilterNode) -> str:
    """Write a filter so that `parse_filter` reads the same node again."""
    match node:
        case AnyOf(key, values):
            return f"{key}: ANY({', '.join(map(_quoted, values))})"
        case Range():
            return _rendered_range(node)
        case Not(operand):
            return f"NOT {_nested(operand)}"
        case And(operands):
            return " AND ".join(map(_nested, operands))
        case Or(operands):
            return " OR ".join(map(_nested, operands))


def _nested(node: FilterNode) -> str:
    return f"({render_filter(node)})" if isinstance(node, And | Or) else render_filter(node)


def _rendered_range(node: Range) -> str:
    if node.low is not None and node.high is not None:
        if node.low == node.high:
            return f"{node.key} = {node.low!r}"
        return f"{node.key}: IN({node.low!r}, {node.high!r})"
    if node.low is not None:
        return f"{node.key} {'>=' if node.low_inclusive else '>'} {node.low!r}"
    return f"{node.key} {'<=' if node.high_inclusive else '<'} {node.high!r}"


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
