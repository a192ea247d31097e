from __future__ import annotations

import re
from pathlib import Path

from service.catalog.csv_products import FIELDS
from service.catalog.feeds import read_products
from service.cli.messages import read_event, read_product
from service.types import Consent

PAGE = (Path(__file__).parents[2] / "docs" / "importing.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(json)?\n(.*?)```", PAGE, re.DOTALL)


def test_the_examples_of_json_lines_are_read() -> None:
    product, event = (text for kind, text in BLOCKS if kind)
    assert read_product(product).genders == ("women",)
    assert read_event(event, consent=Consent.DENIED, now_ms=1_800_000_000_000).consent is Consent.GRANTED


def test_the_example_of_a_table_is_read(tmp_path: Path) -> None:
    (table,) = (text for _, text in BLOCKS if text.startswith("id;"))
    (tmp_path / "shop.csv").write_text(table, encoding="utf-8")
    products = [read_product(entry.json) for entry in read_products([tmp_path / "shop.csv"])]
    assert [product.price for product in products] == [29.95, 1299.0]


def test_every_column_is_documented() -> None:
    table = "\n".join(line for line in PAGE.splitlines() if line.startswith("| `"))
    assert {name for name in FIELDS if f"`{name}`" not in table} == set()
