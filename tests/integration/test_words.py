"""A merchant's words in force: built into the index by the real keeper, and searched with the serving code."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from service.types import SearchQuery
from tests.harness.builders import product
from tests.harness.indexed import IndexedShop

TITLES = {
    "boot": "Gummiboot",
    "stiefel": "Stiefel aus Leder",
    "sack": "Sitzsack in Grau",
    "spiel": "Zwirbelhopf aus Holz",
    "sessel": "Sessel in Grau",
    "schlauch": "Schlauchboot mit Paddel",
    "decke": "Picknickdecke",
    "regen": "Hose für Regen",
}

# Further down, words are given up.
MAX_RUNG = 1


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[IndexedShop]:
    products = [product(product_id, title=title) for product_id, title in TITLES.items()]
    fillers = [product(f"f{number}", title=title) for number, title in enumerate(["Boot", "Decke", "Picknick"] * 6)]
    with IndexedShop(tmp_path, products + fillers) as shop:
        yield shop


def lay_down(shop: IndexedShop, text: str) -> None:
    shop.words_path.write_text(text, encoding="utf-8")
    shop.publish()


def found(shop: IndexedShop, query: str) -> set[str]:
    answer = shop.search(SearchQuery(query, page_size=120))
    return {hit.product_id for hit in answer.hits if hit.product_id in TITLES} if answer.rung <= MAX_RUNG else set()


def test_a_protected_word_is_no_longer_found_by_its_part(shop: IndexedShop) -> None:
    assert "schlauch" in found(shop, "Boot")
    lay_down(shop, 'protected = ["Schlauchboot"]')
    assert "schlauch" not in found(shop, "Boot")
    assert found(shop, "Schlauchboote") == {"schlauch"}


def test_a_split_that_was_laid_down_makes_its_head_find_it(shop: IndexedShop) -> None:
    assert "spiel" not in found(shop, "Hopf")
    lay_down(shop, 'splits = {Zwirbelhopf = ["Zwirbel", "Hopf"]}')
    assert "spiel" in found(shop, "Hopf")


def test_a_one_way_synonym_is_found_in_one_direction_only(shop: IndexedShop) -> None:
    lay_down(shop, 'one_way = {Sessel = ["Sitzsack"]}')
    assert found(shop, "Sessel") == {"sessel", "sack"}
    assert found(shop, "Sitzsäcke") == {"sack"}


def test_a_two_way_synonym_is_found_in_both_and_phrases_count(shop: IndexedShop) -> None:
    lay_down(shop, 'two_way = [["Buddelhose", "Hose für Regen"]]')
    assert found(shop, "Buddelhosen") == {"regen"}
    assert "regen" in found(shop, "Hose für Regen")


def test_a_synonym_stands_among_other_words(shop: IndexedShop) -> None:
    lay_down(shop, 'one_way = {Sessel = ["Sitzsack"]}')
    assert found(shop, "grauer Sessel") == {"sessel", "sack"}


def test_a_redirect_is_answered_for_an_equal_query(shop: IndexedShop) -> None:
    lay_down(shop, 'redirects = {"Rückgabe" = "/hilfe/rueckgabe"}')
    assert shop.search("rückgabe!").redirect_uri == "/hilfe/rueckgabe"
    assert shop.search("Rückgabe Boot").redirect_uri == ""
    assert shop.search("Boot").redirect_uri == ""


def test_words_that_cannot_hold_leave_those_in_force(shop: IndexedShop) -> None:
    lay_down(shop, 'protected = ["Schlauchboot"]')
    build = shop.view.generation.build
    for bad in ("protected = [", 'protected = ["Schlauchboot"]\nsplits = {Schlauchboot = ["Schlauch", "Boot"]}'):
        lay_down(shop, bad)
        assert shop.view.generation.build == build
        assert "schlauch" not in found(shop, "Boot")
    shop.restart()
    assert shop.view.generation.build == build


def test_a_refusal_is_told_once_by_file_and_entry(shop: IndexedShop) -> None:
    with capture_logs() as logs:
        lay_down(shop, 'one_way = {Sessel = ["sessel"]}')
        shop.publish()
    told = [entry for entry in logs if entry["log_level"] == "error"]
    assert [(entry["event"], entry["reason"]) for entry in told] == [
        ("words refused, those in force stay", "words.toml: one_way.Sessel: is a synonym of itself")
    ]


def test_words_outlive_a_restart_and_end_with_their_file(shop: IndexedShop) -> None:
    lay_down(shop, 'protected = ["Schlauchboot"]')
    build = shop.view.generation.build
    shop.restart()
    assert shop.view.generation.build == build
    shop.words_path.unlink()
    shop.publish()
    shop.publish()
    assert shop.view.generation.build > build
    assert "schlauch" in found(shop, "Boot")


def test_an_editor_that_deletes_and_creates_the_file_costs_no_build(shop: IndexedShop) -> None:
    lay_down(shop, 'protected = ["Schlauchboot"]')
    build, text = shop.view.generation.build, shop.words_path.read_text(encoding="utf-8")
    shop.words_path.unlink()
    shop.publish()
    lay_down(shop, text)
    shop.publish()
    assert shop.view.generation.build == build
    assert "schlauch" not in found(shop, "Boot")


def test_a_file_that_cannot_be_looked_at_is_told_and_not_taken_for_missing(shop: IndexedShop) -> None:
    lay_down(shop, 'protected = ["Schlauchboot"]')
    build = shop.view.generation.build
    shop.words_path.unlink()
    shop.publish()
    shop.words_path.symlink_to(shop.words_path.name)  # to itself: nobody can look at it
    with capture_logs() as logs:
        for _ in range(3):
            shop.publish()
    assert [entry["event"] for entry in logs if entry["log_level"] == "error"] == ["words refused, those in force stay"]
    assert shop.view.generation.build == build


def test_the_same_words_written_anew_make_no_new_build(shop: IndexedShop) -> None:
    lay_down(shop, 'protected = ["Schlauchboot"]')
    build = shop.view.generation.build
    lay_down(shop, '# by hand\nprotected = ["SCHLAUCHBOOT"]')
    assert shop.view.generation.build == build
