from auslage.v1 import catalog_pb2 as _catalog_pb2
from auslage.v1 import common_pb2 as _common_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class SearchRequest(_message.Message):
    __slots__ = ("query", "visitor_id", "session_id", "user_id", "consent", "consistency_token", "personalization_strength", "language_code", "filter", "facet_specs", "order_by", "page_size", "page_token", "as_you_type", "variant_rollup", "explain", "return_products")
    QUERY_FIELD_NUMBER: _ClassVar[int]
    VISITOR_ID_FIELD_NUMBER: _ClassVar[int]
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    CONSENT_FIELD_NUMBER: _ClassVar[int]
    CONSISTENCY_TOKEN_FIELD_NUMBER: _ClassVar[int]
    PERSONALIZATION_STRENGTH_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_CODE_FIELD_NUMBER: _ClassVar[int]
    FILTER_FIELD_NUMBER: _ClassVar[int]
    FACET_SPECS_FIELD_NUMBER: _ClassVar[int]
    ORDER_BY_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    AS_YOU_TYPE_FIELD_NUMBER: _ClassVar[int]
    VARIANT_ROLLUP_FIELD_NUMBER: _ClassVar[int]
    EXPLAIN_FIELD_NUMBER: _ClassVar[int]
    RETURN_PRODUCTS_FIELD_NUMBER: _ClassVar[int]
    query: str
    visitor_id: str
    session_id: str
    user_id: str
    consent: _common_pb2.Consent
    consistency_token: str
    personalization_strength: float
    language_code: str
    filter: str
    facet_specs: _containers.RepeatedCompositeFieldContainer[FacetSpec]
    order_by: str
    page_size: int
    page_token: str
    as_you_type: bool
    variant_rollup: bool
    explain: bool
    return_products: bool
    def __init__(self, query: _Optional[str] = ..., visitor_id: _Optional[str] = ..., session_id: _Optional[str] = ..., user_id: _Optional[str] = ..., consent: _Optional[_Union[_common_pb2.Consent, str]] = ..., consistency_token: _Optional[str] = ..., personalization_strength: _Optional[float] = ..., language_code: _Optional[str] = ..., filter: _Optional[str] = ..., facet_specs: _Optional[_Iterable[_Union[FacetSpec, _Mapping]]] = ..., order_by: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., as_you_type: _Optional[bool] = ..., variant_rollup: _Optional[bool] = ..., explain: _Optional[bool] = ..., return_products: _Optional[bool] = ...) -> None: ...

class FacetSpec(_message.Message):
    __slots__ = ("key", "limit", "disjunctive")
    KEY_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    DISJUNCTIVE_FIELD_NUMBER: _ClassVar[int]
    key: str
    limit: int
    disjunctive: bool
    def __init__(self, key: _Optional[str] = ..., limit: _Optional[int] = ..., disjunctive: _Optional[bool] = ...) -> None: ...

