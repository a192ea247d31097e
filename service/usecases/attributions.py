"""Gives every answer an id and its arm, and records what the sampled ones showed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from service.answers import Attribution, AttributionId, Hit
from service.impressions import Impression, ShownHit
from service.types import Consent, Who
from service.usecases.impression_log import ImpressionLog
from service.visitor.holdout import Holdout


@dataclass(frozen=True, slots=True)
class Attributions:
    """What ties an answer to the events that follow from it.

    Attributes:
        sample: the share of answers that are recorded, in [0, 1].
        new_id: 16 random bytes at every call.
    """

    holdout: Holdout
    sample: float
    log: ImpressionLog
    new_id: Callable[[], AttributionId]
    now_ms: Callable[[], int]

    def begin(self, origin: str, who: Who) -> Attribution:
        """What the answer to come will be known by; `origin` is "search", "suggest" or the placement."""
        return Attribution(self.new_id(), origin, self.holdout.arm(who))

    def record(
        self, attribution: Attribution, who: Who, hits: Sequence[Hit], *, snapshot_version: str, offset: int = 0
    ) -> None:
        """Record what was shown, if it is sampled and the visitor consents; never waits and never fails.

        Without consent no event is kept either: such a list would only teach that nobody clicks. `offset` is the number
        of hits on earlier pages.
        """
        if not hits or who.consent is not Consent.GRANTED or not attribution.is_sampled(self.sample):
            return
        self.log.put(
            Impression(
                id=attribution.id,
                origin=attribution.origin,
                at_ms=self.now_ms(),
                snapshot_version=snapshot_version,
                arm=attribution.arm,
                sample=self.sample,
                visitor_id=who.visitor_id,
                first_position=offset + 1,
                hits=tuple(
                    ShownHit(hit.product_id, hit.rank_without_personalization, hit.propensity, hit.parts)
                    for hit in hits
                ),
            )
        )
