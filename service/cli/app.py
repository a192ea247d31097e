"""The `auslage` command: which commands there are, and how each one ends."""

from __future__ import annotations

import importlib.metadata
import os
import sys
from typing import Annotated, Any, NoReturn

import typer
import typer.core

from service.cli.lazy import Entry, LazyCommand, extensions
from service.errors import ServiceError

_EXTENSIONS = "auslage.commands"
_BAD_INPUT = 2

# In the order of `auslage --help`. A module is imported when its command is called, so that help is quick; it offers
# `commands(app)`, which adds the command to a Typer app. So does the module that an extension names as entry point.
COMMANDS = (
    Entry("demo", "service.cli.demo", "Build a made-up shop, serve it, and walk through what Auslage does."),
    Entry("serve", "service.cli.serve", "Serve searches and recommendations over gRPC."),
    Entry("import", "service.cli.imports", "Bring in products, events, a whole shop, or a merchant's words."),
    Entry("search", "service.cli.ask", "Search on a running server."),
    Entry("suggest", "service.cli.ask", "Complete what was typed so far, on a running server."),
    Entry("recommend", "service.cli.ask", "Ask a running server for recommendations."),
    Entry("bundles", "service.cli.bundles", "List, activate and verify trained bundles."),
    Entry("evaluate", "service.cli.evaluate", "Measure search, recommendations and words on files with right answers."),
    Entry("health", "service.cli.health", "Exit with 0 if a server is serving, else with 1."),
    Entry("bench", "service.cli.bench", "Measure latency and cost of searches under load."),
    Entry("keeper", "service.cli.roles", "Own the data folder for several workers.", hidden=True),
    Entry("worker", "service.cli.roles", "Serve as one of several workers.", hidden=True),
)


class Commands(typer.core.TyperGroup):
    """Our own commands, then those of installed extensions, in this order."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        for entry in (*COMMANDS, *extensions(_EXTENSIONS)):
            self.add_command(LazyCommand(entry))


def main() -> NoReturn:
    """Run one command and exit: 0 if it did its work, 2 with one line on bad input, 130 if it was interrupted."""
    # Before numpy and FAISS are there to read it: our matrices are small, threads that wait for each other cost a quarter,
    # and FAISS would divide the exact search for one vector among all cores, which are for the other workers.
    for threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(threads, "1")
    try:
        sys.exit(_group().main(prog_name="auslage", standalone_mode=False))
    except typer.TyperException as error:
        _fail(error.format_message(), error.exit_code)
    except ServiceError as error:
        _fail(str(error), _BAD_INPUT)
    except OSError as error:
        # A path that cannot be used, or a full disk.
        _fail(": ".join(filter(None, (str(error.filename or ""), error.strerror or str(error)))), _BAD_INPUT)
    except typer.Abort:
        _fail("interrupted", 130)


def _group() -> Any:
    app = typer.Typer(cls=Commands, no_args_is_help=True, rich_markup_mode="rich")
    app.callback(help="Search and recommendations for shops that follow the visitor at every click.")(_options)
    return typer.main.get_command(app)


def _options(
    _: Annotated[bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_version)] = False,
) -> None:
    """Take the options that stand before a command."""


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"auslage {importlib.metadata.version('auslage')}")
        raise typer.Exit


def _fail(message: str, code: int) -> NoReturn:
    if message:
        typer.echo(message, err=True)
    sys.exit(code)
