"""The story: its steps in order, each with the sentence that is told before it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import grpc

from service.cli.story.demand import newcomer_sees_demand
from service.cli.story.operation import bundles_swap_under_load, redis_dies_and_returns
from service.cli.story.outcome import Claim, Outcome
from service.cli.story.visit import (
    click_lifts_its_colour,
    compound_equals_words,
    recommendations_follow,
    typing_overrules,
    visit_sorts,
)
from service.cli.story.world import World


@dataclass(frozen=True, slots=True)
class Step:
    """One step; `run` asks the shop and says what held."""

    number: int
    name: str
    sentence: str
    run: Callable[[World], Awaitable[Outcome]]


STORY = (
    Step(1, "demand", "A newcomer searches “Shorts”. Then many want certain children's shorts.", newcomer_sees_demand),
    Step(2, "visit", "A visitor has looked at five men's shorts and searches “Shorts”.", visit_sorts),
    Step(3, "typing", "The same visitor begins to type “Damensh…”.", typing_overrules),
    Step(4, "compound", "They finish the word: “Damenshorts”.", compound_equals_words),
    Step(5, "click", "Back at “Shorts”, they click on a red one and search again.", click_lifts_its_colour),
    Step(6, "recommendations", "They open the home page, then the page of a women's product.", recommendations_follow),
    Step(7, "redis", "Redis is killed, and started again with nothing in it.", redis_dies_and_returns),
    Step(
        8,
        "bundles",
        "A second bundle is trained; it is swapped in and out during 500 searches.",
        bundles_swap_under_load,
    ),
)


async def told(world: World, step: Step) -> Outcome:
    """Take a step; a call that the service refused is a claim that did not hold."""
    try:
        return await step.run(world)
    except grpc.aio.AioRpcError as error:
        return Outcome(claims=(Claim(f"the service answers ({error.code().name})", held=False),))
