"""The one table from a failure to the gRPC status that callers see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import grpc
from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message
from google.rpc import error_details_pb2, status_pb2

from service import errors

_DOMAIN = "auslage"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A status, the reason that machines read, and after how long a repeat makes sense (0: nothing is said)."""

    code: grpc.StatusCode
    reason: str
    retry_ms: int = 0


OUTCOMES: Mapping[type[errors.ServiceError], Outcome] = MappingProxyType(
    {
        errors.InvalidArgument: Outcome(grpc.StatusCode.INVALID_ARGUMENT, "INVALID_ARGUMENT"),
        errors.FeedInvalid: Outcome(grpc.StatusCode.INVALID_ARGUMENT, "FEED_INVALID"),
        errors.WordsInvalid: Outcome(grpc.StatusCode.INVALID_ARGUMENT, "WORDS_INVALID"),
        errors.NotFound: Outcome(grpc.StatusCode.NOT_FOUND, "NOT_FOUND"),
        errors.PageExpired: Outcome(grpc.StatusCode.ABORTED, "PAGE_EXPIRED"),
        errors.Overloaded: Outcome(grpc.StatusCode.RESOURCE_EXHAUSTED, "OVERLOADED", retry_ms=100),
        errors.DeadlineSpent: Outcome(grpc.StatusCode.DEADLINE_EXCEEDED, "DEADLINE_SPENT"),
        errors.ReadOnly: Outcome(grpc.StatusCode.RESOURCE_EXHAUSTED, "READ_ONLY", retry_ms=30_000),
        errors.StoreUnavailable: Outcome(grpc.StatusCode.UNAVAILABLE, "STORE_UNAVAILABLE"),
        errors.LedgerBusy: Outcome(grpc.StatusCode.UNAVAILABLE, "LEDGER_BUSY"),
        errors.BundleRefused: Outcome(grpc.StatusCode.FAILED_PRECONDITION, "BUNDLE_REFUSED"),
        errors.SettingsInvalid: Outcome(grpc.StatusCode.FAILED_PRECONDITION, "SETTINGS_INVALID"),
    }
)
_UNKNOWN = Outcome(grpc.StatusCode.INTERNAL, "INTERNAL")


def rich_status(error: Exception) -> status_pb2.Status:
    """Return what a caller is told: a ServiceError speaks for itself, of anything else not a word is shown."""
    outcome = OUTCOMES.get(type(error), _UNKNOWN) if isinstance(error, errors.ServiceError) else _UNKNOWN
    message = "internal error" if outcome is _UNKNOWN else str(error)
    status = status_pb2.Status(code=outcome.code.value[0], message=message)
    for detail in _details(error, outcome):
        status.details.add().Pack(detail)
    return status


def _details(error: Exception, outcome: Outcome) -> Iterator[Message]:
    yield error_details_pb2.ErrorInfo(reason=outcome.reason, domain=_DOMAIN)
    if isinstance(error, errors.InvalidArgument):
        violation = error_details_pb2.BadRequest.FieldViolation(field=error.field, description=error.message)
        yield error_details_pb2.BadRequest(field_violations=[violation])
    if outcome.retry_ms:
        delay = Duration()
        delay.FromMilliseconds(outcome.retry_ms)
        yield error_details_pb2.RetryInfo(retry_delay=delay)
