"""What an import says at its end: a table or one JSON object, and the exit code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from service.catalog.feed_problems import FeedProblems
from service.cli.tally import Tally
from service.errors import FeedInvalid

_ALWAYS = frozenset({"stored", "unchanged", "stale", "invalid"})
_SHOWN_PROBLEMS = 10


def report(tallies: Mapping[str, Tally], *, as_json: bool) -> None:
    """Print what became of each kind of entries.

    Raises:
        FeedInvalid: nothing was accepted, a file breaks off, or a full import hid nothing though it should have.
    """
    if as_json:
        answer = {
            kind: {
                **tally.counts(),
                "problems": tally.problems.kept,
                "warnings": tally.warnings.kept,
                "refusal": tally.refusal,
            }
            for kind, tally in tallies.items()
        }
        typer.echo(msgspec.json.encode(answer).decode())
    else:
        _print_tables(tallies)
    refusals = [tally.refusal for tally in tallies.values() if tally.refusal]
    if cut_short := [file for tally in tallies.values() for file in tally.problems.cut_short]:
        refusals.append(f"cannot be read to the end: {', '.join(cut_short)}; what stands before was imported")
    if refusals:
        raise FeedInvalid("; ".join(refusals))
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
    _print_problems(console, [tally.problems for tally in tallies.values()])
    _print_problems(console, [tally.warnings for tally in tallies.values()], prefix="left out: ")


def _print_problems(console: Console, all_problems: Sequence[FeedProblems], prefix: str = "") -> None:
    kept = [problem for problems in all_problems for problem in problems.kept]
    for problem in kept[:_SHOWN_PROBLEMS]:
        said = f"{prefix}{escape(problem.file)}:{problem.line}: {escape(problem.reason)}"
        console.print(said, highlight=False, soft_wrap=True)
    n_problems = sum(problems.n for problems in all_problems)
    if n_problems > _SHOWN_PROBLEMS:
        console.print(f"… and {n_problems - _SHOWN_PROBLEMS:,} more (--json names them)", highlight=False)
