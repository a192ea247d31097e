"""The words a merchant laid down, as index and query use them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

import msgspec

from service.analysis.overrides import Overrides
from service.analysis.text import normalise, tokenise


@dataclass(frozen=True, slots=True)
class Words:
    """What a merchant laid down about words, in every language; free of contradictions. Phrases are as `phrase` gives them.

    Attributes:
        overrides: words that stay whole, and words whose parts are given.
        synonyms: phrase to the phrases that are found with it; two-way ones stand under each other.
        redirects: phrase to the page that answers it.
    """

    overrides: Overrides = field(default_factory=Overrides)
    synonyms: dict[str, tuple[str, ...]] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)

    def redirect(self, query: str) -> str:
        """Give the page for a query that equals a redirect but for case, spaces and punctuation; "" if there is none."""
        return self.redirects.get(phrase(query), "") if self.redirects else ""

    def to_bytes(self) -> bytes:
        """Serialise; equal words give equal bytes."""
        return msgspec.msgpack.Encoder(order="deterministic").encode(self)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read what `to_bytes` wrote. Raises msgspec.DecodeError on anything else."""
        return msgspec.msgpack.decode(data, type=cls)


def phrase(text: str) -> str:
    """Give the normalised words of a text, joined by a space."""
    return " ".join(token.surface for token in tokenise(normalise(text)))
