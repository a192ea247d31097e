"""Feeds of products and events: files in, one JSON text an entry out, whatever the format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from service.catalog.feed_lines import Opener, open_plain, read_lines
from service.catalog.merchant import merchant_json
from service.catalog.merchant_xml import read_entries, xml_problem
from service.catalog.product_tables import check_table, read_table
from service.errors import FeedInvalid

_JSON = (".jsonl", ".ndjson")
_TABLE = (".csv", ".tsv", ".txt")
_XML = (".xml",)
NO_MAP: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One product or event of a file.

    Attributes:
        file: the file's name without its folder.
        line: where it begins; lines count from 1.
        json: the entry in the JSON form of its message; empty if the line could not be read at all.
        problem: why it cannot be used, without the value; empty if nothing is known against it.
        warnings: what was left out of it, without the values.
    """

    file: str
    line: int
    json: str
    problem: str = ""
    warnings: tuple[str, ...] = ()


def check_events(path: Path) -> None:
    """Raise FeedInvalid unless the file is one of events."""
    _check_ending(path, _JSON)


def check_products(path: Path, columns: Mapping[str, str] = NO_MAP) -> tuple[str, ...]:
    """Return the columns of a table that feed nothing; other formats have none.

    Args:
        path: the file.
        columns: column -> field, before columns that are named as a field is.

    Raises:
        FeedInvalid: the format is not known, the header repeats or lacks a column, or nothing can be read.
    """
    _check_ending(path, _JSON + _TABLE + _XML)
    if _ending(path) in _TABLE:
        return check_table(path, columns)
    if _ending(path) in _XML and (problem := xml_problem(path)):
        raise FeedInvalid(f"{path.name}: {problem}")
    return ()


def read_events(paths: Sequence[Path], opener: Opener = open_plain) -> Iterator[FeedEntry]:
    """Yield the entries of files that `check_events` passed."""
    for path in paths:
        yield from _read_json(path, opener)


def read_products(
    paths: Sequence[Path], columns: Mapping[str, str] = NO_MAP, opener: Opener = open_plain, *, now_ms: int = 0
) -> Iterator[FeedEntry]:
    """Yield the entries of files that `check_products` passed.

    Args:
        paths: the files.
        columns: as in `check_products`.
        opener: how bytes are read.
        now_ms: a sale price with a period counts if it is in force at this time.
    """
    for path in paths:
        if _ending(path) in _JSON:
            yield from _read_json(path, opener)
        elif _ending(path) in _XML:
            yield from _read_xml(path, opener, now_ms)
        else:
            for line, (json, problem, warnings) in read_table(path, columns, now_ms, opener):
                yield FeedEntry(path.name, line, json, problem, warnings)


def _read_json(path: Path, opener: Opener) -> Iterator[FeedEntry]:
    for line in read_lines(path, opener):
        if line.problem or line.text.strip():
            yield FeedEntry(path.name, line.number, line.text, line.problem)


def _read_xml(path: Path, opener: Opener, now_ms: int) -> Iterator[FeedEntry]:
    for entry in read_entries(path, opener):
        if entry.problem:
            yield FeedEntry(path.name, entry.line, "", entry.problem)
        else:
            yield FeedEntry(path.name, entry.line, *merchant_json(entry.attributes, now_ms))


def _check_ending(path: Path, known: tuple[str, ...]) -> None:
    if _ending(path) not in known:
        raise FeedInvalid(f"{path.name}: its name must end in {', '.join(known)}, with or without .gz")


def _ending(path: Path) -> str:
    return Path(path.name.removesuffix(".gz")).suffix.lower()
