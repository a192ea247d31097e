"""Warming: what a new build is asked before it serves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tantivy import Query

from service.bundle.reader import load
from service.retrieval.lexical import LexicalIndex, Ranked
from service.types import Product, ProductId, SearchQuery, SuggestQuery
from service.usecases import warming
from service.usecases.snapshot import Snapshot
from tests.harness.builders import NOON_MS, product
from tests.harness.bundles import published
from tests.harness.indexed import IndexedShop

KINDS = ("Teekanne", "Tischdecke", "Brotkasten")
COLORS = ("Blau", "Beige")


def _stock(n: int) -> list[Product]:
    return [
        product(
            f"p{number}",
            title=f"{KINDS[number % 3]} {COLORS[number % 2]}",
            categories=(f"Küche > {KINDS[number % 3]}",),
            colors=(COLORS[number % 2],),
        )
        for number in range(n)
    ]


class Asked:
    """Counts what an index is asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.n = 0
        matches = LexicalIndex.matches

        def counting(index: LexicalIndex, query: Query) -> Ranked:
            self.n += 1
            return matches(index, query)

        monkeypatch.setattr(LexicalIndex, "matches", counting)


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[IndexedShop]:
    monkeypatch.setattr(warming, "_FEWEST_PRODUCTS", 10)
    with IndexedShop(tmp_path, _stock(60)) as shop:
        yield shop


def test_common_beginnings_of_a_new_build_are_not_asked_of_the_index_again(
    shop: IndexedShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    warming.warm(shop.snapshot, None, NOON_MS)
    asked = Asked(monkeypatch)
    for typed in ("t", "tee", "b", "brotk", "teekanne blau"):
        assert shop.search(SearchQuery(typed, as_you_type=True)).total_size
        assert shop.suggest(SuggestQuery(typed)).suggestions
    assert asked.n == 0


def test_a_further_commit_is_asked_nothing_ahead(shop: IndexedShop, monkeypatch: pytest.MonkeyPatch) -> None:
    before = shop.snapshot
    warming.warm(before, None, NOON_MS)
    shop.history.put(replace(_stock(1)[0], price=3.0))
    shop.publish()
    asked = Asked(monkeypatch)
    warming.warm(shop.snapshot, before, NOON_MS)
    assert asked.n == 0


def test_newcomers_are_no_new_bundle(shop: IndexedShop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rehearsed: list[Snapshot] = []
    monkeypatch.setattr(warming, "rehearse", lambda snapshot, _now_ms: rehearsed.append(snapshot))
    without = shop.snapshot
    shop.bundle = load(published(tmp_path / "bundles"))
    before = shop.snapshot
    warming.warm(before, without, NOON_MS)
    assert rehearsed == [before]
    shop.history.put(replace(_stock(1)[0], id=ProductId("new")))
    shop.publish()
    warming.warm(shop.snapshot, before, NOON_MS)
    assert shop.snapshot.bundle is not before.bundle
    assert rehearsed == [before]


def test_what_few_products_have_is_not_asked_ahead(shop: IndexedShop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warming, "_FEWEST_PRODUCTS", 61)
    asked = Asked(monkeypatch)
    warming.warm(shop.snapshot, None, NOON_MS)
    n_by_rehearsal = asked.n
    assert shop.search(SearchQuery("tee", as_you_type=True)).total_size
    assert asked.n > n_by_rehearsal


def test_answers_are_the_same_after_warming(shop: IndexedShop, tmp_path: Path) -> None:
    warming.warm(shop.snapshot, None, NOON_MS)
    with IndexedShop(tmp_path / "cold", _stock(60)) as cold:
        for typed in ("t", "tee", "blau", "teekanne b"):
            assert shop.found(typed) == cold.found(typed)
            assert shop.suggested(typed) == cold.suggested(typed)
