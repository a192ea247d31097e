from __future__ import annotations

import re
from pathlib import Path

from service.catalog.csv_products import FIELDS
from service.catalog.feeds import read_products
from service.catalog.merchant import ATTRIBUTES
from service.cli.messages import read_event, read_product
from service.config import Settings
from service.types import Consent, Placement, RefundReason
from service.words.files import read_words

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "importing.md").read_text(encoding="utf-8")
IMPRESSIONS_PAGE = (DOCS / "impressions.md").read_text(encoding="utf-8")
WORDS_PAGE = (DOCS / "words.md").read_text(encoding="utf-8")
RECOMMENDATIONS_PAGE = (DOCS / "recommendations.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(json|xml)?\n(.*?)```", PAGE, re.DOTALL)


def test_the_examples_of_json_lines_are_read() -> None:
    product, event = (text for kind, text in BLOCKS if kind == "json")
    assert read_product(product).genders == ("women",)
    assert read_event(event, consent=Consent.DENIED, now_ms=1_800_000_000_000).consent is Consent.GRANTED


def test_the_example_of_a_table_is_read(tmp_path: Path) -> None:
    (table,) = (text for _, text in BLOCKS if text.startswith("id;"))
    (tmp_path / "shop.csv").write_text(table, encoding="utf-8")
    products = [read_product(entry.json) for entry in read_products([tmp_path / "shop.csv"])]
    assert [product.price for product in products] == [29.95, 1299.0]


def test_the_example_of_a_merchant_feed_is_read(tmp_path: Path) -> None:
    (feed,) = (text for _, text in BLOCKS if text.startswith("<rss"))
    (tmp_path / "feed.xml").write_text(feed, encoding="utf-8")
    [product] = [read_product(entry.json) for entry in read_products([tmp_path / "feed.xml"])]
    assert (product.id, product.price, product.colors) == ("4711-blau", 29.95, ("Blau", "Weiß"))


def test_every_attribute_of_merchant_feeds_is_documented() -> None:
    labels = {f"custom_label_{digit}" for digit in range(5)}
    assert {name for name in ATTRIBUTES - labels if f"`{name}`" not in PAGE} == set()


def test_the_example_of_words_is_read(tmp_path: Path) -> None:
    [text] = re.findall(r"```toml\n(.*?)```", WORDS_PAGE, re.DOTALL)
    (tmp_path / "words.toml").write_text(text, encoding="utf-8")
    words = read_words(tmp_path / "words.toml")
    assert words.synonyms["sessel"] == ("sitzsack", "ohrensessel")
    assert words.redirect("gutschein einlösen") == "https://laden.example/gutschein"


def test_the_settings_of_impressions_have_the_defaults_that_are_documented() -> None:
    rows = re.findall(r"^\| `AUSLAGE_(\w+)` \| ([\d.]+) \|", IMPRESSIONS_PAGE, re.MULTILINE)
    assert len(rows) == 4
    for name, default in rows:
        assert Settings.model_fields[name.lower()].default == float(default), name


def test_every_column_is_documented() -> None:
    table = "\n".join(line for line in PAGE.splitlines() if line.startswith("| `"))
    assert {name for name in FIELDS if f"`{name}`" not in table} == set()


def test_every_placement_and_reason_of_a_refund_is_explained() -> None:
    rows = re.findall(r"^\| ([A-Z_]+) \|", RECOMMENDATIONS_PAGE, re.MULTILINE)
    assert set(rows) == set(Placement)
    assert all(f"`{reason}`" in RECOMMENDATIONS_PAGE for reason in RefundReason)
