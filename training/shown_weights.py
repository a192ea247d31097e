"""The weights of earlier bundles, which outlive the bundles themselves: what was shown under them was shown by them."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TypeAlias

import msgspec

from service.bundle.reader import sync_folder
from service.usecases.snapshot import bundle_of

Weights: TypeAlias = Mapping[str, Mapping[str, float]]
"""Placement, or SEARCH -> source, or slot -> its weight, as a bundle has them."""

# One an hour for as long as impressions are kept unless told otherwise; some 2 kB each.
N_REMEMBERED = 90 * 24
_FOLDER = "weights"
_NONE: Weights = {}


def remember(root: Path, version: str, weights: Weights) -> None:
    """Keep the weights of a bundle, and of the newest N_REMEMBERED. A crash leaves them whole or absent.

    Raises:
        OSError: the disk refused.
    """
    folder = root / _FOLDER
    folder.mkdir(exist_ok=True)
    staging = folder / ".staging"
    with staging.open("wb") as file:
        file.write(msgspec.json.encode(weights, order="sorted"))
        file.flush()
        os.fsync(file.fileno())
    staging.rename(folder / f"{version}.json")
    sync_folder(folder)
    for forgotten in sorted(folder.glob("*.json"))[:-N_REMEMBERED]:
        forgotten.unlink()


def weights_shown(root: Path) -> Callable[[str], Weights | None]:
    """The weights that the bundle of a snapshot had, by the name of the snapshot.

    Empty where it had no bundle; None where the weights of that bundle are not known any more.
    """

    @cache
    def of_bundle(version: str) -> Weights | None:
        try:
            content = (root / _FOLDER / f"{version}.json").read_bytes()
            return msgspec.json.decode(content, type=dict[str, dict[str, float]])
        except (OSError, UnicodeDecodeError, msgspec.MsgspecError):
            return None

    def of_snapshot(name: str) -> Weights | None:
        version = bundle_of(name)
        return _NONE if version is None else of_bundle(version)

    return of_snapshot
