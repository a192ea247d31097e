"""What the steps of the story act on: a served demo shop, its people, and what can be done to it from outside."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

import grpc

from service.cli.story.storefront import Shopper, Storefront

CROWD = 100
_POLL_S = 0.1


class Restartable(Protocol):
    """A Redis that the story may kill, and start again with nothing in it."""

    def kill(self) -> None:
        """End it at once."""
        ...

    def start(self) -> None:
        """Start it empty and return once it answers."""
        ...


@dataclass(frozen=True, slots=True)
class World:
    """A served shop and the people of one telling.

    Attributes:
        newcomer: has never done anything.
        visitor: whose visit the story follows from step to step.
        crowd: consenting visitors who all want the same.
        redis: None if visits are kept elsewhere, or in a Redis that is not ours to kill.
        train_again: trains and publishes a further bundle.
    """

    shop: Storefront
    newcomer: Shopper
    visitor: Shopper
    crowd: tuple[Shopper, ...]
    redis: Restartable | None
    train_again: Callable[[], Awaitable[None]]


def new_world(
    channel: grpc.aio.Channel, telling: str, *, redis: Restartable | None, train_again: Callable[[], Awaitable[None]]
) -> World:
    """A world whose people nobody has met; `telling` sets their ids apart from those of other tellings."""
    return World(
        shop=Storefront(channel),
        newcomer=Shopper(f"story-{telling}-newcomer"),
        visitor=Shopper(f"story-{telling}-visitor"),
        crowd=tuple(Shopper(f"story-{telling}-crowd-{number}") for number in range(CROWD)),
        redis=redis,
        train_again=train_again,
    )


async def seconds_until(holds: Callable[[], Awaitable[bool]], *, within_s: float) -> float | None:
    """How long it took until `holds` said so; None if it did not within the bound."""
    started = time.monotonic()
    while not await holds():
        if time.monotonic() - started > within_s:
            return None
        await asyncio.sleep(_POLL_S)
    return time.monotonic() - started
