"""Products in columns: which column feeds which field, and how its text becomes a value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from service.catalog.audience import AGE_GROUPS, GENDERS, audience_values
from service.catalog.draft import Draft, Field, Reading
from service.errors import InvalidArgument

_ATTRIBUTE = "attributes."
_YES = frozenset({"true", "1", "yes", "ja"})
_NO = frozenset({"false", "0", "no", "nein"})
# Thousands as Germany and as English-speaking countries part them; a leading 0 parts nothing.
_GERMAN = re.compile(r"-?(?:[1-9]\d{0,2}(?:\.\d{3})+|\d+)(?:,\d+)?")
_ENGLISH = re.compile(r"-?(?:[1-9]\d{0,2}(?:,\d{3})+|\d+)(?:\.\d+)?")
_SPACES = re.compile(r"[\s']")


def read_amount(text: str) -> float:
    """Return a price written "12,95", "12.95", "1.299,00" or "1,299.00"; ValueError if it can be read two ways."""
    plain = _SPACES.sub("", text)
    readings = set()
    if _GERMAN.fullmatch(plain):
        readings.add(float(plain.replace(".", "").replace(",", ".")))
    if _ENGLISH.fullmatch(plain):
        readings.add(float(plain.replace(",", "")))
    if len(readings) > 1:
        raise ValueError("may mean thousands or decimals; write two decimals")
    if not readings:
        raise ValueError("is not a number")
    return readings.pop()


def _number(text: str) -> float:
    if not re.fullmatch(r"-?\d+(?:[.,]\d+)?", text):
        raise ValueError("is not a number")
    return float(text.replace(",", "."))


def _whole(text: str) -> int:
    if not re.fullmatch(r"-?\d{1,18}", text):
        raise ValueError("is not a whole number")
    return int(text)


def _flag(text: str) -> bool:
    if text.casefold() not in _YES | _NO:
        raise ValueError("must be true or false")
    return text.casefold() in _YES


def _texts(text: str) -> list[str]:
    return [part for value in text.split("|") if (part := value.strip())]


def audience_field(key: str, known: Mapping[str, str]) -> Field:
    """The field for whom a product is made, in the words of the shop; left out if one of them is not known."""

    def read(text: str) -> list[str]:
        if audience_values(text, known) is None:
            raise ValueError("holds a word that is not known")
        return [text]

    return Field(("audience", key), read, spared=True)


def _availability(text: str) -> str:
    return re.sub(r"[\s-]+", "_", text).upper()


def _fields() -> Mapping[str, Field]:
    texts = "id primary_product_id gtin sku title description language_code available_time expire_time uri margin_class"
    lists = "categories brands sizes materials patterns tags images"
    fields = {name: Field((name,), str) for name in texts.split()}
    fields |= {name: Field((name,), _texts) for name in lists.split()}
    fields |= {"genders": audience_field("genders", GENDERS), "age_groups": audience_field("age_groups", AGE_GROUPS)}
    fields |= {name: Field(("color_info", name), _texts) for name in ("colors", "color_families")}
    fields |= {name: Field(("price_info", name), read_amount) for name in ("price", "original_price", "cost")}
    fields |= {name: Field((name,), _whole) for name in ("available_quantity", "source_version")}
    fields |= {name: Field((name,), _flag) for name in ("hidden", "sponsored")}
    return MappingProxyType(
        {
            **fields,
            "currency_code": Field(("price_info", "currency_code"), str),
            "availability": Field(("availability",), _availability),
            "rating_average": Field(("rating", "average"), _number),
            "rating_count": Field(("rating", "count"), _whole),
        }
    )


FIELDS = _fields()
"""By column name; "attributes.KEY" stands beside them for every KEY."""


def field_of(name: str) -> Field | None:
    """Return the field that a column of this name feeds, or None."""
    key = name.removeprefix(_ATTRIBUTE)
    if key not in {name, ""}:
        return Field(("attributes", key, "text"), _texts)
    return FIELDS.get(name)


def parse_columns(text: str) -> Mapping[str, str]:
    """Return column -> field of "field=column,field=column". Raises InvalidArgument for what is no field."""
    columns: dict[str, str] = {}
    for pair in filter(None, text.split(",")):
        field, _, column = (part.strip() for part in pair.partition("="))
        if not column:
            raise InvalidArgument("columns", 'must read "field=column,field=column"')
        if field_of(field) is None:
            raise InvalidArgument(
                "columns", f"names a field that is none; fields are {', '.join(FIELDS)}, attributes.KEY"
            )
        columns[column] = field
    return columns


def feed_columns(header: Iterable[str], columns: Mapping[str, str]) -> tuple[str, ...]:
    """Return, by column, the name of the field it feeds, or ""; a column named for a mapped field feeds nothing."""
    mapped = set(columns.values())
    fields = (columns.get(name, "" if name in mapped else name) for name in header)
    return tuple(field if field_of(field) else "" for field in fields)


def product_json(fields: Sequence[str], values: Sequence[str]) -> Reading:
    """Return the product that a record holds.

    Args:
        fields: as `feed_columns` gives them.
        values: of one record, as many; an empty one leaves its field unset.
    """
    draft = Draft()
    for name, value in zip(fields, values, strict=True):
        field, text = field_of(name), value.strip()
        if field is not None and text:
            draft.put(name, field, text)
    return draft.reading()
