from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import msgspec
import pytest
from auslage.v1 import catalog_pb2
from google.protobuf import json_format

from service.catalog.csv_products import FIELDS, parse_columns, read_amount
from service.catalog.feed_lines import MAX_LINE_BYTES
from service.catalog.feed_problems import CUT_SHORT
from service.catalog.feeds import FeedEntry, check_events, check_products, read_products
from service.errors import FeedInvalid, InvalidArgument


def written(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    data = text if isinstance(text, bytes) else text.encode()
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return path


def entries(path: Path, columns: str = "") -> list[FeedEntry]:
    return list(read_products([path], parse_columns(columns)))


def good(path: Path, columns: str = "") -> list[dict[str, Any]]:
    return [msgspec.json.decode(entry.json) for entry in entries(path, columns) if not entry.problem]


def problems(path: Path) -> dict[int, str]:
    return {entry.line: entry.problem for entry in entries(path) if entry.problem}


@pytest.mark.parametrize("name", ["shop.jsonl", "shop.ndjson", "shop.jsonl.gz"])
def test_json_lines_come_out_as_they_stand(tmp_path: Path, name: str) -> None:
    path = written(tmp_path, name, '{"id":"a"}\n\n{"id":"b"}')
    assert [(entry.line, msgspec.json.decode(entry.json)) for entry in entries(path)] == [
        (1, {"id": "a"}),
        (3, {"id": "b"}),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_header_tells_what_parts_the_columns(tmp_path: Path, delimiter: str) -> None:
    path = written(tmp_path, "shop.csv.gz", f"id{delimiter}title\n1{delimiter}Hose\n")
    assert good(path) == [{"id": "1", "title": "Hose"}]


def test_columns_feed_nested_fields_and_lists(tmp_path: Path) -> None:
    header = "id,price,genders,colors,attributes.Schnitt,availability,hidden,rating_average"
    path = written(tmp_path, "shop.csv", f'{header}\n1,"12,95",Damen,blau| rot |,weit,in stock,nein,"4,5"\n')
    assert good(path) == [
        {
            "id": "1",
            "price_info": {"price": 12.95},
            "audience": {"genders": ["Damen"]},
            "color_info": {"colors": ["blau", "rot"]},
            "attributes": {"Schnitt": {"text": ["weit"]}},
            "availability": "IN_STOCK",
            "hidden": False,
            "rating": {"average": 4.5},
        }
    ]


def test_an_empty_cell_leaves_its_field_unset(tmp_path: Path) -> None:
    assert good(written(tmp_path, "shop.csv", "id,title,price\n1,,\n")) == [{"id": "1"}]


def test_a_map_names_columns_and_wins_over_a_column_of_the_fields_name(tmp_path: Path) -> None:
    path = written(tmp_path, "shop.csv", "Artikel,title,Name\n1,alt,neu\n")
    assert good(path, "id=Artikel,title=Name") == [{"id": "1", "title": "neu"}]
    assert check_products(path, parse_columns("id=Artikel,title=Name")) == ("title",)


def test_columns_without_a_field_are_named(tmp_path: Path) -> None:
    assert check_products(written(tmp_path, "shop.csv", "id,Lagerort,title\n")) == ("Lagerort",)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12,95", 12.95),
        ("12.95", 12.95),
        ("1.299,00", 1299.0),
        ("1,299.00", 1299.0),
        ("1.299.000", 1299000.0),
        ("1 299,5", 1299.5),
        ("1'299.50", 1299.5),
        ("0.125", 0.125),
        ("1299", 1299.0),
        ("-5", -5.0),
    ],
)
def test_german_and_english_amounts_are_read(text: str, amount: float) -> None:
    assert read_amount(text) == amount


@pytest.mark.parametrize("text", ["1.299", "1,299", "12.999"])
def test_an_amount_that_may_be_a_thousand_times_another_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="two decimals"):
        read_amount(text)


