"""A golden case: a query in a situation, and what its answer has to look like."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from service.types import Event, SearchQuery
from tests.golden.expectations import Expectation, Trait, ask
from tests.harness.builders import event
from tests.harness.fixture_shop import fixture_goods
from tests.harness.indexed import IndexedShop


@dataclass(frozen=True, slots=True)
class Case:
    """What the visitor types, and what is expected of the answer."""

    phenomenon: str
    query: str
    expectations: tuple[Expectation, ...]
    history: tuple[Event, ...] = ()
    as_you_type: bool = False


def case(
    phenomenon: str,
    query: str,
    *expectations: Expectation,
    history: Sequence[Event] = (),
    as_you_type: bool = False,
) -> Case:
    """State a case."""
    return Case(phenomenon, query, expectations, tuple(history), as_you_type)


def parameters(cases: Iterable[Case]) -> list[Any]:
    """Make one pytest parameter of each case, named by its phenomenon."""
    return [pytest.param(one, id=f"{one.phenomenon}: {one.query}") for one in cases]


def check(shop: IndexedShop, one: Case) -> None:
    """Ask, and name every expectation that does not hold."""
    asked = ask(shop, SearchQuery(one.query, as_you_type=one.as_you_type), one.history)
    wrong = [told for expectation in one.expectations if (told := expectation(asked))]
    assert not wrong, "; ".join(wrong)


def viewed(looked_at: Trait, *, n: int = 5) -> list[Event]:
    """A visit that looked at so many such products."""
    ids = [goods.feed.id for goods in fixture_goods() if looked_at.holds(goods)][:n]
    return [event(f"view{number}", of=product_id) for number, product_id in enumerate(ids)]
