"""Models that know past visits and nothing else worth knowing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from service.bundle.model import Model
from service.candidates.trail import Trail, visit_trail
from tests.harness.bundles import model
from training.dataset import DAY_MS, Interactions, clicks
from training.visits import visits

N_ITEMS = 12


def clicked(past: Sequence[Sequence[int]], *, days: float = 1.0, n_items: int = N_ITEMS) -> Interactions:
    """Visits of views, oldest first, one every so many days; each touch a second after the one before."""
    visit = np.repeat(np.arange(len(past)), [len(items) for items in past])
    second = np.concatenate([np.arange(len(items)) for items in past]) if past else np.zeros(0)
    return clicks(
        [f"p{item}" for item in range(n_items)],
        visit=visit.astype(np.int64),
        row=np.array([item for items in past for item in items], np.int64),
        at_ms=(visit * days * DAY_MS + second * 1000).astype(np.int64),
    )


def model_after(past: Sequence[Sequence[int]], *, days: float = 1.0) -> Model:
    """A model of these visits."""
    return replace(model(), visits=visits(clicked(past, days=days), max_visits=10_000, max_of_item=1_000))


def on_trail(*items: int) -> Trail:
    """A visit so far, oldest first."""
    return visit_trail(np.array(items, np.int32), confidence=1.0)


def drawn_visits(rng: np.random.Generator, n: int, *, n_items: int = N_ITEMS) -> list[list[int]]:
    """`n` visits of 2 to 9 touches, each item drawn by chance."""
    return [rng.integers(0, n_items, rng.integers(2, 10)).tolist() for _ in range(n)]
