"""A real shop, the whole way, by the commands that people type: import, train, serve, search, recommend."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from service.bootstrap import open_history
from service.types import Seq, VisitorId
from tests.harness.command import auslage, serving
from tests.harness.online_retail import online_retail_files
from tests.harness.process import wait_until
from tests.harness.redis import free_port


@dataclass(frozen=True, slots=True)
class RealShop:
    """What the commands said on the way, and the address that serves now."""

    data_dir: Path
    imported: dict[str, Any]
    trained: dict[str, Any]
    address: str

    def ask(self, *arguments: str) -> dict[str, Any]:
        return said(*arguments, "--address", self.address, "--json")

    def customer(self) -> VisitorId:
        """Who bought first."""
        (first,) = open_history(self.data_dir).events(after=Seq(0), limit=1)
        return first.event.visitor_id


def said(*arguments: object) -> dict[str, Any]:
    done = auslage(*arguments)
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealShop]:
    files = online_retail_files()
    folder = tmp_path_factory.mktemp("real-shop")
    data, address = folder / "data", f"127.0.0.1:{free_port()}"
    imported = said("import", "shop", "--format", "uci-online-retail", *files, "--data-dir", data, "--json")
    trained = said("train", "--data-dir", data, "--json")
    with serving(folder / "log", "--data-dir", data, "--listen", address):
        yield RealShop(data, imported, trained, address)


def test_the_blend_beats_popularity_on_the_held_back_weeks(shop: RealShop) -> None:
    assert shop.imported["products"]["invalid"] == 0
    measured = shop.trained
    for name in ("hr@20", "ndcg@20"):
        print(f"{name}: blend {measured[f'blend_{name}']:.4f}, popularity {measured[f'popularity_{name}']:.4f}")
    assert measured["published"]
    assert measured["lift_hr@20_low"] > 0
    assert measured["blend_ndcg@20"] > measured["popularity_ndcg@20"]


def test_a_search_for_lanterns_finds_lanterns(shop: RealShop) -> None:
    found = shop.ask("search", "lantern", "--page-size", "50")
    titles = [hit["product"]["title"] for hit in found["hits"]]
    assert len(titles) > 10
    assert all("LANTERN" in title for title in titles)
    assert "DEGRADED_NO_BUNDLE" not in found["degraded"]


def test_a_known_customer_is_recommended_other_products_than_a_newcomer(shop: RealShop) -> None:
    asked = ("recommend", "FOR_YOU", "--visitor", shop.customer(), "--consent", "granted")
    # The visit comes back from the ledger beside the first answer.
    wait_until(lambda: not shop.ask(*asked)["degraded"], "the customer's purchases are read")
    known, newcomer = shop.ask(*asked), shop.ask("recommend", "FOR_YOU")
    assert len(known["hits"]) == 24
    assert int(known["visitor_seq"]) > 0
    assert {hit["product_id"] for hit in known["hits"]} != {hit["product_id"] for hit in newcomer["hits"]}
