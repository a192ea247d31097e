"""The demo shop indexed, with its shoppers' demand and, if wanted, a small bundle learned from them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from service.bundle.reader import Bundle, load
from service.demo.shop import DEMO_NOW_MS, demo_products
from service.demo.shoppers import demo_events
from service.types import Event, Product, ProductId
from tests.harness.history import ListHistory
from tests.harness.indexed import IndexedShop
from training.pipeline import train
from training.settings import AlsSettings, TrainingSettings

SMALL = TrainingSettings(als=AlsSettings(n_factors=16, n_iterations=5))


@dataclass(frozen=True)
class DemoCatalogue:
    """The indexed shop, its products by id, what its shoppers did, and the bundle learned from that."""

    shop: IndexedShop
    products: dict[ProductId, Product]
    events: list[Event]
    bundle: Bundle


def demo_catalogue(folder: Path, *, n_visitors: int = 600, n_events: int = 15_000) -> DemoCatalogue:
    products = demo_products()
    events = demo_events(products, DEMO_NOW_MS, n_visitors=n_visitors, n_events=n_events)
    shop = IndexedShop(folder / "index", products, now_ms=DEMO_NOW_MS)
    for happened in events:
        shop.history.happen(happened)
    shop.now_ms += 60_000  # by then the new demand is due
    shop.publish()
    return DemoCatalogue(shop, {product.id: product for product in products}, events, learned(folder, events))


def learned(folder: Path, events: list[Event]) -> Bundle:
    """A bundle trained on these events, whatever the gate says."""
    published = train(ListHistory(events), folder / "bundles", SMALL, force=True).published
    assert published is not None
    return load(folder / "bundles" / published.version)
