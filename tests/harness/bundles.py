"""Small whole bundles, and broken ones whose hashes are nevertheless right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from service.bundle.manifest import SCHEMA, Build, Manifest, encode, read_manifest, record, sealed
from service.bundle.model import RETURNING_SHAPE, TABLES, Model, Table, Visits
from service.bundle.vectors import Effort
from service.types import EventType, ProductId
from training.publish import publish
from training.vector_index import exact

N_PRODUCTS, N_FACTORS, N_NEIGHBOURS = 5, 3, 2


def model(seed: int = 1) -> Model:
    rng = np.random.default_rng(seed)
    factors = rng.standard_normal((N_PRODUCTS, N_FACTORS), dtype=np.float32)
    product_ids = tuple(ProductId(f"p{item}") for item in range(N_PRODUCTS))
    empty = Table(
        np.full((N_PRODUCTS, N_NEIGHBOURS), -1, np.int32), np.zeros((N_PRODUCTS, N_NEIGHBOURS), dtype=np.float32)
    )
    return Model(
        product_ids=product_ids,
        rows={product: item for item, product in enumerate(product_ids)},
        item_factors=factors,
        gram=np.square(factors).sum(axis=0),
        regularization=1.0,
        confidence={EventType.CLICK: 2.0},
        recency_decay=0.85,
        vectors=exact(factors),
        popularity=rng.random(N_PRODUCTS, dtype=np.float32),
        trending=rng.random(N_PRODUCTS, dtype=np.float32),
        tables=dict.fromkeys(TABLES, empty),
        visits=Visits(
            items=np.array([0, 1, 1, 2], np.int32),
            starts=np.array([0, 2, 4], np.int64),
            at_days=np.array([1.0, 0.0], np.float32),
            of_item=np.array([0, 1, 0, 1], np.int32),
            of_item_starts=np.array([0, 1, 3, 4, 4, 4], np.int64),
        ),
        weights={},
        returning=np.ones(RETURNING_SHAPE, np.float32),
        rhythm_days={},
    )


def draft(last_seq: int = 1) -> Manifest:
    return Manifest(
        schema=SCHEMA,
        first_seq=1,
        last_seq=last_seq,
        n_events=last_seq,
        lengths={},
        regularization=1.0,
        confidence={EventType.CLICK: 2.0},
        recency_decay=0.85,
        vectors=Effort(),
        weights={"FOR_YOU": {"follows": 1.0}},
        rhythm_days={"Kaffee": 21.0},
        build=Build(cpu="any", n_threads=1, libraries={}),
        settings={},
        metrics={"als_hr@20": 0.5},
        files={},
    )


def published(root: Path, *, last_seq: int = 1) -> Path:
    """A small bundle in force under `root`; its folder."""
    return root / publish(root, model(), draft(last_seq)).version


def forged(root: Path, change: Callable[[Path], None], **fields: Any) -> Path:
    """A bundle altered by `change` and `fields`, with a manifest that vouches for the result."""
    folder = published(root)
    change(folder)
    before = read_manifest(folder)
    manifest = sealed(replace(before, files={name: record(folder / name) for name in before.files}, **fields))
    (folder / "manifest.json").write_bytes(encode(manifest))
    return folder.rename(root / manifest.version)
