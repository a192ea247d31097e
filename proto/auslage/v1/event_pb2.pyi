import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from auslage.v1 import common_pb2 as _common_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Event(_message.Message):
    __slots__ = ("event_id", "event_type", "event_time", "visitor_id", "session_id", "user_id", "products", "search_query", "result_count", "page_categories", "attribution_token", "consent", "channel", "campaign", "referrer", "attributes")
    class AttributesEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    EVENT_ID_FIELD_NUMBER: _ClassVar[int]
    EVENT_TYPE_FIELD_NUMBER: _ClassVar[int]
    EVENT_TIME_FIELD_NUMBER: _ClassVar[int]
    VISITOR_ID_FIELD_NUMBER: _ClassVar[int]
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    PRODUCTS_FIELD_NUMBER: _ClassVar[int]
    SEARCH_QUERY_FIELD_NUMBER: _ClassVar[int]
    RESULT_COUNT_FIELD_NUMBER: _ClassVar[int]
    PAGE_CATEGORIES_FIELD_NUMBER: _ClassVar[int]
    ATTRIBUTION_TOKEN_FIELD_NUMBER: _ClassVar[int]
    CONSENT_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    REFERRER_FIELD_NUMBER: _ClassVar[int]
    ATTRIBUTES_FIELD_NUMBER: _ClassVar[int]
    event_id: str
    event_type: str
    event_time: _timestamp_pb2.Timestamp
    visitor_id: str
    session_id: str
    user_id: str
    products: _containers.RepeatedCompositeFieldContainer[EventProduct]
    search_query: str
    result_count: int
    page_categories: _containers.RepeatedScalarFieldContainer[str]
    attribution_token: str
    consent: _common_pb2.Consent
    channel: str
    campaign: str
    referrer: str
    attributes: _containers.ScalarMap[str, str]
    def __init__(self, event_id: _Optional[str] = ..., event_type: _Optional[str] = ..., event_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., visitor_id: _Optional[str] = ..., session_id: _Optional[str] = ..., user_id: _Optional[str] = ..., products: _Optional[_Iterable[_Union[EventProduct, _Mapping]]] = ..., search_query: _Optional[str] = ..., result_count: _Optional[int] = ..., page_categories: _Optional[_Iterable[str]] = ..., attribution_token: _Optional[str] = ..., consent: _Optional[_Union[_common_pb2.Consent, str]] = ..., channel: _Optional[str] = ..., campaign: _Optional[str] = ..., referrer: _Optional[str] = ..., attributes: _Optional[_Mapping[str, str]] = ...) -> None: ...

class EventProduct(_message.Message):
    __slots__ = ("product_id", "quantity", "price")
    PRODUCT_ID_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    PRICE_FIELD_NUMBER: _ClassVar[int]
    product_id: str
    quantity: int
    price: float
    def __init__(self, product_id: _Optional[str] = ..., quantity: _Optional[int] = ..., price: _Optional[float] = ...) -> None: ...

class WriteEventsRequest(_message.Message):
    __slots__ = ("events", "request_id")
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    events: _containers.RepeatedCompositeFieldContainer[Event]
    request_id: str
    def __init__(self, events: _Optional[_Iterable[_Union[Event, _Mapping]]] = ..., request_id: _Optional[str] = ...) -> None: ...

class WriteEventsResponse(_message.Message):
    __slots__ = ("statuses", "consistency_token")
    STATUSES_FIELD_NUMBER: _ClassVar[int]
    CONSISTENCY_TOKEN_FIELD_NUMBER: _ClassVar[int]
    statuses: _containers.RepeatedCompositeFieldContainer[_common_pb2.EntryStatus]
    consistency_token: str
    def __init__(self, statuses: _Optional[_Iterable[_Union[_common_pb2.EntryStatus, _Mapping]]] = ..., consistency_token: _Optional[str] = ...) -> None: ...
