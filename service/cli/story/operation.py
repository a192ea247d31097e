"""Steps 7 and 8: Redis dies and returns empty; bundles are swapped under load."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from functools import partial

import grpc
from auslage.v1.common_pb2 import DEGRADED_NO_VISITOR
from auslage.v1.search_pb2 import SearchResponse

from service.cli.story.outcome import SHOWN, Claim, Listing, Outcome
from service.cli.story.traits import count, ids, is_mens
from service.cli.story.world import World, seconds_until

BACK_WITHIN_S = 1.0
FIRST = 10
N_SEARCHES = 500
N_CALLERS = 4
N_SWAPS = 6
SWAP_WITHIN_S = 30.0
SETTLES_WITHIN_S = 20.0
QUIET_POLLS = 30
QUERIES = ("Shorts", "Hose", "Kleid", "Sneaker", "rotes Shirt")
MAY_LACK_VISITOR = 0.05
Key = tuple[str, str, bool]
Answers = dict[Key, list[str]]


async def redis_dies_and_returns(world: World) -> Outcome:
    """Without Redis answers go on; the ledger brings the visit back into an empty one."""
    if world.redis is None:
        return Outcome(skipped="needs a redis-server on the PATH, and AUSLAGE_REDIS_URL unset")
    before = await world.shop.search("Shorts", world.visitor)
    world.redis.kill()
    without = await world.shop.search("Shorts", world.visitor)
    await asyncio.to_thread(world.redis.start)

    async def back() -> bool:
        page = await world.shop.search("Shorts", world.visitor)
        mens_first = count(page.hits[:FIRST], is_mens) == FIRST
        return not page.degraded and page.visitor_seq == before.visitor_seq and mens_first

    took_s = await seconds_until(back, within_s=BACK_WITHIN_S)
    told = DEGRADED_NO_VISITOR in without.degraded
    return Outcome(
        claims=(
            Claim("killed: the answer comes, and says NO_VISITOR", told and len(without.hits) == len(before.hits)),
            Claim(f"empty again: the visit is back from the ledger {_after(took_s)}", took_s is not None),
        ),
        listings=(Listing("Shorts, without Redis", without.hits[:SHOWN], without.total_size),),
    )


async def bundles_swap_under_load(world: World) -> Outcome:
    """Every answer during swaps is wholly of one bundle or wholly of the other."""
    first = (await world.shop.snapshot()).bundle_version
    await asyncio.gather(world.train_again(), _settled(world))
    second = (await world.shop.snapshot()).bundle_version
    alone = {version: await _answers_of(world, version) for version in (first, second)}
    expected = {key: answer for answers in alone.values() for key, answer in answers.items()}
    replies = await _searches_during_swaps(world, (first, second))
    agreeing = [reply for query, reply in replies if expected.get(_key(query, reply)) == ids(reply.hits)]
    n_impersonal = sum(DEGRADED_NO_VISITOR in reply.degraded for _, reply in replies)
    answered_by = {reply.snapshot_version for _, reply in replies}
    differ = sum(old != new for old, new in zip(alone[first].values(), alone[second].values(), strict=True))
    return Outcome(
        claims=(
            Claim(f"{len(replies)} answers during {N_SWAPS} swaps, no error", len(replies) == N_SEARCHES),
            Claim(
                f"both bundles answered, and answer differently to {differ} queries",
                len(answered_by) == 2 and differ > 0,
            ),
            Claim(f"{len(agreeing)} are what their version alone answers", len(agreeing) == len(replies)),
            Claim(f"{n_impersonal} had to do without the visitor", n_impersonal <= MAY_LACK_VISITOR * N_SEARCHES),
        ),
    )


async def _settled(world: World) -> None:
    """Wait until no more generations come, of demand that the steps before have stirred up."""
    known: list[int] = []

    async def quiet() -> bool:
        known.append((await world.shop.snapshot()).generation)
        return len(known) > QUIET_POLLS and len(set(known[-QUIET_POLLS:])) == 1

    await seconds_until(quiet, within_s=SETTLES_WITHIN_S)


async def _answers_of(world: World, bundle: str) -> Answers:
    """What one bundle alone answers, with and without the visitor."""
    await world.shop.activate(bundle)
    answers: Answers = {}
    for query in QUERIES:
        with_visitor = await world.shop.search(query, world.visitor)
        without = await world.shop.search(query, world.visitor, personalization_strength=0)
        answers[with_visitor.snapshot_version, query, True] = ids(with_visitor.hits)
        answers[without.snapshot_version, query, False] = ids(without.hits)
    return answers


def _key(query: str, reply: SearchResponse) -> Key:
    return reply.snapshot_version, query, DEGRADED_NO_VISITOR not in reply.degraded


async def _searches_during_swaps(world: World, bundles: Sequence[str]) -> list[tuple[str, SearchResponse]]:
    """500 searches by 4 callers, and swaps spread over them; a failed call is missing from what is returned."""
    replies: list[tuple[str, SearchResponse]] = []
    numbers = iter(range(N_SEARCHES))

    async def call() -> None:
        for number in numbers:
            query = QUERIES[number % len(QUERIES)]
            with suppress(grpc.aio.AioRpcError):
                replies.append((query, await world.shop.search(query, world.visitor)))

    async def swap() -> None:
        for number in range(N_SWAPS):
            await seconds_until(partial(reached, (number + 1) * N_SEARCHES // (N_SWAPS + 1)), within_s=SWAP_WITHIN_S)
            await world.shop.activate(bundles[number % 2])

    async def reached(n_replies: int) -> bool:
        return len(replies) >= n_replies

    await asyncio.gather(swap(), *(call() for _ in range(N_CALLERS)))
    return replies


def _after(took_s: float | None) -> str:
    return f"not within {BACK_WITHIN_S:.0f} s" if took_s is None else f"after {1000 * took_s:.0f} ms"
