"""What a step of the story shows and claims."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auslage.v1.search_pb2 import Hit

SHOWN = 6
"""How many hits of an answer a listing shows."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing the story says, and whether it was so."""

    text: str
    held: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """A real answer, or the front of one, to be shown as a table. `n_total` is how many products it had in all."""

    title: str
    hits: Sequence[Hit]
    n_total: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a step; a skipped one says why and claims nothing."""

    claims: tuple[Claim, ...] = ()
    listings: tuple[Listing, ...] = ()
    skipped: str = ""

    @property
    def held(self) -> bool:
        """Whether everything it claims was so."""
        return all(claim.held for claim in self.claims)
