"""No visitor waits for a compiler."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from pathlib import Path

import numpy as np
from numba.core.registry import CPUDispatcher

import service.candidates
from service.bundle.reader import load
from service.candidates.among import among
from service.candidates.blend import gather
from service.candidates.kernels import compile_kernels
from service.candidates.sources import SOURCES_OF
from service.candidates.trail import visit_trail
from tests.harness.builders import product
from tests.harness.bundles import published
from tests.harness.indexed import IndexedShop


def n_compiled() -> dict[str, int]:
    """How often each kernel of the sources was compiled, or read as it was compiled before."""
    modules = [
        import_module(f"service.candidates.{found.name}") for found in pkgutil.iter_modules(service.candidates.__path__)
    ]
    return {
        f"{module.__name__}.{name}": len(value.signatures)
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, CPUDispatcher)
    }


def test_what_answers_ask_of_a_bundle_is_compiled_before_the_first_of_them(tmp_path: Path) -> None:
    compile_kernels()
    with IndexedShop(tmp_path / "index", [product(f"p{number}") for number in range(8)]) as shop:
        before = n_compiled()
        shop.bundle = load(published(tmp_path / "bundles"))
        bundle = shop.snapshot.bundle
        assert bundle is not None
        trail = visit_trail(np.array([0, 1, 2], np.int32), confidence=2.0)
        for sources in SOURCES_OF.values():
            for may_be_found in (None, among(np.ones(bundle.model.n_items, np.bool_))):
                gather(trail, bundle.model, sources, may_be_found)
        assert n_compiled() == before
