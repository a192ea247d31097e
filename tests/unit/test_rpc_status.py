"""What callers learn of a failure."""

import grpc
import pytest
from google.rpc import error_details_pb2

from service import errors
from service.rpc.status import OUTCOMES, rich_status


def every(kind: type[errors.ServiceError]) -> set[type[errors.ServiceError]]:
    return {kind} | {deeper for below in kind.__subclasses__() for deeper in every(below)}


def detail(error: Exception, kind: type) -> object:
    message = kind()
    [packed] = [each for each in rich_status(error).details if each.Is(kind.DESCRIPTOR)]
    packed.Unpack(message)
    return message


def test_every_error_has_its_status() -> None:
    known = {kind for kind in every(errors.ServiceError) if kind.__module__ == errors.__name__}
    assert set(OUTCOMES) == known - {errors.ServiceError}


def test_reasons_are_unique() -> None:
    assert len({outcome.reason for outcome in OUTCOMES.values()}) == len(OUTCOMES)


def test_no_status_is_unknown_or_internal() -> None:
    codes = {outcome.code for outcome in OUTCOMES.values()}
    assert not codes & {grpc.StatusCode.UNKNOWN, grpc.StatusCode.INTERNAL, grpc.StatusCode.OK}


def test_an_invalid_argument_names_its_field() -> None:
    [violation] = detail(
        errors.InvalidArgument("page_size", "must be small"), error_details_pb2.BadRequest
    ).field_violations
    assert (violation.field, violation.description) == ("page_size", "must be small")


def test_what_is_exhausted_says_when_to_come_back() -> None:
    exhausted = [kind for kind, each in OUTCOMES.items() if each.code is grpc.StatusCode.RESOURCE_EXHAUSTED]
    assert exhausted
    for kind in exhausted:
        assert detail(kind("busy"), error_details_pb2.RetryInfo).retry_delay.ToMilliseconds() > 0


@pytest.mark.parametrize("error", [RuntimeError("redis://user:s3cr3t@host"), KeyError("v-4711")])
def test_of_an_unexpected_failure_not_a_word_is_shown(error: Exception) -> None:
    status = rich_status(error)
    assert (status.code, status.message) == (grpc.StatusCode.INTERNAL.value[0], "internal error")
    assert detail(error, error_details_pb2.ErrorInfo).reason == "INTERNAL"
    assert b"s3cr3t" not in status.SerializeToString()
    assert b"4711" not in status.SerializeToString()
