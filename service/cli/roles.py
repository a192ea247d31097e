"""The processes that `auslage serve` starts for several workers; their settings stand in the environment."""

from __future__ import annotations

import asyncio

import typer

from service.bootstrap import link_keeper, run_keeper, run_worker
from service.cli.logs import configure_logs
from service.cli.running import run_until_stopped
from service.config import Settings, load_settings


def commands(app: typer.Typer) -> None:
    """Add the hidden roles to the command line."""
    app.command("keeper", hidden=True)(keeper)
    app.command("worker", hidden=True)(worker)


def keeper() -> None:
    """Own the data folder: every durable write, and the index."""
    settings = load_settings()
    configure_logs(settings.log_level)
    run_until_stopped(_keep(settings), with_parent=True)


def worker() -> None:
    """Serve on a port shared with other workers."""
    settings = load_settings()
    configure_logs(settings.log_level)
    run_until_stopped(_work(settings), with_parent=True)


async def _keep(settings: Settings) -> None:
    async with run_keeper(settings):
        await _stay()


async def _work(settings: Settings) -> None:
    async with link_keeper(settings.data_dir) as keeper, run_worker(settings, keeper):
        await _stay()


async def _stay() -> None:
    # The supervisor waits for this line.
    typer.echo("ready")
    await asyncio.Event().wait()
