"""The relaxation ladder: how far an answer goes down, what stays on top, what is never given up."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from service.answers import SearchResult
from service.types import FacetSpec, Product, SearchQuery
from service.usecases.ladder import ENOUGH, N_MOST_WANTED
from service.usecases.ladder_steps import CORRECTED, FEW_WORDS, HEADS, MOST_WANTED, STRICT, WEAKER_WORDS, WISHES, enough
from tests.harness.builders import NOON_MS, product
from tests.harness.indexed import IndexedShop

SEED = 11


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IndexedShop]:
    """Kettles of glass and steel, copper pans, aprons for women and men, grills, and a shelf of teas."""
    with IndexedShop(tmp_path_factory.mktemp("ladder"), list(_stock())) as shop:
        yield shop


def _stock() -> Iterator[Product]:
    yield from _several(5, "kettle-glass", title="Wasserkessel", materials=("Glas",), price=40.0)
    yield from _several(20, "kettle-steel", title="Wasserkessel", materials=("Stahl",), price=60.0)
    yield from _several(20, "pan", title="Pfanne", materials=("Kupfer",), price=30.0)
    yield from _several(3, "grill-coal", title="Kohlegrill", categories=("Garten > Grills",), price=200.0)
    yield from _several(12, "grill", title="Grill", categories=("Garten > Grills",), price=150.0)
    for gender in ("women", "men"):
        yield from _several(
            20, f"apron-{gender}", title="Schürze", genders=(gender,), age_groups=("adult",), price=20.0
        )
    yield from _several(5, "boot-wide", title="Stiefel", sizes=("43",), materials=("Leder",), price=90.0)
    yield from _several(15, "boot-narrow", title="Stiefel", sizes=("38",), materials=("Leder",), rating_average=5.0)
    yield from _several(60, "tea", title="Tee", description="Schmeckt aus jedem Becher.", price=5.0)
    yield from _several(2, "mug", title="Becher", price=8.0)
    yield product("samovar", title="Samowar", price=50.0, expire_time_ms=NOON_MS - 1)


def _several(n: int, name: str, **fields: object) -> Iterator[Product]:
    return (product(f"{name}{number:02d}", **fields) for number in range(n))


def _rungs(answer: SearchResult) -> dict[int, int]:
    """How many hits each rung brought."""
    rungs = [hit.rung for hit in answer.hits]
    return {rung: rungs.count(rung) for rung in dict.fromkeys(rungs)}


def _kinds(answer: SearchResult) -> set[str]:
    return {hit.product_id.rstrip("0123456789") for hit in answer.hits}


@pytest.fixture
def ask(shop: IndexedShop) -> Callable[..., SearchResult]:
    return lambda text, **fields: shop.search(replace(SearchQuery(text, page_size=120), **fields))


Ask = Callable[..., SearchResult]


def test_an_answer_that_fills_a_page_is_not_relaxed(ask: Ask) -> None:
    answer = ask("Pfanne")
    assert (answer.rung, _rungs(answer), answer.total_size) == (STRICT, {STRICT: 20}, 20)


def test_words_in_descriptions_count_where_titles_are_too_few(ask: Ask) -> None:
    answer = ask("Becher")
    assert _rungs(answer) == {STRICT: 2, WEAKER_WORDS: 60}


def test_a_misspelt_word_is_put_right_and_told(ask: Ask) -> None:
    answer = ask("Pfanen")
    assert (answer.corrected_query, answer.rung, _kinds(answer)) == ("pfanne", CORRECTED, {"pan"})


def test_words_that_find_enough_are_not_put_right(ask: Ask) -> None:
    assert ask("Wasserkessel Stahl").corrected_query == ""


def test_of_a_compound_the_head_is_enough_once_the_compound_runs_out(ask: Ask) -> None:
    answer = ask("Kohlegrill")
    assert _rungs(answer) == {STRICT: 3, HEADS: 12}


def test_a_material_becomes_a_wish_before_the_kind_of_thing_is_given_up(ask: Ask) -> None:
    answer = ask("Wasserkessel Glas")
    assert _rungs(answer) == {STRICT: 5, WISHES: 20}
    assert _kinds(answer) == {"kettle-glass", "kettle-steel"}


def test_a_size_becomes_a_wish_that_orders_what_is_left(ask: Ask) -> None:
    answer = ask("Stiefel Größe 43 aus Samt")
    assert _kinds(answer) == {"boot-wide", "boot-narrow"}
    assert {hit.product_id[:9] for hit in answer.hits[:5]} == {"boot-wide"}


def test_price_stays_while_other_wishes_go(ask: Ask) -> None:
    answer = ask("Wasserkessel Glas unter 50 Euro")
    assert _kinds(answer) == {"kettle-glass"}


def test_what_matches_on_an_earlier_rung_stands_first_in_better_tiers(ask: Ask) -> None:
    hits = ask("Kohlegrill").hits
    assert [hit.rung for hit in hits] == sorted(hit.rung for hit in hits)
    assert max(hit.tier for hit in hits if hit.rung == STRICT) < min(hit.tier for hit in hits if hit.rung == HEADS)


def test_size_and_facets_are_those_of_all_rungs(ask: Ask) -> None:
    answer = ask("Wasserkessel Glas", facets=(FacetSpec("material"),))
    assert answer.total_size == 25
    assert {value.value: value.count for value in answer.facets[0].values} == {"Glas": 5, "Stahl": 20}


def test_pages_of_any_size_are_cut_from_one_answer(ask: Ask) -> None:
    whole, cuts = [hit.product_id for hit in ask("Wasserkessel Glas").hits], random.Random(SEED)
    print(f"seed {SEED}")
    found: list[str] = []
    while len(found) < len(whole):
        page = ask("Wasserkessel Glas", offset=len(found), page_size=cuts.choice((1, 3, ENOUGH)))
        found += [hit.product_id for hit in page.hits]
    assert found == whole


def test_what_is_sorted_is_relaxed_only_while_there_is_nothing(ask: Ask) -> None:
    assert _kinds(ask("Wasserkessel Glas", order_by="price desc")) == {"kettle-glass"}
    answer = ask("Wasserkessel Kupfer", order_by="price desc")
    assert _kinds(answer) == {"kettle-steel", "kettle-glass"}
    assert {hit.rung for hit in answer.hits} == {answer.rung}


def test_choosing_a_value_leaves_as_many_products_as_its_facet_counted(ask: Ask) -> None:
    [sizes] = ask("Lederstiefel", facets=(FacetSpec("size"),)).facets
    assert sizes.values
    for value in sizes.values:
        assert ask("Lederstiefel", filter=f'size: ANY("{value.value}")').total_size == value.count


def test_ranks_without_the_visitor_run_through_all_rungs(ask: Ask) -> None:
    ranks = [hit.rank_without_personalization for hit in ask("Kohlegrill").hits]
    assert ranks == list(range(1, 16))


def test_nonsense_is_answered_with_what_is_wanted_most_and_says_so(ask: Ask) -> None:
    answer = ask("Blorf")
    assert (answer.rung, answer.total_size) == (MOST_WANTED, N_MOST_WANTED)


def test_what_is_wanted_most_still_keeps_to_audience_and_price(ask: Ask) -> None:
    assert "apron-men" not in _kinds(ask("Damen Blorf"))
    assert _kinds(ask("Blorf unter 10 Euro")) == {"tea", "mug"}


def test_demands_that_nothing_meets_are_given_up_last_of_all(ask: Ask) -> None:
    assert ask("Blorf unter 1 Euro").total_size == N_MOST_WANTED


def test_an_unknown_kind_of_thing_leaves_the_other_words(ask: Ask) -> None:
    answer = ask("Kupfer Blorf")
    assert (_kinds(answer), answer.rung) == ({"pan"}, FEW_WORDS)


def test_what_the_callers_filter_hides_is_not_replaced(ask: Ask) -> None:
    hidden = ask("Kupfer Pfanne", filter="price < 10")
    assert (hidden.hits, hidden.total_size, hidden.rung) == ((), 0, 0)


def test_what_has_expired_is_not_what_the_filter_hides(ask: Ask) -> None:
    assert ask("Samowar").rung == MOST_WANTED
    assert ask("Samowar", filter="price < 100").rung == MOST_WANTED


def test_a_size_that_is_wished_for_does_not_count_as_one_of_the_words(ask: Ask) -> None:
    answer = ask("Glas xylophon Stiefel Größe 43", filter='material: ANY("Leder")')
    assert {hit.rung for hit in answer.hits} == {FEW_WORDS}


def test_nonsense_under_a_filter_is_answered_from_what_passes_it(ask: Ask) -> None:
    assert _kinds(ask("Blorf", filter="price > 180")) == {"grill-coal"}


@pytest.mark.parametrize(("n_words", "n_enough"), [(2, 1), (3, 2), (4, 3), (5, 3), (10, 6)])
def test_most_of_the_words_is_all_but_one_of_few_and_sixty_percent_of_many(n_words: int, n_enough: int) -> None:
    assert enough(n_words) == n_enough
