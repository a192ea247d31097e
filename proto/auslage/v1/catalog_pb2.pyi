import datetime

from google.protobuf import field_mask_pb2 as _field_mask_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from auslage.v1 import common_pb2 as _common_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Product(_message.Message):
    __slots__ = ("id", "primary_product_id", "gtin", "sku", "title", "description", "categories", "brands", "language_code", "localized", "attributes", "audience", "color_info", "sizes", "materials", "patterns", "price_info", "availability", "available_quantity", "rating", "available_time", "expire_time", "tags", "uri", "images", "hidden", "margin_class", "sponsored", "source_version")
    class Availability(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        AVAILABILITY_UNSPECIFIED: _ClassVar[Product.Availability]
        IN_STOCK: _ClassVar[Product.Availability]
        OUT_OF_STOCK: _ClassVar[Product.Availability]
        PREORDER: _ClassVar[Product.Availability]
    AVAILABILITY_UNSPECIFIED: Product.Availability
    IN_STOCK: Product.Availability
    OUT_OF_STOCK: Product.Availability
    PREORDER: Product.Availability
    class LocalizedEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: LocalizedText
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[LocalizedText, _Mapping]] = ...) -> None: ...
    class AttributesEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: AttributeValues
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[AttributeValues, _Mapping]] = ...) -> None: ...
    ID_FIELD_NUMBER: _ClassVar[int]
    PRIMARY_PRODUCT_ID_FIELD_NUMBER: _ClassVar[int]
    GTIN_FIELD_NUMBER: _ClassVar[int]
    SKU_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    CATEGORIES_FIELD_NUMBER: _ClassVar[int]
    BRANDS_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_CODE_FIELD_NUMBER: _ClassVar[int]
    LOCALIZED_FIELD_NUMBER: _ClassVar[int]
    ATTRIBUTES_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    COLOR_INFO_FIELD_NUMBER: _ClassVar[int]
    SIZES_FIELD_NUMBER: _ClassVar[int]
    MATERIALS_FIELD_NUMBER: _ClassVar[int]
    PATTERNS_FIELD_NUMBER: _ClassVar[int]
    PRICE_INFO_FIELD_NUMBER: _ClassVar[int]
    AVAILABILITY_FIELD_NUMBER: _ClassVar[int]
    AVAILABLE_QUANTITY_FIELD_NUMBER: _ClassVar[int]
    RATING_FIELD_NUMBER: _ClassVar[int]
    AVAILABLE_TIME_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    URI_FIELD_NUMBER: _ClassVar[int]
    IMAGES_FIELD_NUMBER: _ClassVar[int]
    HIDDEN_FIELD_NUMBER: _ClassVar[int]
    MARGIN_CLASS_FIELD_NUMBER: _ClassVar[int]
    SPONSORED_FIELD_NUMBER: _ClassVar[int]
    SOURCE_VERSION_FIELD_NUMBER: _ClassVar[int]
    id: str
    primary_product_id: str
    gtin: str
    sku: str
    title: str
    description: str
    categories: _containers.RepeatedScalarFieldContainer[str]
    brands: _containers.RepeatedScalarFieldContainer[str]
    language_code: str
    localized: _containers.MessageMap[str, LocalizedText]
    attributes: _containers.MessageMap[str, AttributeValues]
    audience: Audience
    color_info: ColorInfo
    sizes: _containers.RepeatedScalarFieldContainer[str]
    materials: _containers.RepeatedScalarFieldContainer[str]
    patterns: _containers.RepeatedScalarFieldContainer[str]
    price_info: PriceInfo
    availability: Product.Availability
    available_quantity: int
    rating: Rating
    available_time: _timestamp_pb2.Timestamp
    expire_time: _timestamp_pb2.Timestamp
    tags: _containers.RepeatedScalarFieldContainer[str]
    uri: str
    images: _containers.RepeatedScalarFieldContainer[str]
    hidden: bool
    margin_class: str
    sponsored: bool
    source_version: int
    def __init__(self, id: _Optional[str] = ..., primary_product_id: _Optional[str] = ..., gtin: _Optional[str] = ..., sku: _Optional[str] = ..., title: _Optional[str] = ..., description: _Optional[str] = ..., categories: _Optional[_Iterable[str]] = ..., brands: _Optional[_Iterable[str]] = ..., language_code: _Optional[str] = ..., localized: _Optional[_Mapping[str, LocalizedText]] = ..., attributes: _Optional[_Mapping[str, AttributeValues]] = ..., audience: _Optional[_Union[Audience, _Mapping]] = ..., color_info: _Optional[_Union[ColorInfo, _Mapping]] = ..., sizes: _Optional[_Iterable[str]] = ..., materials: _Optional[_Iterable[str]] = ..., patterns: _Optional[_Iterable[str]] = ..., price_info: _Optional[_Union[PriceInfo, _Mapping]] = ..., availability: _Optional[_Union[Product.Availability, str]] = ..., available_quantity: _Optional[int] = ..., rating: _Optional[_Union[Rating, _Mapping]] = ..., available_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tags: _Optional[_Iterable[str]] = ..., uri: _Optional[str] = ..., images: _Optional[_Iterable[str]] = ..., hidden: _Optional[bool] = ..., margin_class: _Optional[str] = ..., sponsored: _Optional[bool] = ..., source_version: _Optional[int] = ...) -> None: ...

