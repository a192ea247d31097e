"""The measures of search, by numbers worked out by hand."""

from __future__ import annotations

import pytest

from service.evaluation.searches import Found, JudgedQuery, Judgment, judge, ndcg, summarise
from service.types import ProductId

A, B, C, X = map(ProductId, "abcx")
RATINGS = {A: 3.0, B: 1.0, C: 2.0}


def judged(*ranked: ProductId, rung: int = 0, ratings: dict[ProductId, float] = RATINGS) -> Judgment:
    return judge(JudgedQuery("shorts", ratings), Found(ranked, [rung] * len(ranked)))


def test_ndcg_is_the_gain_over_the_best_possible_one() -> None:
    # Gains 7, 0 and 1 discounted by 1, 1.585 and 2; at best 7, 3 and 1.
    assert judged(A, X, B).ndcg == pytest.approx(7.5 / 9.392789, abs=1e-6)


def test_condensed_ndcg_leaves_unrated_products_out() -> None:
    # Gains 7 and 1 discounted by 1 and 1.585.
    assert judged(A, X, B).ndcg_condensed == pytest.approx(7.630930 / 9.392789, abs=1e-6)


def test_ndcg_ends_at_its_rank_for_the_best_order_too() -> None:
    # 1 over 7 + 3 / 1.585: the third place does not count.
    assert ndcg([B, X, A], RATINGS, at=2) == pytest.approx(1 / 8.892789, abs=1e-6)


def test_a_product_rated_as_wrong_gains_nothing_and_is_not_relevant() -> None:
    only_wrong = judged(X, ratings={X: 0.0, A: 1.0})
    assert (only_wrong.ndcg, only_wrong.recall, only_wrong.n_relevant) == (0.0, 0.0, 1)


def test_recall_counts_all_hits() -> None:
    many = [ProductId(f"other-{number}") for number in range(300)]
    assert judged(A, *many, C).recall == pytest.approx(2 / 3)


@pytest.mark.parametrize(("rung", "recall"), [(0, 1.0), (1, 1.0), (2, 0.0), (5, 0.0)])
def test_recall_counts_no_hits_that_gave_up_part_of_the_query(rung: int, recall: float) -> None:
    assert judged(A, B, C, rung=rung).recall == recall


def test_precision_is_a_share_of_the_24_places_of_a_page() -> None:
    behind = [ProductId(f"other-{number}") for number in range(22)]
    assert judged(A, X, *behind, B).precision == pytest.approx(1 / 24)
    assert judged(A, B, C).precision == pytest.approx(3 / 24)


def test_queries_without_anything_relevant_count_only_among_the_empty_answers() -> None:
    nothing = {X: 0.0}
    quality = summarise([judged(A, C, B), judged(ratings=nothing), judged(B, ratings=nothing), judged()])
    assert quality.ndcg == pytest.approx((1 + 0) / 2)
    assert quality.recall == pytest.approx((1 + 0) / 2)
    assert quality.precision == pytest.approx(3 / 24 / 2)
    assert quality.zero_results == pytest.approx(2 / 4)
