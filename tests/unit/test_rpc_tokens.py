"""Opaque tokens and the pages of a search."""

import random

import pytest
from auslage.v1 import search_pb2

from service.answers import Arm, Attribution, AttributionId, PageCut, SearchAnswer, SearchResult
from service.errors import InvalidArgument, PageExpired
from service.impressions import AttributionToken
from service.limits import PAGE_TTL_MS
from service.rpc.paging import next_page_token, turn_page
from service.rpc.tokens import ConsistencyToken, ListToken, PageToken, TokenSeal
from service.types import SearchQuery

TOKENS = TokenSeal(b"a key for tests only")
NOW_MS = 1_900_000_000_000
CUT = PageCut("g7-b3", NOW_MS - 5, 99)
ALL = [
    PageToken("g7-b3", b"hash", 24, NOW_MS, 99, NOW_MS),
    ConsistencyToken(2**62),
    ListToken("p/1:ü\n"),
    AttributionToken(bytes(range(16)), "search", "g7-b3", NOW_MS),
]


def answer(total_size: int) -> SearchAnswer:
    result = SearchResult((), total_size, (), (), 0, (), CUT.snapshot_version, 0)
    return SearchAnswer(result, CUT, Attribution(AttributionId(bytes(16)), "search", Arm.NONE))


def request(**fields: object) -> search_pb2.SearchRequest:
    return search_pb2.SearchRequest(query="Shorts", visitor_id="v", **fields)


def next_token(query: SearchQuery, total_size: int = 100, **fields: object) -> str:
    return next_page_token(query, answer(total_size), request(**fields), TOKENS, now_ms=NOW_MS)


@pytest.mark.parametrize("token", ALL)
def test_a_token_comes_back_as_it_was_sealed(token: object) -> None:
    sealed = TOKENS.seal(token)
    assert sealed.replace("-", "").replace("_", "").isalnum()
    assert TOKENS.open(sealed, type(token), "field") == token


@pytest.mark.parametrize("token", ALL)
def test_no_kind_passes_for_another(token: object) -> None:
    for other in {type(each) for each in ALL} - {type(token)}:
        with pytest.raises(InvalidArgument, match="page_token"):
            TOKENS.open(TOKENS.seal(token), other, "page_token")


def test_another_key_opens_nothing() -> None:
    with pytest.raises(InvalidArgument):
        TokenSeal(b"another key for tests").open(TOKENS.seal(ALL[0]), PageToken, "page_token")


@pytest.mark.parametrize("key", [b"short", b"k" * 65])
def test_a_key_has_16_to_64_bytes(key: bytes) -> None:
    with pytest.raises(ValueError, match="16 to 64"):
        TokenSeal(key)


@pytest.mark.parametrize("garbled", ["A", "ä" * 8, "AAAA", "%00", "a b c d", "=" * 4, "x" * 1024, "x" * 1025, "\x00"])
def test_garbage_is_an_invalid_argument(garbled: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        TOKENS.open(garbled, PageToken, "page_token")
    assert caught.value.field == "page_token"


def test_a_token_changed_in_one_character_is_refused() -> None:
    seed = 20260101
    print("seed", seed)
    choose, sealed = random.Random(seed), TOKENS.seal(ALL[0])
    for place in range(len(sealed) - 1):
        letter = choose.choice([c for c in "ABCXYZ019-_" if c != sealed[place]])
        with pytest.raises(InvalidArgument):
            TOKENS.open(sealed[:place] + letter + sealed[place + 1 :], PageToken, "page_token")


def test_the_next_page_starts_where_this_one_ends_and_keeps_its_inputs() -> None:
    token = next_token(SearchQuery("Shorts", page_size=24))
    query, cut = turn_page(SearchQuery("Shorts"), request(page_token=token), TOKENS, now_ms=NOW_MS)
    assert (query.offset, query.page_size, cut) == (24, 24, CUT)


def test_page_size_and_consistency_token_may_change_between_pages() -> None:
    token = next_token(SearchQuery("Shorts", page_size=24))
    changed = request(page_token=token, page_size=50, consistency_token=TOKENS.seal(ALL[1]))
    query, _ = turn_page(SearchQuery("Shorts", page_size=50), changed, TOKENS, now_ms=NOW_MS)
    assert (query.offset, query.page_size) == (24, 50)


@pytest.mark.parametrize(
    "change",
    [
        {"filter": "price < 5"},
        {"order_by": "price"},
        {"session_id": "s"},
        {"as_you_type": True},
        {"language_code": "en"},
    ],
)
def test_a_changed_request_with_an_old_token_is_refused(change: dict[str, object]) -> None:
    token = next_token(SearchQuery("Shorts"))
    with pytest.raises(InvalidArgument, match="page_token: belongs to another request"):
        turn_page(SearchQuery("Shorts"), request(page_token=token, **change), TOKENS, now_ms=NOW_MS)


def test_a_page_token_lives_for_ten_minutes() -> None:
    follow = request(page_token=next_token(SearchQuery("Shorts")))
    turn_page(SearchQuery("Shorts"), follow, TOKENS, now_ms=NOW_MS + PAGE_TTL_MS)
    with pytest.raises(PageExpired, match="10 minutes"):
        turn_page(SearchQuery("Shorts"), follow, TOKENS, now_ms=NOW_MS + PAGE_TTL_MS + 1)


@pytest.mark.parametrize(
    ("offset", "total_size", "more"),
    [(0, 24, False), (0, 25, True), (24, 48, False), (9_960, 20_000, True), (9_976, 20_000, False), (0, 0, False)],
)
def test_there_is_a_next_page_while_there_is_more_within_10000(offset: int, total_size: int, more: bool) -> None:
    assert bool(next_token(SearchQuery("Shorts", offset=offset, page_size=24), total_size)) is more


def test_the_last_page_ends_at_10000() -> None:
    token = next_token(SearchQuery("Shorts", offset=9_960, page_size=24), 20_000)
    query, _ = turn_page(SearchQuery("Shorts", page_size=120), request(page_token=token), TOKENS, now_ms=NOW_MS)
    assert query.offset + query.page_size == 10_000
