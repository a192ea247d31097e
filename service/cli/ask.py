"""`auslage search`, `suggest` and `recommend`: one call to a running server, shown as a table or as its JSON."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any

import grpc.aio
import typer
from auslage.v1 import recommendation_pb2, recommendation_pb2_grpc, search_pb2, search_pb2_grpc
from google.protobuf.json_format import MessageToJson
from google.protobuf.message import Message

from service.cli.show import show_recommendation, show_search, show_suggestions
from service.config import load_settings
from service.limits import (
    DEFAULT_INSTANT_HITS,
    DEFAULT_PAGE_SIZE,
    DEFAULT_SUGGESTIONS,
    MAX_INSTANT_HITS,
    MAX_PAGE_SIZE,
    MAX_SUGGESTIONS,
)
from service.rpc.client import failures_told, open_channel
from service.types import Placement

_TIMEOUT_S = 5.0
_PLACEMENTS = ", ".join(Placement)

Visitor = Annotated[str, typer.Option("--visitor", help="Id of the device.", show_default=False)]
Session = Annotated[str, typer.Option("--session", help="Id of the visit.", show_default=False)]
Filter = Annotated[str, typer.Option("--filter", help='brand: ANY("x") AND price: IN(10, 50)', show_default=False)]
Strength = Annotated[
    float | None,
    typer.Option(min=0, max=1, help="Of personalisation: 0 is none at all.", show_default="1"),
]
Token = Annotated[str, typer.Option(help="From WriteEvents: see those events.", show_default=False)]
Language = Annotated[str, typer.Option(help="Of the query: de, en ...", show_default=False)]
PageSize = Annotated[int, typer.Option(min=1, max=MAX_PAGE_SIZE, help="Hits at most.")]
Explain = Annotated[bool, typer.Option("--explain", help="Show how the query was read, and the parts of each score.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")]
Address = Annotated[str | None, typer.Option(help="Host and port.", show_default="AUSLAGE_LISTEN")]


class Given(StrEnum):
    """What the visitor allows."""

    DENIED = "denied"
    GRANTED = "granted"


Allowed = Annotated[
    Given | None, typer.Option("--consent", help="Without it, the server's default.", show_default=False)
]


def commands(app: typer.Typer) -> None:
    """Add `search`, `suggest` and `recommend` to the command line."""
    app.command("search")(search)
    app.command("suggest")(suggest)
    app.command("recommend")(recommend)


def search(  # noqa: PLR0913 - every option is an argument
    query: Annotated[str, typer.Argument(help="What a customer would type.", show_default=False)],
    *,
    visitor: Visitor = "",
    session: Session = "",
    consent: Allowed = None,
    strength: Strength = None,
    consistency_token: Token = "",
    language: Language = "",
    filter_text: Filter = "",
    order_by: Annotated[str, typer.Option(help="price desc, rating ...", show_default=False)] = "",
    facet: Annotated[list[str] | None, typer.Option(help="Count the values of a key.", show_default=False)] = None,
    page_size: PageSize = DEFAULT_PAGE_SIZE,
    page_token: Annotated[str, typer.Option(help="next_page_token of --json.", show_default=False)] = "",
    as_you_type: Annotated[bool, typer.Option("--as-you-type", help="The last word may be unfinished.")] = False,
    explain: Explain = False,
    as_json: AsJson = False,
    address: Address = None,
) -> None:
    """Search on a running server."""
    request = search_pb2.SearchRequest(
        query=query,
        visitor_id=visitor,
        session_id=session,
        consent=_consent(consent),
        personalization_strength=strength,
        consistency_token=consistency_token,
        language_code=language,
        filter=filter_text,
        order_by=order_by,
        facet_specs=[search_pb2.FacetSpec(key=key) for key in facet or ()],
        page_size=page_size,
        page_token=page_token,
        as_you_type=as_you_type,
        explain=explain,
        return_products=True,
    )
    answer = asyncio.run(_ask(address, search_pb2_grpc.SearchServiceStub, "Search", request))
    if as_json:
        _print_json(answer)
    else:
        show_search(answer, explain=explain)


def suggest(  # noqa: PLR0913 - every option is an argument
    prefix: Annotated[str, typer.Argument(help="What was typed so far.", show_default=False)] = "",
    *,
    visitor: Visitor = "",
    session: Session = "",
    consent: Allowed = None,
    strength: Strength = None,
    consistency_token: Token = "",
    language: Language = "",
    max_suggestions: Annotated[int, typer.Option(min=1, max=MAX_SUGGESTIONS)] = DEFAULT_SUGGESTIONS,
    max_hits: Annotated[int, typer.Option(min=1, max=MAX_INSTANT_HITS)] = DEFAULT_INSTANT_HITS,
    as_json: AsJson = False,
    address: Address = None,
) -> None:
    """Complete what was typed so far, on a running server; without it, show what is searched for most."""
    request = search_pb2.SuggestRequest(
        prefix=prefix,
        visitor_id=visitor,
        session_id=session,
        consent=_consent(consent),
        personalization_strength=strength,
        consistency_token=consistency_token,
        language_code=language,
        max_suggestions=max_suggestions,
        max_hits=max_hits,
        return_products=True,
    )
    answer = asyncio.run(_ask(address, search_pb2_grpc.SearchServiceStub, "Suggest", request))
    if as_json:
        _print_json(answer)
    else:
        show_suggestions(answer)


def recommend(  # noqa: PLR0913 - every option is an argument
    placement: Annotated[Placement, typer.Argument(case_sensitive=False, metavar="PLACEMENT", help=_PLACEMENTS)],
    *,
    product: Annotated[
        list[str] | None, typer.Option(help="Id on the page or in the basket.", show_default=False)
    ] = None,
    visitor: Visitor = "",
    session: Session = "",
    consent: Allowed = None,
    strength: Strength = None,
    consistency_token: Token = "",
    language: Annotated[str, typer.Option(help="Of the reasons: de or en.", show_default=False)] = "",
    filter_text: Filter = "",
    page_size: PageSize = DEFAULT_PAGE_SIZE,
    diversity: Annotated[float, typer.Option(min=0, max=1, help="How far one kind makes way for others.")] = 0.0,
    explain: Explain = False,
    as_json: AsJson = False,
    address: Address = None,
) -> None:
    """Ask a running server for recommendations."""
    request = recommendation_pb2.RecommendRequest(
        placement=f"PLACEMENT_{placement}",
        product_ids=product or (),
        visitor_id=visitor,
        session_id=session,
        consent=_consent(consent),
        personalization_strength=strength,
        consistency_token=consistency_token,
        language_code=language,
        filter=filter_text,
        page_size=page_size,
        diversity=diversity,
        explain=explain,
        return_products=True,
    )
    answer = asyncio.run(_ask(address, recommendation_pb2_grpc.RecommendationServiceStub, "Recommend", request))
    if as_json:
        _print_json(answer)
    else:
        show_recommendation(answer, explain=explain)


async def _ask(address: str | None, stub: Callable[[grpc.aio.Channel], Any], method: str, request: Message) -> Any:
    server = address or load_settings().listen
    with failures_told(server):
        async with open_channel(server, read_timeout_s=_TIMEOUT_S) as channel:
            return await getattr(stub(channel), method)(request, timeout=_TIMEOUT_S)


def _consent(given: Given | None) -> str:
    return f"CONSENT_{given.name if given else 'UNSPECIFIED'}"


def _print_json(answer: Message) -> None:
    text = MessageToJson(
        answer,
        preserving_proto_field_name=True,
        always_print_fields_with_no_presence=True,
        indent=None,
        ensure_ascii=False,
    )
    typer.echo(text)
