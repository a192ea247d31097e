"""The server: servicers, health, reflection and the bounds of a connection; and how it leaves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import grpc.aio
from auslage.v1 import catalog_pb2_grpc, event_pb2_grpc, model_pb2_grpc, recommendation_pb2_grpc, search_pb2_grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from service.config import check_listen
from service.errors import SettingsInvalid
from service.rpc.admission import BACK_OFFICE, STOREFRONT, Admission
from service.rpc.catalog_servicer import CatalogServicer
from service.rpc.event_servicer import EventServicer
from service.rpc.guard import CallGuard, CallPolicy
from service.rpc.handlers import UseCases
from service.rpc.model_servicer import ModelServicer
from service.rpc.recommendation_servicer import RecommendationServicer
from service.rpc.search_servicer import SearchServicer
from service.rpc.tokens import TokenSeal
from service.types import Consent

SEARCH = "auslage.v1.SearchService"
RECOMMENDATION = "auslage.v1.RecommendationService"
EVENT = "auslage.v1.EventService"
CATALOG = "auslage.v1.CatalogService"
MODEL = "auslage.v1.ModelService"
SERVICES = (SEARCH, RECOMMENDATION, EVENT, CATALOG, MODEL)

MAX_REQUEST_BYTES = 16 * 1024 * 1024
"""Room for 500 rich products; gRPC has one limit a server. Other calls stay small by the caps of their fields."""

SERVER_OPTIONS = (
    ("grpc.max_receive_message_length", MAX_REQUEST_BYTES),
    ("grpc.max_send_message_length", 4 * 1024 * 1024),
    ("grpc.max_metadata_size", 8 * 1024),
    ("grpc.absolute_max_metadata_size", 8 * 1024),
    ("grpc.max_concurrent_streams", 128),
    ("grpc.max_connection_idle_ms", 600_000),
    ("grpc.max_connection_age_ms", 1_800_000),
    ("grpc.max_connection_age_grace_ms", 30_000),
    ("grpc.keepalive_time_ms", 60_000),
    ("grpc.keepalive_timeout_ms", 20_000),
    ("grpc.keepalive_permit_without_calls", 1),
    # By default a client that pings more often than every 5 minutes is cut off; ours ping every minute.
    ("grpc.http2.min_ping_interval_without_data_ms", 30_000),
)


@dataclass(frozen=True, slots=True)
class Listening:
    """Where a server listens and how many calls it takes at a time.

    Attributes:
        listen: host and port; port 0 takes a free one.
        max_reads: bound on searches and recommendations that run or wait.
        max_writes: bound on all other calls, kept apart so that neither crowds out the other.
        reuse_port: several workers share the port.
    """

    listen: str
    max_reads: int
    max_writes: int
    allow_remote: bool = False
    reuse_port: bool = False


class RpcServer:
    """A bound server. It says SERVING from its first call on, and NOT_SERVING from the moment it drains."""

    def __init__(self, server: grpc.aio.Server, status: health.aio.HealthServicer, port: int) -> None:
        self._server = server
        self._health = status
        self.port = port

    async def start(self) -> None:
        """Accept calls; to be started once they can be answered."""
        # Before the first call: on a port that workers share, a caller must not meet one that seems to be down.
        await self.report(serving=True)
        await self._server.start()

    async def report(self, *, serving: bool, services: Collection[str] = ("", *SERVICES)) -> None:
        """Tell health checks whether the services can answer; "" is the server as a whole."""
        response = health_pb2.HealthCheckResponse
        status = response.SERVING if serving else response.NOT_SERVING
        for service in services:
            await self._health.set(service, status)

    async def drain(self, *, pause_s: float = 2.0, grace_s: float = 10.0) -> None:
        """Say NOT_SERVING at once, let callers move for `pause_s`, finish running calls within `grace_s`, stop."""
        await self._health.enter_graceful_shutdown()
        await asyncio.sleep(pause_s)
        await self._server.stop(grace_s)


def build_server(
    use_cases: UseCases,
    listening: Listening,
    *,
    tokens: TokenSeal,
    now_ms: Callable[[], int],
    default_consent: Consent = Consent.DENIED,
) -> RpcServer:
    """Return a server bound to its port, not started; call it inside the event loop that will serve.

    Raises SettingsInvalid if the address is taken, or reaches beyond this machine without `allow_remote`.
    """
    check_listen(listening.listen, allow_remote=listening.allow_remote)
    server = grpc.aio.server(
        interceptors=[_guard(listening)], options=(*SERVER_OPTIONS, ("grpc.so_reuseport", int(listening.reuse_port)))
    )
    asking: dict[str, Any] = {"tokens": tokens, "default_consent": default_consent, "now_ms": now_ms}
    status = health.aio.HealthServicer()
    registrations: tuple[tuple[Callable[[Any, grpc.aio.Server], None], object], ...] = (
        (
            search_pb2_grpc.add_SearchServiceServicer_to_server,
            SearchServicer(use_cases.search, use_cases.suggest, **asking),
        ),
        (
            recommendation_pb2_grpc.add_RecommendationServiceServicer_to_server,
            RecommendationServicer(use_cases.recommend, **asking),
        ),
        (event_pb2_grpc.add_EventServiceServicer_to_server, EventServicer(use_cases.write_events, **asking)),
        (catalog_pb2_grpc.add_CatalogServiceServicer_to_server, CatalogServicer(use_cases.catalog, tokens=tokens)),
        (model_pb2_grpc.add_ModelServiceServicer_to_server, ModelServicer(use_cases.models)),
        (health_pb2_grpc.add_HealthServicer_to_server, status),
    )
    for register, servicer in registrations:
        register(servicer, server)
    reflection.enable_server_reflection((*SERVICES, health.SERVICE_NAME, reflection.SERVICE_NAME), server)
    return RpcServer(server, status, _bind(server, listening.listen))


def _guard(listening: Listening) -> CallGuard:
    reads = CallPolicy(Admission(listening.max_reads), STOREFRONT)
    writes = CallPolicy(Admission(listening.max_writes), BACK_OFFICE)
    return CallGuard({service: reads if service in {SEARCH, RECOMMENDATION} else writes for service in SERVICES})


def _bind(server: grpc.aio.Server, listen: str) -> int:
    try:
        return server.add_insecure_port(listen)
    except RuntimeError as error:
        raise SettingsInvalid("listen: the address cannot be bound; is another server using it?") from error
