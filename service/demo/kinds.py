"""The kinds of product in the made-up shop, read from `kinds.toml`."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import msgspec

from service.demo.words import Genus


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of product: how it is named, for whom it is made, and what it may look like.

    The fields are described at the top of `kinds.toml`. `scale` names the sizes, `patterned` allows patterns.
    """

    leaf: str
    area: str
    genus: Genus
    nouns: tuple[str, ...]
    mix: dict[str, int]
    prices: tuple[float, float]
    materials: tuple[str, ...]
    adjectives: tuple[str, ...]
    details: tuple[str, ...]
    use: str
    made_of: dict[str, str] = field(default_factory=dict)
    scale: str = "wear"
    patterned: bool = True


@dataclass(frozen=True, slots=True)
class Range:
    """All kinds, and the sentences that say what a product is good for, by `Kind.use`."""

    uses: dict[str, tuple[str, ...]]
    kinds: tuple[Kind, ...]


@cache
def demo_range() -> Range:
    """Everything the made-up shop sells; read once."""
    text = files("service.demo").joinpath("kinds.toml").read_bytes()
    return msgspec.toml.decode(text, type=Range)
