"""Commands that show their line of help at once and are imported when they are called."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
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
        commands = importlib.import_module(self._entry.module).commands
        return load_command(commands, self._entry.name).make_context(info_name, args, parent=parent, **extra)


def load_command(commands: Callable[[typer.Typer], None], name: str) -> Any:
    """Return the command of that name among those that `commands` adds to an app."""
    app = typer.Typer()
    # A callback makes it a group even if it holds one command.
    app.callback()(lambda: None)
    commands(app)
    return typer.main.get_group(app).commands[name]
