from __future__ import annotations

import gzip
import json
import signal
import sys
from pathlib import Path
from subprocess import PIPE, CompletedProcess, Popen, run
from typing import Any

import pytest

from service.bootstrap import open_history
from service.errors import StoreUnavailable
from service.types import Event, Product, ProductId, Seq
from tests.harness.command import COMMAND, auslage, clean_environment
from tests.harness.process import wait_until


def written(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    data = "".join(f"{line}\n" for line in lines).encode()
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return path


def shop_of(n_products: int, *, first: int = 0) -> list[str]:
    return [f'{{"id":"p{number:03}","title":"Hose {number}"}}' for number in range(first, first + n_products)]


def imported(kind: str, folder: Path, *arguments: object) -> tuple[CompletedProcess[str], dict[str, Any]]:
    done = auslage("import", kind, *arguments, "--data-dir", folder / "data", "--json")
    return done, json.loads(done.stdout) if done.stdout else {}


def products_in(folder: Path) -> dict[ProductId, Product]:
    changes = open_history(folder / "data").changes(after=Seq(0), limit=1_000)
    return {change.product_id: change.product for change in changes if change.product}


def has_begun(folder: Path) -> bool:
    try:
        return open_history(folder / "data").last_seq() > 0
    except StoreUnavailable:
        return False


def events_in(folder: Path) -> list[Event]:
    return [recorded.event for recorded in open_history(folder / "data").events(after=Seq(0), limit=1_000)]


def test_the_good_rest_of_malformed_files_is_kept_and_each_bad_line_is_named(tmp_path: Path) -> None:
    lines = ('{"id":"a","title":"Rock"}', '{"id":"b"', '{"id":"c","priceInfo":{"price":"NaN"}}', '{"id":"a"}')
    feed = written(tmp_path, "shop.jsonl.gz", *lines)
    table = written(tmp_path, "shop.csv", "id;title;price;Regal", "d;Hemd;12,95;7", "e;Hose;viel;7", 'f;"Kleid;1;7')
    done, answer = imported("products", tmp_path, feed, table)
    assert done.returncode == 0
    assert done.stderr == "columns that stand for no field are ignored: Regal\n"
    counts = answer["products"]
    assert (counts["stored"], counts["unchanged"], counts["stale"], counts["invalid"]) == (2, 0, 0, 5)
    assert [(problem["file"], problem["line"], problem["reason"]) for problem in counts["problems"]] == [
        ("shop.jsonl.gz", 2, "entry: is not JSON, or names a key twice"),
        ("shop.jsonl.gz", 3, "price_info.price: must be a number from 0 to 1,000,000,000"),
        ("shop.jsonl.gz", 4, "id: stands in these files before; the first is kept"),
        ("shop.csv", 3, "price: is not a number"),
        ("shop.csv", 4, "has a quote that is not closed"),
    ]
    stored = products_in(tmp_path)
    assert stored.keys() == {"a", "d"}
    assert stored[ProductId("a")].title == "Rock"
    assert stored[ProductId("d")].price == 12.95


def test_a_merchant_feed_is_known_by_what_it_holds_and_says_what_it_left_out(tmp_path: Path) -> None:
    xml = '<rss xmlns:g="http://base.google.com/ns/1.0"><channel>\n%s\n<item><g:id>b</g:id></item></channel></rss>'
    feed = written(tmp_path, "shop.xml.gz", xml % "<item><g:id>a</g:id><g:gender>Zwerge</g:gender></item>")
    table = written(
        tmp_path, "shop.txt", "id\ttitle\tlink\tprice\tgender", "c\tHose\thttps://l.example\t9.95 EUR\tHerren"
    )
    done, answer = imported("products", tmp_path, feed, table)
    assert (done.returncode, answer["products"]["stored"], answer["products"]["warned"]) == (0, 3, 1)
    assert answer["products"]["warnings"] == [
        {"file": "shop.xml.gz", "line": 2, "reason": "gender: holds a word that is not known"}
    ]
    stored = products_in(tmp_path)[ProductId("c")]
    assert (stored.price, stored.currency_code, stored.genders) == (9.95, "EUR", ("men",))
    done = auslage("import", "products", feed, "--data-dir", tmp_path / "data")
    assert done.stdout.endswith("left out: shop.xml.gz:2: gender: holds a word that is not known\n")


def test_importing_again_changes_nothing_and_is_no_failure(tmp_path: Path) -> None:
    feed = written(tmp_path, "shop.jsonl", *shop_of(1_200))
    assert imported("products", tmp_path, feed)[1]["products"]["stored"] == 1_200
    written(tmp_path, "shop.jsonl", *shop_of(1_199), '{"id":"p1199","title":"Rock"}')
    done, answer = imported("products", tmp_path, feed)
    assert done.returncode == 0
    assert (answer["products"]["stored"], answer["products"]["unchanged"]) == (1, 1_199)


def test_an_older_version_is_stale(tmp_path: Path) -> None:
    imported("products", tmp_path, written(tmp_path, "new.jsonl", '{"id":"a","title":"neu","sourceVersion":2}'))
    done, answer = imported("products", tmp_path, written(tmp_path, "old.jsonl", '{"id":"a","sourceVersion":1}'))
    assert answer["products"]["stale"] == 1
    assert (done.returncode, done.stderr) == (2, "nothing was stored\n")


def test_a_table_for_people_ends_with_the_bad_lines(tmp_path: Path) -> None:
    feed = written(tmp_path, "shop.csv", "Artikel,Bezeichnung", "1,Hose", "2")
    columns = ("--columns", "id=Artikel,title=Bezeichnung")
    done = auslage("import", "products", feed, *columns, "--data-dir", tmp_path / "data")
    assert done.returncode == 0
    assert "stored" in done.stdout
    assert done.stdout.endswith("shop.csv:3: has 1 fields where the header has 2\n")


def test_of_many_bad_lines_the_first_are_shown_and_json_names_all(tmp_path: Path) -> None:
    feed = written(tmp_path, "shop.jsonl", *shop_of(1), *["{"] * 15)
    done = auslage("import", "products", feed, "--data-dir", tmp_path / "data")
    assert done.stdout.endswith(
        "shop.jsonl:11: entry: is not JSON, or names a key twice\n… and 5 more (--json names them)\n"
    )
    _, answer = imported("products", tmp_path, feed)
    assert [problem["line"] for problem in answer["products"]["problems"]] == list(range(2, 17))


def test_a_file_that_breaks_off_ends_with_2_and_what_stands_before_is_kept(tmp_path: Path) -> None:
    feed = written(tmp_path, "shop.jsonl.gz", *shop_of(20_000))
    feed.write_bytes(feed.read_bytes()[: feed.stat().st_size // 2])
    done, answer = imported("products", tmp_path, feed)
    assert (done.returncode, done.stderr) == (
        2,
        "cannot be read to the end: shop.jsonl.gz; what stands before was imported\n",
    )
    assert answer["products"]["invalid"] == 1
    assert answer["products"]["stored"] == open_history(tmp_path / "data").last_seq() > 1_000


def test_a_full_import_hides_what_the_files_do_not_name(tmp_path: Path) -> None:
    imported("products", tmp_path, written(tmp_path, "shop.jsonl", *shop_of(10)))
    # Its line is wrong, but it names the product.
    wrong = '{"id":"p000","hidden":"?"}'
    done, answer = imported(
        "products", tmp_path, written(tmp_path, "next.jsonl", wrong, *shop_of(8, first=1)), "--full"
    )
    assert (done.returncode, answer["products"]["hidden"]) == (0, 1)
    assert [product.id for product in products_in(tmp_path).values() if product.hidden] == ["p009"]


def test_a_full_import_does_not_hide_over_a_fifth_unless_forced(tmp_path: Path) -> None:
    imported("products", tmp_path, written(tmp_path, "shop.jsonl", *shop_of(10)))
    # New products do not make up for those that would go.
    few = written(tmp_path, "few.jsonl", *shop_of(50, first=7))
    done, answer = imported("products", tmp_path, few, "--full")
    said = "7 of 10 products would be hidden, over 20 %; nothing was hidden (--force hides)"
    assert (done.returncode, done.stderr) == (2, f"{said}\n")
    assert (answer["products"]["hidden"], answer["products"]["refusal"]) == (0, said)
    assert not any(product.hidden for product in products_in(tmp_path).values())
    done, answer = imported("products", tmp_path, few, "--full", "--force")
    assert (done.returncode, answer["products"]["hidden"]) == (0, 7)


def test_a_full_import_hides_nothing_while_a_line_may_name_any_product(tmp_path: Path) -> None:
    imported("products", tmp_path, written(tmp_path, "shop.jsonl", *shop_of(10)))
    done, answer = imported("products", tmp_path, written(tmp_path, "next.jsonl", "{", *shop_of(9)), "--full")
    assert done.returncode == 2
    assert done.stderr.startswith("lines without a readable id: 1,")
    assert answer["products"]["hidden"] == 0


def test_events_are_stored_only_with_consent(tmp_path: Path) -> None:
    event = '{"eventId":"%s","event_type":"click","visitor_id":"v","event_time":"2010-12-01T08:26:00Z"%s}'
    granted, denied = ',"consent":"CONSENT_GRANTED"', ',"consent":"CONSENT_DENIED"'
    feed = written(tmp_path, "e.jsonl", event % ("a", granted), event % ("b", denied), event % ("c", ""), "{}")
    _, answer = imported("events", tmp_path, feed)
    counts = answer["events"]
    assert (counts["stored"], counts["without_consent"], counts["invalid"]) == (1, 2, 1)
    _, answer = imported("events", tmp_path, feed, "--consent", "granted")
    counts = answer["events"]
    assert (counts["stored"], counts["unchanged"], counts["without_consent"]) == (1, 1, 1)
    assert {event.event_id for event in events_in(tmp_path)} == {"a", "c"}


def test_a_shop_brings_products_and_events(tmp_path: Path) -> None:
    header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
    sale = "1,10001,LANTERN,2,2010-12-01 08:26:00,3.39,77,Germany"
    feed = written(tmp_path, "sales.csv.gz", header, sale, sale.replace("LANTERN,2", "LANTERN,-2"), "1,x")
    done, answer = imported("shop", tmp_path, "--format", "uci-online-retail", feed)
    assert done.returncode == 0
    assert done.stderr == "1 of 3 lines sell nothing (cancellations, services, gifts)\n"
    assert (answer["products"]["stored"], answer["products"]["invalid"], answer["events"]["stored"]) == (1, 1, 1)
    assert [event.visitor_id for event in events_in(tmp_path)] == ["77"]


def test_an_interrupted_import_keeps_what_it_stored_and_ends_quietly(tmp_path: Path) -> None:
    feed = written(tmp_path, "shop.jsonl", *shop_of(150_000))
    arguments = ("import", "products", str(feed), "--data-dir", str(tmp_path / "data"))
    with Popen([*COMMAND, *arguments], env=clean_environment(), stdout=PIPE, stderr=PIPE, text=True) as importing:
        wait_until(lambda: has_begun(tmp_path), "a first batch is stored")
        importing.send_signal(signal.SIGINT)
        assert importing.communicate(timeout=30) == ("", "")
        assert importing.returncode == 130
    assert products_in(tmp_path)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("products", "nowhere.jsonl"), "file 'nowhere.jsonl' does not exist"),
        (("products", __file__), "test_cli_import.py: its name must end in .jsonl, .ndjson, .csv, .tsv"),
        (("events", __file__), "test_cli_import.py: its name must end in .jsonl, .ndjson, with"),
        (("shop", "--format", "unknown", __file__), "Invalid value for '--format'"),
    ],
)
def test_what_cannot_be_imported_ends_in_one_line(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    done = auslage("import", *arguments, "--data-dir", tmp_path / "data")
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "data").exists()


def test_wrong_settings_end_in_one_line_without_the_secret(tmp_path: Path) -> None:
    feed = written(tmp_path, "shop.jsonl", *shop_of(1))
    done = auslage("import", "products", feed, AUSLAGE_WORKERS="0", AUSLAGE_REDIS_URL="http://ann:hunter2@redis")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "workers: " in done.stderr
    assert "redis_url: " in done.stderr
    assert "hunter2" not in done.stderr


def test_the_command_itself_loads_nothing_heavy() -> None:
    code = "import sys, service.cli.app; print({'faiss', 'grpc', 'numpy', 'tantivy', 'sqlalchemy'} & {*sys.modules})"
    done = run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
    assert auslage("--version").stdout == "auslage 0.1.0\n"
