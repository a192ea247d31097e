"""`auslage evaluate` on a catalogue of a few products, by the real command."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from tests.harness.command import auslage

TITLES = {
    "a": "Rote Damenshorts",
    "b": "Shorts für Herren",
    "c": "Herrenshorts blau",
    "d": "Blaue Damenhose",
    "e": "Lampe für den Tisch",
    "f": "Herren Hose",
}


@pytest.fixture
def products(tmp_path: Path) -> Path:
    path = tmp_path / "products.jsonl.gz"
    lines = (json.dumps({"id": name, "title": title, "language_code": "de"}) for name, title in TITLES.items())
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    return path


def test_judged_queries_are_searched_and_measured(tmp_path: Path, products: Path) -> None:
    judgments = tmp_path / "judgments.csv"
    judgments.write_text("query,product_id,rating\nshorts,a,2\nshorts,b,2\nshorts,gone,1\nxqzwv,e,0\nlampe,e,1\n")
    done = auslage("evaluate", "search", "--products", products, "--judgments", judgments, "--language", "de", "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    shorts, nonsense, lamp = answer["cases"]
    assert (shorts["n_hits"], shorts["recall"], shorts["precision@24"]) == (3, 0.6667, 0.0833)
    assert (nonsense["n_hits"], lamp["ndcg@10"]) == (0, 1.0)
    assert answer["recall"] == pytest.approx((2 / 3 + 1) / 2, abs=1e-4)
    assert answer["zero_results"] == pytest.approx(1 / 3, abs=1e-4)
    assert (answer["n_products"], answer["n_queries"]) == (6, 3)


def test_a_query_is_searched_beyond_its_first_page(tmp_path: Path) -> None:
    feed, judgments = tmp_path / "many.csv", tmp_path / "judgments.tsv"
    names = [f"p{number}" for number in range(150)]
    feed.write_text("id,title\n" + "".join(f"{name},Tischlampe\n" for name in names))
    judgments.write_text("query\tproduct_id\trating\n" + "".join(f"lampe\t{name}\t1\n" for name in names))
    done = auslage("evaluate", "search", "--products", feed, "--judgments", judgments, "--json")
    answer = json.loads(done.stdout)
    assert (answer["recall"], answer["precision@24"], answer["cases"][0]["n_hits"]) == (1.0, 1.0, 150)


def test_words_are_split_by_the_products_words_and_brands_are_kept(tmp_path: Path, products: Path) -> None:
    gold, brands, more = tmp_path / "gold.tsv", tmp_path / "brands.txt", tmp_path / "more.csv"
    gold.write_text("word\tparts\tkind\nHerrenhose\therren+hose\taudience\nHosenlampe\thosenlampe\tbrand\n")
    brands.write_text("Hosenlampe\n")
    more.write_text("id;title\ng;Lampe\n")
    command = ("evaluate", "compounds", "--gold", gold, "--products", products, more, "--json")
    unprotected, protected = (json.loads(auslage(*command, *rest).stdout) for rest in ((), ("--brands", brands)))
    assert (unprotected["exact"], unprotected["false_splits"]) == (1.0, 1.0)
    assert (protected["exact"], protected["false_splits"], protected["opaque_splits"]) == (1.0, 0.0, None)


def test_people_see_the_figures_and_what_went_wrong(tmp_path: Path, products: Path) -> None:
    gold = tmp_path / "gold.tsv"
    gold.write_text("word\tparts\tkind\nHerrenhose\tvorn+hinten\taudience\n")
    done = auslage("evaluate", "compounds", "--gold", gold, "--products", products)
    assert done.returncode == 0
    assert "part_precision" in done.stdout
    assert "herren+hose" in done.stdout


@pytest.mark.parametrize(
    ("judgments", "said"),
    [
        ("query,product_id\nshorts,a\n", "judgments.csv: line 1: the column rating is missing"),
        ("query,product_id,rating\nshorts,a,good\n", "judgments.csv: line 2: rating: must be a number from 0 to 10"),
        ("query,product_id,rating\nshorts,a\n", "judgments.csv: line 2: has 2 fields where the header has 3"),
        ("query,product_id,rating\nshorts,a,0\n", "judgments.csv: no product is rated 1 or more"),
        (
            "query,product_id,rating\nshorts,a,1\nshorts,a,2\n",
            "judgments.csv: line 3: product_id: is empty, or rated for this query before",
        ),
        ("", "judgments.csv: line 1: the column query is missing"),
    ],
)
def test_judgments_that_cannot_be_read_end_with_2_and_one_line(
    tmp_path: Path, products: Path, judgments: str, said: str
) -> None:
    path = tmp_path / "judgments.csv"
    path.write_text(judgments)
    done = auslage("evaluate", "search", "--products", products, "--judgments", path)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"{said}\n")


def test_files_that_are_no_products_or_no_gold_end_with_2_and_one_line(tmp_path: Path, products: Path) -> None:
    gold, empty, broken = tmp_path / "gold.tsv", tmp_path / "empty.jsonl", tmp_path / "broken.jsonl.gz"
    gold.write_text("word\tparts\tkind\nHerrenhose\therren++hose\taudience\n")
    empty.write_text("[]\n")
    broken.write_bytes(products.read_bytes()[:60])
    refused = [
        auslage("evaluate", "compounds", "--gold", gold, "--products", products),
        auslage("evaluate", "compounds", "--gold", tmp_path / "absent.tsv", "--products", products),
    ]
    gold.write_text("word\tparts\tkind\nHerrenhose\therren+hose\taudience\n")
    refused += [auslage("evaluate", "compounds", "--gold", gold, "--products", path) for path in (empty, broken)]
    assert [(done.returncode, done.stdout, done.stderr.count("\n")) for done in refused] == [(2, "", 1)] * 4
    assert "line 2: word and parts: a part is empty" in refused[0].stderr
    assert "broken.jsonl.gz" in refused[3].stderr
