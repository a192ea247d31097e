"""SearchService: parse, ask, render."""
# ruff: noqa: N802 - gRPC spells its methods so.

from __future__ import annotations

from collections.abc import Callable

from auslage.v1 import search_pb2, search_pb2_grpc

from service.rpc.admission import STOREFRONT, Context
from service.rpc.handlers import Search, Suggest
from service.rpc.paging import next_page_token, turn_page
from service.rpc.parse_query import parse_search
from service.rpc.parse_suggest import parse_suggest
from service.rpc.parse_visitor import parse_who
from service.rpc.render import render_search, render_suggest
from service.rpc.tokens import TokenSeal, seal_attribution
from service.types import Consent


class SearchServicer(search_pb2_grpc.SearchServiceServicer):
    """Translates searches and keystrokes."""

    def __init__(
        self,
        search: Search,
        suggest: Suggest,
        *,
        tokens: TokenSeal,
        default_consent: Consent,
        now_ms: Callable[[], int],
    ) -> None:
        self._search = search
        self._suggest = suggest
        self._tokens = tokens
        self._default_consent = default_consent
        self._now_ms = now_ms

    async def Search(self, request: search_pb2.SearchRequest, context: Context) -> search_pb2.SearchResponse:
        """Answer one page of a search."""
        now_ms = self._now_ms()
        who = parse_who(request, default=self._default_consent, tokens=self._tokens)
        query, page = turn_page(parse_search(request, who), request, self._tokens, now_ms=now_ms)
        answer = await self._search(
            query, page=page, return_products=request.return_products, budget_ms=STOREFRONT.left_ms(context)
        )
        return render_search(
            answer,
            next_page_token=next_page_token(query, answer, request, self._tokens, now_ms=now_ms),
            attribution_token=seal_attribution(
                self._tokens, answer.attribution, answer.result.snapshot_version, now_ms=now_ms
            ),
        )

    async def Suggest(self, request: search_pb2.SuggestRequest, context: Context) -> search_pb2.SuggestResponse:
        """Answer one keystroke."""
        who = parse_who(request, default=self._default_consent, tokens=self._tokens)
        answer = await self._suggest(
            parse_suggest(request, who),
            return_products=request.return_products,
            budget_ms=STOREFRONT.left_ms(context),
        )
        version = answer.result.found.snapshot_version
        token = seal_attribution(self._tokens, answer.attribution, version, now_ms=self._now_ms())
        return render_suggest(answer, attribution_token=token)
