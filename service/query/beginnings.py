"""What typing is compared by, and what a query names: the same for phrases that are laid out and for who types."""

from __future__ import annotations

from service.analysis.analyzer import Analyzer
from service.analysis.text import tokenise
from service.query.parsed import ParsedQuery

MAX_NAMED = 4


def folded_beginning(normalised: str, analyzer: Analyzer, language: str) -> str:
    """A normalised text without blanks, umlauts and accents: what starts of phrases are compared with."""
    return analyzer.folded("".join(token.surface for token in tokenise(normalised)), language)[1]


def named_values(parsed: ParsedQuery) -> tuple[tuple[str, str], ...]:
    """Slot and value of what a query names; of each slot the first four, most products first."""
    return tuple((slot.slot, value) for slot in parsed.slots for value in slot.values[:MAX_NAMED])
