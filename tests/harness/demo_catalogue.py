"""The demo shop indexed, with its shoppers' demand and, if wanted, a small bundle learned from them."""

from __future__ import annotations

from pathlib import Path

from service.bundle.reader import Bundle, load
from service.demo.shop import DEMO_NOW_MS, demo_products
from service.demo.shoppers import demo_events
from service.types import Event
from tests.harness.history import ListHistory
from tests.harness.indexed import IndexedShop
from training.pipeline import train
from training.settings import AlsSettings, TrainingSettings

SMALL = TrainingSettings(als=AlsSettings(n_factors=16, n_iterations=5))


class DemoCatalogue:
    """The indexed shop, its products by id, what its shoppers did, and the bundle learned from that."""

    def __init__(self, folder: Path, *, n_visitors: int = 600, n_events: int = 15_000) -> None:
        catalogue = demo_products()
        self.products = {product.id: product for product in catalogue}
        self.events = demo_events(catalogue, DEMO_NOW_MS, n_visitors=n_visitors, n_events=n_events)
        self.shop = IndexedShop(folder / "index", catalogue, now_ms=DEMO_NOW_MS)
        for happened in self.events:
            self.shop.history.happen(happened)
        self.shop.now_ms += 60_000  # by then the new demand is due
        self.shop.publish()
        self.bundle = learned(folder, self.events)


def learned(folder: Path, events: list[Event]) -> Bundle:
    """A bundle trained on these events, whatever the gate says."""
    published = train(ListHistory(events), folder / "bundles", SMALL, force=True).published
    assert published is not None
    return load(folder / "bundles" / published.version)
