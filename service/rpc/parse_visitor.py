"""Who asks: the visitor fields that Search, Suggest and Recommend share."""

from __future__ import annotations

from types import MappingProxyType

from auslage.v1 import common_pb2, recommendation_pb2, search_pb2

from service.errors import InvalidArgument
from service.rpc.fields import identifier, within
from service.rpc.tokens import ConsistencyToken, TokenSeal
from service.types import Consent, Seq, SessionId, UserId, VisitorId, Who

_CONSENTS = MappingProxyType(
    {
        common_pb2.CONSENT_UNSPECIFIED: Consent.UNSPECIFIED,
        common_pb2.CONSENT_DENIED: Consent.DENIED,
        common_pb2.CONSENT_GRANTED: Consent.GRANTED,
    }
)


def parse_who(
    request: search_pb2.SearchRequest | search_pb2.SuggestRequest | recommendation_pb2.RecommendRequest,
    *,
    default: Consent,
    tokens: TokenSeal,
) -> Who:
    """Return the visitor fields with consent resolved; raises InvalidArgument."""
    strength = request.personalization_strength if request.HasField("personalization_strength") else 1.0
    return Who(
        visitor_id=VisitorId(identifier(request.visitor_id, "visitor_id")),
        session_id=SessionId(identifier(request.session_id, "session_id")),
        user_id=UserId(identifier(request.user_id, "user_id")),
        consent=parse_consent(request.consent, default=default),
        min_seq=_min_seq(request.consistency_token, tokens),
        strength=within(strength, "personalization_strength", 0, 1),
    )


def parse_consent(value: common_pb2.Consent, *, default: Consent) -> Consent:
    """Return DENIED or GRANTED; unspecified is the deployment's default, and that is DENIED unless it says GRANTED."""
    consent = _CONSENTS.get(value)
    if consent is None:
        raise InvalidArgument("consent", "is not a known consent")
    chosen = default if consent is Consent.UNSPECIFIED else consent
    return Consent.GRANTED if chosen is Consent.GRANTED else Consent.DENIED


def _min_seq(token: str, tokens: TokenSeal) -> Seq:
    return Seq(tokens.open(token, ConsistencyToken, "consistency_token").seq) if token else Seq(0)