class SearchResponse(_message.Message):
    __slots__ = ("hits", "total_size", "facets", "next_page_token", "attribution_token", "corrected_query", "understood", "rung", "redirect_uri", "degraded", "snapshot_version", "visitor_seq", "explanation", "experiment_arm")
    HITS_FIELD_NUMBER: _ClassVar[int]
    TOTAL_SIZE_FIELD_NUMBER: _ClassVar[int]
    FACETS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    ATTRIBUTION_TOKEN_FIELD_NUMBER: _ClassVar[int]
    CORRECTED_QUERY_FIELD_NUMBER: _ClassVar[int]
    UNDERSTOOD_FIELD_NUMBER: _ClassVar[int]
    RUNG_FIELD_NUMBER: _ClassVar[int]
    REDIRECT_URI_FIELD_NUMBER: _ClassVar[int]
    DEGRADED_FIELD_NUMBER: _ClassVar[int]
    SNAPSHOT_VERSION_FIELD_NUMBER: _ClassVar[int]
    VISITOR_SEQ_FIELD_NUMBER: _ClassVar[int]
    EXPLANATION_FIELD_NUMBER: _ClassVar[int]
    EXPERIMENT_ARM_FIELD_NUMBER: _ClassVar[int]
    hits: _containers.RepeatedCompositeFieldContainer[Hit]
    total_size: int
    facets: _containers.RepeatedCompositeFieldContainer[Facet]
    next_page_token: str
    attribution_token: str
    corrected_query: str
    understood: _containers.RepeatedCompositeFieldContainer[Understood]
    rung: int
    redirect_uri: str
    degraded: _containers.RepeatedScalarFieldContainer[_common_pb2.Degraded]
    snapshot_version: str
    visitor_seq: int
    explanation: Explanation
    experiment_arm: _common_pb2.ExperimentArm
    def __init__(self, hits: _Optional[_Iterable[_Union[Hit, _Mapping]]] = ..., total_size: _Optional[int] = ..., facets: _Optional[_Iterable[_Union[Facet, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., attribution_token: _Optional[str] = ..., corrected_query: _Optional[str] = ..., understood: _Optional[_Iterable[_Union[Understood, _Mapping]]] = ..., rung: _Optional[int] = ..., redirect_uri: _Optional[str] = ..., degraded: _Optional[_Iterable[_Union[_common_pb2.Degraded, str]]] = ..., snapshot_version: _Optional[str] = ..., visitor_seq: _Optional[int] = ..., explanation: _Optional[_Union[Explanation, _Mapping]] = ..., experiment_arm: _Optional[_Union[_common_pb2.ExperimentArm, str]] = ...) -> None: ...

class Explanation(_message.Message):
    __slots__ = ("units", "constraints", "rungs")
    UNITS_FIELD_NUMBER: _ClassVar[int]
    CONSTRAINTS_FIELD_NUMBER: _ClassVar[int]
    RUNGS_FIELD_NUMBER: _ClassVar[int]
    units: _containers.RepeatedCompositeFieldContainer[ExplainedUnit]
    constraints: _containers.RepeatedScalarFieldContainer[str]
    rungs: _containers.RepeatedCompositeFieldContainer[ExplainedRung]
    def __init__(self, units: _Optional[_Iterable[_Union[ExplainedUnit, _Mapping]]] = ..., constraints: _Optional[_Iterable[str]] = ..., rungs: _Optional[_Iterable[_Union[ExplainedRung, _Mapping]]] = ...) -> None: ...

class ExplainedUnit(_message.Message):
    __slots__ = ("words", "head", "forms", "readings")
    WORDS_FIELD_NUMBER: _ClassVar[int]
    HEAD_FIELD_NUMBER: _ClassVar[int]
    FORMS_FIELD_NUMBER: _ClassVar[int]
    READINGS_FIELD_NUMBER: _ClassVar[int]
    words: str
    head: bool
    forms: _containers.RepeatedScalarFieldContainer[str]
    readings: _containers.RepeatedCompositeFieldContainer[Reading]
    def __init__(self, words: _Optional[str] = ..., head: _Optional[bool] = ..., forms: _Optional[_Iterable[str]] = ..., readings: _Optional[_Iterable[_Union[Reading, _Mapping]]] = ...) -> None: ...

class Reading(_message.Message):
    __slots__ = ("slot", "value", "n_products", "chosen")
    SLOT_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    N_PRODUCTS_FIELD_NUMBER: _ClassVar[int]
    CHOSEN_FIELD_NUMBER: _ClassVar[int]
    slot: str
    value: str
    n_products: int
    chosen: bool
    def __init__(self, slot: _Optional[str] = ..., value: _Optional[str] = ..., n_products: _Optional[int] = ..., chosen: _Optional[bool] = ...) -> None: ...

class ExplainedRung(_message.Message):
    __slots__ = ("rung", "change", "n_matches")
    RUNG_FIELD_NUMBER: _ClassVar[int]
    CHANGE_FIELD_NUMBER: _ClassVar[int]
    N_MATCHES_FIELD_NUMBER: _ClassVar[int]
    rung: int
    change: str
    n_matches: int
    def __init__(self, rung: _Optional[int] = ..., change: _Optional[str] = ..., n_matches: _Optional[int] = ...) -> None: ...

class Hit(_message.Message):
    __slots__ = ("product_id", "score", "tier", "rank_without_personalization", "parts", "reasons", "product", "matched_variant_id", "rung", "propensity")
    PRODUCT_ID_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    TIER_FIELD_NUMBER: _ClassVar[int]
    RANK_WITHOUT_PERSONALIZATION_FIELD_NUMBER: _ClassVar[int]
    PARTS_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    PRODUCT_FIELD_NUMBER: _ClassVar[int]
    MATCHED_VARIANT_ID_FIELD_NUMBER: _ClassVar[int]
    RUNG_FIELD_NUMBER: _ClassVar[int]
    PROPENSITY_FIELD_NUMBER: _ClassVar[int]
    product_id: str
    score: float
    tier: int
    rank_without_personalization: int
    parts: _containers.RepeatedCompositeFieldContainer[_common_pb2.ScorePart]
    reasons: _containers.RepeatedScalarFieldContainer[str]
    product: _catalog_pb2.Product
    matched_variant_id: str
    rung: int
    propensity: float
    def __init__(self, product_id: _Optional[str] = ..., score: _Optional[float] = ..., tier: _Optional[int] = ..., rank_without_personalization: _Optional[int] = ..., parts: _Optional[_Iterable[_Union[_common_pb2.ScorePart, _Mapping]]] = ..., reasons: _Optional[_Iterable[str]] = ..., product: _Optional[_Union[_catalog_pb2.Product, _Mapping]] = ..., matched_variant_id: _Optional[str] = ..., rung: _Optional[int] = ..., propensity: _Optional[float] = ...) -> None: ...

class Facet(_message.Message):
    __slots__ = ("key", "values")
    KEY_FIELD_NUMBER: _ClassVar[int]
    VALUES_FIELD_NUMBER: _ClassVar[int]
    key: str
    values: _containers.RepeatedCompositeFieldContainer[FacetValue]
    def __init__(self, key: _Optional[str] = ..., values: _Optional[_Iterable[_Union[FacetValue, _Mapping]]] = ...) -> None: ...

class FacetValue(_message.Message):
    __slots__ = ("value", "count")
    VALUE_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    value: str
    count: int
    def __init__(self, value: _Optional[str] = ..., count: _Optional[int] = ...) -> None: ...

class Understood(_message.Message):
    __slots__ = ("slot", "value", "source", "weight")
    class Source(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        SOURCE_UNSPECIFIED: _ClassVar[Understood.Source]
        SOURCE_QUERY: _ClassVar[Understood.Source]
        SOURCE_VISIT: _ClassVar[Understood.Source]
        SOURCE_HISTORY: _ClassVar[Understood.Source]
    SOURCE_UNSPECIFIED: Understood.Source
    SOURCE_QUERY: Understood.Source
    SOURCE_VISIT: Understood.Source
    SOURCE_HISTORY: Understood.Source
    SLOT_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    WEIGHT_FIELD_NUMBER: _ClassVar[int]
    slot: str
    value: str
    source: Understood.Source
    weight: float
    def __init__(self, slot: _Optional[str] = ..., value: _Optional[str] = ..., source: _Optional[_Union[Understood.Source, str]] = ..., weight: _Optional[float] = ...) -> None: ...

class SuggestRequest(_message.Message):
    __slots__ = ("prefix", "visitor_id", "session_id", "user_id", "consent", "consistency_token", "personalization_strength", "language_code", "max_suggestions", "max_hits", "return_products")
    PREFIX_FIELD_NUMBER: _ClassVar[int]
    VISITOR_ID_FIELD_NUMBER: _ClassVar[int]
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    CONSENT_FIELD_NUMBER: _ClassVar[int]
    CONSISTENCY_TOKEN_FIELD_NUMBER: _ClassVar[int]
    PERSONALIZATION_STRENGTH_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_CODE_FIELD_NUMBER: _ClassVar[int]
    MAX_SUGGESTIONS_FIELD_NUMBER: _ClassVar[int]
    MAX_HITS_FIELD_NUMBER: _ClassVar[int]
    RETURN_PRODUCTS_FIELD_NUMBER: _ClassVar[int]
    prefix: str
    visitor_id: str
    session_id: str
    user_id: str
    consent: _common_pb2.Consent
    consistency_token: str
    personalization_strength: float
    language_code: str
    max_suggestions: int
    max_hits: int
    return_products: bool
    def __init__(self, prefix: _Optional[str] = ..., visitor_id: _Optional[str] = ..., session_id: _Optional[str] = ..., user_id: _Optional[str] = ..., consent: _Optional[_Union[_common_pb2.Consent, str]] = ..., consistency_token: _Optional[str] = ..., personalization_strength: _Optional[float] = ..., language_code: _Optional[str] = ..., max_suggestions: _Optional[int] = ..., max_hits: _Optional[int] = ..., return_products: _Optional[bool] = ...) -> None: ...

class SuggestResponse(_message.Message):
    __slots__ = ("suggestions", "hits", "attribution_token", "understood", "degraded", "snapshot_version", "visitor_seq", "experiment_arm")
    SUGGESTIONS_FIELD_NUMBER: _ClassVar[int]
    HITS_FIELD_NUMBER: _ClassVar[int]
    ATTRIBUTION_TOKEN_FIELD_NUMBER: _ClassVar[int]
    UNDERSTOOD_FIELD_NUMBER: _ClassVar[int]
    DEGRADED_FIELD_NUMBER: _ClassVar[int]
    SNAPSHOT_VERSION_FIELD_NUMBER: _ClassVar[int]
    VISITOR_SEQ_FIELD_NUMBER: _ClassVar[int]
    EXPERIMENT_ARM_FIELD_NUMBER: _ClassVar[int]
    suggestions: _containers.RepeatedCompositeFieldContainer[Suggestion]
    hits: _containers.RepeatedCompositeFieldContainer[Hit]
    attribution_token: str
    understood: _containers.RepeatedCompositeFieldContainer[Understood]
    degraded: _containers.RepeatedScalarFieldContainer[_common_pb2.Degraded]
    snapshot_version: str
    visitor_seq: int
    experiment_arm: _common_pb2.ExperimentArm
    def __init__(self, suggestions: _Optional[_Iterable[_Union[Suggestion, _Mapping]]] = ..., hits: _Optional[_Iterable[_Union[Hit, _Mapping]]] = ..., attribution_token: _Optional[str] = ..., understood: _Optional[_Iterable[_Union[Understood, _Mapping]]] = ..., degraded: _Optional[_Iterable[_Union[_common_pb2.Degraded, str]]] = ..., snapshot_version: _Optional[str] = ..., visitor_seq: _Optional[int] = ..., experiment_arm: _Optional[_Union[_common_pb2.ExperimentArm, str]] = ...) -> None: ...

class Suggestion(_message.Message):
    __slots__ = ("text", "slots", "expected_hits", "source")
    class Source(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        SOURCE_UNSPECIFIED: _ClassVar[Suggestion.Source]
        SOURCE_QUERIES: _ClassVar[Suggestion.Source]
        SOURCE_CATEGORY: _ClassVar[Suggestion.Source]
        SOURCE_VALUE: _ClassVar[Suggestion.Source]
        SOURCE_TITLE: _ClassVar[Suggestion.Source]
    SOURCE_UNSPECIFIED: Suggestion.Source
    SOURCE_QUERIES: Suggestion.Source
    SOURCE_CATEGORY: Suggestion.Source
    SOURCE_VALUE: Suggestion.Source
    SOURCE_TITLE: Suggestion.Source
    TEXT_FIELD_NUMBER: _ClassVar[int]
    SLOTS_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_HITS_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    text: str
    slots: _containers.RepeatedCompositeFieldContainer[Understood]
    expected_hits: int
    source: Suggestion.Source
    def __init__(self, text: _Optional[str] = ..., slots: _Optional[_Iterable[_Union[Understood, _Mapping]]] = ..., expected_hits: _Optional[int] = ..., source: _Optional[_Union[Suggestion.Source, str]] = ...) -> None: ...
