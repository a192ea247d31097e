from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from service.catalog.feed_problems import MAX_KEPT
from service.catalog.uci import UciShop, read_uci_online_retail
from service.errors import FeedInvalid
from service.limits import MAX_EVENT_PRODUCTS, MAX_QUANTITY
from service.types import Consent, EventProduct, EventType, ProductId

HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"


def line(**fields: object) -> str:
    usual = {
        "invoice": "500001",
        "code": "10001",
        "title": "PAPER LAMP",
        "quantity": 2,
        "at": "2010-12-01 08:26:00",
        "price": "1.50",
        "customer": "12345",
        "country": "Germany",
    }
    return ",".join(str(value) for value in (usual | fields).values())


def read(folder: Path, *lines: str) -> UciShop:
    path = folder / "sales.csv"
    path.write_text("\n".join((HEADER, *lines)) + "\n")
    return read_uci_online_retail([path])


def test_an_invoice_becomes_one_purchase(tmp_path: Path) -> None:
    shop = read(tmp_path, line(), line(code="10002A", quantity=1, price="3"))
    (event,) = shop.events
    assert event.event_type is EventType.PURCHASE_COMPLETE
    assert event.visitor_id == "12345"
    assert event.consent is Consent.GRANTED
    assert event.at_ms == 1_291_191_960_000
    assert event.products == (EventProduct(ProductId("10001"), 2, 1.5), EventProduct(ProductId("10002A"), 1, 3.0))


def test_a_product_has_its_commonest_title_and_its_median_price(tmp_path: Path) -> None:
    shop = read(tmp_path, line(price=1), line(price=2), line(price=9, title="LAMP OF PAPER"))
    (product,) = shop.products
    assert (product.title, product.price, product.currency_code, product.language_code) == (
        "PAPER LAMP",
        2,
        "GBP",
        "en",
    )


def test_a_stock_code_spelled_both_ways_is_one_product(tmp_path: Path) -> None:
    shop = read(tmp_path, line(code="10001a"), line(code="10001A"))
    assert [product.id for product in shop.products] == ["10001A"]
    assert shop.events[0].products[0].quantity == 4


@pytest.mark.parametrize(
    "dropped",
    [
        line(invoice="C500001"),
        line(quantity=-1),
        line(quantity=0),
        line(price=0),
        line(code="POST"),
        line(code="gift_0001_40"),
        line(code="BANK CHARGES"),
    ],
)
def test_what_sells_no_goods_is_dropped_and_counted(tmp_path: Path, dropped: str) -> None:
    shop = read(tmp_path, line(), dropped)
    assert (len(shop.products), len(shop.events), shop.n_lines, shop.n_dropped) == (1, 1, 2, 1)
    assert shop.events[0].products[0].quantity == 2


def test_guests_fill_the_catalogue_but_leave_no_events(tmp_path: Path) -> None:
    shop = read(tmp_path, line(customer=""))
    assert (len(shop.products), shop.events) == (1, ())


def test_a_long_invoice_is_split_into_events_within_the_cap(tmp_path: Path) -> None:
    lines = [line(code=str(10_000 + number)) for number in range(MAX_EVENT_PRODUCTS + 1)]
    shop = read(tmp_path, *lines)
    assert [len(event.products) for event in shop.events] == [MAX_EVENT_PRODUCTS, 1]
    assert len({event.event_id for event in shop.events}) == 2


def test_reading_twice_gives_the_same_ids(tmp_path: Path) -> None:
    lines = [line(), line(customer="7"), line(invoice="500002")]
    assert read(tmp_path, *lines) == read(tmp_path, *lines)


def test_a_quantity_beyond_the_limit_is_capped(tmp_path: Path) -> None:
    assert read(tmp_path, line(quantity=10**9)).events[0].products[0].quantity == MAX_QUANTITY


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (line(quantity="two"), "Quantity is not a number"),
        (line(quantity="nan"), "Quantity is not a number"),
        (line(price="inf"), "UnitPrice is not a number"),
        (line(at="yesterday"), "InvoiceDate is not YYYY-MM-DD hh:mm:ss"),
        (line(invoice=""), "InvoiceNo is empty"),
        (line(code=" "), "StockCode is empty"),
        ("500001,10001", "has 2 fields where the header has 8"),
        (line(title='"UNCLOSED'), "unexpected end of data"),
        ("", "has 0 fields where the header has 8"),
    ],
)
def test_a_malformed_line_is_reported_and_the_rest_is_kept(tmp_path: Path, bad: str, reason: str) -> None:
    shop = read(tmp_path, line(), bad, line(code="10002"))
    assert len(shop.products) == 2
    assert shop.problems.n == 1
    (problem,) = shop.problems.kept
    assert (problem.file, problem.line, problem.reason) == ("sales.csv", 3, reason)


def test_only_the_first_problems_are_kept_but_all_are_counted(tmp_path: Path) -> None:
    shop = read(tmp_path, *["broken"] * (MAX_KEPT + 30))
    assert shop.problems.n == MAX_KEPT + 30
    assert [problem.line for problem in shop.problems.kept] == list(range(2, MAX_KEPT + 2))


def test_gzip_is_read_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv.gz"
    path.write_bytes(gzip.compress(f"{HEADER}\n{line()}\n".encode()))
    assert len(read_uci_online_retail([path]).products) == 1


def test_a_foreign_letter_costs_no_more_than_itself(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    path.write_bytes(f"{HEADER}\n{line(title='CAFÉ')}\n".encode("latin-1"))
    assert read_uci_online_retail([path]).products[0].title == "CAF\N{REPLACEMENT CHARACTER}"


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(FeedInvalid, match=r"absent\.csv: line 1: the file cannot be read from here on"):
        read_uci_online_retail([tmp_path / "absent.csv"])


def test_a_missing_column_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    path.write_text("InvoiceNo,StockCode\n")
    with pytest.raises(FeedInvalid, match=r"sales\.csv: line 1: the column Description is missing"):
        read_uci_online_retail([path])


def test_a_file_that_is_no_gzip_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv.gz"
    path.write_bytes(b"no gzip at all")
    with pytest.raises(FeedInvalid, match=r"sales\.csv\.gz: line 1: the file cannot be read from here on"):
        read_uci_online_retail([path])


def test_a_file_cut_short_keeps_what_stands_before_and_says_so(tmp_path: Path) -> None:
    lines = "\n".join(line(code=str(10_000 + number), customer=number) for number in range(20_000))
    whole = gzip.compress(f"{HEADER}\n{lines}\n".encode())
    path = tmp_path / "sales.csv.gz"
    path.write_bytes(whole[: len(whole) // 2])
    shop = read_uci_online_retail([path])
    assert 1_000 < len(shop.products) < 20_000
    assert shop.problems.cut_short == ["sales.csv.gz"]
    assert shop.problems.n == 1
