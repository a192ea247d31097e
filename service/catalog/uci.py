"""Reads the "Online Retail" set (UCI Machine Learning Repository no. 352): one file of sales becomes products and events.

A line is a product sold on an invoice: InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice (GBP),
CustomerID (empty for guests), Country.
"""

from __future__ import annotations

import csv
import math
import re
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from service.catalog.csv_records import read_header
from service.catalog.feed_lines import FeedLine, read_lines
from service.catalog.feed_problems import FeedProblem, FeedProblems
from service.errors import FeedInvalid
from service.limits import MAX_EVENT_PRODUCTS, MAX_QUANTITY
from service.types import Consent, Event, EventProduct, EventType, Product, ProductId, SessionId, VisitorId

_COLUMNS = ("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID")
# Postage, manual entries, fees and vouchers stand among the goods; only goods have five digits in a row.
_GOODS = re.compile(r"\d{5}")


@dataclass(frozen=True, slots=True)
class UciShop:
    """What the files hold.

    Attributes:
        products: by id, titled and priced by their sales; guests' count too.
        events: one purchase an invoice, by time; long invoices are split.
        n_lines: lines read without the headers.
        n_dropped: sound lines that sell nothing: cancellations, corrections, services, gifts.
        problems: lines that could not be read.
    """

    products: tuple[Product, ...]
    events: tuple[Event, ...]
    n_lines: int
    n_dropped: int
    problems: FeedProblems


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
    problems: FeedProblems = field(default_factory=FeedProblems)
    n_lines: int = 0
    n_dropped: int = 0

    def add(self, sale: _Sale) -> None:
        if not sale.is_sale:
            self.n_dropped += 1
            return
        self.titles.setdefault(sale.product, Counter())[sale.title] += 1
        self.prices.setdefault(sale.product, []).append(sale.price)
        if sale.customer:
            self.invoices.setdefault((sale.invoice, sale.customer), []).append(sale)


def read_uci_online_retail(paths: Iterable[Path]) -> UciShop:
    """Read the files (CSV, .gz too) into one shop.

    Ids are deterministic, so that importing twice changes nothing. Stock codes are taken in capitals: the set spells
    some of them both ways.

    Raises:
        FeedInvalid: a header cannot be read or lacks a column. Malformed lines and an end that is missing are
            reported instead.
    """
    tally = _Tally()
    for path in paths:
        # A letter in a foreign encoding costs that letter, not its line.
        lines = read_lines(path, errors="replace")
        header = _header(path, next(lines, FeedLine(1, "")))
        # Line by line, since no field of the set spans lines: an unclosed quote costs its own line, not the rest.
        for line in lines:
            tally.n_lines += 1
            try:
                tally.add(_parse(line, header))
            except (ValueError, csv.Error) as error:
                tally.problems.add(FeedProblem(path.name, line.number, str(error)))
    return UciShop(
        products=tuple(_product(product, tally) for product in sorted(tally.titles)),
        events=tuple(_events(tally.invoices)),
        n_lines=tally.n_lines,
        n_dropped=tally.n_dropped,
        problems=tally.problems,
    )


def _header(path: Path, first: FeedLine) -> tuple[str, ...]:
    if first.problem:
        raise FeedInvalid(f"{path.name}: line 1: {first.problem}")
    header, _ = read_header(first)
    for absent in (column for column in _COLUMNS if column not in header):
        raise FeedInvalid(f"{path.name}: line 1: the column {absent} is missing")
    return header


def _parse(line: FeedLine, header: Sequence[str]) -> _Sale:
    """Read one line; ValueError says what is wrong with it, without the value."""
    if line.problem:
        raise ValueError(line.problem)
    values = next(csv.reader([line.text], strict=True), [])
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
