"""Draws what a made-up product is, before it has words, a price and stock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from service.demo.kinds import Kind
from service.demo.words import COLOURS, FASHION_BRANDS, HOME_BRANDS, MODELS, PATTERNS, Audience, Colour

T = TypeVar("T")
PLAIN, *PATTERNED = PATTERNS


@dataclass(frozen=True, slots=True)
class Draft:
    """What a product is.

    Attributes:
        noun: the name its title uses; descriptions use the kind's plainest.
        adjective: a stem that takes an ending.
        detail: follows "mit", in the dative.
    """

    kind: Kind
    audience: Audience
    noun: str
    material: str
    colour: Colour
    pattern: str
    brand: str
    model: str
    adjective: str
    detail: str


def pick(rng: np.random.Generator, options: Sequence[T]) -> T:
    """One of the options, each as likely as the others."""
    return options[int(rng.integers(len(options)))]


def draw_draft(rng: np.random.Generator, kind: Kind, audience: Audience) -> Draft:
    """One product of this kind for this audience."""
    material = pick(rng, kind.materials)
    return Draft(
        kind=kind,
        audience=audience,
        noun=_draw_noun(rng, kind, material),
        material=material,
        colour=pick(rng, COLOURS),
        pattern=pick(rng, PATTERNED) if kind.patterned and rng.random() < 0.3 else PLAIN,
        brand=pick(rng, FASHION_BRANDS if audience.prefix else HOME_BRANDS),
        model=pick(rng, MODELS),
        adjective=pick(rng, kind.adjectives),
        detail=pick(rng, kind.details),
    )


def _draw_noun(rng: np.random.Generator, kind: Kind, material: str) -> str:
    """The plainest name half the time, so that searches for it find many products."""
    if material in kind.made_of and rng.random() < 0.5:
        return kind.made_of[material]
    return kind.nouns[0] if rng.random() < 0.5 else pick(rng, kind.nouns)
