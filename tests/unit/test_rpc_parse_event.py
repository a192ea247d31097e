"""Limits of events."""

import math

import pytest
from auslage.v1 import event_pb2
from google.protobuf.timestamp_pb2 import Timestamp

from service.errors import InvalidArgument
from service.limits import EVENT_RETENTION_MS
from service.rpc.parse_event import parse_event
from service.types import Consent, Event, EventProduct, EventType

NOW_MS = 1_900_000_000_000


def parse(**fields: object) -> Event:
    required = {"event_id": "e1", "event_type": "click", "visitor_id": "v1"}
    return parse_event(event_pb2.Event(**(required | fields)), default_consent=Consent.DENIED, now_ms=NOW_MS)


def at(ms: int) -> Timestamp:
    return Timestamp(seconds=ms // 1000, nanos=ms % 1000 * 1_000_000)


def product(**fields: object) -> list[event_pb2.EventProduct]:
    return [event_pb2.EventProduct(**({"product_id": "p"} | fields))]


LIMITS = [
    ("event_id", "e" * 128, "e" * 129, "event_id", "128"),
    ("event_id", "e", "", "event_id", "required"),
    ("visitor_id", "v" * 128, "v" * 129, "visitor_id", "128"),
    ("visitor_id", "v", "", "visitor_id", "required"),
    ("session_id", "s" * 128, "s" * 129, "session_id", "128"),
    ("user_id", "u" * 128, "u" * 129, "user_id", "128"),
    ("event_type", "purchase-complete", "purchase", "event_type", "detail-page-view"),
    ("event_time", at(NOW_MS + 300_000), at(NOW_MS + 300_001), "event_time", "5 minutes"),
    ("event_time", at(NOW_MS - EVENT_RETENTION_MS), at(NOW_MS - EVENT_RETENTION_MS - 1), "event_time", "730 days"),
    ("event_time", at(NOW_MS), Timestamp(seconds=2**62), "event_time", "years"),
    ("event_time", at(NOW_MS), Timestamp(seconds=1, nanos=-1), "event_time", "years"),
    ("products", product() * 200, product() * 201, "products", "200"),
    ("products", product(quantity=1_000_000), product(quantity=1_000_001), "products[0].quantity", "1,000,000"),
    ("products", product(quantity=0), product(quantity=-1), "products[0].quantity", "1,000,000"),
    ("products", product(price=1e9), product(price=1.1e9), "products[0].price", "1,000,000,000"),
    ("products", product(price=0), product(price=-0.01), "products[0].price", "from 0"),
    ("products", product(), product(price=math.nan), "products[0].price", "number"),
    ("products", product(), product(price=math.inf), "products[0].price", "number"),
    ("products", product(), product(product_id=""), "products[0].product_id", "required"),
    ("search_query", "q" * 256, "q" * 257, "search_query", "256"),
    ("result_count", 0, -1, "result_count", "at least 0"),
    ("page_categories", ["c"] * 64, ["c"] * 65, "page_categories", "64"),
    ("page_categories", ["c" * 500], ["c" * 501], "page_categories[0]", "500"),
    ("attribution_token", "t" * 1024, "t" * 1025, "attribution_token", "1024"),
    ("channel", "c" * 128, "c" * 129, "channel", "128"),
    ("campaign", "c" * 500, "c" * 501, "campaign", "500"),
    ("referrer", "r" * 2000, "r" * 2001, "referrer", "2000"),
    ("attributes", {"k" * 128: "v"}, {"k" * 129: "v"}, "attributes", "128 bytes"),
    ("attributes", {"k": "v" * 500}, {"k": "v" * 501}, "attributes", "500"),
    ("attributes", {str(i): "v" for i in range(128)}, {str(i): "v" for i in range(129)}, "attributes", "128 values"),
    ("consent", 1, 77, "consent", "known"),
]


@pytest.mark.parametrize(("name", "taken", "refused", "field", "limit"), LIMITS)
def test_an_event_at_the_limit_is_taken_and_beyond_it_refused_by_name(
    name: str, taken: object, refused: object, field: str, limit: str
) -> None:
    parse(**{name: taken})
    with pytest.raises(InvalidArgument, match=limit) as caught:
        parse(**{name: refused})
    assert caught.value.field == field


@pytest.mark.parametrize("event_type", EventType)
def test_every_event_type_is_known_by_its_name(event_type: EventType) -> None:
    assert parse(event_type=event_type.value).event_type is event_type


def test_an_event_without_a_time_happened_now() -> None:
    assert parse().at_ms == NOW_MS


def test_an_event_keeps_its_milliseconds() -> None:
    assert parse(event_time=at(NOW_MS - 1)).at_ms == NOW_MS - 1


def test_a_product_without_a_quantity_is_one_piece_of_unknown_price() -> None:
    assert parse(products=product()).products == (EventProduct("p", 1, None),)


def test_an_unknown_result_count_is_not_a_count_of_0() -> None:
    assert parse().result_count is None
    assert parse(result_count=0).result_count == 0


def test_a_message_never_repeats_the_value() -> None:
    with pytest.raises(InvalidArgument) as caught:
        parse(event_type="secret-person")
    assert "secret" not in str(caught.value)
