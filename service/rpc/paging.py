"""Page tokens of a search: bound to their request, their snapshot and their event cut-off."""

from __future__ import annotations

from dataclasses import replace

from auslage.v1 import search_pb2

from service.answers import PageCut, SearchAnswer
from service.errors import InvalidArgument, PageExpired
from service.limits import MAX_RESULT_WINDOW, PAGE_TTL_MS
from service.rpc.tokens import PageToken, TokenSeal
from service.types import SearchQuery, Seq

_FREE_FIELDS = ("page_token", "page_size", "consistency_token")


def turn_page(
    query: SearchQuery, request: search_pb2.SearchRequest, tokens: TokenSeal, *, now_ms: int
) -> tuple[SearchQuery, PageCut | None]:
    """Return the query at the page its token names, and that page's pinned inputs (None: a first page).

    Raises InvalidArgument if the token is not ours or belongs to another request, PageExpired after 10 minutes.
    """
    if not request.page_token:
        return query, None
    token = tokens.open(request.page_token, PageToken, "page_token")
    if token.request_hash != request_hash(request, tokens):
        raise InvalidArgument("page_token", "belongs to another request; only page_size may change between pages")
    if now_ms - token.issued_ms > PAGE_TTL_MS:
        raise PageExpired("the page token is older than 10 minutes; start the search again")
    page_size = min(query.page_size, MAX_RESULT_WINDOW - token.offset)
    cut = PageCut(token.snapshot_version, token.now_ms, Seq(token.cutoff_seq))
    return replace(query, offset=token.offset, page_size=page_size), cut


def next_page_token(
    query: SearchQuery, answer: SearchAnswer, request: search_pb2.SearchRequest, tokens: TokenSeal, *, now_ms: int
) -> str:
    """Return the token of the page after this one, or "" if all was shown or the window of 10,000 ends."""
    offset = query.offset + query.page_size
    if offset >= min(answer.result.total_size, MAX_RESULT_WINDOW):
        return ""
    cut = answer.cut
    return tokens.seal(
        PageToken(
            snapshot_version=cut.snapshot_version,
            request_hash=request_hash(request, tokens),
            offset=offset,
            now_ms=cut.now_ms,
            cutoff_seq=cut.cutoff_seq,
            issued_ms=now_ms,
        )
    )


def request_hash(request: search_pb2.SearchRequest, tokens: TokenSeal) -> bytes:
    """Return a keyed hash of everything in a request that must stay the same from page to page."""
    bound = search_pb2.SearchRequest()
    bound.CopyFrom(request)
    for field in _FREE_FIELDS:
        bound.ClearField(field)
    return tokens.digest(bound.SerializeToString(deterministic=True))
