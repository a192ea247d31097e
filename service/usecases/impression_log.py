"""What was shown, on its way to the ledger: off the path of answers, bounded, and dropped rather than waited for."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress

import structlog

from service.errors import ServiceError
from service.impressions import Impression
from service.ports import Keeper

MAX_WAITING = 4_096
# Events may have to wait for a batch that was handed over before them; one of this size takes the keeper 6 ms.
MAX_BATCH = 64
_GATHER_S = 0.5
_TELL_EVERY_S = 60.0
_CLOSE_WITHIN_S = 2.0

log = structlog.get_logger(__name__)


class ImpressionLog:
    """Hands impressions to the keeper in small batches, twice a second. Lives on the event loop.

    What does not fit, or what the keeper does not take, is dropped, counted, and told in the log once a minute. It is not
    tried again: a keeper that did not answer may have stored it.

    Attributes:
        n_dropped: since the start.
    """

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper
        self._waiting: deque[Impression] = deque()
        self._handing_over: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()
        self.n_dropped = 0
        self._n_told = 0
        self._tell_again_s = 0.0

    def put(self, impression: Impression) -> None:
        """Take an impression at once, or drop it if 4,096 are waiting."""
        if len(self._waiting) >= MAX_WAITING:
            self._drop(1)
            return
        self._waiting.append(impression)
        if self._handing_over is None or self._handing_over.done():
            self._handing_over = asyncio.create_task(self._hand_over())

    async def close(self) -> None:
        """Hand over what is waiting, for two seconds at most. Nothing may be put from then on."""
        self._closing.set()
        if self._handing_over is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(_CLOSE_WITHIN_S):
                    await self._handing_over
        self._tell_again_s = 0.0
        self._drop(len(self._waiting))

    async def _hand_over(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._closing.wait(), _GATHER_S)
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(MAX_BATCH, len(self._waiting)))]
            # Also if nobody waits for the answer any more.
            n_lost = len(batch)
            try:
                with suppress(ServiceError):
                    await self._keeper.write_impressions(batch)
                    n_lost = 0
            finally:
                self._drop(n_lost)

    def _drop(self, n: int) -> None:
        """Count `n` as dropped, and tell of all that were not told of yet, unless that was done a minute ago."""
        self.n_dropped += n
        now_s = asyncio.get_running_loop().time()
        if self.n_dropped > self._n_told and now_s >= self._tell_again_s:
            log.warning("impressions were dropped", n=self.n_dropped - self._n_told)
            self._n_told, self._tell_again_s = self.n_dropped, now_s + _TELL_EVERY_S
