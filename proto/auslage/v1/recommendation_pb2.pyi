from auslage.v1 import common_pb2 as _common_pb2
from auslage.v1 import search_pb2 as _search_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Placement(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PLACEMENT_UNSPECIFIED: _ClassVar[Placement]
    PLACEMENT_FOR_YOU: _ClassVar[Placement]
    PLACEMENT_SIMILAR: _ClassVar[Placement]
    PLACEMENT_ALSO_VIEWED: _ClassVar[Placement]
    PLACEMENT_BOUGHT_TOGETHER: _ClassVar[Placement]
    PLACEMENT_COMPLETE_THE_BASKET: _ClassVar[Placement]
    PLACEMENT_TRENDING: _ClassVar[Placement]
    PLACEMENT_BUY_AGAIN: _ClassVar[Placement]
    PLACEMENT_RECENTLY_VIEWED: _ClassVar[Placement]
    PLACEMENT_ON_SALE: _ClassVar[Placement]
PLACEMENT_UNSPECIFIED: Placement
PLACEMENT_FOR_YOU: Placement
PLACEMENT_SIMILAR: Placement
PLACEMENT_ALSO_VIEWED: Placement
PLACEMENT_BOUGHT_TOGETHER: Placement
PLACEMENT_COMPLETE_THE_BASKET: Placement
PLACEMENT_TRENDING: Placement
PLACEMENT_BUY_AGAIN: Placement
PLACEMENT_RECENTLY_VIEWED: Placement
PLACEMENT_ON_SALE: Placement

class RecommendRequest(_message.Message):
    __slots__ = ("placement", "visitor_id", "session_id", "user_id", "consent", "consistency_token", "personalization_strength", "language_code", "filter", "product_ids", "page_size", "diversity", "explain", "return_products")
    PLACEMENT_FIELD_NUMBER: _ClassVar[int]
    VISITOR_ID_FIELD_NUMBER: _ClassVar[int]
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    CONSENT_FIELD_NUMBER: _ClassVar[int]
    CONSISTENCY_TOKEN_FIELD_NUMBER: _ClassVar[int]
    PERSONALIZATION_STRENGTH_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_CODE_FIELD_NUMBER: _ClassVar[int]
    FILTER_FIELD_NUMBER: _ClassVar[int]
    PRODUCT_IDS_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    DIVERSITY_FIELD_NUMBER: _ClassVar[int]
    EXPLAIN_FIELD_NUMBER: _ClassVar[int]
    RETURN_PRODUCTS_FIELD_NUMBER: _ClassVar[int]
    placement: Placement
    visitor_id: str
    session_id: str
    user_id: str
    consent: _common_pb2.Consent
    consistency_token: str
    personalization_strength: float
    language_code: str
    filter: str
    product_ids: _containers.RepeatedScalarFieldContainer[str]
    page_size: int
    diversity: float
    explain: bool
    return_products: bool
    def __init__(self, placement: _Optional[_Union[Placement, str]] = ..., visitor_id: _Optional[str] = ..., session_id: _Optional[str] = ..., user_id: _Optional[str] = ..., consent: _Optional[_Union[_common_pb2.Consent, str]] = ..., consistency_token: _Optional[str] = ..., personalization_strength: _Optional[float] = ..., language_code: _Optional[str] = ..., filter: _Optional[str] = ..., product_ids: _Optional[_Iterable[str]] = ..., page_size: _Optional[int] = ..., diversity: _Optional[float] = ..., explain: _Optional[bool] = ..., return_products: _Optional[bool] = ...) -> None: ...

class RecommendResponse(_message.Message):
    __slots__ = ("hits", "attribution_token", "degraded", "snapshot_version", "visitor_seq", "experiment_arm")
    HITS_FIELD_NUMBER: _ClassVar[int]
    ATTRIBUTION_TOKEN_FIELD_NUMBER: _ClassVar[int]
    DEGRADED_FIELD_NUMBER: _ClassVar[int]
    SNAPSHOT_VERSION_FIELD_NUMBER: _ClassVar[int]
    VISITOR_SEQ_FIELD_NUMBER: _ClassVar[int]
    EXPERIMENT_ARM_FIELD_NUMBER: _ClassVar[int]
    hits: _containers.RepeatedCompositeFieldContainer[_search_pb2.Hit]
    attribution_token: str
    degraded: _containers.RepeatedScalarFieldContainer[_common_pb2.Degraded]
    snapshot_version: str
    visitor_seq: int
    experiment_arm: _common_pb2.ExperimentArm
    def __init__(self, hits: _Optional[_Iterable[_Union[_search_pb2.Hit, _Mapping]]] = ..., attribution_token: _Optional[str] = ..., degraded: _Optional[_Iterable[_Union[_common_pb2.Degraded, str]]] = ..., snapshot_version: _Optional[str] = ..., visitor_seq: _Optional[int] = ..., experiment_arm: _Optional[_Union[_common_pb2.ExperimentArm, str]] = ...) -> None: ...
