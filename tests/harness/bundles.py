"""Small whole bundles, and broken ones whose hashes are nevertheless right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from service.bundle.manifest import (
    GRAM,
    ITEM_FACTORS,
    NEIGHBOUR_ROWS,
    NEIGHBOUR_SCORES,
    POPULARITY,
    SCHEMA,
    Build,
    Manifest,
    encode,
    read_manifest,
    record,
    sealed,
)
from service.types import EventType, ProductId
from training.publish import Contents, publish

N_PRODUCTS, N_FACTORS, N_NEIGHBOURS = 5, 3, 2


def contents(seed: int = 1) -> Contents:
    rng = np.random.default_rng(seed)
    factors = rng.standard_normal((N_PRODUCTS, N_FACTORS), dtype=np.float32)
    vectors = faiss.IndexFlatIP(N_FACTORS)
    vectors.add(factors)
    return Contents(
        product_ids=tuple(ProductId(f"p{row}") for row in range(N_PRODUCTS)),
        arrays={
            ITEM_FACTORS: factors,
            GRAM: factors.T @ factors,
            POPULARITY: rng.random(N_PRODUCTS, dtype=np.float32),
            NEIGHBOUR_ROWS: np.full((N_PRODUCTS, N_NEIGHBOURS), -1, dtype=np.int32),
            NEIGHBOUR_SCORES: np.zeros((N_PRODUCTS, N_NEIGHBOURS), dtype=np.float32),
        },
        vectors=vectors,
    )


def draft(last_seq: int = 1) -> Manifest:
    return Manifest(
        schema=SCHEMA,
        first_seq=1,
        last_seq=last_seq,
        n_events=last_seq,
        n_products=N_PRODUCTS,
        n_factors=N_FACTORS,
        n_neighbours=N_NEIGHBOURS,
        regularization=1.0,
        confidence={EventType.CLICK: 2.0},
        recency_decay=0.85,
        build=Build(cpu="any", n_threads=1, libraries={}),
        settings={},
        metrics={"als_hr@20": 0.5},
        files={},
    )


def published(root: Path, *, last_seq: int = 1) -> Path:
    """A small bundle in force under `root`; its folder."""
    return root / publish(root, contents(), draft(last_seq)).version


def forged(root: Path, change: Callable[[Path], None], **fields: Any) -> Path:
    """A bundle altered by `change` and `fields`, with a manifest that vouches for the result."""
    folder = published(root)
    change(folder)
    before = read_manifest(folder)
    manifest = sealed(replace(before, files={name: record(folder / name) for name in before.files}, **fields))
    (folder / "manifest.json").write_bytes(encode(manifest))
    return folder.rename(root / manifest.version)
