"""Google Merchant attributes to products: which attribute feeds which field, and how its text becomes a value."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import NamedTuple

from service.catalog.audience import AGE_GROUPS, GENDERS
from service.catalog.csv_products import FIELDS, audience_field, read_amount
from service.catalog.draft import Draft, Field, Reading
from service.catalog.merchant_names import attribute_name
from service.catalog.merchant_xml import Attribute
from service.catalog.row import PATH_SEPARATOR

_PRICE = re.compile(r"(?P<before>[A-Z]{3}|€)?\s*(?P<amount>-?[\d.,' ]*\d)\s*(?P<after>[A-Z]{3}|€)?", re.IGNORECASE)
# The pattern of a price tries every way to part white space and digits; no price is as long.
_MAX_PRICE_CHARS = 64
# html.unescape refuses a number of over 4,300 digits; no path is as long.
_MAX_PATH_CHARS = 4_000
# A comma after which no "section:name:" stands belongs to the value.
_NEXT_DETAIL = re.compile(r",(?=[^,:]*:[^,:]+:)")
_NEXT_URI = re.compile(r",\s*(?=https?://)")
_STOCK = MappingProxyType(
    {
        word: value
        for value, words in {
            "IN_STOCK": "in stock|available for order|auf lager|lieferbar|bestellbar",
            "OUT_OF_STOCK": "out of stock|nicht auf lager|ausverkauft",
            # Ordered now, sent later: both can be bought.
            "PREORDER": "preorder|pre order|backorder|vorbestellbar|vorbestellt|vorbestellung|nachbestellt|lieferrückstand",
        }.items()
        for word in words.split("|")
    }
)


Texts = Mapping[str, Sequence[str]]


class _Price(NamedTuple):
    amount: float
    currency: str


def _price(text: str) -> _Price:
    """Read "12.95 EUR", "EUR 12,95", "12,95 €" or an amount alone."""
    plain = " ".join(text.split())
    found = _PRICE.fullmatch(plain) if len(plain) <= _MAX_PRICE_CHARS else None
    if not found or (found["before"] and found["after"]):
        raise ValueError("must read like 12.95 EUR")
    currency = (found["before"] or found["after"] or "").upper()
    return _Price(read_amount(found["amount"]), "EUR" if currency == "€" else currency)


def _availability(text: str) -> str:
    stock = _STOCK.get(" ".join(re.split(r"[\s_-]+", text.casefold())))
    if stock is None:
        raise ValueError("is not a known availability")
    return stock


def _moment(text: str) -> datetime:
    """Read ISO 8601; a time without a zone is in UTC."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise ValueError("must be a date such as 2026-03-01T00:00+01:00") from None


def _period(text: str) -> tuple[float, float]:
    """Read two moments parted by a slash, in milliseconds since the epoch."""
    begin, slash, end = text.partition("/")
    if not slash:
        raise ValueError("must be two dates parted by /")
    return _moment(begin.strip()).timestamp() * 1000, _moment(end.strip()).timestamp() * 1000


def _one(text: str) -> list[str]:
    return [text]


def _between_slashes(text: str) -> list[str]:
    return [part for value in text.split("/") if (part := value.strip())]


def _path(text: str) -> str:
    plain = html.unescape(text) if len(text) <= _MAX_PATH_CHARS else text
    nodes = (node.strip() for node in plain.split(PATH_SEPARATOR.strip()))
    return PATH_SEPARATOR.join(filter(None, nodes))


_SINGLE: Mapping[str, Field] = MappingProxyType(
    {
        "id": FIELDS["id"],
        "item_group_id": FIELDS["primary_product_id"],
        "title": FIELDS["title"],
        "description": FIELDS["description"],
        "link": FIELDS["uri"],
        "availability": Field(("availability",), _availability),
        "cost_of_goods_sold": Field(("price_info", "cost"), lambda text: _price(text).amount),
        "brand": Field(("brands",), _one),
        "gtin": FIELDS["gtin"],
        "mpn": FIELDS["sku"],
        "gender": audience_field("genders", GENDERS),
        "age_group": audience_field("age_groups", AGE_GROUPS),
        "color": Field(("color_info", "colors"), _between_slashes),
        "size": Field(("sizes",), _one),
        "material": Field(("materials",), _between_slashes),
        "pattern": Field(("patterns",), _one),
        "quantity": Field(("available_quantity",), FIELDS["available_quantity"].read, spared=True),
        "expiration_date": Field(("expire_time",), lambda text: _moment(text).isoformat()),
        **{
            name: Field(("attributes", name, "text"), _one)
            for name in ("condition", "availability_date", "size_type", "size_system", "energy_efficiency_class")
        },
    }
)
_SEVERAL = (
    "image_link",
    "additional_image_link",
    "product_type",
    "google_product_category",
    "product_detail",
    "price",
    "sale_price",
    "sale_price_effective_date",
    *(f"custom_label_{digit}" for digit in range(5)),
)
ATTRIBUTES = frozenset((*_SINGLE, *_SEVERAL))
"""All that are read; a feed's other attributes feed nothing."""


