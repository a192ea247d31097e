"""What an import says at its end: a table or one JSON object, and the exit code."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from service.cli.tally import Tally
from service.errors import FeedInvalid

_ALWAYS = frozenset({"stored", "unchanged", "stale", "invalid"})


def report(tallies: Mapping[str, Tally], *, as_json: bool) -> None:
    """Print what became of each kind of entries.

    Raises:
        FeedInvalid: nothing was accepted, or a full import hid nothing though it should have.
    """
    if as_json:
        answer = {
            kind: {**tally.counts(), "problems": tally.problems, "refusal": tally.refusal}
            for kind, tally in tallies.items()
        }
        typer.echo(msgspec.json.encode(answer).decode())
    else:
        _print_tables(tallies)
    for refusal in (tally.refusal for tally in tallies.values() if tally.refusal):
        raise FeedInvalid(refusal)
    if not any(tally.n_accepted for tally in tallies.values()):
        raise FeedInvalid("nothing was stored")


def _print_tables(tallies: Mapping[str, Tally]) -> None:
    counts = {kind: tally.counts() for kind, tally in tallies.items()}
    table = Table("", *tallies, title="Import")
    for name in next(iter(counts.values())):
        row = [counts[kind][name] for kind in tallies]
        if name in _ALWAYS or any(row):
            table.add_row(name.replace("_", " "), *(f"{count:,}" for count in row))
    console = Console()
    console.print(table)
    for problem in (problem for tally in tallies.values() for problem in tally.problems):
        console.print(
            f"{escape(problem.file)}:{problem.line}: {escape(problem.reason)}", highlight=False, soft_wrap=True
        )
