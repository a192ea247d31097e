"""Calls at times set beforehand, whether or not earlier ones were answered: a slow server cannot slow the questions."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import grpc
import numpy as np
from numpy.typing import NDArray

Call = Callable[[bytes], Awaitable[bytes]]
Float64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of a run of calls.

    Attributes:
        latencies_ms: of the answered calls, from the intended time of sending to the answer, shape (n,).
        replies: of the answered calls.
        lags_ms: how late each call was sent: what the generator itself adds, shape (n_calls,).
        seconds: from the first intended time to the last answer.
    """

    latencies_ms: Float64
    replies: tuple[bytes, ...]
    lags_ms: Float64
    n_errors: int
    seconds: float

    @property
    def per_second(self) -> float:
        """Answered calls a second."""
        return self.latencies_ms.size / self.seconds

    def latency_ms(self, percentile: float) -> float:
        """A percentile of the latencies; 0 if nothing was answered."""
        return float(np.percentile(self.latencies_ms, percentile)) if self.latencies_ms.size else 0.0

    @property
    def lag_ms(self) -> float:
        """The 99th percentile of the lags."""
        return float(np.percentile(self.lags_ms, 99))


async def open_loop(call: Call, requests: Sequence[bytes], *, rate: float, seed: int) -> Measured:
    """Send each request once, at the times of a Poisson process of `rate` calls a second."""
    intended_s = np.cumsum(np.random.default_rng(seed).exponential(1 / rate, len(requests)))
    latencies_ms: list[float] = []
    replies: list[bytes] = []
    lags_ms: list[float] = []
    start_s = time.perf_counter()

    async def send(request: bytes, due_s: float) -> None:
        lags_ms.append(1000 * (time.perf_counter() - due_s))
        try:
            replies.append(await call(request))
        except grpc.aio.AioRpcError:
            return
        latencies_ms.append(1000 * (time.perf_counter() - due_s))

    async with asyncio.TaskGroup() as calls:
        for request, after_s in zip(requests, intended_s.tolist(), strict=True):
            due_s = start_s + after_s
            # Also when late: the answers to earlier calls have to be read.
            await asyncio.sleep(max(0.0, due_s - time.perf_counter()))
            calls.create_task(send(request, due_s))
    return Measured(
        latencies_ms=np.array(latencies_ms),
        replies=tuple(replies),
        lags_ms=np.array(lags_ms),
        n_errors=len(requests) - len(latencies_ms),
        seconds=time.perf_counter() - start_s,
    )


async def closed_loop(
    call: Call, requests: Callable[[], bytes], *, n_callers: int, seconds: float
) -> tuple[int, float]:
    """Let callers ask one after the other for a while; the number of answers, and how long it took. Errors are raised."""
    answered = 0
    start_s = time.perf_counter()

    async def ask() -> None:
        nonlocal answered
        while time.perf_counter() - start_s < seconds:
            await call(requests())
            answered += 1

    await asyncio.gather(*(ask() for _ in range(n_callers)))
    return answered, time.perf_counter() - start_s
