"""Products of the catalogue: one proto message to one Product, every limit checked."""

from __future__ import annotations

from types import MappingProxyType
from typing import NamedTuple

from auslage.v1 import catalog_pb2

from service.catalog.audience import AGE_GROUPS, GENDERS, are_children
from service.errors import InvalidArgument
from service.limits import (
    MAX_ATTRIBUTE_CHARS,
    MAX_ATTRIBUTE_VALUES,
    MAX_ATTRIBUTES,
    MAX_DESCRIPTION_CHARS,
    MAX_LIST_VALUES,
    MAX_TITLE_CHARS,
    MAX_URI_CHARS,
)
from service.rpc.audience import audience
from service.rpc.fields import amount, at_most, finite, identifier, language, text, texts, time_ms, whole, within
from service.types import AttributeValues, Availability, LocalizedText, Product, ProductId

_AVAILABILITIES = MappingProxyType(
    {
        catalog_pb2.Product.AVAILABILITY_UNSPECIFIED: Availability.IN_STOCK,
        catalog_pb2.Product.IN_STOCK: Availability.IN_STOCK,
        catalog_pb2.Product.OUT_OF_STOCK: Availability.OUT_OF_STOCK,
        catalog_pb2.Product.PREORDER: Availability.PREORDER,
    }
)
_CURRENCY_CHARS = 3


def parse_product(message: catalog_pb2.Product) -> Product:
    """Return the product; raises InvalidArgument naming the field inside the product, and its limit."""
    prices, rating = _prices(message.price_info), _rating(message.rating)
    return Product(
        id=ProductId(identifier(message.id, "id", required=True)),
        title=text(message.title, "title", MAX_TITLE_CHARS),
        description=text(message.description, "description", MAX_DESCRIPTION_CHARS),
        primary_product_id=identifier(message.primary_product_id, "primary_product_id"),
        gtin=identifier(message.gtin, "gtin"),
        sku=identifier(message.sku, "sku"),
        categories=texts(message.categories, "categories"),
        brands=texts(message.brands, "brands"),
        language_code=language(message.language_code),
        localized=_localized(message),
        attributes=_attributes(message),
        genders=audience(message.audience.genders, "audience.genders", GENDERS),
        age_groups=_age_groups(message.audience),
        color_families=texts(message.color_info.color_families, "color_info.color_families"),
        colors=texts(message.color_info.colors, "color_info.colors"),
        sizes=texts(message.sizes, "sizes"),
        materials=texts(message.materials, "materials"),
        patterns=texts(message.patterns, "patterns"),
        price=prices.price,
        original_price=prices.original_price,
        cost=prices.cost,
        currency_code=_currency(message.price_info.currency_code),
        availability=_availability(message.availability),
        available_quantity=_quantity(message),
        rating_average=rating,
        rating_count=whole(message.rating.count, "rating.count", 0),
        available_time_ms=_time(message, "available_time"),
        expire_time_ms=_time(message, "expire_time"),
        tags=texts(message.tags, "tags"),
        uri=text(message.uri, "uri", MAX_URI_CHARS),
        images=texts(message.images, "images", MAX_URI_CHARS),
        hidden=message.hidden,
        margin_class=identifier(message.margin_class, "margin_class"),
        sponsored=message.sponsored,
        source_version=whole(message.source_version, "source_version", 0),
    )


def _age_groups(of: catalog_pb2.Audience) -> tuple[str, ...]:
    """What is said, or what Mädchen and Jungen say beside their gender."""
    return audience(of.age_groups, "audience.age_groups", AGE_GROUPS) or (("kids",) if are_children(of.genders) else ())


class _Prices(NamedTuple):
    price: float | None
    original_price: float | None
    cost: float | None


def _prices(info: catalog_pb2.PriceInfo) -> _Prices:
    return _Prices(
        price=amount(info.price, "price_info.price") if info.HasField("price") else None,
        original_price=(
            amount(info.original_price, "price_info.original_price") if info.HasField("original_price") else None
        ),
        cost=amount(info.cost, "price_info.cost") if info.HasField("cost") else None,
    )


def _rating(rating: catalog_pb2.Rating) -> float | None:
    return within(rating.average, "rating.average", 0, 5) if rating.HasField("average") else None


def _currency(code: str) -> str:
    if code and not (len(code) == _CURRENCY_CHARS and code.isascii() and code.isalpha() and code.isupper()):
        raise InvalidArgument("price_info.currency_code", "must be three upper-case letters")
    return code


def _availability(value: catalog_pb2.Product.Availability) -> Availability:
    availability = _AVAILABILITIES.get(value)
    if availability is None:
        raise InvalidArgument("availability", "is not a known availability")
    return availability


def _quantity(message: catalog_pb2.Product) -> int | None:
    if not message.HasField("available_quantity"):
        return None
    return whole(message.available_quantity, "available_quantity", 0)


def _time(message: catalog_pb2.Product, field: str) -> int | None:
    return time_ms(getattr(message, field), field) if message.HasField(field) else None


def _localized(message: catalog_pb2.Product) -> dict[str, LocalizedText]:
    at_most(message.localized, "localized", MAX_LIST_VALUES)
    return {language(code, "localized"): _localized_text(value) for code, value in message.localized.items()}


def _localized_text(value: catalog_pb2.LocalizedText) -> LocalizedText:
    return LocalizedText(
        title=text(value.title, "localized.title", MAX_TITLE_CHARS),
        description=text(value.description, "localized.description", MAX_DESCRIPTION_CHARS),
        categories=texts(value.categories, "localized.categories"),
    )


def _attributes(message: catalog_pb2.Product) -> dict[str, AttributeValues]:
    at_most(message.attributes, "attributes", MAX_ATTRIBUTES)
    return {
        identifier(key, "attributes", required=True): _attribute_values(value)
        for key, value in message.attributes.items()
    }


def _attribute_values(value: catalog_pb2.AttributeValues) -> AttributeValues:
    if value.text and value.numbers:
        raise InvalidArgument("attributes", "holds texts or numbers under one key, not both")
    at_most(value.numbers, "attributes.numbers", MAX_ATTRIBUTE_VALUES)
    return AttributeValues(
        text=texts(value.text, "attributes.text", MAX_ATTRIBUTE_CHARS),
        numbers=finite(value.numbers, "attributes.numbers"),
    )
