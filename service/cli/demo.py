"""`auslage demo`: a made-up shop is built, trained and served, and its story told and proved."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console

from service.cli.demo_shop import export, make_up_shop
from service.cli.demo_stage import VisitsKept, build, demo_served, empty_folder, train_another, visits_kept
from service.cli.demo_view import show_outcome, show_sentence
from service.cli.folders import folder
from service.cli.story.outcome import Outcome
from service.cli.story.steps import STORY, told
from service.cli.story.storefront import TIMEOUT_S
from service.cli.story.world import World, new_world
from service.rpc.client import open_channel

_DID_NOT_HOLD = 1
_MADE_UP = "A German shop and its shoppers, all made up: figures here say that the machinery works, no more."
_TRY = (
    "auslage search Damenshorts --address {address}",
    "auslage search 'kurze Hose' --explain --address {address}",
    "auslage recommend TRENDING --address {address}",
)


def commands(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("demo")
    def demo_command(
        check: Annotated[bool, typer.Option("--check", help="End with 0 only if every step held.")] = False,
        data_dir: Annotated[
            Path | None, typer.Option(parser=folder, metavar="FOLDER", help="An empty folder to keep the shop in.")
        ] = None,
        export_to: Annotated[
            Path | None,
            typer.Option(
                "--export", parser=folder, metavar="FOLDER", help="Write the shop as files in this folder, and end."
            ),
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    ) -> None:
        """Build a made-up German shop, train, serve it, and walk through the story."""
        # Told to end, we end as if interrupted, so that no process of ours stays behind.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        console = Console(stderr=as_json)
        console.print(_MADE_UP)
        if export_to is not None:
            export(make_up_shop(), export_to)
            console.print("Written: products.jsonl and events.jsonl.")
            return
        stays = console.is_terminal and sys.stdin.isatty() and not (check or as_json)
        with empty_folder(data_dir) as empty, visits_kept() as visits:
            outcomes = asyncio.run(_demo(empty, visits, console, stays=stays))
        if as_json:
            typer.echo(msgspec.json.encode(_report(outcomes, visits)).decode())
        failed = unheld(outcomes)
        if check and failed:
            typer.echo(f"did not hold: {', '.join(failed)}", err=True)
            raise typer.Exit(_DID_NOT_HOLD)


def unheld(outcomes: Mapping[str, Outcome]) -> list[str]:
    """The steps that did not hold, as people are told of them."""
    return [f"step {step.number} ({step.name})" for step in STORY if not outcomes[step.name].held]


async def _demo(folder: Path, visits: VisitsKept, console: Console, *, stays: bool) -> dict[str, Outcome]:
    """Build the shop and tell its story; what came of each step, by name."""
    started = time.monotonic()
    telling = str(int(time.time()))
    await build(folder, console)
    async with (
        demo_served(folder, visits, console, prefix=f"auslage-demo-{telling}") as address,
        open_channel(address, read_timeout_s=TIMEOUT_S) as channel,
    ):
        world = new_world(channel, telling, redis=visits.own, train_again=partial(train_another, folder))
        outcomes = await _tell(world, console)
        console.print(f"\nBuilt and told in {time.monotonic() - started:.0f} s.")
        if stays:
            await _serve_on(address, console)
    return outcomes


async def _tell(world: World, console: Console) -> dict[str, Outcome]:
    """Take the steps in order, since later ones build on the visit of earlier ones."""
    outcomes = {}
    for step in STORY:
        show_sentence(console, step)
        with console.status("asking"):
            outcomes[step.name] = await told(world, step)
        show_outcome(console, outcomes[step.name])
    return outcomes


async def _serve_on(address: str, console: Console) -> None:
    """Go on serving until Ctrl-C."""
    console.print("The shop is served until Ctrl-C. In another terminal, try:")
    for command in _TRY:
        console.print(f"  {command.format(address=address)}", highlight=False)
    interrupted = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, interrupted.set)
    await interrupted.wait()


def _report(outcomes: Mapping[str, Outcome], visits: VisitsKept) -> dict[str, Any]:
    steps = [
        {
            "step": step.number,
            "name": step.name,
            "held": outcomes[step.name].held,
            "skipped": outcomes[step.name].skipped,
            "claims": [asdict(claim) for claim in outcomes[step.name].claims],
        }
        for step in STORY
    ]
    return {"held": all(outcome.held for outcome in outcomes.values()), "visits": visits.words, "steps": steps}
