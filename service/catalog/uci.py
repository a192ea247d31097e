"""Reads the "Online Retail" set (UCI Machine Learning Repository no. 352): one file of sales becomes products and events.

A line is a product sold on an invoice: InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice (GBP),
CustomerID (empty for guests), Country.
"""

from __future__ import annotations

import csv
import gzip
import math
import re
import statistics
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from service.errors import FeedInvalid
from service.limits import MAX_EVENT_PRODUCTS, MAX_QUANTITY
from service.types import Consent, Event, EventProduct, EventType, Product, ProductId, SessionId, VisitorId

_COLUMNS = ("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID")
# Postage, manual entries, fees and vouchers stand among the goods; only goods have five digits in a row.
_GOODS = re.compile(r"\d{5}")
_REPORTED = 10


@dataclass(frozen=True, slots=True)
class FeedProblem:
    """A line that could not be read; lines count from 1, the header's."""

    file: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class UciShop:
    """What the files hold.

    Attributes:
        products: by id, titled and priced by their sales; guests' count too.
        events: one purchase an invoice, by time; long invoices are split.
        n_lines: lines read without the headers.
        n_dropped: sound lines that sell nothing: cancellations, corrections, services, gifts.
        n_malformed: lines that could not be read.
        problems: the first few of those.
    """

    products: tuple[Product, ...]
    events: tuple[Event, ...]
    n_lines: int
    n_dropped: int
    n_malformed: int
    problems: tuple[FeedProblem, ...]


@dataclass(frozen=True, slots=True)
class _Sale:
    invoice: str
    product: ProductId
    title: str
    quantity: int
    at_ms: int
    price: float
    customer: str

    @property
    def is_sale(self) -> bool:
        goods = _GOODS.search(self.product) is not None
        return goods and not self.invoice.startswith("C") and self.quantity > 0 and self.price > 0


@dataclass(slots=True)
class _Tally:
    """What has been read so far."""

    titles: dict[ProductId, Counter[str]] = field(default_factory=dict)
    prices: dict[ProductId, list[float]] = field(default_factory=dict)
    invoices: dict[tuple[str, str], list[_Sale]] = field(default_factory=dict)
    problems: list[FeedProblem] = field(default_factory=list)
    n_lines: int = 0
    n_dropped: int = 0
    n_malformed: int = 0

    def add(self, sale: _Sale) -> None:
        self.titles.setdefault(sale.product, Counter())[sale.title] += 1
        self.prices.setdefault(sale.product, []).append(sale.price)
        if sale.customer:
            self.invoices.setdefault((sale.invoice, sale.customer), []).append(sale)

    def report(self, problem: FeedProblem) -> None:
        self.n_malformed += 1
        if len(self.problems) < _REPORTED:
            self.problems.append(problem)


def read_uci_online_retail(paths: Iterable[Path]) -> UciShop:
    """Read the files (CSV, .gz too) into one shop.

    Ids are deterministic, so that importing twice changes nothing. Stock codes are taken in capitals: the set spells
    some of them both ways.

    Raises:
        FeedInvalid: a file is missing, cut short, or lacks a column. Single malformed lines are reported instead.
    """
    tally = _Tally()
    for path in paths:
        for line, text, header in _lines(path):
            tally.n_lines += 1
            try:
                sale = _parse(text, header)
            except (ValueError, csv.Error) as error:
                tally.report(FeedProblem(path.name, line, str(error)))
                continue
            if sale.is_sale:
                tally.add(sale)
            else:
                tally.n_dropped += 1
    return UciShop(
        products=tuple(_product(product, tally) for product in sorted(tally.titles)),
        events=tuple(_events(tally.invoices)),
        n_lines=tally.n_lines,
        n_dropped=tally.n_dropped,
        n_malformed=tally.n_malformed,
        problems=tuple(tally.problems),
    )


