from __future__ import annotations

import pytest
from auslage.v1 import catalog_pb2, common_pb2, search_pb2

from service.cli.show import show_search


@pytest.fixture(autouse=True)
def _narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def hit(product_id: str, **parts: float) -> search_pb2.Hit:
    product = catalog_pb2.Product(
        title="Gestreifte Herren-Badeshorts", price_info=catalog_pb2.PriceInfo(price=24.95, currency_code="EUR")
    )
    named = [common_pb2.ScorePart(name=name.replace("__", "."), value=value) for name, value in parts.items()]
    return search_pb2.Hit(
        product_id=product_id,
        product=product,
        score=sum(parts.values()),
        parts=named,
        rank_without_personalization=10,
    )


def test_an_empty_answer_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    show_search(search_pb2.SearchResponse(snapshot_version="g1"), explain=False)
    assert capsys.readouterr().out == "nothing found\n0 products match, rung 0; snapshot g1\n"


def test_an_explained_hit_takes_two_lines_of_80_columns(capsys: pytest.CaptureFixture[str]) -> None:
    explained = hit("p1", text=2.1, stock=1.0, demand=0.0, slot__gender=2.41, slot__price_band=0.4)
    show_search(search_pb2.SearchResponse(hits=[explained]), explain=True)
    assert capsys.readouterr().out.splitlines()[1:3] == [
        "  1 (10)  Gestreifte Herren-Badeshorts  p1  24.95 EUR",
        "     5.91 = text +2.10  stock +1.00  slot.gender +2.41  slot.price_band +0.40".ljust(80),
    ]


@pytest.mark.parametrize(("value", "told"), [("25.63", "about 26 to 38"), ("2.25", "about 2.25 to 3.38")])
def test_a_band_of_prices_is_told_in_prices(capsys: pytest.CaptureFixture[str], value: str, told: str) -> None:
    band = search_pb2.Understood(slot="price_band", value=value, source="SOURCE_VISIT", weight=0.5)
    show_search(search_pb2.SearchResponse(understood=[band]), explain=False)
    assert f"understood: price = {told} (VISIT, 0.50)\n" in capsys.readouterr().out


def test_an_answer_to_nothing_says_what_it_shows_instead(capsys: pytest.CaptureFixture[str]) -> None:
    show_search(search_pb2.SearchResponse(hits=[hit("p1")], total_size=120, rung=7), explain=False)
    assert "nothing matches, so the 120 products that are wanted most, rung 7" in capsys.readouterr().out


def test_what_matches_nothing_has_no_tier(capsys: pytest.CaptureFixture[str]) -> None:
    found, wanted = hit("p1"), hit("p2")
    found.rung, wanted.rung = 6, 7
    show_search(search_pb2.SearchResponse(hits=[found, wanted]), explain=True)
    told = capsys.readouterr().out
    assert "p1  24.95 EUR  rung 6, tier 0\n" in told
    assert "p2  24.95 EUR  rung 7\n" in told


def test_the_plain_table_tells_no_scores_and_rungs_only_where_something_was_given_up(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found, relaxed = hit("p1", text=-198.539), hit("p2")
    relaxed.rung = 3
    show_search(search_pb2.SearchResponse(hits=[found]), explain=False)
    plain = capsys.readouterr().out
    assert "score" not in plain
    assert "-198.539" not in plain
    assert plain.count("rung") == 1
    show_search(search_pb2.SearchResponse(hits=[found, relaxed], rung=3), explain=False)
    rows = [line.split("│")[-2].strip() for line in capsys.readouterr().out.splitlines() if "EUR" in line]
    assert rows == ["0", "3"]


def test_values_stand_beside_what_a_word_is_satisfied_by(capsys: pytest.CaptureFixture[str]) -> None:
    units = [
        search_pb2.ExplainedUnit(words="damen", forms=["gender women, or unisex"]),
        search_pb2.ExplainedUnit(words="rote", forms=["rote", "color Rot"]),
        search_pb2.ExplainedUnit(
            words="braun",
            forms=["braun", "brand Braun"],
            readings=[search_pb2.Reading(slot="brand", value="Braun", n_products=6, chosen=True)],
        ),
    ]
    show_search(search_pb2.SearchResponse(explanation=search_pb2.Explanation(units=units)), explain=True)
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in capsys.readouterr().out.splitlines()]
    assert [row for row in rows if row] == [
        ["damen", "", "gender women, or unisex (required)"],
        ["rote", "rote", "color Rot"],
        ["braun", "braun", "brand Braun: 6 (chosen)"],
    ]
