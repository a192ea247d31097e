"""What is searched for, by how many visitors: counts that fade, gathered from the ledger's search events.

Nothing of fewer than five visitors leaves this module. Visitors are told apart by a hash whose key is made anew with every
start and never written down.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections import OrderedDict
from hashlib import blake2b

from service.analysis.text import normalise
from service.types import EventType, RecordedEvent, Seq, VisitorId

HALF_LIFE_MS = 21 * 24 * 3600 * 1000
FEWEST_VISITORS = 5
MAX_PUBLISHED = 2_000
MAX_COUNTED = 50_000
MAX_QUERY_CHARS = 60
_MAX_WORDS = 6
_REMEMBERED = 16
_FADED = 0.25
_HASH_BYTES = 8
# Addresses of mail and of pages, and what may be a number of a telephone, a card or an order.
# What is measured, as 135 × 200, is none of these.
_PERSONAL = re.compile(r"@|://|www\.|(?:\d(?:_|[^\w×*])*){6}")
_MAX_HALF_LIVES = 500.0


class _Asked:
    """One query: its visitors' decayed number, and who of them came last, with what they added to it."""

    __slots__ = ("n_visitors", "recent", "weight")

    def __init__(self) -> None:
        self.weight = 0.0
        self.n_visitors = 0
        self.recent: OrderedDict[bytes, float] = OrderedDict()

    def count(self, visitor: bytes, grown: float) -> bool:
        """Count a visitor; one of the last sixteen counts as of now, not once more. So the first five are five.

        Returns whether there are more now, or somebody asked more lately.
        """
        self.n_visitors += visitor not in self.recent
        before = self.recent.pop(visitor, 0.0)
        self.recent[visitor] = max(grown, before)
        self.weight += self.recent[visitor] - before
        if len(self.recent) > _REMEMBERED:
            self.recent.popitem(last=False)
        return grown > before


class QueryCounter:
    """Counts the visitors of each query, with forward decay as demand does; half is forgotten in three weeks.

    Of 50,000 queries at most: the one that was not asked for longest leaves.

    Args:
        origin_ms: near the time of use, so that weights stay within floating point.

    Attributes:
        seq: every event of the ledger up to it is counted.
    """

    def __init__(self, origin_ms: int) -> None:
        self._origin_ms = origin_ms
        self._key = secrets.token_bytes(16)
        self._asked: OrderedDict[str, _Asked] = OrderedDict()
        self.seq = Seq(0)

    def add(self, recorded: RecordedEvent) -> bool:
        """Count an event of the ledger unless it is counted; False if it changes nothing that would be published."""
        if recorded.seq <= self.seq:
            return False
        self.seq, event = recorded.seq, recorded.event
        if event.event_type is not EventType.SEARCH or event.result_count == 0:
            return False
        text = suggestible(event.search_query)
        if not text:
            return False
        asked = self._asked.setdefault(text, _Asked())
        self._asked.move_to_end(text)
        is_more = asked.count(self._hash(event.visitor_id), self._growth(event.at_ms))
        if len(self._asked) > MAX_COUNTED:
            self._asked.popitem(last=False)
        return is_more and asked.n_visitors >= FEWEST_VISITORS

    def published(self, now_ms: int) -> dict[str, float]:
        """The queries of at least five visitors with how many asked lately, most first; 2,000 at most."""
        growth = self._growth(now_ms)
        known = (
            (text, asked.weight / growth) for text, asked in self._asked.items() if asked.n_visitors >= FEWEST_VISITORS
        )
        lately = sorted((entry for entry in known if entry[1] > _FADED), key=lambda entry: (-entry[1], entry[0]))
        return dict(lately[:MAX_PUBLISHED])

    def _hash(self, visitor: VisitorId) -> bytes:
        return blake2b(visitor.encode(), key=self._key, digest_size=_HASH_BYTES).digest()

    def _growth(self, at_ms: int) -> float:
        half_lives = (at_ms - self._origin_ms) / HALF_LIFE_MS
        return float(2.0 ** max(-_MAX_HALF_LIVES, min(half_lives, _MAX_HALF_LIVES)))


def suggestible(query: str) -> str:
    """A query as others may see it, normalised; "" if it is empty, long, or may tell of a person."""
    text = " ".join(normalise(query).split())
    if len(text) > MAX_QUERY_CHARS or text.count(" ") >= _MAX_WORDS:
        return ""
    if _PERSONAL.search(unicodedata.normalize("NFKC", text)):
        return ""
    return text if any(letter.isalpha() for letter in text) else ""
