"""Products in tables: what the header says decides whether the columns are our fields or Google Merchant's attributes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from service.catalog.csv_products import feed_columns, field_of, product_json
from service.catalog.csv_records import CsvRecord, read_header, read_records
from service.catalog.draft import Reading
from service.catalog.feed_lines import FeedLine, Opener, open_plain, read_lines
from service.catalog.merchant import ATTRIBUTES, merchant_json
from service.catalog.merchant_names import attribute_name
from service.catalog.merchant_xml import Attribute
from service.errors import FeedInvalid


@dataclass(frozen=True, slots=True)
class Layout:
    """What the columns of a table stand for.

    Attributes:
        fields: by column, what it feeds, "" for nothing.
        is_merchant: whether these are Google Merchant's attributes, which may stand in several columns.
    """

    fields: tuple[str, ...]
    is_merchant: bool


def check_table(path: Path, columns: Mapping[str, str]) -> tuple[str, ...]:
    """Return the columns that feed nothing. Raises FeedInvalid if the header repeats or lacks a column, or is none."""
    first = next(read_lines(path), FeedLine(1, ""))
    header, _ = read_header(first)
    if first.problem or not header:
        raise FeedInvalid(f"{path.name}: line 1: {first.problem or 'is not a header'}")
    for absent in (column for column in columns if column not in header):
        raise FeedInvalid(f"{path.name}: line 1: the column {absent} is missing")
    layout = _layout(header, columns)
    for field, count in Counter(filter(None, layout.fields)).items():
        if count > 1 and not layout.is_merchant:
            raise FeedInvalid(f"{path.name}: line 1: {count} columns stand for {field}")
    if "id" not in layout.fields:
        raise FeedInvalid(f"{path.name}: line 1: no column stands for id")
    return tuple(name for name, field in zip(header, layout.fields, strict=True) if not field)


def read_table(
    path: Path, columns: Mapping[str, str], now_ms: int, opener: Opener = open_plain
) -> Iterator[tuple[int, Reading]]:
    """Yield the products of a table that `check_table` passed, each with the line it begins on."""
    lines = read_lines(path, opener)
    for first in islice(lines, 1):
        header, delimiter = read_header(first)
        read = _reader(_layout(header, columns), now_ms)
        for record in read_records(lines, delimiter, len(header)):
            yield record.number, Reading("", record.problem) if record.problem else read(record)


def _layout(header: Sequence[str], columns: Mapping[str, str]) -> Layout:
    """Take the columns for what more of them are named as; a column map speaks of our own fields."""
    merchant = tuple(name if (name := attribute_name(column)) in ATTRIBUTES else "" for column in header)
    named = sum(field_of(column) is not None for column in header)
    if not columns and sum(map(bool, merchant)) > named:
        return Layout(merchant, is_merchant=True)
    return Layout(feed_columns(header, columns), is_merchant=False)


def _reader(layout: Layout, now_ms: int) -> Callable[[CsvRecord], Reading]:
    if not layout.is_merchant:
        return lambda record: product_json(layout.fields, record.fields)
    return lambda record: merchant_json(map(Attribute, layout.fields, record.fields), now_ms)