class LocalizedText(_message.Message):
    __slots__ = ("title", "description", "categories")
    TITLE_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    CATEGORIES_FIELD_NUMBER: _ClassVar[int]
    title: str
    description: str
    categories: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, title: _Optional[str] = ..., description: _Optional[str] = ..., categories: _Optional[_Iterable[str]] = ...) -> None: ...

class AttributeValues(_message.Message):
    __slots__ = ("text", "numbers")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    NUMBERS_FIELD_NUMBER: _ClassVar[int]
    text: _containers.RepeatedScalarFieldContainer[str]
    numbers: _containers.RepeatedScalarFieldContainer[float]
    def __init__(self, text: _Optional[_Iterable[str]] = ..., numbers: _Optional[_Iterable[float]] = ...) -> None: ...

class Audience(_message.Message):
    __slots__ = ("genders", "age_groups")
    GENDERS_FIELD_NUMBER: _ClassVar[int]
    AGE_GROUPS_FIELD_NUMBER: _ClassVar[int]
    genders: _containers.RepeatedScalarFieldContainer[str]
    age_groups: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, genders: _Optional[_Iterable[str]] = ..., age_groups: _Optional[_Iterable[str]] = ...) -> None: ...

class ColorInfo(_message.Message):
    __slots__ = ("color_families", "colors")
    COLOR_FAMILIES_FIELD_NUMBER: _ClassVar[int]
    COLORS_FIELD_NUMBER: _ClassVar[int]
    color_families: _containers.RepeatedScalarFieldContainer[str]
    colors: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, color_families: _Optional[_Iterable[str]] = ..., colors: _Optional[_Iterable[str]] = ...) -> None: ...

class PriceInfo(_message.Message):
    __slots__ = ("price", "original_price", "cost", "currency_code")
    PRICE_FIELD_NUMBER: _ClassVar[int]
    ORIGINAL_PRICE_FIELD_NUMBER: _ClassVar[int]
    COST_FIELD_NUMBER: _ClassVar[int]
    CURRENCY_CODE_FIELD_NUMBER: _ClassVar[int]
    price: float
    original_price: float
    cost: float
    currency_code: str
    def __init__(self, price: _Optional[float] = ..., original_price: _Optional[float] = ..., cost: _Optional[float] = ..., currency_code: _Optional[str] = ...) -> None: ...

class Rating(_message.Message):
    __slots__ = ("average", "count")
    AVERAGE_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    average: float
    count: int
    def __init__(self, average: _Optional[float] = ..., count: _Optional[int] = ...) -> None: ...

class UpsertProductsRequest(_message.Message):
    __slots__ = ("products", "request_id", "wait_for_visible")
    PRODUCTS_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    WAIT_FOR_VISIBLE_FIELD_NUMBER: _ClassVar[int]
    products: _containers.RepeatedCompositeFieldContainer[Product]
    request_id: str
    wait_for_visible: bool
    def __init__(self, products: _Optional[_Iterable[_Union[Product, _Mapping]]] = ..., request_id: _Optional[str] = ..., wait_for_visible: _Optional[bool] = ...) -> None: ...

