"""`auslage health`: what a container's health check asks."""

from __future__ import annotations

from typing import Annotated, Any

import grpc
import typer
from grpc_health.v1 import health_pb2, health_pb2_grpc

from service.config import load_settings

_TIMEOUT_S = 3.0
_NOT_SERVING = 1


def commands(app: typer.Typer) -> None:
    """Add `health` to the command line."""
    app.command("health")(health)


def health(
    address: Annotated[str | None, typer.Option(help="Host and port.", show_default="AUSLAGE_LISTEN")] = None,
) -> None:
    """Exit with 0 if a server is serving, else with 1."""
    server = address or load_settings().listen
    # Not our own channel: that one hides a server that is not serving, which is the very question.
    with grpc.insecure_channel(server, options=(("grpc.enable_http_proxy", 0),)) as channel:
        checks: Any = health_pb2_grpc.HealthStub(channel)
        try:
            answer = checks.Check(health_pb2.HealthCheckRequest(), timeout=_TIMEOUT_S)
        except grpc.RpcError:
            typer.echo(f"no server answers at {server}", err=True)
            raise typer.Exit(_NOT_SERVING) from None
    typer.echo(health_pb2.HealthCheckResponse.ServingStatus.Name(answer.status))
    if answer.status != health_pb2.HealthCheckResponse.SERVING:
        raise typer.Exit(_NOT_SERVING)
