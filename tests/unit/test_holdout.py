"""Who is held out of personalisation: the share that was granted, always the same visitors, never by choice."""

from __future__ import annotations

import pytest

from service.answers import Arm
from service.types import Consent, VisitorId, Who
from service.visitor.holdout import Holdout, as_arm_allows

KEY, OTHER_KEY = b"a key for tests only", b"another key for tests"
VISITORS = [Who(VisitorId(f"visitor-{number}"), consent=Consent.GRANTED) for number in range(20_000)]


def held_out(holdout: Holdout) -> set[str]:
    return {who.visitor_id for who in VISITORS if holdout.arm(who) is Arm.HOLDOUT}


@pytest.mark.parametrize("share", [0.01, 0.05, 0.5])
def test_the_share_that_was_granted_is_held_out(share: float) -> None:
    spread = (share * (1 - share) / len(VISITORS)) ** 0.5
    assert len(held_out(Holdout(share, KEY))) / len(VISITORS) == pytest.approx(share, abs=5 * spread)


def test_a_visitor_stays_in_their_arm_and_a_larger_share_holds_the_smaller_one() -> None:
    assert held_out(Holdout(0.05, KEY)) == held_out(Holdout(0.05, KEY)) < held_out(Holdout(0.1, KEY))


def test_the_arms_depend_on_the_key_of_the_deployment() -> None:
    first, other = held_out(Holdout(0.05, KEY)), held_out(Holdout(0.05, OTHER_KEY))
    assert len(first & other) < len(first) / 4
    assert "key for tests" not in repr(Holdout(0.05, KEY))


def test_without_a_holdout_and_without_a_known_visitor_there_is_no_arm() -> None:
    [somebody] = VISITORS[:1]
    assert Holdout(0.0, KEY).arm(somebody) is Arm.NONE
    assert Holdout(0.5, KEY).arm(Who(consent=Consent.GRANTED)) is Arm.NONE
    assert Holdout(0.5, KEY).arm(Who(somebody.visitor_id, consent=Consent.DENIED)) is Arm.NONE


def test_the_arm_does_not_depend_on_what_the_visitor_asks_for() -> None:
    holdout = Holdout(0.5, KEY)
    for who in VISITORS[:100]:
        quiet = Who(who.visitor_id, consent=Consent.GRANTED, strength=0.0)
        assert holdout.arm(quiet) is holdout.arm(who) is not Arm.NONE


def test_only_who_is_held_out_is_answered_without_personalisation() -> None:
    who = Who(VisitorId("anna"), consent=Consent.GRANTED, strength=0.7)
    assert as_arm_allows(who, Arm.HOLDOUT).strength == 0
    assert as_arm_allows(who, Arm.PERSONALIZED) == as_arm_allows(who, Arm.NONE) == who
