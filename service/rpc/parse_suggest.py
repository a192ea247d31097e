"""Suggest requests: every limit is checked here, before any text is analysed."""

from __future__ import annotations

from auslage.v1 import search_pb2

from service.limits import DEFAULT_INSTANT_HITS, DEFAULT_SUGGESTIONS, MAX_INSTANT_HITS, MAX_SUGGESTIONS
from service.rpc.fields import language, whole
from service.rpc.parse_query import parse_query_text
from service.types import SuggestQuery, Who


def parse_suggest(request: search_pb2.SuggestRequest, who: Who) -> SuggestQuery:
    """Return the query of a keystroke; raises InvalidArgument naming field and limit."""
    return SuggestQuery(
        prefix=parse_query_text(request.prefix, "prefix"),
        who=who,
        language_code=language(request.language_code),
        max_suggestions=whole(request.max_suggestions, "max_suggestions", 0, MAX_SUGGESTIONS) or DEFAULT_SUGGESTIONS,
        max_hits=whole(request.max_hits, "max_hits", 0, MAX_INSTANT_HITS) or DEFAULT_INSTANT_HITS,
    )
