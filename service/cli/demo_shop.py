"""The made-up shop as the demo needs it: brought into a ledger, or written as files in the import formats."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from auslage.v1 import common_pb2, event_pb2
from google.protobuf import json_format
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

from service.bootstrap import now_ms, open_keeper
from service.demo.shop import demo_products
from service.demo.shoppers import demo_events
from service.limits import MAX_BATCH
from service.rpc.render_product import render_product
from service.types import Event, Product, ProductId

_SEED = 7


@dataclass(frozen=True, slots=True)
class MadeUpShop:
    """Everything it sells, and what its made-up shoppers did until now, oldest first."""

    products: list[Product]
    events: list[Event]

    @property
    def n_visitors(self) -> int:
        """How many shoppers did something."""
        return len({event.visitor_id for event in self.events})


def make_up_shop(n_products: int | None = None) -> MadeUpShop:
    """The demo's shop as of now; with `n_products`, the front of it or several such shops as one."""
    at_ms = now_ms()
    products = demo_products(now_ms=at_ms)
    for number in itertools.count(1):
        if n_products is None or len(products) >= n_products:
            break
        more = demo_products(seed=_SEED + number, now_ms=at_ms)
        products += [replace(product, id=ProductId(f"{product.id}-{number}")) for product in more]
    products = products[:n_products]
    return MadeUpShop(products, demo_events(products, at_ms))


async def bring_in(shop: MadeUpShop, data_dir: Path, written: Callable[[int], None]) -> None:
    """Write the shop into a data folder's ledger; `written` hears how many entries each batch had."""
    async with open_keeper(data_dir) as keeper:
        for start in range(0, len(shop.products), MAX_BATCH):
            products = shop.products[start : start + MAX_BATCH]
            await keeper.upsert_products(products)
            written(len(products))
        for start in range(0, len(shop.events), MAX_BATCH):
            events = shop.events[start : start + MAX_BATCH]
            await keeper.write_events(events)
            written(len(events))


def export(shop: MadeUpShop, folder: Path) -> None:
    """Write products.jsonl and events.jsonl, as `auslage import` reads them."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_lines(folder / "products.jsonl", (render_product(product, with_cost=True) for product in shop.products))
    _write_lines(folder / "events.jsonl", map(event_message, shop.events))


def event_message(event: Event) -> event_pb2.Event:
    """A shopper's event as a caller sends it."""
    products = [
        event_pb2.EventProduct(product_id=item.product_id, quantity=item.quantity, price=item.price)
        for item in event.products
    ]
    return event_pb2.Event(
        event_id=event.event_id,
        event_type=event.event_type.value,
        event_time=Timestamp(seconds=event.at_ms // 1000, nanos=event.at_ms % 1000 * 1_000_000),
        visitor_id=event.visitor_id,
        session_id=event.session_id,
        products=products,
        search_query=event.search_query,
        result_count=event.result_count,
        page_categories=event.page_categories,
        consent=common_pb2.CONSENT_GRANTED,
        channel=event.channel,
    )


def _write_lines(path: Path, messages: Iterable[Message]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for message in messages:
            file.write(json_format.MessageToJson(message, indent=None, ensure_ascii=False) + "\n")
