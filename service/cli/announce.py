"""Says that a server is ready, once it has answered a first call."""

from __future__ import annotations

import sys
from typing import Any

import structlog
from auslage.v1 import model_pb2, model_pb2_grpc
from rich.console import Console
from rich.panel import Panel

from service.config import Settings
from service.rpc.client import failures_told, open_channel

_ANSWERS_WITHIN_S = 30.0

log = structlog.get_logger(__name__)


async def announce(settings: Settings, address: str) -> None:
    """Tell where the server listens and what it answers from: a panel on a terminal, else a line of the log."""
    with failures_told(address):
        async with open_channel(address) as channel:
            models: Any = model_pb2_grpc.ModelServiceStub(channel)  # type: ignore[no-untyped-call]
            request = model_pb2.GetSnapshotRequest()
            answer = await models.GetSnapshot(request, timeout=_ANSWERS_WITHIN_S, wait_for_ready=True)
    snapshot = answer.snapshot
    visits = "the memory of this process" if settings.redis_url is None else "Redis"
    bundle = snapshot.bundle_version or "none yet (auslage train makes one)"
    if not sys.stderr.isatty():
        log.info(
            "serving",
            address=address,
            workers=settings.workers,
            visits=visits,
            n_products=snapshot.n_products,
            bundle=snapshot.bundle_version,
        )
        return
    lines = (
        f"[bold]{address}[/], workers: {settings.workers}",
        f"products: {snapshot.n_products:,}, bundle: {bundle}",
        f"visits are kept in {visits}",
    )
    Console(stderr=True).print(Panel.fit("\n".join(lines), title="Auslage is serving"), highlight=False)
