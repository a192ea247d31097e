"""Limits of products, and the way to proto and back."""

import json
import math

import pytest
from auslage.v1 import catalog_pb2
from google.protobuf import json_format
from google.protobuf.timestamp_pb2 import Timestamp

from service.catalog.audience import AGE_GROUPS, GENDERS
from service.errors import InvalidArgument
from service.rpc.parse_product import parse_product
from service.rpc.render_product import render_product
from service.types import AttributeValues, Availability, LocalizedText, Product

FULL = Product(
    id="p1",
    title="Damenshorts aus Leinen",
    description="Kurz und luftig.",
    primary_product_id="p0",
    gtin="4006381333931",
    sku="S-1",
    categories=("Damen > Bekleidung > Shorts",),
    brands=("Nordlicht",),
    language_code="de",
    localized={"en": LocalizedText("Women's linen shorts", "Short.", ("Women > Shorts",))},
    attributes={"fit": AttributeValues(text=("regular",)), "inseam": AttributeValues(numbers=(7.5, 8.0))},
    genders=("women",),
    age_groups=("adult",),
    color_families=("Blau",),
    colors=("Nachtblau",),
    sizes=("36", "38"),
    materials=("Leinen",),
    patterns=("uni",),
    price=0.0,
    original_price=39.9,
    cost=12.5,
    currency_code="EUR",
    availability=Availability.PREORDER,
    available_quantity=0,
    rating_average=4.5,
    rating_count=12,
    available_time_ms=1_700_000_000_123,
    expire_time_ms=1_900_000_000_000,
    tags=("neu",),
    uri="https://shop.example/p1",
    images=("https://shop.example/p1.jpg",),
    hidden=True,
    margin_class="A",
    sponsored=True,
    source_version=7,
)


def parse(**fields: object) -> Product:
    return parse_product(catalog_pb2.Product(**({"id": "p"} | fields)))


def price(**fields: object) -> catalog_pb2.PriceInfo:
    return catalog_pb2.PriceInfo(**fields)


def attributes(**fields: object) -> dict[str, catalog_pb2.AttributeValues]:
    return {"k": catalog_pb2.AttributeValues(**fields)}


def many_attributes(n: int) -> dict[str, catalog_pb2.AttributeValues]:
    return {f"k{i}": catalog_pb2.AttributeValues(text=["v"]) for i in range(n)}


def localized(**fields: object) -> dict[str, catalog_pb2.LocalizedText]:
    return {"en": catalog_pb2.LocalizedText(**fields)}


LIMITS = [
    ("id", "p" * 128, "p" * 129, "id", "128"),
    ("id", "p", "", "id", "required"),
    *((name, "x" * 128, "x" * 129, name, "128") for name in ("primary_product_id", "gtin", "sku", "margin_class")),
    ("title", "t" * 1000, "t" * 1001, "title", "1000"),
    ("description", "d" * 20_000, "d" * 20_001, "description", "20000"),
    *(
        (name, ["v" * 500] * 64, ["v"] * 65, name, "64")
        for name in ("categories", "brands", "sizes", "materials", "patterns", "tags", "images")
    ),
    ("brands", ["b" * 500], ["b" * 501], "brands[0]", "500"),
    ("images", ["i" * 2000], ["i" * 2001], "images[0]", "2000"),
    ("uri", "u" * 2000, "u" * 2001, "uri", "2000"),
    ("price_info", price(price=1e9), price(price=1.1e9), "price_info.price", "1,000,000,000"),
    ("price_info", price(price=0), price(price=-1), "price_info.price", "from 0"),
    ("price_info", price(price=1), price(price=math.nan), "price_info.price", "number"),
    ("price_info", price(original_price=1), price(original_price=math.inf), "price_info.original_price", "number"),
    ("price_info", price(cost=1), price(cost=-math.inf), "price_info.cost", "number"),
    ("price_info", price(currency_code="EUR"), price(currency_code="eur"), "price_info.currency_code", "upper-case"),
    ("available_quantity", 0, -1, "available_quantity", "at least 0"),
    ("availability", 2, 9, "availability", "known"),
    ("rating", catalog_pb2.Rating(average=5), catalog_pb2.Rating(average=5.1), "rating.average", "from 0 to 5"),
    ("rating", catalog_pb2.Rating(count=0), catalog_pb2.Rating(count=-1), "rating.count", "at least 0"),
    ("available_time", Timestamp(seconds=0), Timestamp(seconds=10**12), "available_time", "years"),
    ("expire_time", Timestamp(seconds=-1), Timestamp(seconds=-(10**12)), "expire_time", "years"),
    ("source_version", 0, -1, "source_version", "at least 0"),
    ("attributes", many_attributes(128), many_attributes(129), "attributes", "128"),
    ("attributes", attributes(text=["v"] * 64), attributes(text=["v"] * 65), "attributes.text", "64"),
    ("attributes", attributes(text=["v" * 10_000]), attributes(text=["v" * 10_001]), "attributes.text[0]", "10000"),
    ("attributes", attributes(numbers=[1] * 64), attributes(numbers=[1] * 65), "attributes.numbers", "64"),
    ("attributes", attributes(numbers=[1]), attributes(numbers=[math.nan]), "attributes.numbers", "finite"),
    ("attributes", attributes(text=["v"]), attributes(text=["v"], numbers=[1]), "attributes", "not both"),
    ("localized", localized(title="t" * 1000), localized(title="t" * 1001), "localized.title", "1000"),
    ("localized", localized(categories=["c"] * 64), localized(categories=["c"] * 65), "localized.categories", "64"),
    ("audience", {"genders": ["unisex"]}, {"genders": ["plants"]}, "audience.genders", "women, men, unisex"),
    ("audience", {"age_groups": ["kids"]}, {"age_groups": ["old"]}, "audience.age_groups", "toddler"),
]


