"""Steps 2 to 6: one visitor, from five views to recommendations."""

from __future__ import annotations

from collections.abc import Sequence

from auslage.v1.recommendation_pb2 import PLACEMENT_FOR_YOU, PLACEMENT_SIMILAR
from auslage.v1.search_pb2 import Suggestion

from service.cli.story.outcome import SHOWN, Claim, Listing, Outcome
from service.cli.story.traits import count, ids, is_mens, is_red, is_womens, mean_rank, part
from service.cli.story.world import World

MENS = 'gender: ANY("men") AND age_group: ANY("adult")'
N_VIEWS = 5
FIRST = 10
N_OFFERED = 2


async def visit_sorts(world: World) -> Outcome:
    """Five views of men's shorts bring men's first, and take nothing away."""
    shop, visitor = world.shop, world.visitor
    offered = await shop.search("Shorts", visitor, filter=MENS)
    # Red is for step 5 to bring up.
    viewed = [hit for hit in offered.hits if is_mens(hit.product) and not is_red(hit.product)][:N_VIEWS]
    before = await shop.search("Shorts", visitor)
    token = await shop.tell("detail-page-view", [(visitor, hit.product_id) for hit in viewed])
    page = await shop.search("Shorts", visitor, consistency_token=token)
    every = await shop.search_all("Shorts", visitor)
    n_womens = count(every, is_womens)
    from_rank = next((rank for rank, hit in enumerate(every, start=1) if is_womens(hit.product)), 0)
    return Outcome(
        claims=(
            Claim(f"the first {FIRST} are men's", count(page.hits[:FIRST], is_mens) == FIRST),
            Claim(f"{n_womens} women's still follow, from rank {from_rank} on", n_womens > 0 and from_rank > FIRST),
            Claim(f"still {page.total_size} in all", before.total_size == page.total_size == len(every)),
        ),
        listings=(Listing("Shorts, after five views", page.hits[:SHOWN], page.total_size),),
    )


async def typing_overrules(world: World) -> Outcome:
    """What is being typed overrules what was done, from the keystroke on that says it."""
    page = await world.shop.search("Damensh", world.visitor, as_you_type=True)
    every = await world.shop.search_all("Damensh", world.visitor, as_you_type=True)
    said = [known.value for known in page.understood if known.slot == "gender" and known.source == known.SOURCE_QUERY]
    begun = (await world.shop.suggest("sh", world.visitor)).suggestions
    typed = (await world.shop.suggest("damensh", world.visitor)).suggestions
    return Outcome(
        claims=(
            Claim(f"“sh” offered them “{_texts(begun)}” first", bool(begun) and _named(begun[0], "gender") == {"men"}),
            Claim(
                f"“damensh” offers “{_texts(typed)}” …, all women's",
                bool(typed) and all(_named(completion, "gender") == {"women"} for completion in typed),
            ),
            Claim(f"all {len(every)} are women's, history or not", 0 < len(every) == count(every, is_womens)),
            Claim(f"the answer says that the query named the gender: {', '.join(said)}", said == ["women"]),
        ),
        listings=(Listing("Damensh…, half typed", page.hits[:SHOWN], page.total_size),),
    )


def _texts(suggestions: Sequence[Suggestion]) -> str:
    return "”, “".join(suggestion.text for suggestion in suggestions[:N_OFFERED])


def _named(suggestion: Suggestion, slot: str) -> set[str]:
    return {known.value for known in suggestion.slots if known.slot == slot}


async def compound_equals_words(world: World) -> Outcome:
    """Written as one word or as two, it is the same question."""
    page = await world.shop.search("Damenshorts", world.visitor)
    one_word = await world.shop.search_all("Damenshorts", world.visitor)
    two_words = await world.shop.search_all("Damen Shorts", world.visitor)
    return Outcome(
        claims=(
            Claim(f"all {len(one_word)} are women's", 0 < len(one_word) == count(one_word, is_womens)),
            Claim("“Damen Shorts” finds the very same", set(ids(one_word)) == set(ids(two_words))),
        ),
        listings=(Listing("Damenshorts", page.hits[:SHOWN], page.total_size),),
    )


async def click_lifts_its_colour(world: World) -> Outcome:
    """The very next answer has learned from a click."""
    shop, visitor = world.shop, world.visitor
    before = await shop.search_all("Shorts", visitor)
    clicked = next(hit for hit in before if is_red(hit.product) and is_mens(hit.product))
    token = await shop.tell("click", [(visitor, clicked.product_id)])
    page = await shop.search("Shorts", visitor, consistency_token=token)
    after = await shop.search_all("Shorts", visitor)
    was, became = mean_rank(before, is_red), mean_rank(after, is_red)
    red = [hit for hit in page.hits if is_red(hit.product)]
    told = all(part(hit, "slot.color") > 0 for hit in red)
    return Outcome(
        claims=(
            Claim(f"red ones rise from a mean rank of {was:.0f} to {became:.0f}", became < was),
            Claim(f"{len(red)} red ones on the first page; the parts of each name slot.color", bool(red) and told),
        ),
        listings=(Listing(f"Shorts, after a click on “{clicked.product.title}”", page.hits[:SHOWN], page.total_size),),
    )


async def recommendations_follow(world: World) -> Outcome:
    """FOR_YOU follows the visit; SIMILAR keeps the audience of the page."""
    shop, visitor = world.shop, world.visitor
    for_anybody = (await shop.recommend(PLACEMENT_FOR_YOU, world.newcomer)).hits
    for_you = (await shop.recommend(PLACEMENT_FOR_YOU, visitor)).hits
    page = (await shop.search("Damenshorts", visitor)).hits[0]
    similar = (await shop.recommend(PLACEMENT_SIMILAR, visitor, product_ids=[page.product_id])).hits
    n_mens, n_before = count(for_you, is_mens), count(for_anybody, is_mens)
    like_it = f"SIMILAR to “{page.product.title}”"
    return Outcome(
        claims=(
            Claim(
                f"{n_mens} of {len(for_you)} FOR_YOU are men's; for a newcomer {n_before}",
                n_mens > max(n_before, len(for_you) // 2),
            ),
            Claim(f"none of {len(similar)} {like_it} is men's", len(similar) > 0 == count(similar, is_mens)),
        ),
        listings=(Listing("FOR_YOU", for_you[:SHOWN], len(for_you)), Listing(like_it, similar[:SHOWN], len(similar))),
    )
