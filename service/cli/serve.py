"""`auslage serve`: everything in one process, or a keeper and several workers under a supervisor."""

from __future__ import annotations

import asyncio
import difflib
import os
import socket
from collections.abc import Iterable, Iterator
from typing import Annotated

import structlog
import typer

from service.bootstrap import run_keeper, run_worker
from service.cli.announce import announce
from service.cli.folders import DataDir
from service.cli.logs import configure_logs
from service.cli.running import run_until_stopped
from service.cli.supervisor import kept_running
from service.config import Settings, load_settings
from service.errors import SettingsInvalid

_PREFIX = "AUSLAGE_"

log = structlog.get_logger(__name__)


def commands(app: typer.Typer) -> None:
    """Add `serve` to the command line."""
    app.command("serve")(serve)


def serve(
    *,
    workers: Annotated[int | None, typer.Option(help="More than one needs Redis.", show_default="1")] = None,
    listen: Annotated[str | None, typer.Option(help="Host and port.", show_default="127.0.0.1:50051")] = None,
    data_dir: DataDir = None,
    redis_url: Annotated[
        str | None, typer.Option(help="Keeps live visits. AUSLAGE_REDIS_URL hides a password.", show_default=False)
    ] = None,
    allow_remote: Annotated[
        bool | None, typer.Option("--allow-remote", help="Listen beyond this machine; callers are not checked.")
    ] = None,
    log_level: Annotated[str | None, typer.Option(help="debug, info, warning or error.", show_default="info")] = None,
) -> None:
    """Serve searches and recommendations over gRPC until SIGTERM or Ctrl-C.

    Each setting can be given as AUSLAGE_NAME in the environment, too.
    """
    settings = load_settings(
        workers=workers,
        listen=listen,
        data_dir=data_dir,
        redis_url=redis_url,
        allow_remote=allow_remote,
        log_level=log_level,
    )
    configure_logs(settings.log_level)
    for name, nearest in misspelt(os.environ):
        log.warning("this variable is no setting and is ignored", name=name, nearest=nearest)
    _check_address(settings)
    run_until_stopped(_serve_alone(settings) if settings.workers == 1 else _supervise(settings))


def misspelt(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the variables that are named as settings are and set nothing, each with the nearest name that does."""
    known = [f"{_PREFIX}{name.upper()}" for name in Settings.model_fields]
    for name in names:
        if name.upper().startswith(_PREFIX) and name.upper() not in known:
            yield name, difflib.get_close_matches(name.upper(), known, n=1, cutoff=0)[0]


async def _serve_alone(settings: Settings) -> None:
    async with run_keeper(settings) as keeper, run_worker(settings, keeper) as server:
        host, _, _ = settings.listen.rpartition(":")
        await announce(settings, f"{host}:{server.port}")
        await asyncio.Event().wait()


async def _supervise(settings: Settings) -> None:
    # The keeper comes first and leaves last: workers hand it their writes until they have drained.
    async with kept_running("keeper", 1, settings), kept_running("worker", settings.workers, settings):
        await announce(settings, settings.listen)
        await asyncio.Event().wait()


def _check_address(settings: Settings) -> None:
    """Raise SettingsInvalid unless the address is free: before an index is loaded, and before workers join a stranger's.

    Workers share their port with whoever else shares it, without an error.
    """
    host, _, port = settings.listen.rpartition(":")
    if settings.workers > 1 and int(port) == 0:
        raise SettingsInvalid("listen: more than one worker needs a fixed port, not 0")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise SettingsInvalid("listen: the address cannot be bound; is another server using it?") from error
