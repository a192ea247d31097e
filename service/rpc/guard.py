"""The outermost wrapper of every call: admission, deadline, and what callers learn of a failure."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Never, TypeAlias, cast

import grpc
import grpc.aio
import structlog
from google.protobuf.message import DecodeError
from grpc_status import rpc_status

from service.errors import DeadlineSpent, InvalidArgument, ServiceError
from service.rpc.admission import Admission, Budget, Context
from service.rpc.status import rich_status

Behaviour = Callable[[Any, Context], Awaitable[Any]]
Decode = Callable[[bytes], Any]
Handler: TypeAlias = "grpc.RpcMethodHandler[Any, Any] | None"

_log = structlog.get_logger(__name__)
_MAX_FRAMES = 8


@dataclass(frozen=True, slots=True)
class CallPolicy:
    """Under which bound and within which time the calls of a service are answered."""

    admission: Admission
    budget: Budget


class CallGuard(grpc.aio.ServerInterceptor):
    """Guards the calls of the named services; others, health and reflection, pass untouched and are never refused."""

    def __init__(self, policies: Mapping[str, CallPolicy]) -> None:
        """Take the policies by full service name ("auslage.v1.SearchService")."""
        self._policies = policies
        self._guarded: dict[str, Handler] = {}

    async def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], Awaitable[Handler]],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> Handler:
        """Return the handler of a call, guarded if its service has a policy."""
        method = handler_call_details.method
        if method in self._guarded:
            return self._guarded[method]
        handler = await continuation(handler_call_details)
        policy = self._policies.get(method.strip("/").partition("/")[0])
        # A method that does not exist has no handler: grpc says UNIMPLEMENTED.
        if handler is None or policy is None:
            return handler
        self._guarded[method] = grpc.unary_unary_rpc_method_handler(
            _guard(cast("Behaviour", handler.unary_unary), policy, method),
            request_deserializer=_tolerant(cast("Decode", handler.request_deserializer)),
            response_serializer=handler.response_serializer,
        )
        return self._guarded[method]


def _tolerant(decode: Decode) -> Decode:
    """Decode to None what is no message: grpc.aio would answer UNKNOWN and log a stack for each."""

    def decode_or_none(data: bytes) -> Any:
        try:
            return decode(data)
        except DecodeError:
            return None

    return decode_or_none


def _guard(behaviour: Behaviour, policy: CallPolicy, method: str) -> Behaviour:
    async def call(request: Any, context: Context) -> Any:
        try:
            return await _answer(behaviour, policy, request, context)
        except ServiceError as error:
            failure: Exception = error
        except TimeoutError:
            failure = DeadlineSpent("the time of the call is used up")
        except Exception as error:  # noqa: BLE001 - grpc would send its text to the caller
            _log_unexpected(error, method)
            failure = error
        return await _abort(context, failure)

    return call


async def _answer(behaviour: Behaviour, policy: CallPolicy, request: Any, context: Context) -> Any:
    if request is None:
        raise InvalidArgument("request", "is not a message of this method")
    with policy.admission.slot():
        async with asyncio.timeout(policy.budget.left_s(context)):
            return await behaviour(request, context)


async def _abort(context: Context, failure: Exception) -> Never:
    status = rpc_status.to_status(rich_status(failure))
    await context.abort(status.code, status.details, status.trailing_metadata)


def _log_unexpected(error: Exception, method: str) -> None:
    """Log where it happened, not what was said: the text of an exception may hold a person or a secret."""
    frames = traceback.extract_tb(error.__traceback__)[-_MAX_FRAMES:]
    at = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames]
    _log.error("call failed unexpectedly", method=method, error=type(error).__name__, at=at)
