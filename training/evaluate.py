"""The gate: on the held-out end of the time range, does ALS find what people went for better than popularity does?

ALS is measured through the code that serves: recency-weighted fold-in and the FAISS index.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from service.visitor.foldin import fold_in, recency_weighted
from training import vector_index
from training.accuracy import CUT, Accuracy, bootstrap_interval, hits_and_ndcg
from training.als import Factors, fit
from training.dataset import Interactions, confidence_matrix
from training.popularity import popularity
from training.settings import TrainingSettings

Float32: TypeAlias = NDArray[np.float32]
Float64: TypeAlias = NDArray[np.float64]
Int32: TypeAlias = NDArray[np.int32]
Int64: TypeAlias = NDArray[np.int64]

BOOTSTRAP_SEED = 7
_CHUNK = 512


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What the gate saw.

    Attributes:
        n_persons: with history before the split and something new after it.
        lift, lift_low, lift_high: HR@20 of ALS minus popularity's, with its 95 % interval by paired bootstrap.
    """

    n_persons: int
    als: Accuracy
    popularity: Accuracy
    lift: float
    lift_low: float
    lift_high: float

    @property
    def passed(self) -> bool:
        """Whether ALS is better beyond chance; never so when nobody could be measured."""
        return self.lift_low > 0

    def metrics(self) -> dict[str, float]:
        """The figures by the names they bear in manifests and reports."""
        return {
            "n_persons": float(self.n_persons),
            "als_hr@20": self.als.hr,
            "als_ndcg@20": self.als.ndcg,
            "popularity_hr@20": self.popularity.hr,
            "popularity_ndcg@20": self.popularity.ndcg,
            "lift_hr@20": self.lift,
            "lift_hr@20_low": self.lift_low,
            "lift_hr@20_high": self.lift_high,
        }


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """One measured person.

    Attributes:
        rows, confidences: what fold-in reads of the history, shape (n,).
        seen: every row the history touches, shape (s,).
        targets: rows gone for after the split and not seen before, shape (t,); t > 0.
    """

    rows: Int32
    confidences: Float32
    seen: Int32
    targets: Int32


def split_time(interactions: Interactions, *, held_out: float) -> int:
    """The event time in ms at which the newest `held_out` share of the entries starts.

    Entries are counted rather than days, so that one stray date does not move the split.
    """
    return int(np.quantile(interactions.at_ms, 1 - held_out, method="lower"))


def evaluate(interactions: Interactions, split_at_ms: int, settings: TrainingSettings) -> Evaluation:
    """Fit on what came before the split, measure on what came from it on; products already seen are no candidates."""
    before = interactions.where(interactions.at_ms < split_at_ms)
    after = interactions.where((interactions.at_ms >= split_at_ms) & (interactions.weight > 0))
    persons = list(measured_persons(before, after, settings))
    if not persons:
        return Evaluation(0, Accuracy(0, 0), Accuracy(0, 0), lift=0, lift_low=0, lift_high=0)
    matrix = confidence_matrix(before, alpha=settings.als.alpha, half_life_days=settings.half_life_days)
    factors = fit(matrix, settings.als)
    vectors = person_vectors(persons, factors, regularization=settings.als.regularization)
    als = _scores(persons, vectors, vector_index.build(factors.items))
    # Popularity through the same code: a model of one factor that everybody weighs alike.
    popular = popularity(before, half_life_days=settings.half_life_days)[:, np.newaxis]
    alike = np.ones((len(persons), 1), dtype=np.float32)
    base = _scores(persons, alike, vector_index.build(popular))
    difference = als[:, 0] - base[:, 0]
    low, high = bootstrap_interval(difference, np.random.default_rng(BOOTSTRAP_SEED))
    return Evaluation(
        n_persons=len(persons),
        als=Accuracy(*als.mean(axis=0).tolist()),
        popularity=Accuracy(*base.mean(axis=0).tolist()),
        lift=float(difference.mean()),
        lift_low=low,
        lift_high=high,
    )


def measured_persons(before: Interactions, after: Interactions, settings: TrainingSettings) -> Iterator[Person]:
    """Everybody with interest before and something new after, in the order of their numbers."""
    confidence = settings.als.alpha * before.weight
    targets = _slices(after.person, after.n_persons)
    for number, history in enumerate(_slices(before.person, before.n_persons)):
        seen = np.unique(before.row[history])
        new = np.setdiff1d(after.row[targets[number]], seen)
        ages = _ages(before.event[history])
        rows, confidences = recency_weighted(
            before.row[history], confidence[history], ages, decay=settings.recency_decay
        )
        if len(rows) and len(new):
            yield Person(rows=rows, confidences=confidences, seen=seen, targets=new)


def person_vectors(persons: list[Person], factors: Factors, *, regularization: float) -> Float32:
    """Everybody's fold-in, shape (n_persons, n_factors)."""
    with threadpool_limits(limits=1):
        return np.stack(
            [
                fold_in(factors.items[person.rows], person.confidences, factors.gram, regularization=regularization)
                for person in persons
            ]
        )


def _slices(person: Int32, n_persons: int) -> list[slice]:
    """Where each person's entries stand, since entries are ordered by person."""
    bounds = np.searchsorted(person, np.arange(n_persons + 1))
    return [slice(start, end) for start, end in pairwise(bounds.tolist())]


def _ages(events: Int32) -> Int32:
    """How many newer events of the same person there are, for ascending event numbers, shape (n,)."""
    _, place = np.unique(events, return_inverse=True)
    ages: Int32 = (place.max(initial=0) - place).astype(np.int32)
    return ages


def _top(persons: list[Person], vectors: Float32, index: Any) -> list[Int64]:
    """The best CUT unseen rows of each person, best first."""
    tops: list[Int64] = []
    for start in range(0, len(persons), _CHUNK):
        chunk = persons[start : start + _CHUNK]
        wanted = min(index.ntotal, CUT + max(len(person.seen) for person in chunk))
        _, found = index.search(vectors[start : start + _CHUNK], wanted)
        tops.extend(rows[~np.isin(rows, person.seen)][:CUT] for rows, person in zip(found, chunk, strict=True))
    return tops


def _scores(persons: list[Person], vectors: Float32, index: Any) -> Float64:
    """Hit and NDCG of each person, shape (n_persons, 2)."""
    tops = _top(persons, vectors, index)
    return np.array([hits_and_ndcg(top, person.targets) for top, person in zip(tops, persons, strict=True)])
