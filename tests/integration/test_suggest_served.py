"""Suggest over gRPC: what five visitors searched for is suggested within seconds, and who asks is told what was left out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import grpc
import pytest
import pytest_asyncio
from auslage.v1 import common_pb2, search_pb2

from tests.harness.served import Service, quick_settings, served
from tests.harness.storefront import ANNA, GRANTED, happening, see, shorts, stock, tell
from tests.harness.waiting import eventually

QUERIES = search_pb2.Suggestion.SOURCE_QUERIES


@pytest_asyncio.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    async with served(quick_settings(tmp_path)) as service:
        await stock(service, shorts())

        async def has_learned() -> bool:
            # Phrases belong to the build, and the first was made of an empty shop.
            return bool((await _suggest(service, "sh")).suggestions)

        await eventually(has_learned)
        yield service


async def _suggest(service: Service, prefix: str, **fields: object) -> search_pb2.SuggestResponse:
    return await service.search.Suggest(search_pb2.SuggestRequest(prefix=prefix, **fields))


async def _search_as(service: Service, query: str, n_visitors: int) -> None:
    searches = [
        happening("", event_type="search", products=[], search_query=query, result_count=20, visitor_id=f"{query}-{n}")
        for n in range(n_visitors)
    ]
    await tell(service, *searches)


async def test_a_query_of_five_visitors_is_suggested_soon_and_one_of_four_is_not(service: Service) -> None:
    await _search_as(service, "Shorts für Herren", 4)
    await _search_as(service, "Shorts für Damen", 5)

    async def is_suggested() -> bool:
        answer = await _suggest(service, "shorts f")
        return ("shorts für damen", QUERIES) in {(one.text, one.source) for one in answer.suggestions}

    await eventually(is_suggested, within_s=10)
    answer = await _suggest(service, "shorts f", max_suggestions=20)
    assert [one.text for one in answer.suggestions if one.source == QUERIES] == ["shorts für damen"]


async def test_a_keystroke_shows_completions_and_products_for_who_types(service: Service) -> None:
    token = await see(service, *(f"men{number:02d}" for number in range(5)))
    answer = await _suggest(service, "sh", consistency_token=token, return_products=True, max_hits=3, **ANNA)
    assert "herren" in answer.suggestions[0].text
    assert answer.suggestions[0].expected_hits == 20
    assert [hit.product.audience.genders[0] for hit in answer.hits] == ["men"] * 3
    assert answer.visitor_seq > 0
    assert answer.attribution_token
    assert answer.snapshot_version
    typed = await _suggest(service, "damensh", consistency_token=token, **ANNA)
    assert all("damen" in one.text for one in typed.suggestions)
    assert {hit.product_id[:5] for hit in typed.hits} == {"women"}
    assert ("gender", "women") in {(known.slot, known.value) for known in typed.understood}


async def test_without_consent_nothing_is_read_and_the_reply_says_so(service: Service) -> None:
    token = await see(service, *(f"men{number:02d}" for number in range(5)))
    answer = await _suggest(service, "sh", visitor_id="anna", consistency_token=token)
    stranger = await _suggest(service, "sh", consent=GRANTED)
    assert common_pb2.DEGRADED_NO_CONSENT in answer.degraded
    assert answer.visitor_seq == 0
    assert list(answer.suggestions) == list(stranger.suggestions)


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("prefix", {"prefix": "x" * 257}),
        ("max_suggestions", {"max_suggestions": 21}),
        ("max_hits", {"max_hits": -1}),
        ("language_code", {"language_code": "d!"}),
        ("personalization_strength", {"personalization_strength": 2.0}),
    ],
)
async def test_a_refusal_names_the_field(service: Service, field: str, fields: dict[str, object]) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await service.search.Suggest(search_pb2.SuggestRequest(**fields))
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert refused.value.details().startswith(f"{field}: ")
