"""The life of a training run, in order: read, evaluate, fit, index, publish."""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path

from service.bundle.manifest import (
    GRAM,
    ITEM_FACTORS,
    NEIGHBOUR_ROWS,
    NEIGHBOUR_SCORES,
    POPULARITY,
    SCHEMA,
    Build,
    Manifest,
)
from service.ports import History
from training import vector_index
from training.als import Factors, fit
from training.dataset import Interactions, confidence_matrix, read_interactions
from training.evaluate import Evaluation, evaluate, split_time
from training.neighbours import neighbours
from training.popularity import popularity
from training.publish import Contents, publish
from training.settings import EVENT_WEIGHTS, TrainingSettings

_LIBRARIES = ("faiss-cpu", "implicit", "numpy", "scipy")


class Stage(StrEnum):
    """The steps of a run, in order."""

    READ = "read"
    EVALUATE = "evaluate"
    FIT = "fit"
    INDEX = "index"
    PUBLISH = "publish"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a run.

    Attributes:
        published: the manifest of the bundle now in force, or None if the gate kept it back.
    """

    evaluation: Evaluation
    published: Manifest | None


def train(
    history: History,
    root: Path,
    settings: TrainingSettings,
    *,
    force: bool = False,
    on_stage: Callable[[Stage], None] = lambda _: None,
) -> Outcome:
    """Learn from the ledger and publish under `root` if the gate passes, or `force` is set.

    The gate's model is fitted on what came before the split, the published one on everything.

    Raises:
        NothingToLearn: the ledger holds no telling event.
        FactorsNotFinite: ALS diverged.
        BundleRefused: what was written fails its own checks.
    """
    on_stage(Stage.READ)
    interactions = read_interactions(history, EVENT_WEIGHTS)
    on_stage(Stage.EVALUATE)
    evaluation = evaluate(interactions, split_time(interactions, held_out=settings.held_out), settings)
    if not (evaluation.passed or force):
        return Outcome(evaluation, published=None)
    on_stage(Stage.FIT)
    matrix = confidence_matrix(interactions, alpha=settings.als.alpha, half_life_days=settings.half_life_days)
    factors = fit(matrix, settings.als)
    on_stage(Stage.INDEX)
    contents = _contents(interactions, factors, settings)
    on_stage(Stage.PUBLISH)
    draft = _draft(interactions, evaluation, settings)
    return Outcome(evaluation, published=publish(root, contents, draft))


def _contents(interactions: Interactions, factors: Factors, settings: TrainingSettings) -> Contents:
    near = neighbours(interactions, k=settings.n_neighbours, max_person_products=settings.max_person_products)
    return Contents(
        product_ids=interactions.product_ids,
        arrays={
            ITEM_FACTORS: factors.items,
            GRAM: factors.gram,
            POPULARITY: popularity(interactions, half_life_days=settings.half_life_days),
            NEIGHBOUR_ROWS: near.rows,
            NEIGHBOUR_SCORES: near.scores,
        },
        vectors=vector_index.build(factors.items),
    )


def _draft(interactions: Interactions, evaluation: Evaluation, settings: TrainingSettings) -> Manifest:
    numbers = {name: float(value) for name, value in asdict(settings).items() if name != "als"}
    return Manifest(
        schema=SCHEMA,
        first_seq=interactions.first_seq,
        last_seq=interactions.last_seq,
        n_events=interactions.n_events,
        n_products=len(interactions.product_ids),
        n_factors=settings.als.n_factors,
        n_neighbours=settings.n_neighbours,
        regularization=settings.als.regularization,
        confidence=settings.confidence(),
        recency_decay=settings.recency_decay,
        build=Build(
            cpu=_cpu(),
            n_threads=settings.als.n_threads,
            libraries={name: version(name) for name in _LIBRARIES},
        ),
        settings=numbers | {f"als.{name}": float(value) for name, value in asdict(settings.als).items()},
        metrics=evaluation.metrics(),
        files={},
    )


def _cpu() -> str:
    """The processor type, since vector units round differently."""
    described = Path("/proc/cpuinfo")
    lines = described.read_text(encoding="utf-8").splitlines() if described.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.machine()
