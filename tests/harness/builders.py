"""The smallest products and events that are valid; a test names only what it is about."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from service.types import (
    Consent,
    Event,
    EventProduct,
    EventType,
    Product,
    ProductId,
    ProductPatch,
    SessionId,
    VisitorId,
)

NOON_MS = 1_750_000_000_000


def product(product_id: str, **fields: Any) -> Product:
    usual = Product(ProductId(product_id), title=f"Title of {product_id}", price=10.0)
    return replace(usual, **fields)


def patch(product_id: str, *, source_version: int = 0, **values: Any) -> ProductPatch:
    changed = Product(ProductId(product_id), source_version=source_version, **values)
    return ProductPatch(changed, tuple(values))


def event(event_id: str, *, of: str = "", **fields: Any) -> Event:
    """A detail page view at noon; `of` names the product that was looked at."""
    usual = Event(
        event_id,
        EventType.DETAIL_PAGE_VIEW,
        NOON_MS,
        VisitorId("anna"),
        session_id=SessionId("visit"),
        products=(EventProduct(ProductId(of)),) if of else (),
        consent=Consent.GRANTED,
    )
    return replace(usual, **fields)