@pytest.mark.parametrize(("name", "taken", "refused", "field", "limit"), LIMITS)
def test_a_product_at_the_limit_is_taken_and_beyond_it_refused_by_name(
    name: str, taken: object, refused: object, field: str, limit: str
) -> None:
    parse(**{name: taken})
    with pytest.raises(InvalidArgument, match=limit) as caught:
        parse(**{name: refused})
    assert caught.value.field == field


def test_a_product_comes_back_as_it_was_sent() -> None:
    assert parse_product(render_product(FULL, with_cost=True)) == FULL


def test_the_builder_above_fills_every_field() -> None:
    empty = Product(id="p")
    untouched = [name for name in Product.__slots__ if getattr(FULL, name) == getattr(empty, name)]
    assert untouched == []


def test_an_empty_product_stays_empty() -> None:
    empty = Product(id="p")
    assert render_product(empty, with_cost=True) == catalog_pb2.Product(id="p", availability="IN_STOCK")
    assert parse(id="p") == empty


def test_what_the_shop_paid_is_not_told_unless_asked_for() -> None:
    assert not render_product(FULL, with_cost=False).price_info.HasField("cost")


@pytest.mark.parametrize("snake_case", [True, False])
def test_json_is_read_in_both_spellings(snake_case: bool) -> None:
    written = json_format.MessageToJson(render_product(FULL, with_cost=True), preserving_proto_field_name=snake_case)
    assert json.loads(written)["availability"] == "PREORDER"
    assert parse_product(json_format.Parse(written, catalog_pb2.Product())) == FULL


@pytest.mark.parametrize(
    ("word", "known", "canonical"),
    [
        ("Damen", GENDERS, "women"),
        (" HERREN ", GENDERS, "men"),
        ("female", GENDERS, "women"),
        ("unisex", GENDERS, "unisex"),
        ("Kinder", AGE_GROUPS, "kids"),
        ("Erwachsene", AGE_GROUPS, "adult"),
        ("Baby", AGE_GROUPS, "infant"),
    ],
)
def test_audiences_are_mapped_from_the_words_of_shops(word: str, known: object, canonical: str) -> None:
    field = "genders" if known is GENDERS else "age_groups"
    assert getattr(parse(audience={field: [word]}), field) == (canonical,)


@pytest.mark.parametrize(
    ("genders", "age_groups", "ages"),
    [
        (["Mädchen"], [], ("kids",)),
        (["Mädchen/Jungen"], [], ("kids",)),
        (["niñas", "boys"], [], ("kids",)),
        (["Mädchen"], ["Baby"], ("infant",)),
        (["Damen", "Mädchen"], [], ()),
        (["Damen"], [], ()),
        ([], [], ()),
    ],
)
def test_girls_and_boys_say_an_age_unless_it_is_said(
    genders: list[str], age_groups: list[str], ages: tuple[str, ...]
) -> None:
    assert parse(audience={"genders": genders, "age_groups": age_groups}).age_groups == ages


def test_an_audience_named_twice_stands_once() -> None:
    assert parse(audience={"genders": ["Damen", "women", "men"]}).genders == ("women", "men")