def _lines(path: Path) -> Iterator[tuple[int, str, list[str]]]:
    # Line by line, since no field of the set spans lines: an unclosed quote costs its own line, not the rest.
    try:
        with _open(path) as file:
            header = next(csv.reader([file.readline()]), [])
            absent = [column for column in _COLUMNS if column not in header]
            if absent:
                raise FeedInvalid(f"{path.name}: line 1: the column {absent[0]} is missing")
            for line, text in enumerate(file, start=2):
                yield line, text, header
    except FileNotFoundError as error:
        raise FeedInvalid(f"{path.name}: there is no such file") from error
    except (OSError, EOFError, zlib.error) as error:
        raise FeedInvalid(f"{path.name}: cannot be read to its end") from error


def _open(path: Path) -> TextIO:
    # A letter in a foreign encoding costs that letter, not the file.
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", errors="replace", newline="")
    return path.open(encoding="utf-8-sig", errors="replace", newline="")


def _parse(text: str, header: Sequence[str]) -> _Sale:
    """Read one line; ValueError says what is wrong with it, without the value."""
    values = next(csv.reader([text], strict=True), [])
    if len(values) != len(header):
        raise ValueError(f"has {len(values)} fields where the header has {len(header)}")
    row = dict(zip(header, values, strict=True))
    return _Sale(
        invoice=_text(row, "InvoiceNo"),
        product=ProductId(_text(row, "StockCode").upper()),
        title=" ".join(row["Description"].split()),
        quantity=int(_number(row, "Quantity")),
        at_ms=_at_ms(row),
        price=_number(row, "UnitPrice"),
        customer=row["CustomerID"].strip(),
    )


def _text(row: dict[str, str], column: str) -> str:
    value = row[column].strip()
    if not value:
        raise ValueError(f"{column} is empty")
    return value


def _number(row: dict[str, str], column: str) -> float:
    try:
        value = float(row[column])
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ValueError(f"{column} is not a number")
    return value


def _at_ms(row: dict[str, str]) -> int:
    # The set names no time zone; taken as UTC, a fixed shift at most.
    try:
        moment = datetime.fromisoformat(row["InvoiceDate"]).replace(tzinfo=UTC)
    except ValueError as error:
        raise ValueError("InvoiceDate is not YYYY-MM-DD hh:mm:ss") from error
    return int(moment.timestamp()) * 1000


def _product(product: ProductId, tally: _Tally) -> Product:
    titles = tally.titles[product]
    return Product(
        id=product,
        title=min(titles, key=lambda title: (-titles[title], title)),
        price=round(statistics.median(tally.prices[product]), 2),
        currency_code="GBP",
        language_code="en",
    )


def _events(invoices: dict[tuple[str, str], list[_Sale]]) -> list[Event]:
    events = [event for sales in invoices.values() for event in _purchases(sales)]
    return sorted(events, key=lambda event: (event.at_ms, event.event_id))


def _purchases(sales: Sequence[_Sale]) -> Iterator[Event]:
    """One invoice as purchases of at most MAX_EVENT_PRODUCTS products, in the order of its lines."""
    first = sales[0]
    bought = _summed(sales)
    for part, start in enumerate(range(0, len(bought), MAX_EVENT_PRODUCTS)):
        yield Event(
            event_id=f"uci-{first.invoice}-{first.customer}-{part}",
            event_type=EventType.PURCHASE_COMPLETE,
            at_ms=min(sale.at_ms for sale in sales),
            visitor_id=VisitorId(first.customer),
            session_id=SessionId(first.invoice),
            products=tuple(bought[start : start + MAX_EVENT_PRODUCTS]),
            consent=Consent.GRANTED,
        )


def _summed(sales: Sequence[_Sale]) -> list[EventProduct]:
    quantities: Counter[ProductId] = Counter()
    prices: dict[ProductId, float] = {}
    for sale in sales:
        quantities[sale.product] += sale.quantity
        prices.setdefault(sale.product, sale.price)
    return [
        EventProduct(product, quantity=min(quantity, MAX_QUANTITY), price=prices[product])
        for product, quantity in quantities.items()
    ]
