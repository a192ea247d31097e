"""An explained answer tells how the query was read and how far it was relaxed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from service.answers import Explanation
from service.types import SearchQuery
from tests.harness.builders import product
from tests.harness.indexed import IndexedShop


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IndexedShop]:
    shorts = [product(f"w{n}", title=f"Damenshorts Lina {n}", price=20.0 + n, genders=("women",)) for n in range(20)]
    words = [product("j", title="Lederjacke"), product("j2", title="Jacke Leder"), product("s", title="Shorts")]
    shavers = [product(f"b{n}", title="Rasierer", brands=("Braun",), genders=()) for n in range(6)]
    brown = [product(f"c{n}", title="Schuhe", colors=("Braun",), genders=()) for n in range(6)]
    with IndexedShop(tmp_path_factory.mktemp("index"), [*shorts, *words, *shavers, *brown]) as shop:
        yield shop


def _explained(shop: IndexedShop, text: str) -> Explanation:
    explanation = shop.search(SearchQuery(text, explain=True)).explanation
    assert explanation is not None
    return explanation


def test_constraints_are_told_in_words(shop: IndexedShop) -> None:
    told = _explained(shop, "damenshorts unter 30 euro ohne knopf")
    assert [unit.words for unit in told.units if unit.head] == ["shorts"]
    assert any(demand.startswith("gender women") for demand in told.constraints)
    assert "price < 30" in told.constraints or "price ≤ 30" in told.constraints
    assert "without knopf" in told.constraints


def test_the_parts_of_a_compound_are_told(shop: IndexedShop) -> None:
    [unit] = _explained(shop, "lederjacke").units
    assert unit.forms[0] == "lederjacke"
    assert "leder + jacke" in unit.forms


@pytest.mark.parametrize(("typed", "form"), [("schreibtisch", "schreib + tisch"), ("küchentisch", "küchen + tisch")])
def test_forms_are_told_as_they_were_typed(shop: IndexedShop, typed: str, form: str) -> None:
    [unit] = _explained(shop, typed).units
    assert unit.forms == (typed, form)


def test_whom_the_query_is_for_is_told_beside_its_words(shop: IndexedShop) -> None:
    audience, thing = _explained(shop, "Damenshorts").units
    assert (audience.words, audience.forms) == ("damen", ("gender women, or unisex",))
    assert thing.words == "shorts"


def test_demands_that_leave_nothing_are_told_as_given_up(shop: IndexedShop) -> None:
    told = _explained(shop, "sessel unter 1 euro")
    assert not told.constraints
    kept, without = [tried for tried in told.rungs if tried.rung == 7]
    assert kept.n_matches == 0 < without.n_matches
    assert without.change == f"{kept.change}, whatever was demanded (price < 1)"


def test_a_word_that_may_name_two_things_shows_what_was_counted(shop: IndexedShop) -> None:
    readings = {reading.slot: reading for unit in _explained(shop, "braun rasierer").units for reading in unit.readings}
    assert (readings["brand"].n_products, readings["brand"].chosen) == (6, True)
    assert (readings["color"].n_products, readings["color"].chosen) == (0, False)


def test_every_rung_that_was_tried_is_told_with_what_it_found(shop: IndexedShop) -> None:
    told = _explained(shop, "karierte shorts")
    assert [tried.rung for tried in told.rungs] == sorted(tried.rung for tried in told.rungs)
    assert told.rungs[0].n_matches == 0
    assert told.rungs[-1].n_matches > 0
    assert all(tried.change for tried in told.rungs[1:])


def test_without_the_wish_nothing_is_explained(shop: IndexedShop) -> None:
    assert shop.search(SearchQuery("shorts")).explanation is None
