"""RecommendationService: parse, ask, render."""
# ruff: noqa: N802 - gRPC spells its methods so.

from __future__ import annotations

from collections.abc import Callable

from auslage.v1 import recommendation_pb2, recommendation_pb2_grpc

from service.rpc.admission import STOREFRONT, Context
from service.rpc.handlers import Recommend
from service.rpc.parse_query import parse_recommend
from service.rpc.parse_visitor import parse_who
from service.rpc.render import render_recommend
from service.rpc.tokens import TokenSeal, seal_attribution
from service.types import Consent


class RecommendationServicer(recommendation_pb2_grpc.RecommendationServiceServicer):
    """Translates recommendation requests."""

    def __init__(
        self, recommend: Recommend, *, tokens: TokenSeal, default_consent: Consent, now_ms: Callable[[], int]
    ) -> None:
        self._recommend = recommend
        self._tokens = tokens
        self._default_consent = default_consent
        self._now_ms = now_ms

    async def Recommend(
        self, request: recommendation_pb2.RecommendRequest, context: Context
    ) -> recommendation_pb2.RecommendResponse:
        """Answer one placement."""
        who = parse_who(request, default=self._default_consent, tokens=self._tokens)
        query = parse_recommend(request, who)
        answer = await self._recommend(
            query, return_products=request.return_products, budget_ms=STOREFRONT.left_ms(context)
        )
        version = answer.result.snapshot_version
        token = seal_attribution(self._tokens, answer.attribution, version, now_ms=self._now_ms())
        return render_recommend(answer, attribution_token=token)
