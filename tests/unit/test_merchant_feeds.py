"""Feeds as shops send them to Google Merchant are read as products, whatever their form and their language."""

from __future__ import annotations

import gzip
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from service.catalog.feed_problems import CUT_SHORT
from service.catalog.feeds import FeedEntry, check_products, read_products
from service.catalog.merchant_xml import read_entries
from service.cli.messages import read_product
from service.errors import FeedInvalid
from service.types import Availability

MARCH_MS = 1_772_323_200_000  # 2026-03-01
RSS = '<?xml version="1.0"?><rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel><title>Laden</title>{}</channel></rss>'
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0"><title>Laden</title>{}</feed>'


def written(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    data = text if isinstance(text, bytes) else text.encode()
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return path


def entries(path: Path) -> list[FeedEntry]:
    check_products(path)
    return list(read_products([path], now_ms=MARCH_MS))


def table(folder: Path, **row: str) -> FeedEntry:
    """One product in a table whose columns Google knows."""
    row = {"id": "1", "title": "Hose", "link": "https://laden.example/1"} | row
    [entry] = entries(written(folder, "feed.tsv", "\t".join(row) + "\n" + "\t".join(row.values()) + "\n"))
    return entry


def told(folder: Path, **row: str) -> dict[str, Any]:
    entry = table(folder, **row)
    assert not entry.problem
    return msgspec.json.decode(entry.json)


ITEM = """
<item>
  <title>Steht auch hier</title><link>https://laden.example/7?a=1&amp;b=2</link><pubDate>heute</pubDate>
  <g:id>7-blau</g:id><g:title>Regenjacke &quot;Sylt&quot;</g:title><g:item_group_id>7</g:item_group_id>
  <description><![CDATA[Hält <b>dicht</b>.]]></description>
  <g:image_link>https://bild.example/1.jpg</g:image_link>
  <g:additional_image_link>https://bild.example/2.jpg</g:additional_image_link>
  <g:additional_image_link>https://bild.example/3.jpg</g:additional_image_link>
  <g:availability>in_stock</g:availability><g:price>89.95 EUR</g:price><g:sale_price>59.95 EUR</g:sale_price>
  <g:brand>Wetterfest</g:brand><g:gtin>4006381333931</g:gtin><g:mpn>WF-7</g:mpn>
  <g:google_product_category>5598</g:google_product_category>
  <g:product_type>Damen &gt; Jacken &gt; Regenjacken</g:product_type>
  <g:color>Blau/Weiß</g:color><g:size>M</g:size><g:material>Polyester/Elasthan</g:material><g:pattern>gestreift</g:pattern>
  <g:gender>female</g:gender><g:age_group>adult</g:age_group>
  <g:custom_label_0>Frühling</g:custom_label_0><g:custom_label_3>Topseller</g:custom_label_3>
  <g:product_detail><g:section_name>Maße</g:section_name><g:attribute_name>Länge</g:attribute_name>
    <g:attribute_value>72 cm</g:attribute_value></g:product_detail>
  <g:cost_of_goods_sold>30.00 EUR</g:cost_of_goods_sold>
  <g:expiration_date>2026-12-31T23:00+0100</g:expiration_date>
  <g:shipping><g:country>DE</g:country><g:price>4.95 EUR</g:price></g:shipping>
</item>
"""


@pytest.mark.parametrize("name", ["feed.xml", "feed.xml.gz"])
def test_an_rss_feed_is_read_as_products(tmp_path: Path, name: str) -> None:
    [entry] = entries(written(tmp_path, name, RSS.format(ITEM)))
    assert (entry.line, entry.problem, entry.warnings) == (2, "", ())
    product = read_product(entry.json)
    assert (product.id, product.primary_product_id, product.title) == ("7-blau", "7", 'Regenjacke "Sylt"')
    assert product.description == "Hält <b>dicht</b>."
    assert product.uri == "https://laden.example/7?a=1&b=2"
    assert product.images == tuple(f"https://bild.example/{number}.jpg" for number in (1, 2, 3))
    assert (product.price, product.original_price, product.cost, product.currency_code) == (59.95, 89.95, 30.0, "EUR")
    assert (product.brands, product.gtin, product.sku) == (("Wetterfest",), "4006381333931", "WF-7")
    assert product.categories == ("Damen > Jacken > Regenjacken",)
    assert (product.colors, product.sizes, product.patterns) == (("Blau", "Weiß"), ("M",), ("gestreift",))
    assert product.materials == ("Polyester", "Elasthan")
    assert (product.genders, product.age_groups) == (("women",), ("adult",))
    assert product.tags == ("Frühling", "Topseller")
    assert product.attributes["Länge"].text == ("72 cm",)
    assert product.expire_time_ms == 1_798_754_400_000
    assert product.availability is Availability.IN_STOCK


def test_an_atom_feed_is_read_as_products(tmp_path: Path) -> None:
    entry = (
        '<entry><id>urn:laden:1</id><title>Hose</title><link rel="self" href="https://laden.example/self"/>'
        '<link href="https://laden.example/1"/><summary>Weit</summary><g:id>1</g:id></entry>'
    )
    [read] = entries(written(tmp_path, "feed.xml", ATOM.format(entry)))
    product = msgspec.json.decode(read.json)
    assert product == {"id": "1", "title": "Hose", "description": "Weit", "uri": "https://laden.example/1"}


def test_a_table_with_googles_names_is_known_by_its_header(tmp_path: Path) -> None:
    product = told(
        tmp_path,
        price="1299.00 EUR",
        availability="preorder",
        additional_image_link="https://b.example/2,3.jpg,https://b.example/4.jpg",
        image_link="https://b.example/1.jpg",
        product_detail="Allgemein:Volumen:1,5 l,Allgemein:Fach:ja",
        gender="male",
    )
    assert product["price_info"] == {"price": 1299.0, "currency_code": "EUR"}
    assert product["availability"] == "PREORDER"
    assert product["images"] == ["https://b.example/1.jpg", "https://b.example/2,3.jpg", "https://b.example/4.jpg"]
    assert product["attributes"] == {"Volumen": {"text": ["1,5 l"]}, "Fach": {"text": ["ja"]}}
    assert product["audience"] == {"genders": ["male"]}


def test_a_table_with_german_names_is_read_too(tmp_path: Path) -> None:
    header = (
        "ID;Titel;Beschreibung;Link;Bildlink;Zusätzlicher Bildlink;Zusätzlicher Bildlink;Verfügbarkeit;Preis"
        ";Sonderangebotspreis;Marke;Geschlecht;Altersgruppe;Farbe;Größe;Google Produktkategorie;Benutzerdefiniertes Label 0"
        ";Lagerplatz"
    )
    row = (
        '1;Kleid;Leicht;https://l.example/1;https://b.example/1;https://b.example/2;https://b.example/3;"auf Lager"'
        ";49,95 €;39,95 €;Alba;Damen;Erwachsene;Rot;38;Bekleidung > Kleider;neu;A7"
    )
    path = written(tmp_path, "feed.csv", f"{header}\n{row}\n")
    assert check_products(path) == ("Lagerplatz",)
    product = read_product(entries(path)[0].json)
    assert (product.price, product.original_price, product.currency_code) == (39.95, 49.95, "EUR")
    assert (product.genders, product.age_groups, product.sizes) == (("women",), ("adult",), ("38",))
    assert product.images == ("https://b.example/1", "https://b.example/2", "https://b.example/3")
    assert product.categories == ("Bekleidung > Kleider",)
    assert product.tags == ("neu",)


def test_a_table_in_our_own_names_stays_what_it_is(tmp_path: Path) -> None:
    path = written(tmp_path, "shop.csv", "id,title,brands,sizes,color,price\n1,Hose,Alba|Bruno,38|40,rot,12.95\n")
    assert check_products(path) == ("color",)
    assert msgspec.json.decode(entries(path)[0].json)["sizes"] == ["38", "40"]


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("12.95 EUR", 12.95, "EUR"),
        ("EUR 12,95", 12.95, "EUR"),
        ("12,95€", 12.95, "EUR"),
        ("1.299,00 eur", 1299.0, "EUR"),
        ("1,299.00 CHF", 1299.0, "CHF"),
    ],
)
def test_prices_carry_their_currency(tmp_path: Path, text: str, amount: float, currency: str) -> None:
    assert told(tmp_path, price=text)["price_info"] == {"price": amount, "currency_code": currency}


