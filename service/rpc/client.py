"""A channel as callers of the service should open one, and what they are told when a call fails."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import grpc
import grpc.aio
import msgspec

from service.errors import ServiceError

READ_TIMEOUT_S = 0.25
_DETAILS = "grpc-status-details-bin"
_READS = ("auslage.v1.SearchService", "auslage.v1.RecommendationService")
# Never after RESOURCE_EXHAUSTED or DEADLINE_EXCEEDED: that would multiply the load that caused it. Writes may be
# repeated too, since events and versioned products are stored once.
_RETRY = {
    "maxAttempts": 2,
    "initialBackoff": "0.02s",
    "maxBackoff": "0.1s",
    "backoffMultiplier": 2,
    "retryableStatusCodes": ["UNAVAILABLE"],
}
_OPTIONS = (
    ("grpc.keepalive_time_ms", 60_000),
    ("grpc.keepalive_timeout_ms", 20_000),
    ("grpc.keepalive_permit_without_calls", 1),
    # The service stands beside its callers; a proxy that the environment names is for the world outside.
    ("grpc.enable_http_proxy", 0),
)


def open_channel(address: str, *, read_timeout_s: float = READ_TIMEOUT_S) -> grpc.aio.Channel:
    """Return a channel that spreads calls over all servers behind `address` which say that they are serving.

    Args:
        address: host and port.
        read_timeout_s: for searches and recommendations; a call's own timeout can only shorten it.
    """
    config = {
        # pick_first would ignore health.
        "loadBalancingConfig": [{"round_robin": {}}],
        "healthCheckConfig": {"serviceName": ""},
        "retryThrottling": {"maxTokens": 10, "tokenRatio": 0.1},
        "methodConfig": [
            {
                "name": [{"service": service} for service in _READS],
                "timeout": f"{read_timeout_s:.3f}s",
                "retryPolicy": _RETRY,
            },
            {"name": [{}], "retryPolicy": _RETRY},
        ],
    }
    return grpc.aio.insecure_channel(
        address, options=(*_OPTIONS, ("grpc.service_config", msgspec.json.encode(config).decode()))
    )


@contextmanager
def failures_told(address: str) -> Iterator[None]:
    """Turn the failure of a call inside the block into a ServiceError that says in one sentence what to do about it."""
    try:
        yield
    except grpc.aio.AioRpcError as error:
        raise ServiceError(_told(error, address)) from error


def _told(error: grpc.aio.AioRpcError, address: str) -> str:
    from_server = any(key == _DETAILS for key, _ in error.trailing_metadata() or ())
    if not from_server and error.code() is grpc.StatusCode.UNAVAILABLE:
        return f"no server is serving at {address}"
    if not from_server and error.code() is grpc.StatusCode.DEADLINE_EXCEEDED:
        return f"the server at {address} did not answer in time"
    return error.details() or error.code().name
