"""Events: one proto message to one Event, every limit checked."""

from __future__ import annotations

from auslage.v1 import event_pb2

from service.errors import InvalidArgument
from service.limits import (
    EVENT_RETENTION_MS,
    MAX_ATTRIBUTES,
    MAX_EVENT_AHEAD_MS,
    MAX_EVENT_PRODUCTS,
    MAX_QUANTITY,
    MAX_QUERY_CHARS,
    MAX_TOKEN_CHARS,
    MAX_URI_CHARS,
)
from service.rpc.fields import amount, at_most, identifier, text, texts, time_ms, whole
from service.rpc.parse_visitor import parse_consent
from service.types import Consent, Event, EventProduct, EventType, ProductId, SessionId, UserId, VisitorId

_EVENT_TYPES = {event_type.value: event_type for event_type in EventType}


def parse_event(message: event_pb2.Event, *, default_consent: Consent, now_ms: int) -> Event:
    """Return the event with consent resolved; one without a time happened at `now_ms`.

    Raises InvalidArgument naming the field inside the event, and its limit.
    """
    return Event(
        event_id=identifier(message.event_id, "event_id", required=True),
        event_type=_event_type(message.event_type),
        at_ms=_at_ms(message, now_ms),
        visitor_id=VisitorId(identifier(message.visitor_id, "visitor_id", required=True)),
        session_id=SessionId(identifier(message.session_id, "session_id")),
        user_id=UserId(identifier(message.user_id, "user_id")),
        products=_products(message),
        search_query=text(message.search_query, "search_query", MAX_QUERY_CHARS),
        result_count=whole(message.result_count, "result_count", 0) if message.HasField("result_count") else None,
        page_categories=texts(message.page_categories, "page_categories"),
        attribution_token=text(message.attribution_token, "attribution_token", MAX_TOKEN_CHARS),
        consent=parse_consent(message.consent, default=default_consent),
        channel=identifier(message.channel, "channel"),
        campaign=text(message.campaign, "campaign"),
        referrer=text(message.referrer, "referrer", MAX_URI_CHARS),
        attributes=_attributes(message),
    )


def _event_type(value: str) -> EventType:
    event_type = _EVENT_TYPES.get(value)
    if event_type is None:
        raise InvalidArgument("event_type", f"must be one of {', '.join(_EVENT_TYPES)}")
    return event_type


def _at_ms(message: event_pb2.Event, now_ms: int) -> int:
    if not message.HasField("event_time"):
        return now_ms
    at_ms = time_ms(message.event_time, "event_time")
    if at_ms > now_ms + MAX_EVENT_AHEAD_MS:
        raise InvalidArgument("event_time", "is more than 5 minutes in the future")
    if at_ms < now_ms - EVENT_RETENTION_MS:
        raise InvalidArgument("event_time", f"is more than {EVENT_RETENTION_MS // 86_400_000} days in the past")
    return at_ms


def _products(message: event_pb2.Event) -> tuple[EventProduct, ...]:
    at_most(message.products, "products", MAX_EVENT_PRODUCTS)
    return tuple(_product(product, f"products[{i}]") for i, product in enumerate(message.products))


def _product(product: event_pb2.EventProduct, field: str) -> EventProduct:
    return EventProduct(
        product_id=ProductId(identifier(product.product_id, f"{field}.product_id", required=True)),
        quantity=whole(product.quantity, f"{field}.quantity", 0, MAX_QUANTITY) or 1,
        price=amount(product.price, f"{field}.price") if product.HasField("price") else None,
    )


def _attributes(message: event_pb2.Event) -> dict[str, str]:
    at_most(message.attributes, "attributes", MAX_ATTRIBUTES)
    return {
        identifier(key, "attributes", required=True): text(value, "attributes")
        for key, value in message.attributes.items()
    }
