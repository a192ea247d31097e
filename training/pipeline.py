"""The life of a training run, in order: read, rehearse on the past, learn, publish."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from threadpoolctl import threadpool_limits

from service.bundle.manifest import SCHEMA, Build, Manifest
from service.bundle.model import Model
from service.ports import History
from service.types import Seq
from training.bench import UNKEPT, Bench, Tell
from training.catalogue import read_leaves, read_products
from training.clicks import Clicked, clicks
from training.content import product_traits
from training.dataset import Interactions
from training.evaluate import Evaluation, split_time
from training.impressions import read_outcomes
from training.in_force import open_in_force
from training.limits import check_settings
from training.model import learn
from training.publish import publish
from training.reading import read_interactions
from training.rehearsal import Products, rehearse
from training.report import Seen, report
from training.search_weights import columns_of
from training.settings import EVENT_WEIGHTS, TrainingSettings
from training.shown_weights import weights_shown
from training.tuning import tuned
from training.workshop import LIBRARIES, cpu


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a run.

    Attributes:
        published: the manifest of the bundle now in force, or None if the gate kept it back.
        report: what was measured, for people: a page of HTML.
        settings: what was learned with, as given or as tuned.
    """

    evaluation: Evaluation
    published: Manifest | None
    report: str
    settings: TrainingSettings


def train(
    history: History,
    root: Path,
    settings: TrainingSettings,
    *,
    force: bool = False,
    until: Seq | None = None,
    bench: Bench = UNKEPT,
) -> Outcome:
    """Learn from the ledger and publish under `root` if the gate passes, or `force` is set.

    The gate's model is fitted on what came before the split, clicks included, the published one on everything. Events after `until` are not
    read; without it the ledger's present end is taken.

    Raises:
        SettingsInvalid: a setting is outside its limits.
        NothingToLearn: the ledger holds no telling event.
        FactorsNotFinite: ALS diverged.
        BundleRefused: what was written fails its own checks.
        OSError: the disk refused.
    """
    check_settings(settings)
    # BLAS's own threads would sum in varying order, and hinder each other on a busy machine.
    with threadpool_limits(limits=1):
        interactions = bench.make(
            "events", Interactions, lambda tell: read_interactions(history, EVENT_WEIGHTS, until=until, tell=tell)
        )
        split_at_ms = split_time(interactions, held_out=settings.held_out)
        settings = _tuned(interactions, split_at_ms, settings, bench)
        in_force = open_in_force(root, interactions, history)
        rehearsed = rehearse(
            interactions,
            split_at_ms,
            settings,
            products=_products(history, interactions, bench),
            clicks=_clicks(history, root, interactions, split_at_ms, bench),
            in_force=in_force.model,
            bench=bench,
        )
        seen = Seen(interactions, split_at_ms, rehearsed, in_force)
        if not (rehearsed.evaluation.passed or force):
            return Outcome(rehearsed.evaluation, published=None, report=report(seen), settings=settings)
        model = learn(interactions, settings, lessons=rehearsed.lessons, leaves=read_leaves(history), bench=bench)
        bench.tell("publish")
        published = publish(root, model, _draft(interactions, model, rehearsed.evaluation, settings))
        bench.tell("report")
        return Outcome(rehearsed.evaluation, published, report(seen, version=published.version), settings)


def _tuned(interactions: Interactions, split_at_ms: int, settings: TrainingSettings, bench: Bench) -> TrainingSettings:
    """The settings as given, or after as many trials as they ask for on what came before the split."""
    if not settings.n_trials:
        return settings
    earlier = interactions.where(interactions.at_ms < split_at_ms)
    return bench.make("tune", TrainingSettings, lambda tell: tuned(earlier, settings, tell=tell))


def _products(history: History, interactions: Interactions, bench: Bench) -> Products:
    bench.tell("products")
    return Products(
        product_traits(read_products(history), interactions.product_ids),
        columns_of(read_products(history), interactions.product_ids),
    )


def _clicks(history: History, root: Path, interactions: Interactions, split_at_ms: int, bench: Bench) -> Clicked:
    until, n_items = Seq(interactions.last_seq), interactions.n_products

    def work(tell: Tell) -> Clicked:
        followed = read_outcomes(history, until=until, tell=tell)
        return clicks(followed, weights_shown(root), n_items=n_items, split_at_ms=split_at_ms)

    return bench.make("clicks", Clicked, work)


def _draft(interactions: Interactions, model: Model, evaluation: Evaluation, settings: TrainingSettings) -> Manifest:
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
            cpu=cpu(),
            n_threads=settings.als.n_threads,
            libraries={name: version(name) for name in LIBRARIES},
        ),
        settings=settings.numbers(),
        metrics=evaluation.metrics(),
        files={},
    )
