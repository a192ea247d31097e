"""The blend beside popularity and the bundle in force: what a report tells of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from service.bundle.model import Model
from training.accuracy import Mean, mean_of
from training.bench import Tell
from training.dataset import Interactions
from training.evaluate import Evaluation, hits_of, judged, shown_by
from training.lists import BLEND, POPULARITY, Elsewhere, Person, blended, popular
from training.moments import trail_before

Float64: TypeAlias = NDArray[np.float64]
Int32: TypeAlias = NDArray[np.int32]
Int64: TypeAlias = NDArray[np.int64]

IN_FORCE = "in force"
AFTER_CLICKS = (1, 2, 3, 5)
_N_VISITS = 1_000


@dataclass(frozen=True, slots=True)
class Standing:
    """What one rival's lists are worth, and what they are made of.

    Attributes:
        coverage: the share of all products that anybody was shown.
        gini: how unequally the products share in what is shown: 0 if all alike, towards 1 if few take all.
        popularity_rank: the mean rank of what is shown by popularity, 1 for the most popular.
    """

    hr: Mean
    ndcg: Mean
    coverage: float
    gini: float
    popularity_rank: float


@dataclass(frozen=True, slots=True)
class Newcomers:
    """HR@20 after the first clicks of visits by people of whom nothing else is known.

    Attributes:
        lift: HR@20 of the blend minus popularity's.
    """

    n_clicks: int
    n_visits: int
    hr: Mapping[str, Mean]
    lift: Mean


@dataclass(frozen=True, slots=True)
class Comparison:
    """The rivals by name, the bundle in force only if there is one whose products are known here."""

    n_products: int
    standings: Mapping[str, Standing]
    newcomers: tuple[Newcomers, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """The gate's figures, and those of the report."""

    evaluation: Evaluation
    comparison: Comparison


def measured(
    model: Model,
    persons: Sequence[Person],
    visits: Mapping[int, Sequence[Person]],
    *,
    in_force: Elsewhere | None = None,
    tell: Tell = lambda _done, _of: None,
) -> Measured:
    """Measure a model on persons it knows nothing later of, and after the first clicks of `visits`, by their number."""
    shown = shown_by(model, persons, tell=tell)
    evaluation = judged(shown, persons)
    rivals = {name: shown[name] for name in (BLEND, POPULARITY)}
    if in_force is not None:
        rivals[IN_FORCE] = in_force.blended(persons)
    standings = {name: _standing(top, persons, model) for name, top in rivals.items()} if persons else {}
    newcomers = tuple(_newcomers(n, some, model, in_force) for n, some in visits.items() if some)
    return Measured(evaluation, Comparison(model.n_items, standings, newcomers))


def first_clicks(interactions: Interactions, split_at_ms: int, rng: np.random.Generator) -> dict[int, list[Person]]:
    """Some visits after the split as if nothing else were known of them: for each of AFTER_CLICKS, the touches so far."""
    begins = np.flatnonzero(np.diff(interactions.visit, prepend=-1))
    ends = np.append(begins[1:], len(interactions.visit))
    late = interactions.at_ms[begins] >= split_at_ms if len(begins) else np.zeros(0, np.bool_)
    return {n: _begun(interactions, begins[late], ends[late], n, rng) for n in AFTER_CLICKS}


def _begun(
    interactions: Interactions, begins: Int64, ends: Int64, n_clicks: int, rng: np.random.Generator
) -> list[Person]:
    long = np.flatnonzero(ends - begins > n_clicks)
    chosen = np.sort(rng.choice(long, min(_N_VISITS, len(long)), replace=False)) if len(long) else long
    persons = []
    for begin, end in zip(begins[chosen].tolist(), ends[chosen].tolist(), strict=True):
        split = begin + n_clicks
        seen = np.unique(interactions.row[begin:split])
        gone_for = interactions.row[split:end][interactions.weight[split:end] > 0]
        new = np.setdiff1d(gone_for, seen)
        if len(new) and (interactions.weight[begin:split] > 0).all():
            trail = trail_before(interactions, begin, split)
            persons.append(Person(int(interactions.person[begin]), trail, seen, new))
    return persons


def _newcomers(n_clicks: int, persons: Sequence[Person], model: Model, in_force: Elsewhere | None) -> Newcomers:
    rivals = {BLEND: blended(model, persons), POPULARITY: popular(model, persons)}
    if in_force is not None:
        rivals[IN_FORCE] = in_force.blended(persons)
    hits = {name: hits_of(shown, persons)[:, 0] for name, shown in rivals.items()}
    means = {name: mean_of(values) for name, values in hits.items()}
    return Newcomers(n_clicks, len(persons), means, mean_of(hits[BLEND] - hits[POPULARITY]))


def _standing(shown: Int32, persons: Sequence[Person], model: Model) -> Standing:
    figures = hits_of(shown, persons)
    of_ours = shown[(shown >= 0) & (shown < model.n_items)]
    counts = np.bincount(of_ours, minlength=model.n_items)
    rank = np.empty(model.n_items, np.int64)
    rank[np.argsort(-model.popularity, kind="stable")] = np.arange(1, model.n_items + 1)
    return Standing(
        hr=mean_of(figures[:, 0]),
        ndcg=mean_of(figures[:, 1]),
        coverage=float((counts > 0).mean()),
        gini=gini(counts),
        popularity_rank=float(rank[of_ours].mean()) if of_ours.size else 0.0,
    )


def gini(counts: Int64) -> float:
    """The Gini coefficient of counts of shape (n,): 2 sum(i x_i) / (n sum(x)) - (n + 1) / n, x ascending, i from 1."""
    n, total = len(counts), counts.sum()
    if not total:
        return 0.0
    return float(2 * (np.arange(1, n + 1) @ np.sort(counts)) / (n * total) - (n + 1) / n)