@pytest.mark.parametrize("text", ["teuer", "EUR 12 EUR", "12.95 Euro", "EUR", "1.299 EUR"])
def test_a_price_that_cannot_be_read_costs_the_product(tmp_path: Path, text: str) -> None:
    assert table(tmp_path, price=text).problem.startswith("price: ")


@pytest.mark.parametrize("text", ["EUR" + " " * 8_000 + "x", "9" * 310 + " EUR", "12.95 EUR" + "," * 60])
def test_a_price_is_no_longer_than_people_write_it(tmp_path: Path, text: str) -> None:
    assert table(tmp_path, price=text).problem == "price: must read like 12.95 EUR"


def test_white_space_in_a_price_does_not_make_it_long(tmp_path: Path) -> None:
    assert told(tmp_path, price=f"EUR{' ' * 8_000}12,95")["price_info"] == {"price": 12.95, "currency_code": "EUR"}


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("product_detail", "," + " " * 120_000 + "x"),
        ("price", "EUR" + " " * 120_000 + "x"),
        ("e" + "\u0301\u0316" * 60_000, "x"),
    ],
)
def test_no_cell_or_name_takes_time_by_the_square_of_its_length(tmp_path: Path, column: str, cell: str) -> None:
    """By the square, each of these takes from ten seconds to minutes."""
    before = time.process_time()
    assert table(tmp_path, **{column: cell}).json
    print(f"{time.process_time() - before:.2f} s")


