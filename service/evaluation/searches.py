"""How well a search answered, against judgments of people: nDCG, recall and precision by the usual formulas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from math import log2
from statistics import fmean

from service.types import ProductId

RELEVANT_FROM = 1.0
NDCG_AT = 10
PRECISION_AT = 24
# From here on a rung gives up part of what was asked.
_LAST_FULL_RUNG = 1


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """A query and the ratings of products for it, 0 = wrong; products that are not listed were not judged."""

    text: str
    ratings: Mapping[ProductId, float]

    @property
    def relevant(self) -> frozenset[ProductId]:
        """The products rated 1 or better."""
        return frozenset(product for product, rating in self.ratings.items() if rating >= RELEVANT_FROM)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search answered: products by rank, each once, and the rung of the relaxation ladder that brought each."""

    ranked: Sequence[ProductId]
    rungs: Sequence[int]

    @property
    def full(self) -> frozenset[ProductId]:
        """The products that have all that was asked for."""
        return frozenset(
            product for product, rung in zip(self.ranked, self.rungs, strict=True) if rung <= _LAST_FULL_RUNG
        )


@dataclass(frozen=True, slots=True)
class Judgment:
    """The measures of one query; each is a share, 1 is best."""

    query: str
    n_relevant: int
    n_hits: int
    rung: int
    ndcg: float
    ndcg_condensed: float
    recall: float
    precision: float


@dataclass(frozen=True, slots=True)
class SearchQuality:
    """Means over the queries that something is relevant to; `zero_results` is a share of all queries."""

    ndcg: float
    ndcg_condensed: float
    recall: float
    precision: float
    zero_results: float


def judge(asked: JudgedQuery, found: Found) -> Judgment:
    """Measure one answer.

    Precision counts unjudged products as wrong and empty places of the first page too. Recall counts the hits of rungs
    that gave up no part of the query.
    """
    relevant = asked.relevant
    rated = [product for product in found.ranked if product in asked.ratings]
    page = sum(product in relevant for product in found.ranked[:PRECISION_AT])
    recalled = len(relevant & found.full)
    return Judgment(
        query=asked.text,
        n_relevant=len(relevant),
        n_hits=len(found.ranked),
        rung=max(found.rungs, default=0),
        ndcg=ndcg(found.ranked, asked.ratings, at=NDCG_AT),
        ndcg_condensed=ndcg(rated, asked.ratings, at=NDCG_AT),
        recall=recalled / len(relevant) if relevant else 0.0,
        precision=page / PRECISION_AT,
    )


def summarise(judgments: Sequence[Judgment]) -> SearchQuality:
    """Average over queries, each counting the same. At least one needs a relevant product."""
    counted = [judgment for judgment in judgments if judgment.n_relevant]
    return SearchQuality(
        ndcg=fmean(judgment.ndcg for judgment in counted),
        ndcg_condensed=fmean(judgment.ndcg_condensed for judgment in counted),
        recall=fmean(judgment.recall for judgment in counted),
        precision=fmean(judgment.precision for judgment in counted),
        zero_results=fmean(not judgment.n_hits for judgment in judgments),
    )


def ndcg(ranked: Sequence[ProductId], ratings: Mapping[ProductId, float], *, at: int) -> float:
    """DCG of the first `at` over that of the best possible order (Järvelin and Kekäläinen 2002, Burges et al. 2005).

    DCG = sum over ranks i from 1 of (2^rating - 1) / log2(i + 1). Unlisted products gain 0; without any gain to be had
    the answer is 0.
    """
    best = _dcg(sorted(ratings.values(), reverse=True)[:at])
    return _dcg([ratings.get(product, 0.0) for product in islice(ranked, at)]) / best if best else 0.0


def _dcg(ratings: Sequence[float]) -> float:
    return sum((2**rating - 1) / log2(rank + 1) for rank, rating in enumerate(ratings, start=1))
