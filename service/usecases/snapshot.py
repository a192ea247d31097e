"""The one frozen state that a request is answered from, and how it is joined from an index and a bundle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from service.bundle.item_traits import ItemTraits
from service.bundle.manifest import is_version
from service.bundle.reader import Bundle
from service.candidates.predicted import Predictions
from service.catalog.growing import Growing
from service.catalog.traits import Traits
from service.retrieval.follower import IndexView
from service.types import ProductId, Seq

Int32 = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """Index generation and bundle, joined.

    Attributes:
        version: names both; the same on all workers.
        bundle: its model knows the traits of items and newcomers, and has factors of the latest newcomers of this snapshot.
        item_of: product number -> item, -1 for newcomers, which the model has never seen, shape (n_products,).
        traits: the same of newcomers, too, with a bundle or without: they are numbered on after its items.
        product_of: item or newcomer -> product number, -1 for what left the catalogue, shape (n_items + n_newcomers,). It
            may hold products that come after this snapshot.
    """

    version: str
    index: IndexView
    bundle: Bundle | None
    item_of: Int32
    traits: ItemTraits
    product_of: Int32

    @property
    def seq(self) -> Seq:
        """The highest ledger seq whose products can be found."""
        return Seq(self.index.generation.seq)

    def rows_of_items(self, items: NDArray[np.integer]) -> Int32:
        """The present rows of items and newcomers, -1 for what is empty, ended or hidden. Shape as `items`.

        A newcomer that arrived after this snapshot has none: what it is like is known to all snapshots at once.
        """
        row_of = self.index.columns.row_of
        if not row_of.size or not self.product_of.size:
            return np.full(items.shape, -1, np.int32)
        known = (items >= 0) & (items < self.product_of.size)
        numbers = np.where(known, self.product_of[np.where(known, items, 0)], -1)
        return np.where(numbers >= 0, row_of[numbers], -1)

    @property
    def order(self) -> tuple[int, int]:
        """Rises with every generation of the index."""
        return self.index.generation.build, self.index.generation.number


class Joiner:
    """Lays bundles beside the catalogue as it grows: of the same bundle, only new products are looked up."""

    def __init__(self) -> None:
        self._ids: Sequence[ProductId] | None = None
        self._laid: Bundle | None = None
        self._joined: Bundle | None = None
        self._item_of = Growing(np.int32)
        self._traits = ItemTraits(Traits(), 0)
        self._predictions: Predictions | None = None

    def join(self, index: IndexView, bundle: Bundle | None) -> Snapshot:
        """The snapshot of both. Views of one build have to come in their order."""
        if index.columns.ids is not self._ids or bundle is not self._laid:
            self._begin(index, bundle)
        self._add(index.columns.ids[len(self._item_of) : index.columns.row_of.size])
        self._predict()
        version = version_of(index, bundle)
        return Snapshot(version, index, self._joined, self._item_of.view(), self._traits, self._traits.product_of)

    def _begin(self, index: IndexView, bundle: Bundle | None) -> None:
        self._ids, self._laid, self._joined = index.columns.ids, bundle, None
        self._item_of = Growing(np.int32)
        self._traits = ItemTraits(index.columns.traits, 0 if bundle is None else bundle.model.n_items)
        self._predictions = None
        if bundle is not None:
            self._joined = replace(bundle, model=replace(bundle.model, traits=self._traits))
            self._predictions = Predictions(bundle.model.item_factors, self._traits)

    def _add(self, ids: Sequence[ProductId]) -> None:
        rows = {} if self._laid is None else self._laid.model.rows
        items = np.fromiter((rows.get(product_id, -1) for product_id in ids), np.int32, count=len(ids))
        self._item_of.extend(items)
        self._traits.add(items)

    def _predict(self) -> None:
        """Give factors to newcomers that came or changed; as long as none does, snapshots share one bundle."""
        if self._joined is not None and self._predictions is not None:
            newcomers = self._predictions.now()
            if newcomers is not self._joined.model.newcomers:
                self._joined = replace(self._joined, model=replace(self._joined.model, newcomers=newcomers))


def version_of(index: IndexView, bundle: Bundle | None) -> str:
    """The name of the snapshot of both."""
    return f"{index.generation.version}-{'none' if bundle is None else bundle.version}"


def bundle_of(snapshot_version: str) -> str | None:
    """The version of the bundle in a snapshot of this name, None for none."""
    bundle = snapshot_version.partition("-")[2]
    return bundle if is_version(bundle) else None


def join(index: IndexView, bundle: Bundle | None) -> Snapshot:
    """One index view and one bundle as a snapshot."""
    return Joiner().join(index, bundle)
