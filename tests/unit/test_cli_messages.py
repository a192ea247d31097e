from __future__ import annotations

import pytest

from service.cli.messages import read_event, read_product, readable_id
from service.errors import InvalidArgument
from service.types import Consent

NOW_MS = 1_750_000_000_000


def test_both_spellings_of_names_are_read() -> None:
    assert read_product('{"id":"a","price_info":{"price":9.5}}') == read_product('{"id":"a","priceInfo":{"price":9.5}}')


@pytest.mark.parametrize(
    ("json", "said"),
    [
        ('{"id":"a"', "entry: is not JSON, or names a key twice"),
        ('{"id":"a","id":"a"}', "entry: is not JSON, or names a key twice"),
        ("[" * 100_000, "entry: is not a JSON object"),
        ('{"a":' * 100_000, "entry: is not JSON, or names a key twice"),
        ('["a"]', "entry: is not a JSON object"),
        ('{"title":"Hose"}', "id: is required"),
        ('{"id":"a","prize":1}', "prize: is not a field"),
        ('{"id":"a","priceInfo":{"prize":1}}', "priceInfo.prize: is not a field"),
        ('{"id":"a","price_info":{"price":"SECRET"}}', "price_info.price: has the wrong type or form"),
        ('{"id":"a","available_time":"SECRET"}', "available_time: has the wrong type or form"),
        ('{"id":"a","availability":"SECRET"}', "availability: has the wrong type or form"),
        ('{"id":"a","sizes":"SECRET"}', "sizes: has the wrong type or form"),
        ('{"id":"a","price_info":{"price":"NaN"}}', "price_info.price: must be a number from 0 to 1,000,000,000"),
    ],
)
def test_a_refusal_names_the_field_and_never_the_value(json: str, said: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        read_product(json)
    assert str(refused.value) == said
    # An outer handler may print the chain.
    assert refused.value.__context__ is None


def test_the_id_of_a_wrong_line_can_still_be_read() -> None:
    assert readable_id('{"id":"a","price_info":7}') == "a"
    assert readable_id('{"id":7}') == ""
    assert readable_id('{"id":') == ""


def test_an_event_of_any_age_is_read_and_one_of_tomorrow_is_not() -> None:
    event = '{"event_id":"e","event_type":"click","visitor_id":"v","event_time":"%s"}'
    old = read_event(event % "1999-12-31T12:00:00Z", consent=Consent.GRANTED, now_ms=NOW_MS)
    assert old.at_ms == 946_641_600_000
    with pytest.raises(InvalidArgument, match=r"event_time: is more than 5 minutes in the future"):
        read_event(event % "2999-12-31T12:00:00Z", consent=Consent.GRANTED, now_ms=NOW_MS)


def test_the_consent_of_an_event_goes_before_the_one_that_is_given_for_all() -> None:
    event = '{"event_id":"e","event_type":"click","visitor_id":"v","consent":"CONSENT_DENIED"}'
    assert read_event(event, consent=Consent.GRANTED, now_ms=NOW_MS).consent is Consent.DENIED