@pytest.mark.parametrize("text", ["", "NaN", "inf", "1e5", "12,9,5", "12.95 EUR", "1.29.00", "12-"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a number"):
        read_amount(text)


def test_a_value_that_cannot_be_read_costs_its_line_and_keeps_its_id(tmp_path: Path) -> None:
    path = written(
        tmp_path, "shop.csv", "id,price,hidden,available_quantity\n1,teuer,,\n2,1,vielleicht,\n3,1,,viel\n4,1,,\n"
    )
    assert problems(path) == {
        2: "price: is not a number",
        3: "hidden: must be true or false",
        4: "available_quantity: is not a whole number",
    }
    assert [msgspec.json.decode(entry.json)["id"] for entry in entries(path)] == ["1", "2", "3", "4"]


def test_a_word_for_nobody_known_is_left_out_and_told(tmp_path: Path) -> None:
    path = written(tmp_path, "shop.csv", "id,genders,age_groups\n1,Damen|Zwerge,Kinder\n2,Herren/Damen,\n")
    assert good(path) == [
        {"id": "1", "audience": {"age_groups": ["Kinder"]}},
        {"id": "2", "audience": {"genders": ["Herren/Damen"]}},
    ]
    assert [entry.warnings for entry in entries(path)] == [("genders: holds a word that is not known",), ()]


def test_a_text_may_span_lines(tmp_path: Path) -> None:
    path = written(tmp_path, "shop.csv", 'id,description,title\n1,"zwei\nZeilen, ""zitiert""",Hose\n2,,Hemd\n')
    assert good(path) == [
        {"id": "1", "description": 'zwei\nZeilen, "zitiert"', "title": "Hose"},
        {"id": "2", "title": "Hemd"},
    ]


def test_an_open_quote_costs_its_own_line_only(tmp_path: Path) -> None:
    rest = "".join(f"{number},Hose\n" for number in range(3, 300))
    path = written(tmp_path, "shop.csv", f'id,title\n1,Hemd\n2,"offen\n{rest}')
    assert len(good(path)) == 298
    assert problems(path) == {3: "has a quote that is not closed"}


def test_an_open_quote_that_a_later_one_closes_costs_no_good_line(tmp_path: Path) -> None:
    path = written(tmp_path, "shop.csv", 'id,title\n1,"offen\n2,Hose\n3,"Hemd"\n4,Rock\n')
    assert [product["id"] for product in good(path)] == ["2", "3", "4"]


def test_inch_marks_need_no_quotes(tmp_path: Path) -> None:
    assert good(written(tmp_path, "shop.csv", 'id,title\n1,Monitor 27"\n')) == [{"id": "1", "title": 'Monitor 27"'}]


def test_a_line_of_another_length_is_reported(tmp_path: Path) -> None:
    path = written(tmp_path, "shop.csv", "id,title\n1\n2,a,b\n3,c\n")
    assert problems(path) == {
        2: "has 1 fields where the header has 2",
        3: "has 3 fields where the header has 2",
    }


def test_a_line_that_is_not_utf8_costs_itself(tmp_path: Path) -> None:
    path = written(tmp_path, "shop.csv", "id,title\n1,Tür\n".encode("cp1252") + b"2,Hose\n")
    assert problems(path) == {2: "is not UTF-8 text"}
    assert good(path) == [{"id": "2", "title": "Hose"}]


def test_a_byte_order_mark_is_not_part_of_the_first_column(tmp_path: Path) -> None:
    assert good(written(tmp_path, "shop.csv", "\ufeffid,title\n1,Hose\n")) == [{"id": "1", "title": "Hose"}]


def test_an_endless_line_is_skipped_and_not_held(tmp_path: Path) -> None:
    path = written(tmp_path, "shop.jsonl.gz", b'{"id":"' + b"x" * 3 * MAX_LINE_BYTES + b'"}\n{"id":"b"}\n')
    assert [(entry.line, entry.problem) for entry in entries(path)] == [(1, "is longer than 1,048,576 bytes"), (2, "")]


def test_a_file_that_is_cut_short_gives_what_it_holds_and_says_so(tmp_path: Path) -> None:
    whole = gzip.compress(b"".join(b'{"id":"%d"}\n' % number for number in range(20_000)), mtime=0)
    path = tmp_path / "shop.jsonl.gz"
    path.write_bytes(whole[: len(whole) // 2])
    read = entries(path)
    assert read[-1].problem == CUT_SHORT
    assert read[-1].line == len(read)
    assert not any(entry.problem for entry in read[:-1])


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("", "is not a header"),
        ("title,price", "no column stands for id"),
        ("id,title,title", "2 columns stand for title"),
        ('id,"title', "is not a header"),
    ],
)
def test_a_header_that_cannot_work_is_refused(tmp_path: Path, header: str, said: str) -> None:
    with pytest.raises(FeedInvalid, match=f"shop.csv: line 1: {said}"):
        check_products(written(tmp_path, "shop.csv", f"{header}\n"))


def test_a_mapped_column_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(FeedInvalid, match="the column Bezeichnung is missing"):
        check_products(written(tmp_path, "shop.csv", "id,title\n"), parse_columns("title=Bezeichnung"))


def test_a_file_whose_name_tells_no_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        FeedInvalid, match=r"shop\.xlsx: its name must end in \.jsonl, \.ndjson, \.csv, \.tsv, \.txt, \.xml"
    ):
        check_products(tmp_path / "shop.xlsx")
    with pytest.raises(FeedInvalid, match=r"events\.csv: its name must end in \.jsonl, \.ndjson, with"):
        check_events(tmp_path / "events.csv")


@pytest.mark.parametrize("text", ["title", "title=", "Titel=Bezeichnung", "attributes.=x"])
def test_a_column_map_that_cannot_be_meant_is_refused(text: str) -> None:
    with pytest.raises(InvalidArgument, match=r"^columns: "):
        parse_columns(text)


def test_every_field_of_a_column_is_one_of_the_message() -> None:
    for field in FIELDS.values():
        value: Any = None
        for step in reversed(field.path):
            value = {step: value}
        json_format.ParseDict(value, catalog_pb2.Product())
