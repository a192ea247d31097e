"""Batches: the envelope is right or refused, entries are judged one by one and answered in their order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from typing import TypeVar

from service.errors import InvalidArgument
from service.limits import MAX_BATCH
from service.rpc.fields import batch
from service.types import EntryCode, EntryStatus

_ENTRIES_A_TURN = 50
"""Then other calls have their turn: 500 rich products take 30 ms, which no search should wait for."""

M = TypeVar("M")
E = TypeVar("E")


async def parse_entries(messages: Collection[M], field: str, parse: Callable[[M], E]) -> list[E | EntryStatus]:
    """Return each entry parsed, or the status that says why not; raises InvalidArgument unless there are 1 to 500."""
    batch(messages, field, MAX_BATCH)
    entries = []
    for n_parsed, message in enumerate(messages, start=1):
        entries.append(_parse_entry(message, parse))
        if n_parsed % _ENTRIES_A_TURN == 0:
            await asyncio.sleep(0)
    return entries


def _parse_entry(message: M, parse: Callable[[M], E]) -> E | EntryStatus:
    try:
        return parse(message)
    except InvalidArgument as error:
        return EntryStatus(EntryCode.INVALID, error.field, error.message)


def refuse_repeats(
    entries: Sequence[E | EntryStatus], field: str, key: Callable[[E], Hashable]
) -> list[E | EntryStatus]:
    """Return the entries with INVALID in place of those whose key stands in the batch before."""
    seen: set[Hashable] = set()
    checked: list[E | EntryStatus] = []
    for entry in entries:
        if isinstance(entry, EntryStatus):
            checked.append(entry)
        elif (known := key(entry)) in seen:
            checked.append(EntryStatus(EntryCode.INVALID, field, "stands in this batch before"))
        else:
            seen.add(known)
            checked.append(entry)
    return checked


def good(entries: Iterable[E | EntryStatus]) -> list[E]:
    """Return the entries that were parsed."""
    return [entry for entry in entries if not isinstance(entry, EntryStatus)]


def merge(entries: Sequence[E | EntryStatus], answers: Sequence[EntryStatus]) -> list[EntryStatus]:
    """Put the answers to the good entries between the statuses of the bad ones, in the order of the batch.

    Raises InvalidArgument if a replayed `request_id` answers a batch of another length.
    """
    if len(answers) != len(good(entries)):
        raise InvalidArgument("request_id", "stands for another batch")
    rest = iter(answers)
    return [entry if isinstance(entry, EntryStatus) else next(rest) for entry in entries]
