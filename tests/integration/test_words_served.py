"""A merchant's words from the command line to the answers of a running service."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from auslage.v1 import catalog_pb2, search_pb2

from tests.harness.command import auslage
from tests.harness.served import Service, quick_settings, served
from tests.harness.waiting import eventually

TITLES = {"schlauch": "Schlauchboot", "boot": "Boot", "sack": "Sitzsack", "sessel": "Sessel", "spiel": "Zwirbelhopf"}
WORDS = """
protected = ["Schlauchboot"]
splits = {Zwirbelhopf = ["Zwirbel", "Hopf"]}
one_way = {Sessel = ["Sitzsack"]}
redirects = {"Rückgabe" = "https://laden.example/hilfe"}
"""


@pytest_asyncio.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    async with served(quick_settings(tmp_path / "data")) as service:
        products = [catalog_pb2.Product(id=id_, title=title) for id_, title in TITLES.items()]
        # The catalogue knows the parts of Schlauchboot.
        products += [catalog_pb2.Product(id=f"f{n}", title=("Schlauch", "Boot")[n % 2]) for n in range(12)]
        await service.catalog.UpsertProducts(
            catalog_pb2.UpsertProductsRequest(products=products, wait_for_visible=True)
        )
        yield service


async def _found(service: Service, query: str) -> set[str]:
    answer = await service.search.Search(search_pb2.SearchRequest(query=query, page_size=120))
    return {hit.product_id for hit in answer.hits if answer.rung <= 1} & TITLES.keys()


async def _redirect(service: Service, query: str) -> str:
    return (await service.search.Search(search_pb2.SearchRequest(query=query))).redirect_uri


async def test_imported_words_are_answered_soon_and_a_bad_file_changes_nothing(
    service: Service, tmp_path: Path
) -> None:
    assert "schlauch" in await _found(service, "Boot")
    assert "spiel" not in await _found(service, "Hopf")
    (tmp_path / "good.toml").write_text(WORDS, encoding="utf-8")
    done = auslage("import", "words", tmp_path / "good.toml", "--data-dir", tmp_path / "data")
    assert (done.returncode, done.stderr) == (0, "")
    assert "protected 1, splits 1, synonyms 1, redirects 1" in done.stdout

    async def in_force() -> bool:
        return bool(await _redirect(service, "rückgabe"))

    await eventually(in_force)
    assert await _redirect(service, "Rückgabe?") == "https://laden.example/hilfe"
    assert "schlauch" not in await _found(service, "Boot")
    assert "spiel" in await _found(service, "Hopf")
    assert await _found(service, "Sessel") == {"sessel", "sack"}
    assert await _found(service, "Sitzsack") == {"sack"}

    before = (tmp_path / "data" / "words.toml").read_bytes()
    (tmp_path / "bad.toml").write_text(WORDS.replace('"Sitzsack"', '"Sessel"'), encoding="utf-8")
    done = auslage("import", "words", tmp_path / "bad.toml", "--data-dir", tmp_path / "data", "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "bad.toml: one_way.Sessel: is a synonym of itself\n"
    assert (tmp_path / "data" / "words.toml").read_bytes() == before
    assert await _found(service, "Sessel") == {"sessel", "sack"}
