"""Limits of search and recommendation requests: n is taken, n + 1 is refused by name."""

import math

import pytest
from auslage.v1 import common_pb2, recommendation_pb2, search_pb2

from service.errors import InvalidArgument
from service.rpc.parse_query import parse_recommend, parse_search
from service.rpc.parse_visitor import parse_who
from service.rpc.tokens import ConsistencyToken, TokenSeal
from service.types import Consent, FacetSpec, Placement, RecommendQuery, SearchQuery, Who

TOKENS = TokenSeal(b"a key for tests only")


def search(**fields: object) -> SearchQuery:
    return parse_search(search_pb2.SearchRequest(**fields), Who())


def recommend(**fields: object) -> RecommendQuery:
    return parse_recommend(recommendation_pb2.RecommendRequest(**fields), Who())


def who(default: Consent = Consent.DENIED, **fields: object) -> Who:
    return parse_who(search_pb2.SearchRequest(**fields), default=default, tokens=TOKENS)


def facets(n: int) -> list[search_pb2.FacetSpec]:
    return [search_pb2.FacetSpec(key=f"attributes.k{i}") for i in range(n)]


LIMITS = [
    ("query", "q" * 256, "q" * 257, "256"),
    ("filter", "f" * 1000, "f" * 1001, "1000"),
    ("page_size", 120, 121, "120"),
    ("page_size", 0, -1, "120"),
    ("facet_specs", facets(20), facets(21), "20"),
    ("language_code", "de-AT", "de/AT", "BCP 47"),
    ("language_code", "de-" + "a" * 32, "de-" + "a" * 33, "35"),
    ("order_by", "price desc", "colour desc", "price"),
    ("order_by", "price desc", "attributes.weight", "then asc or desc"),
    ("order_by", "rating asc", "rating up", "asc or desc"),
    ("order_by", "price  asc", "price asc desc", "asc or desc"),
]


@pytest.mark.parametrize(("field", "taken", "refused", "limit"), LIMITS)
def test_a_search_at_the_limit_is_taken_and_beyond_it_refused_by_name(
    field: str, taken: object, refused: object, limit: str
) -> None:
    search(**{field: taken})
    with pytest.raises(InvalidArgument, match=limit) as caught:
        search(**{field: refused})
    assert caught.value.field == field


@pytest.mark.parametrize("field", ["visitor_id", "session_id", "user_id"])
def test_ids_have_at_most_128_bytes(field: str) -> None:
    assert getattr(who(**{field: "ü" * 64}), field) == "ü" * 64
    with pytest.raises(InvalidArgument, match="128 bytes") as caught:
        who(**{field: "ü" * 64 + "a"})
    assert caught.value.field == field


def test_a_facet_counts_20_values_unless_told_and_300_at_most() -> None:
    assert search(facet_specs=[search_pb2.FacetSpec(key="brand")]).facets == (FacetSpec("brand", 20),)
    assert search(facet_specs=[search_pb2.FacetSpec(key="brand", limit=300)]).facets == (FacetSpec("brand", 300),)
    with pytest.raises(InvalidArgument, match="300") as caught:
        search(facet_specs=[search_pb2.FacetSpec(key="brand", limit=301)])
    assert caught.value.field == "facet_specs[0].limit"


def test_a_facet_is_disjunctive_if_asked_for() -> None:
    specs = [search_pb2.FacetSpec(key="brand", disjunctive=True), search_pb2.FacetSpec(key="size")]
    assert search(facet_specs=specs).facets == (FacetSpec("brand", 20, disjunctive=True), FacetSpec("size", 20))


def test_variants_are_rolled_up_unless_told_otherwise() -> None:
    assert search().variant_rollup
    assert search(variant_rollup=True).variant_rollup
    assert not search(variant_rollup=False).variant_rollup


def test_a_facet_key_stands_once() -> None:
    with pytest.raises(InvalidArgument, match="twice"):
        search(facet_specs=[search_pb2.FacetSpec(key="brand")] * 2)


def test_a_facet_needs_a_key() -> None:
    with pytest.raises(InvalidArgument, match="required"):
        search(facet_specs=[search_pb2.FacetSpec()])


def test_defaults_are_24_hits_by_score() -> None:
    query = search(query="Shorts")
    assert (query.text, query.page_size, query.order_by, query.offset) == ("Shorts", 24, "", 0)


def test_ascending_is_the_default_direction() -> None:
    assert search(order_by="price").order_by == "price asc"


@pytest.mark.parametrize("strength", [0.0, 1.0])
def test_strength_may_be_0_and_1(strength: float) -> None:
    assert who(personalization_strength=strength).strength == strength


@pytest.mark.parametrize("strength", [-0.01, 1.01, math.nan, math.inf])
def test_strength_is_refused_outside_of_0_to_1(strength: float) -> None:
    with pytest.raises(InvalidArgument, match="from 0 to 1"):
        who(personalization_strength=strength)


def test_strength_is_1_unless_told() -> None:
    assert who().strength == 1.0


@pytest.mark.parametrize(
    ("given", "default", "resolved"),
    [
        (common_pb2.CONSENT_UNSPECIFIED, Consent.DENIED, Consent.DENIED),
        (common_pb2.CONSENT_UNSPECIFIED, Consent.GRANTED, Consent.GRANTED),
        (common_pb2.CONSENT_UNSPECIFIED, Consent.UNSPECIFIED, Consent.DENIED),
        (common_pb2.CONSENT_DENIED, Consent.GRANTED, Consent.DENIED),
        (common_pb2.CONSENT_GRANTED, Consent.DENIED, Consent.GRANTED),
    ],
)
def test_unspecified_consent_is_the_default_and_that_is_denied(
    given: common_pb2.Consent, default: Consent, resolved: Consent
) -> None:
    assert who(default, consent=given).consent is resolved


def test_an_unknown_consent_is_refused() -> None:
    with pytest.raises(InvalidArgument, match="consent"):
        who(consent=99)


def test_the_consistency_token_says_what_must_be_seen() -> None:
    assert who(consistency_token=TOKENS.seal(ConsistencyToken(42))).min_seq == 42


def test_context_products_are_at_most_100() -> None:
    similar = recommendation_pb2.PLACEMENT_SIMILAR
    assert len(recommend(placement=similar, product_ids=["p"] * 100).context) == 100
    with pytest.raises(InvalidArgument, match="100") as caught:
        recommend(placement=similar, product_ids=["p"] * 101)
    assert caught.value.field == "product_ids"


def test_an_empty_context_id_is_refused_with_its_place() -> None:
    with pytest.raises(InvalidArgument) as caught:
        recommend(placement=recommendation_pb2.PLACEMENT_SIMILAR, product_ids=["p", ""])
    assert caught.value.field == "product_ids[1]"


@pytest.mark.parametrize("placement", [0, 99])
def test_a_placement_is_required(placement: int) -> None:
    with pytest.raises(InvalidArgument, match="FOR_YOU, SIMILAR"):
        recommend(placement=placement)


@pytest.mark.parametrize("name", ["SIMILAR", "ALSO_VIEWED"])
def test_placements_about_products_need_products(name: str) -> None:
    with pytest.raises(InvalidArgument, match="product_ids: is required"):
        recommend(placement=f"PLACEMENT_{name}")


@pytest.mark.parametrize("name", ["FOR_YOU", "TRENDING", "RECENTLY_VIEWED"])
def test_other_placements_need_none(name: str) -> None:
    assert recommend(placement=f"PLACEMENT_{name}").placement is Placement[name]