def merchant_json(attributes: Iterable[Attribute], now_ms: int) -> Reading:
    """Return the product that an entry or a record of a table holds.

    Args:
        attributes: as they are named and spelled in the feed; empty ones leave their fields unset.
        now_ms: a sale price with a period counts if it is in force at this time.
    """
    said: dict[str, list[Attribute]] = {}
    for attribute in attributes:
        if attribute.text.strip():
            said.setdefault(attribute_name(attribute.name), []).append(attribute)
    texts = {name: [attribute.text.strip() for attribute in found] for name, found in said.items()}
    draft = Draft()
    for name, field in _SINGLE.items():
        if name in texts:
            draft.put(name, field, texts[name][0])
    _put_prices(draft, texts, now_ms)
    _put_categories(draft, texts)
    for path, values in (("images", _images(texts)), ("tags", _labels(texts))):
        if values:
            draft.set((path,), values)
    for key, values in _details(said.get("product_detail", ())).items():
        draft.set(("attributes", key, "text"), values)
    return draft.reading()


def _put_prices(draft: Draft, texts: Texts, now_ms: int) -> None:
    price = draft.read("price", _price, texts["price"][0]) if "price" in texts else None
    sale = draft.read("sale_price", _price, texts["sale_price"][0]) if _is_on_sale(draft, texts, now_ms) else None
    if price and sale and sale.amount < price.amount:
        draft.set(("price_info", "original_price"), price.amount)
        price = sale
    if price:
        draft.set(("price_info", "price"), price.amount)
        if price.currency:
            draft.set(("price_info", "currency_code"), price.currency)


def _is_on_sale(draft: Draft, texts: Texts, now_ms: int) -> bool:
    if "sale_price" not in texts:
        return False
    name = "sale_price_effective_date"
    if name not in texts:
        return True
    period = draft.read(name, _period, texts[name][0], spared=True)
    return period is not None and period[0] <= now_ms < period[1]


def _put_categories(draft: Draft, texts: Texts) -> None:
    """The shop's own paths; without any, those of Google's taxonomy that are spelled out."""
    named = [text for text in texts.get("google_product_category", ()) if not text.isdecimal()]
    paths = [path for text in texts.get("product_type", named) if (path := _path(text))]
    if paths:
        draft.set(("categories",), list(dict.fromkeys(paths)))
    elif "google_product_category" in texts:
        draft.warn("google_product_category: is a number, and names no category")


def _images(texts: Texts) -> list[str]:
    further = [uri for text in texts.get("additional_image_link", ()) for uri in _NEXT_URI.split(text)]
    return list(dict.fromkeys((*texts.get("image_link", ()), *further)))


def _labels(texts: Texts) -> list[str]:
    return [text for digit in range(5) for text in texts.get(f"custom_label_{digit}", ())]


def _details(attributes: Iterable[Attribute]) -> dict[str, list[str]]:
    """Values by name, of parts with names of their own, or of "section:name:value" as tables write it."""
    found: dict[str, list[str]] = {}
    for attribute in attributes:
        parts = attribute.parts
        pairs = (
            [(parts.get("attribute_name", ""), parts.get("attribute_value", ""))] if parts else _pairs(attribute.text)
        )
        for key, value in pairs:
            if key and value:
                found.setdefault(key, []).append(value)
    return found


def _pairs(text: str) -> list[tuple[str, str]]:
    details = [detail.split(":", 2) for detail in _NEXT_DETAIL.split(text)]
    return [(detail[-2].strip(), detail[-1].strip()) for detail in details if len(detail) > 1]
