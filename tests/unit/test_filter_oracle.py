"""A parsed filter means what Python says it means: 200 products, random filters, two independent readings."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from service.query.filter_grammar import parse_filter
from service.query.filters import And, AnyOf, FilterNode, Not, Or, Range

Fields = dict[str, tuple[str, ...] | tuple[float, ...]]
Predicate = Callable[[Fields], bool]

TEXTS = {"brand": ["A", "B", "C"], "gender": ["women", "men", "unisex"], "attributes.fit": ["slim", 'w "x" \\']}
NUMBERS = ["price", "rating", "attributes.watt"]
COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b,
}


@dataclass(frozen=True, slots=True)
class Case:
    """A filter as text, and the same thing said in Python."""

    text: str
    holds: Predicate


def _matches(node: FilterNode, fields: Fields) -> bool:
    match node:
        case AnyOf(key, values):
            return any(value in values for value in fields.get(key, ()))
        case Range(key, low, high, low_inclusive, high_inclusive):
            return any(
                (low is None or low < float(x) or (low_inclusive and low == x))
                and (high is None or float(x) < high or (high_inclusive and high == x))
                for x in fields.get(key, ())
            )
        case Not(operand):
            return not _matches(operand, fields)
        case And(operands):
            return all(_matches(operand, fields) for operand in operands)
        case Or(operands):
            return any(_matches(operand, fields) for operand in operands)


def _products(rng: random.Random) -> list[Fields]:
    def product() -> Fields:
        fields: Fields = {key: tuple(rng.sample(values, rng.randint(0, 2))) for key, values in TEXTS.items()}
        return fields | {key: (float(rng.randint(0, 9)),) for key in NUMBERS if rng.random() < 0.8}

    return [product() for _ in range(200)]


def _clause(rng: random.Random) -> Case:
    if rng.random() < 0.5:
        key = rng.choice(sorted(TEXTS))
        wanted = rng.sample(TEXTS[key], rng.randint(1, 2))
        quoted = ", ".join('"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' for value in wanted)
        return Case(f"{key}: ANY({quoted})", lambda fields: bool(set(fields.get(key, ())) & set(wanted)))
    key, low, high = rng.choice(NUMBERS), rng.randint(0, 5), rng.randint(5, 9)
    if rng.random() < 0.4:
        return Case(
            f"{key}: IN({low}, {high})", lambda fields: any(low <= float(x) <= high for x in fields.get(key, ()))
        )
    sign = rng.choice(sorted(COMPARISONS))
    compare = COMPARISONS[sign]
    return Case(f"{key} {sign} {low}", lambda fields: any(compare(float(x), low) for x in fields.get(key, ())))


def _case(rng: random.Random, depth: int) -> Case:
    if depth == 0 or rng.random() < 0.2:
        return _clause(rng)
    if rng.random() < 0.3:
        inner = _case(rng, depth - 1)
        return Case(f"NOT ({inner.text})", lambda fields: not inner.holds(fields))
    several = [_case(rng, depth - 1) for _ in range(rng.randint(2, 3))]
    word, of = rng.choice([("AND", all), ("OR", any)])
    text = f" {word} ".join(f"({case.text})" for case in several)
    return Case(text, lambda fields: of(case.holds(fields) for case in several))


@pytest.mark.parametrize("seed", range(5))
def test_filters_keep_the_products_that_python_keeps(seed: int) -> None:
    print("seed", seed)
    rng = random.Random(seed)
    products = _products(rng)
    for _ in range(40):
        case = _case(rng, depth=2)
        node = parse_filter(case.text)
        assert [_matches(node, fields) for fields in products] == [case.holds(fields) for fields in products], case.text
