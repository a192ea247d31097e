"""What a server and all its processes use of the machine."""

from __future__ import annotations

from collections.abc import Iterator

import psutil


def cpu_s(pid: int) -> float:
    """Seconds of CPU that a process and its present descendants have used so far."""
    return float(sum(sum(process.cpu_times()[:2]) for process in _family(pid)))


def rss_mib(pid: int) -> float:
    """Memory of a process and its descendants; pages that several of them share count several times."""
    return float(sum(process.memory_info().rss for process in _family(pid)) / 2**20)


def _family(pid: int) -> Iterator[psutil.Process]:
    parent = psutil.Process(pid)
    yield parent
    yield from parent.children(recursive=True)
