from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Consent(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CONSENT_UNSPECIFIED: _ClassVar[Consent]
    CONSENT_DENIED: _ClassVar[Consent]
    CONSENT_GRANTED: _ClassVar[Consent]

class Degraded(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DEGRADED_UNSPECIFIED: _ClassVar[Degraded]
    DEGRADED_NO_CONSENT: _ClassVar[Degraded]
    DEGRADED_NO_VISITOR: _ClassVar[Degraded]
    DEGRADED_STALE: _ClassVar[Degraded]
    DEGRADED_NO_BUNDLE: _ClassVar[Degraded]
    DEGRADED_BUDGET: _ClassVar[Degraded]

class ExperimentArm(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    EXPERIMENT_ARM_UNSPECIFIED: _ClassVar[ExperimentArm]
    EXPERIMENT_ARM_NONE: _ClassVar[ExperimentArm]
    EXPERIMENT_ARM_PERSONALIZED: _ClassVar[ExperimentArm]
    EXPERIMENT_ARM_HOLDOUT: _ClassVar[ExperimentArm]
CONSENT_UNSPECIFIED: Consent
CONSENT_DENIED: Consent
CONSENT_GRANTED: Consent
DEGRADED_UNSPECIFIED: Degraded
DEGRADED_NO_CONSENT: Degraded
DEGRADED_NO_VISITOR: Degraded
DEGRADED_STALE: Degraded
DEGRADED_NO_BUNDLE: Degraded
DEGRADED_BUDGET: Degraded
EXPERIMENT_ARM_UNSPECIFIED: ExperimentArm
EXPERIMENT_ARM_NONE: ExperimentArm
EXPERIMENT_ARM_PERSONALIZED: ExperimentArm
EXPERIMENT_ARM_HOLDOUT: ExperimentArm

class ScorePart(_message.Message):
    __slots__ = ("name", "value")
    NAME_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    name: str
    value: float
    def __init__(self, name: _Optional[str] = ..., value: _Optional[float] = ...) -> None: ...

class EntryStatus(_message.Message):
    __slots__ = ("code", "field", "message", "warnings")
    class Code(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        CODE_UNSPECIFIED: _ClassVar[EntryStatus.Code]
        CODE_OK: _ClassVar[EntryStatus.Code]
        CODE_DUPLICATE: _ClassVar[EntryStatus.Code]
        CODE_CONFLICT: _ClassVar[EntryStatus.Code]
        CODE_STALE: _ClassVar[EntryStatus.Code]
        CODE_NOT_FOUND: _ClassVar[EntryStatus.Code]
        CODE_INVALID: _ClassVar[EntryStatus.Code]
        CODE_NOT_STORED: _ClassVar[EntryStatus.Code]
    CODE_UNSPECIFIED: EntryStatus.Code
    CODE_OK: EntryStatus.Code
    CODE_DUPLICATE: EntryStatus.Code
    CODE_CONFLICT: EntryStatus.Code
    CODE_STALE: EntryStatus.Code
    CODE_NOT_FOUND: EntryStatus.Code
    CODE_INVALID: EntryStatus.Code
    CODE_NOT_STORED: EntryStatus.Code
    CODE_FIELD_NUMBER: _ClassVar[int]
    FIELD_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    code: EntryStatus.Code
    field: str
    message: str
    warnings: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, code: _Optional[_Union[EntryStatus.Code, str]] = ..., field: _Optional[str] = ..., message: _Optional[str] = ..., warnings: _Optional[_Iterable[str]] = ...) -> None: ...
