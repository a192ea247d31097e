"""Who is held out of personalisation, so that its worth can be told: always the same visitors."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from hashlib import blake2b

from service.answers import Arm
from service.types import Consent, Who

_HASH_BYTES = 8
_ALL = 1 << 64


@dataclass(frozen=True, slots=True)
class Holdout:
    """A share of the visitors, drawn by a keyed hash of their id; a larger share holds every smaller one.

    Attributes:
        share: in [0, 1]; 0 means that there is no experiment.
        key: secret of the deployment, up to 64 bytes: nobody can choose an id by the arm it leads to.
    """

    share: float
    key: bytes = field(repr=False)

    def arm(self, who: Who) -> Arm:
        """The visitor's arm, whatever they ask for; NONE for who is unknown or did not consent."""
        if not self.share or not who.visitor_id or who.consent is not Consent.GRANTED:
            return Arm.NONE
        drawn = blake2b(who.visitor_id.encode(), key=self.key, digest_size=_HASH_BYTES, person=b"holdout").digest()
        return Arm.HOLDOUT if int.from_bytes(drawn) < self.share * _ALL else Arm.PERSONALIZED


def as_arm_allows(who: Who, arm: Arm) -> Who:
    """Who asks, as they are answered: without personalisation if they are held out."""
    return replace(who, strength=0.0) if arm is Arm.HOLDOUT else who
