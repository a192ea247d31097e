from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.harness.command import auslage, serving
from tests.harness.process import wait_until
from tests.harness.redis import RedisServer, free_port, running_redis

SHOP = """id;title;brands;price;genders
1;Damenshorts blau;Alba;19,95;Damen
2;Shorts für Damen;Bruno;29,95;Damen
3;Herrenshorts;Bruno;24,95;Herren
4;Wollmütze;Alba;9,95;unisex
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "shop.csv").write_text(SHOP)
    return tmp_path / "shop.csv"


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    with running_redis() as server:
        yield server


def said(log: Path, event: str) -> list[dict[str, object]]:
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    return [line for line in lines if line["event"] == event]


def hits_of(query: str, address: str, *arguments: str) -> list[str]:
    answer = auslage("search", query, "--address", address, "--json", *arguments)
    assert answer.returncode == 0, answer.stderr
    return [hit["product_id"] for hit in json.loads(answer.stdout)["hits"]]


def refusal(*arguments: str) -> str:
    done = auslage(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    return done.stderr


def role(process: psutil.Process) -> str:
    return str(process.cmdline()[-1])


def test_one_process_serves_what_is_imported_meanwhile_and_leaves_in_order(tmp_path: Path, shop: Path) -> None:
    log, data = tmp_path / "log", tmp_path / "data"
    with serving(log, "--data-dir", data, "--listen", "127.0.0.1:0") as server:
        ready = said(log, "serving")[0]
        address = str(ready["address"])
        assert (ready["n_products"], ready["visits"]) == (0, "the memory of this process")
        assert auslage("health", "--address", address).stdout == "SERVING\n"
        assert auslage("import", "products", shop, "--data-dir", data).returncode == 0
        wait_until(lambda: bool(hits_of("Wollmütze", address)), "the imported products are found")

        # What the shop's words mean is learned anew beside the first build, which was made of nothing.
        wait_until(lambda: set(hits_of("Damenshorts", address)) == {"1", "2"}, "the shop's words are learned")
        assert hits_of("Damenshorts", address, "--order-by", "price desc") == ["2", "1"]
        assert hits_of("Shorts", address, "--filter", 'brand: ANY("Alba")', "--page-size", "5") == ["1"]
        assert hits_of("Shorts", address, "--filter", 'brand: ANY("alba")') == []
        shown = auslage("search", "Shorts", "--explain", "--facet", "brand", "--address", address).stdout
        for part in ("Damenshorts blau", "19.95", "text +", "brand: Bruno (2), Alba (1)", "3 products match, rung 0"):
            assert part in shown
        assert "left out: NO_CONSENT, NO_BUNDLE" in shown
        shown = auslage("recommend", "trending", "--address", address).stdout
        assert "4 products; snapshot " in shown

        instead = auslage("search", "Sofa", "--address", address).stdout
        assert "nothing matches, so the 4 products that are wanted most, rung 7" in instead
        search, recommend = ("search", "Shorts", "--address", address), ("recommend", "trending", "--address", address)
        first = json.loads(auslage(*search, "--page-size", "2", "--json").stdout)
        others = hits_of("Shorts", address, "--page-size", "2", "--page-token", first["next_page_token"])
        assert sorted([hit["product_id"] for hit in first["hits"]] + others) == ["1", "2", "3"]

        assert refusal(*search, "--filter", 'Farbe: ANY("rot")') == "filter: unknown key Farbe at position 1\n"
        assert refusal(*search, "--language", "?").startswith("language_code: ")
        for asked in (search, recommend):
            assert refusal(*asked, "--consistency-token", "x").startswith("consistency_token: ")
            assert "'--strength'" in refusal(*asked, "--strength", "2")
            assert auslage(*asked, "--strength", "0").returncode == 0
        assert refusal("recommend", "similar", "--address", address) == "product_ids: is required for SIMILAR\n"

        second = auslage("serve", "--data-dir", data, "--listen", "127.0.0.1:0")
        assert (second.returncode, second.stderr) == (2, "another keeper already owns this data folder\n")
        server.send_signal(signal.SIGTERM)
        assert server.wait(20) == 0
    assert auslage("health", "--address", address).returncode == 1
    gone = auslage("search", "Shorts", "--address", address)
    assert (gone.returncode, gone.stderr) == (2, f"no server is serving at {address}\n")


def test_several_workers_are_kept_running_and_leave_together(tmp_path: Path, shop: Path, redis: RedisServer) -> None:
    log, address = tmp_path / "log", f"127.0.0.1:{free_port()}"
    settings = ("--data-dir", tmp_path / "data", "--listen", address, "--workers", 2)
    assert auslage("import", "products", shop, "--data-dir", tmp_path / "data").returncode == 0
    with serving(log, *settings, AUSLAGE_REDIS_URL=redis.url) as server:
        ready = said(log, "serving")[0]
        assert (ready["workers"], ready["n_products"], ready["visits"]) == (2, 4, "Redis")
        supervisor = psutil.Process(server.pid)
        children = supervisor.children()
        assert sorted(map(role, children)) == ["keeper", "worker", "worker"]
        assert not any(redis.url in argument for child in children for argument in child.cmdline())

        for killed in (next(child for child in children if role(child) == name) for name in ("worker", "keeper")):
            killed.kill()
        wait_until(lambda: len(said(log, "a process ended and is started again")) == 2, "both deaths are seen")
        wait_until(lambda: len(supervisor.children()) == 3, "both are replaced")
        assert len(hits_of("Shorts", address)) == 3
        (tmp_path / "more.jsonl").write_text('{"id":"5","title":"Badeshorts"}')
        more = ("import", "products", tmp_path / "more.jsonl", "--data-dir", tmp_path / "data")
        wait_until(lambda: auslage(*more).returncode == 0, "the new keeper takes writes")
        wait_until(lambda: "5" in hits_of("Badeshorts", address), "the new keeper's work is found")

        children = supervisor.children()
        server.send_signal(signal.SIGTERM)
        assert server.wait(30) == 0
        assert psutil.wait_procs(children, timeout=5)[1] == []


def test_the_others_leave_when_the_supervisor_is_killed(tmp_path: Path, redis: RedisServer) -> None:
    address = f"127.0.0.1:{free_port()}"
    arguments = ("--data-dir", tmp_path / "data", "--listen", address, "--workers", 2)
    with serving(tmp_path / "log", *arguments, AUSLAGE_REDIS_URL=redis.url) as server:
        children = psutil.Process(server.pid).children()
        server.kill()
        assert psutil.wait_procs(children, timeout=30)[1] == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--workers", "2"), "More than one worker needs Redis: set AUSLAGE_REDIS_URL or --redis-url.\n"),
        (("--listen", "0.0.0.0:1"), "listen: reaches beyond this machine"),
        (("--workers", "2", "--redis-url", "redis://ann:hunter2@localhost", "--listen", "[::1]:0"), "a fixed port"),
        (("--redis-url", "http://ann:hunter2@localhost"), "redis_url: must begin with redis://"),
    ],
)
def test_settings_that_cannot_work_end_in_one_line(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    refused = auslage("serve", "--data-dir", tmp_path / "data", *arguments)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert message in refused.stderr
    assert "hunter2" not in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_bundles_of_an_empty_folder_are_said_to_be_none(tmp_path: Path) -> None:
    assert json.loads(auslage("bundles", "list", "--json", AUSLAGE_DATA_DIR=str(tmp_path)).stdout) == {"bundles": []}
    unknown = auslage("bundles", "activate", "0000000001-000000000000", AUSLAGE_DATA_DIR=str(tmp_path))
    assert (unknown.returncode, unknown.stderr) == (2, "version: there is no such bundle\n")
