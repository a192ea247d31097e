"""Options that name a folder, checked while the command line is read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def folder(text: str) -> Path:
    """Return the path of a folder that is there or can be made; typer.BadParameter for any other."""
    if not text:
        # An unset variable of the shell; Path("") would be the present folder.
        raise typer.BadParameter("is empty; the present folder is .")
    path = Path(text)
    if path.exists() and not path.is_dir():
        raise typer.BadParameter(f"{text} is not a folder")
    return path


DataDir = Annotated[
    Path | None,
    typer.Option(
        parser=folder,
        metavar="FOLDER",
        help="Ledger, index and bundles.",
        show_default="AUSLAGE_DATA_DIR, auslage-data",
    ),
]
