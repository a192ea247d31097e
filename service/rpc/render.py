"""Answers as callers see them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from auslage.v1 import common_pb2, model_pb2, recommendation_pb2, search_pb2

from service.answers import (
    BundleInfo,
    ExplainedUnit,
    Explanation,
    Facet,
    Hit,
    RecommendAnswer,
    SearchAnswer,
    SnapshotInfo,
    SuggestAnswer,
    Suggestion,
    Understood,
)
from service.rpc.render_product import render_product
from service.types import EntryStatus, Product, ProductId

MAX_PRODUCT_BYTES = 1024 * 1024
"""What the products of one reply may take, so that the whole stays far below the 4 MiB that clients accept."""


def render_search(answer: SearchAnswer, *, next_page_token: str, attribution_token: str) -> search_pb2.SearchResponse:
    """Return the reply to a search."""
    result = answer.result
    return search_pb2.SearchResponse(
        hits=_hits(result.hits, answer.products),
        total_size=result.total_size,
        facets=map(_facet, result.facets),
        next_page_token=next_page_token,
        attribution_token=attribution_token,
        corrected_query=result.corrected_query,
        understood=map(_understood, result.understood),
        rung=result.rung,
        redirect_uri=result.redirect_uri,
        degraded=[f"DEGRADED_{value.name}" for value in result.degraded],
        snapshot_version=result.snapshot_version,
        visitor_seq=result.visitor_seq,
        explanation=None if result.explanation is None else _explanation(result.explanation),
        experiment_arm=_arm(answer),
    )


def render_suggest(answer: SuggestAnswer, *, attribution_token: str) -> search_pb2.SuggestResponse:
    """Return the reply to a keystroke."""
    found = answer.result.found
    return search_pb2.SuggestResponse(
        suggestions=map(_suggestion, answer.result.suggestions),
        hits=_hits(found.hits, answer.products),
        attribution_token=attribution_token,
        understood=map(_understood, found.understood),
        degraded=[f"DEGRADED_{value.name}" for value in found.degraded],
        snapshot_version=found.snapshot_version,
        visitor_seq=found.visitor_seq,
        experiment_arm=_arm(answer),
    )


def render_recommend(answer: RecommendAnswer, *, attribution_token: str) -> recommendation_pb2.RecommendResponse:
    """Return the reply to a recommendation request."""
    result = answer.result
    return recommendation_pb2.RecommendResponse(
        hits=_hits(result.hits, answer.products, answer.reasons),
        attribution_token=attribution_token,
        degraded=[f"DEGRADED_{value.name}" for value in result.degraded],
        snapshot_version=result.snapshot_version,
        visitor_seq=result.visitor_seq,
        experiment_arm=_arm(answer),
    )


def render_statuses(entries: Iterable[EntryStatus]) -> list[common_pb2.EntryStatus]:
    """Return the statuses of a batch, in its order."""
    return [
        common_pb2.EntryStatus(
            code=f"CODE_{entry.code.name}", field=entry.field, message=entry.message, warnings=entry.warnings
        )
        for entry in entries
    ]


def render_bundle(bundle: BundleInfo) -> model_pb2.Bundle:
    """Return a bundle's description."""
    return model_pb2.Bundle(
        version=bundle.version, active=bundle.active, n_products=bundle.n_products, metrics=bundle.metrics
    )


def render_snapshot(snapshot: SnapshotInfo) -> model_pb2.Snapshot:
    """Return what answers at present."""
    return model_pb2.Snapshot(
        version=snapshot.version,
        generation=snapshot.generation,
        bundle_version=snapshot.bundle_version,
        n_products=snapshot.n_products,
        seq=snapshot.seq,
    )


def _arm(answer: SearchAnswer | SuggestAnswer | RecommendAnswer) -> str:
    return f"EXPERIMENT_ARM_{answer.attribution.arm.name}"


def _hits(
    hits: Sequence[Hit],
    products: Mapping[ProductId, Product],
    reasons: Mapping[ProductId, Sequence[str]] = MappingProxyType({}),
) -> Iterator[search_pb2.Hit]:
    room = MAX_PRODUCT_BYTES
    for hit in hits:
        message = _hit(hit)
        message.reasons.extend(reasons.get(hit.product_id, ()))
        if room > 0 and hit.product_id in products:
            product = render_product(products[hit.product_id], with_cost=False)
            room -= product.ByteSize()
            if room > 0:
                message.product.CopyFrom(product)
        yield message


def _hit(hit: Hit) -> search_pb2.Hit:
    return search_pb2.Hit(
        product_id=hit.product_id,
        score=hit.score,
        tier=hit.tier,
        rank_without_personalization=hit.rank_without_personalization,
        parts=[common_pb2.ScorePart(name=part.name, value=part.value) for part in hit.parts],
        matched_variant_id=hit.matched_variant_id,
        rung=hit.rung,
        propensity=hit.propensity,
    )


def _explanation(explanation: Explanation) -> search_pb2.Explanation:
    return search_pb2.Explanation(
        units=map(_unit, explanation.units),
        constraints=explanation.constraints,
        rungs=[
            search_pb2.ExplainedRung(rung=tried.rung, change=tried.change, n_matches=tried.n_matches)
            for tried in explanation.rungs
        ],
    )


def _unit(unit: ExplainedUnit) -> search_pb2.ExplainedUnit:
    readings = [
        search_pb2.Reading(slot=reading.slot, value=reading.value, n_products=reading.n_products, chosen=reading.chosen)
        for reading in unit.readings
    ]
    return search_pb2.ExplainedUnit(words=unit.words, head=unit.head, forms=unit.forms, readings=readings)


def _suggestion(suggestion: Suggestion) -> search_pb2.Suggestion:
    return search_pb2.Suggestion(
        text=suggestion.text,
        slots=map(_understood, suggestion.slots),
        expected_hits=suggestion.expected_hits,
        source=f"SOURCE_{suggestion.source.name}",
    )


def _facet(facet: Facet) -> search_pb2.Facet:
    values = [search_pb2.FacetValue(value=value.value, count=value.count) for value in facet.values]
    return search_pb2.Facet(key=facet.key, values=values)


def _understood(understood: Understood) -> search_pb2.Understood:
    return search_pb2.Understood(
        slot=understood.slot,
        value=understood.value,
        source=f"SOURCE_{understood.source.name}",
        weight=understood.weight,
    )
