"""`auslage import words`: checks a merchant's file of words and puts it in force."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from service.bootstrap import Folder
from service.cli.folders import DataDir
from service.config import load_settings
from service.retrieval.generation import write_atomically
from service.words.files import read_words


def words(
    file: Annotated[
        Path,
        typer.Argument(exists=True, dir_okay=False, readable=True, metavar="FILE", help="TOML.", show_default=False),
    ],
    data_dir: DataDir = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Put protected words, splits, synonyms and redirects in force (.toml), in place of those before."""
    checked = read_words(file)
    folder = Folder(load_settings(data_dir=data_dir).data_dir).create()
    write_atomically(folder.words, file.read_bytes())
    counts = {
        "protected": len(checked.overrides.protected),
        "splits": len(checked.overrides.splits),
        "synonyms": len(checked.synonyms),
        "redirects": len(checked.redirects),
    }
    if as_json:
        typer.echo(msgspec.json.encode(counts).decode())
    else:
        said = ", ".join(f"{name} {count:,}" for name, count in counts.items())
        typer.echo(f"words in force: {said}; a running server answers by them as soon as its index is rebuilt")
