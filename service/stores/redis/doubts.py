"""Whose events Redis may lack although a marker vouches for them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count, islice

from service.types import VisitorId


class Doubts:
    """Visitors with a failed write since their marker was last withdrawn.

    A write that failed may or may not have arrived, while the marker of an earlier `restore` still vouches for
    completeness. So the marker has to go before anything of that visitor is believed again.

    Args:
        limit: visitors remembered; the oldest doubt is dropped first.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._tickets = count()
        self._raised: dict[VisitorId, int] = {}

    def raise_for(self, visitor: VisitorId) -> None:
        """Doubt this visitor, anew if already doubted."""
        self._raised[visitor] = next(self._tickets)
        if len(self._raised) > self._limit:
            del self._raised[next(iter(self._raised))]

    def some(self, first: VisitorId, limit: int) -> dict[VisitorId, int]:
        """`first` if doubted, and up to `limit` others, each with the ticket that `settle` takes."""
        if not self._raised:
            return {}
        chosen = dict(islice(self._raised.items(), limit))
        if first in self._raised:
            chosen[first] = self._raised[first]
        return chosen

    def settle(self, withdrawn: Mapping[VisitorId, int]) -> None:
        """End these doubts, save those raised again while their markers were being withdrawn."""
        for visitor, ticket in withdrawn.items():
            if self._raised.get(visitor) == ticket:
                del self._raised[visitor]
