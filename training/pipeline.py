"""The life of a training run, in order: read, evaluate, learn, publish."""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path

import numpy as np

from service.bundle.item_traits import ItemTraits
from service.bundle.manifest import SCHEMA, Build, Manifest
from service.bundle.model import Model
from service.ports import History
from training.catalogue import read_leaves, read_products
from training.content import product_traits
from training.dataset import Interactions
from training.evaluate import Evaluation, evaluate, measured_persons, split_time
from training.lessons import Lessons
from training.model import learn
from training.publish import publish
from training.reading import read_interactions
from training.settings import EVENT_WEIGHTS, TrainingSettings
from training.teaching import taught

_LIBRARIES = ("faiss-cpu", "numba", "numpy", "scipy")


class Stage(StrEnum):
    """The steps of a run, in order."""

    READ = "read"
    EVALUATE = "evaluate"
    LEARN = "learn"
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
    traits = product_traits(read_products(history), interactions.product_ids)
    on_stage(Stage.EVALUATE)
    split_at_ms = split_time(interactions, held_out=settings.held_out)
    lessons, evaluation = held_back(interactions, split_at_ms, settings, traits=traits)
    if not (evaluation.passed or force):
        return Outcome(evaluation, published=None)
    on_stage(Stage.LEARN)
    model = learn(interactions, settings, lessons=lessons, leaves=read_leaves(history))
    on_stage(Stage.PUBLISH)
    draft = _draft(interactions, model, evaluation, settings)
    return Outcome(evaluation, published=publish(root, model, draft))


def held_back(
    interactions: Interactions, split_at_ms: int, settings: TrainingSettings, *, traits: ItemTraits | None = None
) -> tuple[Lessons, Evaluation]:
    """What held-back events teach, and what the blend is worth then, by a model that knows nothing after the split.

    Of the people who came back after it, one half teaches, the other half is measured.
    """
    before = replace(learn(interactions.where(interactions.at_ms < split_at_ms), settings), traits=traits)
    is_teacher = interactions.person % 2 == 0
    lessons = taught(before, interactions.where(is_teacher), split_at_ms, settings)
    others = interactions.where(~is_teacher)
    persons = list(measured_persons(others, split_at_ms))
    if len(persons) > settings.n_measured:
        chosen = np.random.default_rng(settings.als.seed).choice(len(persons), settings.n_measured, replace=False)
        persons = [persons[number] for number in np.sort(chosen)]
    taught_model = replace(before, weights=lessons.shares, returning=lessons.returning)
    return lessons, evaluate(taught_model, persons)


def _draft(interactions: Interactions, model: Model, evaluation: Evaluation, settings: TrainingSettings) -> Manifest:
    numbers = {name: float(value) for name, value in asdict(settings).items() if name != "als"}
    return Manifest(
        schema=SCHEMA,
        first_seq=interactions.first_seq,
        last_seq=interactions.last_seq,
        n_events=interactions.n_events,
        lengths={},
        regularization=model.regularization,
        confidence=dict(EVENT_WEIGHTS),
        recency_decay=settings.recency_decay,
        vectors=model.vectors.effort,
        weights={name: dict(shares) for name, shares in model.weights.items()},
        rhythm_days=dict(model.rhythm_days),
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
