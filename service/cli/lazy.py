"""Commands that show their line of help at once and are imported when they are called."""

from __future__ import annotations

import ast
import importlib
import importlib.metadata
import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.abc import InspectLoader
from typing import Any

import typer
import typer.core


@dataclass(frozen=True, slots=True)
class Entry:
    """A command by name: the module whose `commands(app)` adds it, and its line in `auslage --help`."""

    name: str
    module: str
    help: str
    hidden: bool = False


class LazyCommand(typer.core.TyperCommand):
    """Stands for a command or group of commands until it is called."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(entry.name, help=entry.help, hidden=entry.hidden)
        self._entry = entry

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """Import the command and hand it the arguments; from here on it is the real one."""
        return _load(self._entry).make_context(info_name, args, parent=parent, **extra)


def extensions(group: str) -> Iterator[Entry]:
    """Yield the commands that installed distributions offer as entry points, each under the point's name."""
    for point in importlib.metadata.entry_points(group=group):
        yield Entry(point.name, point.module, _first_line(point.module))


def _first_line(module: str) -> str:
    """What a module says of itself, read and not imported."""
    spec = importlib.util.find_spec(module)
    source = spec.loader.get_source(module) if spec and isinstance(spec.loader, InspectLoader) else None
    return (ast.get_docstring(ast.parse(source or "")) or "").partition("\n")[0]


def _load(entry: Entry) -> Any:
    app = typer.Typer()
    # A callback makes it a group even if it holds one command.
    app.callback()(lambda: None)
    importlib.import_module(entry.module).commands(app)
    return typer.main.get_group(app).commands[entry.name]
