"""Every answer is known by an id of its own; of the sampled ones it is recorded what they showed."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.answers import Arm, Attribution, AttributionId, Hit, Part
from service.impressions import AttributionToken, Impression, ShownHit, attributed
from service.rpc.tokens import ConsistencyToken, TokenSeal, seal_attribution
from service.types import Consent, ProductId, VisitorId, Who
from tests.harness.builders import NOON_MS
from tests.harness.impressions import ImpressionShelf, attributions

ANNA = Who(VisitorId("anna"), consent=Consent.GRANTED)
SHIRT = Hit(ProductId("shirt"), 1.5, 0, 7, (Part("text", 0.5), Part("taste", 1.0)), propensity=0.25)
TOKENS = TokenSeal(b"a key for tests only")


@pytest.fixture
def shelf() -> ImpressionShelf:
    return ImpressionShelf()


async def recorded(shelf: ImpressionShelf, *whos: Who, hits: tuple[Hit, ...] = (SHIRT,)) -> list[Impression]:
    """What is recorded of one answer for each, all of them sampled, the second pages of 24."""
    known = attributions(shelf, sample=1.0, holdout_share=0.5)
    for who in whos:
        attribution = known.begin("FOR_YOU", who)
        known.record(attribution, who, hits, snapshot_version="g1-b1", offset=24)
    await known.log.close()
    return shelf.held


async def test_an_impression_tells_what_was_shown_where_and_how_it_came_about(shelf: ImpressionShelf) -> None:
    [shown] = await recorded(shelf, ANNA)
    arm = attributions(shelf, holdout_share=0.5).holdout.arm(ANNA)
    assert shown == Impression(
        id=AttributionId((1).to_bytes(16)),
        origin="FOR_YOU",
        at_ms=NOON_MS,
        snapshot_version="g1-b1",
        arm=arm,
        sample=1.0,
        visitor_id=ANNA.visitor_id,
        first_position=25,
        hits=(ShownHit(SHIRT.product_id, 7, 0.25, SHIRT.parts),),
    )


async def test_without_consent_nothing_is_recorded_and_without_an_id_nobody_stands_beside_it(
    shelf: ImpressionShelf,
) -> None:
    shown = await recorded(shelf, Who(VisitorId("bert"), consent=Consent.DENIED), Who(consent=Consent.GRANTED))
    assert [(impression.visitor_id, impression.arm) for impression in shown] == [("", Arm.NONE)]


async def test_an_empty_answer_showed_nothing(shelf: ImpressionShelf) -> None:
    assert await recorded(shelf, ANNA, hits=()) == []


def known_by(raw: bytes) -> Attribution:
    return Attribution(AttributionId(raw), "search", Arm.NONE)


@given(raw=st.binary(min_size=16, max_size=16), shares=st.tuples(st.floats(0, 1), st.floats(0, 1)))
def test_a_larger_sample_holds_every_smaller_one(raw: bytes, shares: tuple[float, float]) -> None:
    assert known_by(raw).is_sampled(max(shares)) or not known_by(raw).is_sampled(min(shares))


def test_all_answers_are_sampled_at_1_and_none_at_0() -> None:
    for raw in (bytes(16), b"\xff" * 16):
        assert known_by(raw).is_sampled(1.0)
        assert not known_by(raw).is_sampled(0.0)


def test_a_sample_has_its_share_and_chance_within_it_is_not_narrowed() -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    rng = random.Random(seed)
    sampled = [each for each in (known_by(rng.randbytes(16)) for _ in range(20_000)) if each.is_sampled(0.1)]
    assert len(sampled) == pytest.approx(2_000, abs=5 * 42)
    assert sum(each.seed < 1 << 63 for each in sampled) == pytest.approx(len(sampled) / 2, abs=5 * 23)


def test_a_token_tells_later_readers_without_the_key_which_answer_it_is_of() -> None:
    attribution = Attribution(AttributionId(bytes(range(16))), "SIMILAR", Arm.HOLDOUT)
    sealed = seal_attribution(TOKENS, attribution, "g1-b1", now_ms=NOON_MS)
    assert attributed(sealed) == AttributionToken(attribution.id, "SIMILAR", "g1-b1", NOON_MS)


@pytest.mark.parametrize(
    "text", ["", "A", "ä" * 8, "%00", "x" * 1024, "=" * 4, TOKENS.seal(ConsistencyToken(7)), "A" * 22]
)
def test_what_is_no_attribution_token_belongs_to_no_answer(text: str) -> None:
    assert attributed(text) is None


@given(text=st.text())
def test_no_text_makes_reading_a_token_fail(text: str) -> None:
    attributed(text)