def test_a_path_with_an_endless_number_costs_no_other_product(tmp_path: Path) -> None:
    path = written(tmp_path, "feed.tsv", f"id\ttitle\tproduct type\n1\tA\t&#{'9' * 5_000};\n2\tB\tHosen &gt; Jeans\n")
    first, second = entries(path)
    assert first.line == 2
    assert msgspec.json.decode(second.json)["categories"] == ["Hosen > Jeans"]


@pytest.mark.parametrize(
    ("period", "on_sale"),
    [
        ("2026-02-20T00:00+0100/2026-03-10T00:00+0100", True),
        ("2026-02-20/2026-03-10", True),
        ("2026-03-05T00:00Z/2026-03-10T00:00Z", False),
        ("2026-01-05T00:00Z/2026-02-10T00:00Z", False),
    ],
)
def test_a_sale_price_counts_while_it_is_in_force(tmp_path: Path, period: str, on_sale: bool) -> None:
    prices = told(tmp_path, price="20 EUR", sale_price="15 EUR", sale_price_effective_date=period)["price_info"]
    assert prices.get("original_price") == (20.0 if on_sale else None)
    assert prices["price"] == (15.0 if on_sale else 20.0)


def test_a_sale_that_is_no_cheaper_is_none(tmp_path: Path) -> None:
    assert told(tmp_path, price="20 EUR", sale_price="20 EUR")["price_info"] == {"price": 20.0, "currency_code": "EUR"}


@pytest.mark.parametrize(
    ("row", "warning"),
    [
        ({"gender": "Zwerge"}, "gender: holds a word that is not known"),
        ({"age_group": "uralt"}, "age_group: holds a word that is not known"),
        ({"quantity": "viele"}, "quantity: is not a whole number"),
        ({"google_product_category": "1604"}, "google_product_category: is a number, and names no category"),
        (
            {"price": "20 EUR", "sale_price": "15 EUR", "sale_price_effective_date": "bald"},
            "sale_price_effective_date: must be two dates parted by /",
        ),
        (
            {"price": "20 EUR", "sale_price": "15 EUR", "sale_price_effective_date": "0001-01-01T00:00+14:00/x"},
            "sale_price_effective_date: must be a date such as 2026-03-01T00:00+01:00",
        ),
    ],
)
def test_what_does_not_matter_much_is_left_out_and_told(tmp_path: Path, row: dict[str, str], warning: str) -> None:
    entry = table(tmp_path, **row)
    assert (entry.problem, entry.warnings) == ("", (warning,))
    assert read_product(entry.json).title == "Hose"


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"availability": "vielleicht"}, "availability: is not a known availability"),
        ({"expiration_date": "morgen"}, "expiration_date: must be a date such as 2026-03-01T00:00+01:00"),
    ],
)
def test_what_decides_whether_it_can_be_bought_costs_the_product(
    tmp_path: Path, row: dict[str, str], problem: str
) -> None:
    assert table(tmp_path, **row).problem == problem


