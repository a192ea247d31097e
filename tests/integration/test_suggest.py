"""Keystrokes on a real index: what is suggested, to whom, and what never is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.keeper import indexer
from service.limits import MAX_QUERY_TERMS
from service.types import Consent, Event, EventType, Product, SuggestionSource, SuggestQuery, VisitorId, Who
from service.usecases.suggest_typed import read_typed
from tests.harness.builders import event, product
from tests.harness.indexed import IndexedShop

PEOPLE = (("women", "Damen"), ("men", "Herren"))
COLOURS = ("Rot", "Blau", "Grün")


def _wear(kind: str, n: int) -> list[Product]:
    return [
        product(
            f"{kind}-{gender}-{number}",
            title=f"{people}{kind.lower()} aus Leinen" if number % 2 else f"{kind} für {people}",
            categories=(f"{people} > {kind}",),
            brands=("Nordmoor",),
            genders=(gender,),
            age_groups=("adult",),
            color_families=(COLOURS[number % 3],),
        )
        for gender, people in PEOPLE
        for number in range(n)
    ]


def _home() -> list[Product]:
    return [
        product(f"tisch-{number}", title="Küchentisch aus Eiche", categories=("Wohnen > Küchentische",))
        for number in range(6)
    ]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[IndexedShop]:
    with IndexedShop(tmp_path, [*_wear("Shorts", 12), *_wear("Sandalen", 8), *_home()]) as shop:
        yield shop


MENS = [event(f"seen-{number}", of=f"Shorts-men-{number}") for number in range(5)]


def _searched(shop: IndexedShop, query: str, n_visitors: int, **fields: object) -> None:
    for number in range(n_visitors):
        visitor = VisitorId(f"v{number}")
        shop.history.happen(
            event(f"{query}-{number}", event_type=EventType.SEARCH, search_query=query, visitor_id=visitor, **fields)
        )
    # The clock moves on: what is searched for is published every two seconds.
    shop.now_ms += 60_000
    shop.publish()


def test_a_beginning_becomes_categories_values_and_words_of_titles(shop: IndexedShop) -> None:
    suggestions = {found.text: found for found in shop.suggest(SuggestQuery("sh", max_suggestions=20)).suggestions}
    assert suggestions["shorts"].source is SuggestionSource.CATEGORY
    assert suggestions["shorts"].expected_hits == 24
    assert suggestions["shorts rot"].source is SuggestionSource.VALUE
    assert "leinen" not in suggestions


def test_history_of_mens_shorts_brings_mens_first_and_typed_women_overrules_it(shop: IndexedShop) -> None:
    first = shop.suggest("sh", MENS).suggestions[0]
    assert ("gender", "men") in {(named.slot, named.value) for named in first.slots}
    for typed in ("damensh", "damen sh", "Damen Shorts"):
        found = shop.suggest(typed, MENS)
        assert found.suggestions
        assert all(("gender", "women") in {(n.slot, n.value) for n in one.slots} for one in found.suggestions)
        assert all("women" in hit.product_id for hit in found.found.hits)


def test_who_does_not_consent_gets_what_strangers_get(shop: IndexedShop) -> None:
    denied = SuggestQuery("sh", Who(VisitorId("anna"), consent=Consent.DENIED))
    assert shop.suggested(denied, MENS) == shop.suggested(denied)
    assert shop.suggested("sh", MENS) != shop.suggested("sh")


def test_expected_hits_are_what_a_search_finds(shop: IndexedShop) -> None:
    for suggestion in shop.suggest(SuggestQuery("s", max_suggestions=20)).suggestions:
        found = shop.search(suggestion.text)
        assert suggestion.expected_hits == found.total_size or found.rung > 0


def test_a_number_is_counted_as_a_search_reads_it(tmp_path: Path) -> None:
    sized = [product(f"size-{number}", title="Schuhe", sizes=("42",)) for number in range(14)]
    named = [product(f"name-{number}", title="Schuhe Modell 42", sizes=("39",)) for number in range(3)]
    with IndexedShop(tmp_path, [*sized, *named]) as shop:
        _searched(shop, "Schuhe 42", 5, result_count=14)
        first = shop.suggest("schuhe 4").suggestions[0]
        assert (first.text, first.expected_hits) == ("schuhe 42", 14)
        assert shop.search("schuhe 42").total_size == 14


def test_instant_hits_are_those_of_search(shop: IndexedShop) -> None:
    hits = shop.suggest(SuggestQuery("damensa", max_hits=4)).found.hits
    assert len(hits) == 4
    assert all(hit.product_id.startswith("Sandalen-women") for hit in hits)


def test_no_two_suggestions_ask_for_the_same(shop: IndexedShop) -> None:
    texts = shop.suggested(SuggestQuery("damen", max_suggestions=20))
    assert len({"damen shorts", "damenshorts", "shorts für damen"}.intersection(texts)) == 1


def test_it_goes_on_as_it_was_begun(shop: IndexedShop) -> None:
    assert shop.suggested("damensh")[0] == "damenshorts"
    assert shop.suggested("damen sh")[0] == "damen shorts"
    assert shop.suggested("shorts für d")[0] == "shorts für damen"


def test_typos_and_umlauts_do_not_end_it(shop: IndexedShop) -> None:
    assert "damen shorts" in shop.suggested("dammen sh")
    assert "shorts" in shop.suggested("shrts")
    assert any("küchentisch" in text for text in shop.suggested("kuech"))


def test_a_typed_umlaut_is_meant_and_one_that_was_left_out_may_be(tmp_path: Path) -> None:
    skirts = [product(f"rock-{number}", title="Kurzer Rock", categories=("Kurze Röcke",)) for number in range(6)]
    with IndexedShop(tmp_path, [*skirts, *_home()]) as shop:
        assert all("kü" in text for text in shop.suggested("kü"))
        assert {"kurze röcke", "küchentische"} <= set(shop.suggested("ku"))
        assert "kurze röcke" in shop.suggested("kürz"), "where nothing has it, it was a slip"


def test_words_that_no_phrase_joins_are_completed_by_the_last(shop: IndexedShop) -> None:
    assert "nordmoor damen sandalen" in shop.suggested("nordmoor damen sand")


def test_nonsense_suggests_nothing_and_signs_do_no_harm(shop: IndexedShop) -> None:
    for typed in ("qxqxqx", "🙂", "((", "\u0301" * 200, "a" * 256, " "):
        assert shop.suggest(typed).found.degraded is not None
    assert shop.suggested("qxqxqx") == []


def test_a_beginning_is_read_no_further_than_a_search(shop: IndexedShop) -> None:
    assert len(read_typed("s+" * 128, "de", shop.view).words) == MAX_QUERY_TERMS
    assert shop.suggested("damen " * 31 + "sh") == shop.suggested("damen " * 31 + "sh" + " gibtsnicht")


def test_a_word_that_was_typed_twice_meets_what_it_meets_once(shop: IndexedShop) -> None:
    assert {"damen shorts", "damenshorts"}.intersection(shop.suggested("shorts damen shorts da"))


def test_what_five_visitors_searched_for_is_suggested_first_and_what_four_did_is_not(shop: IndexedShop) -> None:
    _searched(shop, "Leinen Sandalen", 4, result_count=8)
    assert "leinen sandalen" not in shop.suggested("lein")
    _searched(shop, "Leinen Sandalen", 5, result_count=8)
    first = shop.suggest("lein").suggestions[0]
    assert (first.text, first.source) == ("leinen sandalen", SuggestionSource.QUERIES)
    assert shop.suggested("")[0] == "leinen sandalen"


def test_a_searched_query_that_finds_nothing_any_more_is_not_suggested(shop: IndexedShop) -> None:
    _searched(shop, "Sandalen Kork", 6, result_count=2)
    assert "sandalen kork" not in shop.suggested("sandalen k")


def test_what_is_searched_for_survives_a_restart_and_is_counted_again(shop: IndexedShop) -> None:
    _searched(shop, "Leinen Sandalen", 5, result_count=8)
    shop.restart()
    assert shop.suggested("lein")[0] == "leinen sandalen"
    before = shop.suggest("lein").suggestions[0]
    _searched(shop, "Leinen Shorts", 5, result_count=8)
    assert shop.suggest("leinen sa").suggestions[0] == before
    assert "leinen shorts" in shop.suggested("lein")


def test_a_new_build_tells_what_is_searched_for_from_the_first(
    shop: IndexedShop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.history.happen(event("demand", of="Shorts-men-0"))
    _searched(shop, "Leinen Sandalen", 5, result_count=8)
    build = shop.view.generation.build
    shop.close()
    shop.words_path.write_text('protected = ["Küchentisch"]', encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(indexer, "_RECOUNT_S", 0)
        patch.setattr(indexer.Indexer, "catch_up", indexer.Indexer.step)
        shop.restart()
        assert shop._indexer._rebuild is not None
        shop._indexer._rebuild.result()
        shop.publish()
        assert shop.suggested("lein")[0] == "leinen sandalen"
    shop.publish()
    assert shop.view.generation.build > build
    assert shop.suggested("lein")[0] == "leinen sandalen"


def test_a_deleted_shelf_is_suggested_no_more(shop: IndexedShop) -> None:
    assert "küchentische" in shop.suggested("küch")
    for number in range(6):
        shop.history.delete(f"tisch-{number}")
    shop.publish()
    assert shop.suggested("küch") == []


def test_nothing_of_single_visitors_is_written_down(shop: IndexedShop, tmp_path: Path) -> None:
    _searched(shop, "Geheimes Geschenk Sandalen", 4, result_count=1)
    _searched(shop, "Leinen Sandalen", 5, result_count=8)
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("queries-*"))
    assert b"leinen sandalen" in written
    assert b"geheimes" not in written
    assert b"v1" not in written


def test_an_empty_beginning_shows_the_visitor_what_suits_them(shop: IndexedShop) -> None:
    assert shop.suggested("")[0] in {"shorts", "sandalen"}
    first: Event = MENS[0]
    assert first.visitor_id == VisitorId("anna")
    assert "herren" in shop.suggested("", MENS)[0]