class UpsertProductsResponse(_message.Message):
    __slots__ = ("statuses", "visible")
    STATUSES_FIELD_NUMBER: _ClassVar[int]
    VISIBLE_FIELD_NUMBER: _ClassVar[int]
    statuses: _containers.RepeatedCompositeFieldContainer[_common_pb2.EntryStatus]
    visible: bool
    def __init__(self, statuses: _Optional[_Iterable[_Union[_common_pb2.EntryStatus, _Mapping]]] = ..., visible: _Optional[bool] = ...) -> None: ...

class PatchProductsRequest(_message.Message):
    __slots__ = ("products", "update_mask", "request_id", "wait_for_visible")
    PRODUCTS_FIELD_NUMBER: _ClassVar[int]
    UPDATE_MASK_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    WAIT_FOR_VISIBLE_FIELD_NUMBER: _ClassVar[int]
    products: _containers.RepeatedCompositeFieldContainer[Product]
    update_mask: _field_mask_pb2.FieldMask
    request_id: str
    wait_for_visible: bool
    def __init__(self, products: _Optional[_Iterable[_Union[Product, _Mapping]]] = ..., update_mask: _Optional[_Union[_field_mask_pb2.FieldMask, _Mapping]] = ..., request_id: _Optional[str] = ..., wait_for_visible: _Optional[bool] = ...) -> None: ...

class PatchProductsResponse(_message.Message):
    __slots__ = ("statuses", "visible")
    STATUSES_FIELD_NUMBER: _ClassVar[int]
    VISIBLE_FIELD_NUMBER: _ClassVar[int]
    statuses: _containers.RepeatedCompositeFieldContainer[_common_pb2.EntryStatus]
    visible: bool
    def __init__(self, statuses: _Optional[_Iterable[_Union[_common_pb2.EntryStatus, _Mapping]]] = ..., visible: _Optional[bool] = ...) -> None: ...

class DeleteProductsRequest(_message.Message):
    __slots__ = ("product_ids", "source_version", "request_id", "wait_for_visible")
    PRODUCT_IDS_FIELD_NUMBER: _ClassVar[int]
    SOURCE_VERSION_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    WAIT_FOR_VISIBLE_FIELD_NUMBER: _ClassVar[int]
    product_ids: _containers.RepeatedScalarFieldContainer[str]
    source_version: int
    request_id: str
    wait_for_visible: bool
    def __init__(self, product_ids: _Optional[_Iterable[str]] = ..., source_version: _Optional[int] = ..., request_id: _Optional[str] = ..., wait_for_visible: _Optional[bool] = ...) -> None: ...

class DeleteProductsResponse(_message.Message):
    __slots__ = ("statuses", "visible")
    STATUSES_FIELD_NUMBER: _ClassVar[int]
    VISIBLE_FIELD_NUMBER: _ClassVar[int]
    statuses: _containers.RepeatedCompositeFieldContainer[_common_pb2.EntryStatus]
    visible: bool
    def __init__(self, statuses: _Optional[_Iterable[_Union[_common_pb2.EntryStatus, _Mapping]]] = ..., visible: _Optional[bool] = ...) -> None: ...

class GetProductRequest(_message.Message):
    __slots__ = ("product_id",)
    PRODUCT_ID_FIELD_NUMBER: _ClassVar[int]
    product_id: str
    def __init__(self, product_id: _Optional[str] = ...) -> None: ...

class GetProductResponse(_message.Message):
    __slots__ = ("product",)
    PRODUCT_FIELD_NUMBER: _ClassVar[int]
    product: Product
    def __init__(self, product: _Optional[_Union[Product, _Mapping]] = ...) -> None: ...

class ListProductsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListProductsResponse(_message.Message):
    __slots__ = ("products", "next_page_token")
    PRODUCTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    products: _containers.RepeatedCompositeFieldContainer[Product]
    next_page_token: str
    def __init__(self, products: _Optional[_Iterable[_Union[Product, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