def test_a_feed_that_breaks_gives_what_stands_before_and_says_why(tmp_path: Path) -> None:
    items = "".join(f"<item><g:id>{number}</g:id></item>\n" for number in range(3_000))
    broken = RSS.format(items + "<item><g:title>Hemd & Hose</g:title></item>")
    read = entries(written(tmp_path, "feed.xml", broken))
    assert [entry.problem for entry in read if entry.problem] == [
        "is not well-formed XML: not well-formed (invalid token)",
        CUT_SHORT,
    ]
    assert (len(read), read[-1].line) == (3_002, 3_001)


def test_a_feed_that_is_cut_short_says_so(tmp_path: Path) -> None:
    whole = gzip.compress(RSS.format("<item><g:id>1</g:id></item>" * 9_000).encode())
    path = tmp_path / "feed.xml.gz"
    path.write_bytes(whole[: len(whole) // 2])
    assert entries(path)[-1].problem == CUT_SHORT
    path = written(tmp_path, "feed.xml", RSS.format(ITEM)[:-10])
    assert [entry.problem for entry in entries(path)] == [
        "",
        "is not well-formed XML: unclosed token",
        CUT_SHORT,
    ]


LAUGHS = (
    '<!DOCTYPE rss [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {after} "{f"&{before};" * 9}">' for before, after in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)


@pytest.mark.parametrize(
    "head",
    [
        LAUGHS,
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE rss SYSTEM "https://evil.example/rss.dtd">',
    ],
)
def test_no_entity_expands_or_reaches_out_of_the_file(tmp_path: Path, head: str) -> None:
    path = written(tmp_path, "feed.xml", f"{head}<rss><item><id>&x;&i;</id></item></rss>")
    with pytest.raises(FeedInvalid, match=r"feed\.xml: line 1: declares a document type"):
        check_products(path)
    assert [entry.json for entry in read_products([path])] == ["", ""]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("<html><body/></html>", "line 1: is neither an RSS nor an Atom feed"),
        ("id;title", "line 1: is not well-formed XML: not well-formed"),
    ],
)
def test_what_is_no_feed_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(FeedInvalid, match=f"feed.xml: {said}"):
        check_products(written(tmp_path, "feed.xml", text))


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        (f"<item>{'<a>' * 100}", "nests tags deeper than 64"),
        ("".join(f"<n{number}/>" for number in range(1_001)), "names them in over 1,000 ways"),
        ("<item " + "".join(f'a{number}="" ' for number in range(1_001)) + "/>", "names them in over 1,000 ways"),
        (f"<{'n' * 257}/>", "holds a name of more than 256 characters"),
        (f'<item {"n" * 257}=""/>', "holds a name of more than 256 characters"),
        (f'<item xmlns:{"n" * 257}="a"/>', "holds a name of more than 256 characters"),
        (f'<item xmlns:n="{"a" * 257}"/>', "holds a name of more than 256 characters"),
        (f'<item a="{"x" * 3_000_000}"/>', "holds a tag of more than 1,048,576 bytes"),
    ],
)
def test_what_a_parser_would_have_to_hold_is_bounded(tmp_path: Path, inside: str, said: str) -> None:
    read = entries(written(tmp_path, "feed.xml", RSS.format(inside)))
    assert said in read[-2].problem
    assert read[-1].problem == CUT_SHORT


def peak_mb(path: Path) -> float:
    """What reading a feed takes at most; expat, too, asks Python for its memory."""
    tracemalloc.start()
    n_read = sum(1 for _ in read_entries(path))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    print(f"{path.stat().st_size:,} bytes, {n_read} entries, {peak / 2**20:.0f} MB")
    return peak / 2**20


def long_names() -> Iterator[str]:
    return (f"<n{number}{'x' * 900_000}/>" for number in range(100))


