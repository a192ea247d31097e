"""Search and recommendation requests: every limit is checked here, before any text is analysed."""

from __future__ import annotations

from collections.abc import Collection
from types import MappingProxyType

from auslage.v1 import recommendation_pb2, search_pb2

from service.errors import InvalidArgument
from service.limits import (
    DEFAULT_PAGE_SIZE,
    MAX_CONTEXT_PRODUCTS,
    MAX_FACET_VALUES,
    MAX_FACETS,
    MAX_FILTER_CHARS,
    MAX_PAGE_SIZE,
    MAX_QUERY_CHARS,
)
from service.rpc.fields import at_most, identifier, identifiers, language, text, whole, within
from service.types import FacetSpec, Placement, ProductId, RecommendQuery, SearchQuery, Who

_ORDER_KEYS = frozenset({"price", "original_price", "discount", "rating", "quantity", "age_days"})
_DIRECTIONS = frozenset({"asc", "desc"})
_DEFAULT_FACET_VALUES = 20
_PLACEMENTS = MappingProxyType({recommendation_pb2.Placement.Value(f"PLACEMENT_{name}"): name for name in Placement})
_NEEDS_CONTEXT = frozenset(
    {Placement.SIMILAR, Placement.ALSO_VIEWED, Placement.BOUGHT_TOGETHER, Placement.COMPLETE_THE_BASKET}
)


def parse_search(request: search_pb2.SearchRequest, who: Who) -> SearchQuery:
    """Return the query of a first page; raises InvalidArgument naming field and limit."""
    return SearchQuery(
        text=parse_query_text(request.query, "query"),
        who=who,
        language_code=language(request.language_code),
        filter=text(request.filter, "filter", MAX_FILTER_CHARS),
        facets=_facets(request.facet_specs),
        order_by=_order_by(request.order_by),
        page_size=parse_page_size(request.page_size, default=DEFAULT_PAGE_SIZE, limit=MAX_PAGE_SIZE),
        as_you_type=request.as_you_type,
        variant_rollup=request.variant_rollup or not request.HasField("variant_rollup"),
        explain=request.explain,
    )


def parse_recommend(request: recommendation_pb2.RecommendRequest, who: Who) -> RecommendQuery:
    """Return the recommendation query; raises InvalidArgument naming field and limit."""
    placement = _PLACEMENTS.get(request.placement)
    if placement is None:
        raise InvalidArgument("placement", f"must be one of {', '.join(_PLACEMENTS.values())}")
    context = identifiers(request.product_ids, "product_ids", limit=MAX_CONTEXT_PRODUCTS)
    if placement in _NEEDS_CONTEXT and not context:
        raise InvalidArgument("product_ids", f"is required for {placement}")
    return RecommendQuery(
        placement=placement,
        context=tuple(ProductId(product_id) for product_id in context),
        who=who,
        language_code=language(request.language_code),
        filter=text(request.filter, "filter", MAX_FILTER_CHARS),
        page_size=parse_page_size(request.page_size, default=DEFAULT_PAGE_SIZE, limit=MAX_PAGE_SIZE),
        diversity=within(request.diversity, "diversity", 0, 1),
        explain=request.explain,
    )


def parse_query_text(value: str, field: str) -> str:
    """Return what was typed: at most 256 characters."""
    text(value, field, MAX_QUERY_CHARS)
    return value


def parse_page_size(value: int, *, default: int, limit: int) -> int:
    """Return a page size of 1 to `limit`; 0 takes the default."""
    return whole(value, "page_size", 0, limit) or default


def _facets(specs: Collection[search_pb2.FacetSpec]) -> tuple[FacetSpec, ...]:
    at_most(specs, "facet_specs", MAX_FACETS)
    facets = tuple(_facet(spec, f"facet_specs[{i}]") for i, spec in enumerate(specs))
    if len({facet.key for facet in facets}) < len(facets):
        raise InvalidArgument("facet_specs", "names a key twice")
    return facets


def _facet(spec: search_pb2.FacetSpec, field: str) -> FacetSpec:
    limit = whole(spec.limit, f"{field}.limit", 0, MAX_FACET_VALUES)
    return FacetSpec(
        key=identifier(spec.key, f"{field}.key", required=True),
        limit=limit or _DEFAULT_FACET_VALUES,
        disjunctive=spec.disjunctive,
    )


def _order_by(value: str) -> str:
    """Return "" or "key asc" or "key desc" of a numeric key that every product may have."""
    words = text(value, "order_by", 2 * MAX_QUERY_CHARS).split()
    if not words:
        return ""
    key, direction = words[0], words[-1] if len(words) > 1 else "asc"
    if key not in _ORDER_KEYS or direction not in _DIRECTIONS or len(words) > 2:
        raise InvalidArgument("order_by", f"must be one of {', '.join(sorted(_ORDER_KEYS))}, then asc or desc")
    return f"{key} {direction}"
