"""`auslage evaluate typos` and `plurals` on a catalogue of a few products, by the real commands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.harness.command import auslage

SHELVES = {"Stuhl": "Stühle", "Lampe": "Lampen", "Sofa": "Sofas", "Gartenstuhl": "Gartenmöbel"}


@pytest.fixture
def products(tmp_path: Path) -> Path:
    path = tmp_path / "products.jsonl"
    lines = [
        json.dumps({"id": f"{title}{number}", "title": f"{title} aus Holz", "categories": [f"Wohnen > {shelf}"]})
        for title, shelf in SHELVES.items()
        for number in range(4)
    ]
    path.write_text("\n".join(lines))
    return path


def test_pairs_of_the_catalogue_are_searched_in_both_forms(products: Path) -> None:
    done = auslage("evaluate", "plurals", "--products", products, "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert (answer["n_products"], answer["n_pairs"], answer["pairs_found"]) == (16, 4, 1.0)
    assert {case["plural"] for case in answer["cases"]} == {"gartenstühle", "lampen", "sofas", "stühle"}


def test_typos_are_searched_and_the_same_seed_gives_the_same_list(products: Path) -> None:
    one, other = (auslage("evaluate", "typos", "--products", products, "--seed", 3, "--json") for _ in range(2))
    assert one.returncode == 0, one.stderr
    answer = json.loads(one.stdout)
    assert answer == json.loads(other.stdout)
    assert answer["false_alarms"] == 0.0
    assert 0.0 <= answer["first_correction_right"] <= 1.0
    assert answer["n_words"] == len(answer["cases"])


@pytest.mark.parametrize("what", ["typos", "plurals"])
def test_people_see_figures(products: Path, what: str) -> None:
    done = auslage("evaluate", what, "--products", products)
    assert done.returncode == 0, done.stderr
    assert "16 products" in done.stdout
