"""`auslage bundles`: which trained bundles a data folder holds, and which one serves. A running server follows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Column, Table

from service.answers import BundleInfo
from service.bootstrap import Folder
from service.bundle.reader import activate, list_bundles, verify
from service.cli.folders import DataDir
from service.config import load_settings
from service.errors import BundleRefused, NotFound
from service.usecases.models import describe_bundles

_MEASURES = {
    "HR@20\nblend": "blend_hr@20",
    "HR@20\npopularity": "popularity_hr@20",
    "NDCG@20\nblend": "blend_ndcg@20",
    "NDCG@20\npopularity": "popularity_ndcg@20",
}

_NUMBERS = ("products", *_MEASURES)

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def commands(app: typer.Typer) -> None:
    """Add `bundles` to the command line."""
    group = typer.Typer(no_args_is_help=True, help="List, activate and verify trained bundles.")
    group.command("list")(list_all)
    group.command("activate")(activate_one)
    group.command("verify")(verify_some)
    app.add_typer(group, name="bundles")


def list_all(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """List the bundles, newest first, with what their evaluation measured."""
    bundles = describe_bundles(_root(data_dir))
    if as_json:
        typer.echo(msgspec.json.encode({"bundles": bundles}).decode())
        return
    Console().print(_table(bundles) if bundles else "There is no bundle yet: auslage train makes one.")


def activate_one(
    version: Annotated[str, typer.Argument(help="As `list` spells it.", show_default=False)], data_dir: DataDir = None
) -> None:
    """Serve with another bundle, once it is verified; an older one rolls back."""
    root = _root(data_dir)
    _check_known(root, version)
    activate(root, version)
    typer.echo(f"{version} is active")


def verify_some(
    version: Annotated[str, typer.Argument(help="Without it, all of them.", show_default=False)] = "",
    data_dir: DataDir = None,
) -> None:
    """Check every file of bundles against their manifests; exit with 2 if one is damaged."""
    root = _root(data_dir)
    if version:
        _check_known(root, version)
    refused = []
    for name in [version] if version else list_bundles(root):
        try:
            verify(root / name)
        except BundleRefused as error:
            refused.append(str(error))
        else:
            typer.echo(f"{name} is whole")
    if refused:
        raise BundleRefused("; ".join(refused))


def _root(data_dir: Path | None) -> Path:
    folder = load_settings(data_dir=data_dir).data_dir
    if not folder.is_dir():
        raise NotFound(f"there is no data folder {folder}")
    return Folder(folder).bundles


def _check_known(root: Path, version: str) -> None:
    if version not in list_bundles(root):
        raise NotFound("version: there is no such bundle")


def _table(bundles: Sequence[BundleInfo]) -> Table:
    columns = (Column(name, justify="right", no_wrap=True) for name in _NUMBERS)
    # Without borders it fits 80 columns.
    table = Table("", Column("version", no_wrap=True), *columns, box=None, pad_edge=False, collapse_padding=True)
    for bundle in bundles:
        measured = [bundle.metrics.get(metric) for metric in _MEASURES.values()]
        numbers = ("" if value is None else f"{value:.4f}" for value in measured)
        table.add_row("serves" if bundle.active else "", bundle.version, f"{bundle.n_products:,}", *numbers)
    return table
