"""What a new build or bundle is asked before it is swapped in, so that its first visitors do not wait.

What a unit finds is asked of the index once a build, and that costs the more the more products it finds: most of all the first
letters of what people type. So the commonest beginnings of a new build's phrases, and of the queries that the shop's visitors
ask, are typed ahead.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from service.retrieval.follower import IndexView
from service.types import SuggestQuery, Visitor
from service.usecases.rehearsal import rehearse
from service.usecases.snapshot import Snapshot, bundle_of
from service.usecases.suggest_core import Memos, suggest

# In a second, row sets of about 10 MB are made: what bounds the time bounds the memory.
_MAX_CPU_S = 5.0
# What fewer products have costs about a millisecond when it is asked for.
_FEWEST_PRODUCTS = 2_000


def warm(snapshot: Snapshot, before: Snapshot | None, now_ms: int) -> None:
    """Ask of a new build or bundle what its first visitors will, for up to five seconds; nothing of a further commit.

    Args:
        snapshot: to be swapped in.
        before: the one in force.
        now_ms: the time that is asked at.
    """
    is_new_build = before is None or before.index.generation.build != snapshot.index.generation.build
    if is_new_build or before is None or bundle_of(before.version) != bundle_of(snapshot.version):
        rehearse(snapshot, now_ms)
    if is_new_build:
        _type_ahead(snapshot, now_ms)


def _type_ahead(snapshot: Snapshot, now_ms: int) -> None:
    """Answer keystrokes of nobody: only what the index says of their units, and of what is suggested, is kept."""
    memos, until = Memos(), time.thread_time() + _MAX_CPU_S
    for typed in _common(snapshot.index):
        if time.thread_time() > until:
            return
        suggest(SuggestQuery(typed), Visitor(), snapshot, now_ms, memos=memos)


def _common(view: IndexView) -> Iterator[str]:
    """What at least 2,000 products have of the words of phrases, most of them first: beginnings, and words behind others."""
    books = view.completions(view.generation.language)
    texts = [phrase.text for book in books for phrase in book.phrases]
    behind: dict[str, str] = {}
    for text in texts:
        if " " in text:
            behind.setdefault(text.rpartition(" ")[2], text)
    words = {word for text in texts for word in text.split()}
    begun = {word[:end] for word in words for end in range(1, len(word) + 1)}
    n_begun = {beginning: _n_begun(beginning, view) for beginning in begun}
    common = (beginning for beginning in begun if n_begun[beginning] >= _FEWEST_PRODUCTS)
    for beginning in sorted(common, key=lambda beginning: (-n_begun[beginning], beginning)):
        yield beginning
        # Behind another word, it is read as what describes or is described.
        if beginning in behind:
            yield behind[beginning]


def _n_begun(beginning: str, view: IndexView) -> int:
    spellings = view.analyzer.folded(beginning, view.generation.language)
    return max(view.lexical.n_begun(spelling) for spelling in spellings)
