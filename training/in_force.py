"""The bundle in force, opened to be measured beside the one in the making."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from service.bundle.reader import current, load
from service.errors import BundleRefused
from service.ports import History
from training.catalogue import read_products
from training.content import product_traits
from training.dataset import Interactions
from training.lists import Elsewhere, elsewhere


@dataclass(frozen=True, slots=True, eq=False)
class InForce:
    """The bundle in force.

    Attributes:
        version: its name; empty if there is none.
        last_seq: the end of the ledger it learned from.
        n_known: how many of our products it knows.
        refused: why it could not be opened, else empty.
        model: beside our numbers; None if it could not be opened or knows no product of ours.
    """

    version: str = ""
    last_seq: int = 0
    n_known: int = 0
    refused: str = ""
    model: Elsewhere | None = None


def open_in_force(root: Path, interactions: Interactions, history: History) -> InForce:
    """The bundle in force under `root`, its items laid beside those of the interactions."""
    try:
        version = current(root)
        if version is None:
            return InForce()
        bundle = load(root / version)
    except BundleRefused as error:
        return InForce(refused=str(error))
    traits = product_traits(read_products(history), bundle.model.product_ids)
    rows = {product: row for row, product in enumerate(interactions.product_ids)}
    theirs = elsewhere(replace(bundle.model, traits=traits), rows, interactions.n_products)
    n_known = int((theirs.ours >= 0).sum())
    return InForce(version, bundle.last_seq, n_known, model=theirs if n_known else None)
