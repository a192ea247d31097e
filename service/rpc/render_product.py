"""Products as callers see them."""

from __future__ import annotations

from auslage.v1 import catalog_pb2
from google.protobuf.timestamp_pb2 import Timestamp

from service.types import AttributeValues, LocalizedText, Product


def render_product(product: Product, *, with_cost: bool) -> catalog_pb2.Product:
    """Return the product as proto; what the shop paid is left out unless asked for."""
    return catalog_pb2.Product(
        id=product.id,
        primary_product_id=product.primary_product_id,
        gtin=product.gtin,
        sku=product.sku,
        title=product.title,
        description=product.description,
        categories=product.categories,
        brands=product.brands,
        language_code=product.language_code,
        localized={code: _localized(value) for code, value in product.localized.items()},
        attributes={key: _attribute(value) for key, value in product.attributes.items()},
        audience=_audience(product),
        color_info=_color_info(product),
        sizes=product.sizes,
        materials=product.materials,
        patterns=product.patterns,
        price_info=_price_info(product, with_cost=with_cost),
        availability=product.availability.name,
        available_quantity=product.available_quantity,
        rating=_rating(product),
        available_time=_timestamp(product.available_time_ms),
        expire_time=_timestamp(product.expire_time_ms),
        tags=product.tags,
        uri=product.uri,
        images=product.images,
        hidden=product.hidden,
        margin_class=product.margin_class,
        sponsored=product.sponsored,
        source_version=product.source_version,
    )


def _localized(value: LocalizedText) -> catalog_pb2.LocalizedText:
    return catalog_pb2.LocalizedText(title=value.title, description=value.description, categories=value.categories)


def _attribute(value: AttributeValues) -> catalog_pb2.AttributeValues:
    return catalog_pb2.AttributeValues(text=value.text, numbers=value.numbers)


def _audience(product: Product) -> catalog_pb2.Audience | None:
    if not (product.genders or product.age_groups):
        return None
    return catalog_pb2.Audience(genders=product.genders, age_groups=product.age_groups)


def _color_info(product: Product) -> catalog_pb2.ColorInfo | None:
    if not (product.color_families or product.colors):
        return None
    return catalog_pb2.ColorInfo(color_families=product.color_families, colors=product.colors)


def _price_info(product: Product, *, with_cost: bool) -> catalog_pb2.PriceInfo | None:
    info = catalog_pb2.PriceInfo(
        price=product.price,
        original_price=product.original_price,
        cost=product.cost if with_cost else None,
        currency_code=product.currency_code,
    )
    return info if info.ByteSize() else None


def _rating(product: Product) -> catalog_pb2.Rating | None:
    if product.rating_average is None and not product.rating_count:
        return None
    return catalog_pb2.Rating(average=product.rating_average, count=product.rating_count)


def _timestamp(at_ms: int | None) -> Timestamp | None:
    return None if at_ms is None else Timestamp(seconds=at_ms // 1000, nanos=at_ms % 1000 * 1_000_000)