def long_prefixes() -> Iterator[str]:
    return (f'<a xmlns:n{number}{"x" * 900_000}="a"/>' for number in range(100))


def a_long_namespace_of_many_attributes() -> Iterator[str]:
    names = " ".join(f'n:a{number}=""' for number in range(900))
    yield f'<a xmlns:n="{"x" * 400_000}" {names}/>'


@pytest.mark.parametrize("inside", [long_names, long_prefixes, a_long_namespace_of_many_attributes])
def test_a_small_file_takes_little_memory_whatever_its_names(
    tmp_path: Path, inside: Callable[[], Iterator[str]]
) -> None:
    path = written(tmp_path, "feed.xml.gz", RSS.format("".join(inside())))
    assert peak_mb(path) < 32


def test_namespaces_hold_where_they_are_declared(tmp_path: Path) -> None:
    google = 'xmlns="http://base.google.com/ns/1.0"'
    item = f"<item><id>1</id><title>aus RSS</title><title {google}>von Google</title><link>https://l.example/1</link></item>"
    [entry] = entries(written(tmp_path, "feed.xml", f"<rss><channel>{item}</channel></rss>"))
    assert msgspec.json.decode(entry.json) == {"id": "1", "title": "von Google", "uri": "https://l.example/1"}
    atom = 'xmlns:a="http://www.w3.org/2005/Atom"'
    item = f'<item {atom} xmlns:x="urn:x"><a:title>Atom</a:title><x:title>eigener</x:title><id>1</id></item>'
    [entry] = entries(written(tmp_path, "feed.xml", f"<rss><channel>{item}</channel></rss>"))
    assert msgspec.json.decode(entry.json) == {"id": "1", "title": "eigener"}


def test_a_prefix_that_nobody_declared_ends_the_feed(tmp_path: Path) -> None:
    path = written(tmp_path, "feed.xml", "<rss><item xmlns:g='a'/><item><g:id>1</g:id></item></rss>")
    assert [entry.problem for entry in entries(path)][1:] == ["is not well-formed XML: unbound prefix", CUT_SHORT]


@pytest.mark.parametrize("encoding", ["klingonisch", "shift_jis", "base64", "idna", "punycode", "undefined"])
def test_an_encoding_that_cannot_be_read_is_told(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, "feed.xml", f'<?xml version="1.0" encoding="{encoding}"?>{RSS.partition("?>")[2]}')
    with pytest.raises(FeedInvalid, match=r"feed\.xml: line 1: declares an encoding that cannot be read"):
        check_products(path)
    assert [entry.problem for entry in read_products([path])][1:] == [CUT_SHORT]


@pytest.mark.parametrize(
    "endless", ["<g:title>{}</g:title>".format("x" * 3_000_000), "<g:color>rot</g:color>" * 20_000]
)
def test_an_endless_entry_costs_itself(tmp_path: Path, endless: str) -> None:
    path = written(tmp_path, "feed.xml", RSS.format(f"<item>{endless}</item>\n<item><g:id>2</g:id></item>"))
    assert [(entry.line, entry.problem) for entry in entries(path)] == [
        (1, "is longer than 1,048,576 characters"),
        (2, ""),
    ]


def test_memory_holds_one_entry_not_the_feed(tmp_path: Path) -> None:
    item = "<item><g:id>{}</g:id><g:description>" + "Wort " * 400 + "</g:description></item>\n"
    path = written(tmp_path, "feed.xml", RSS.format("".join(item.format(number) for number in range(8_000))))
    tracemalloc.start()
    n_read = sum(1 for entry in read_products([path]) if not entry.problem)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert n_read == 8_000
    assert peak < path.stat().st_size / 8


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "iso-8859-1", "windows-1252", "utf-16"])
def test_a_feed_may_declare_its_encoding(tmp_path: Path, encoding: str) -> None:
    declared = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>'
    feed = f"{declared}<rss><channel><item><id>1</id><title>Türkranz größer</title></item></channel></rss>"
    [entry] = entries(written(tmp_path, "feed.xml", feed.encode(encoding)))
    assert msgspec.json.decode(entry.json)["title"] == "Türkranz größer"
