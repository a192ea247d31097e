"""Feeds of products and events: files in, one JSON text an entry out, whatever the format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import MappingProxyType

from service.catalog.csv_products import feed_columns, product_json
from service.catalog.csv_records import read_header, read_records
from service.catalog.feed_lines import FeedLine, Opener, open_plain, read_lines
from service.errors import FeedInvalid

_JSON = (".jsonl", ".ndjson")
_CSV = (".csv", ".tsv")
NO_MAP: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One product or event of a file.

    Attributes:
        file: the file's name without its folder.
        line: where it begins; lines count from 1.
        json: the entry in the JSON form of its message; empty if the line could not be read at all.
        problem: why it cannot be used, without the value; empty if nothing is known against it.
    """

    file: str
    line: int
    json: str
    problem: str = ""


def check_events(path: Path) -> None:
    """Raise FeedInvalid unless the file is one of events."""
    _check_ending(path, _JSON)


def check_products(path: Path, columns: Mapping[str, str] = NO_MAP) -> tuple[str, ...]:
    """Return the columns of a CSV file that feed nothing; other formats have none.

    Args:
        path: the file.
        columns: column -> field, before columns that are named as a field is.

    Raises:
        FeedInvalid: the format is not known, the header repeats or lacks a column, or nothing can be read.
    """
    _check_ending(path, _JSON + _CSV)
    if _ending(path) in _JSON:
        return ()
    first = next(read_lines(path), FeedLine(1, ""))
    header, _ = read_header(first)
    fields = feed_columns(header, columns)
    if first.problem or not header:
        raise FeedInvalid(f"{path.name}: line 1: {first.problem or 'is not a header'}")
    for absent in (column for column in columns if column not in header):
        raise FeedInvalid(f"{path.name}: line 1: the column {absent} is missing")
    for field, count in Counter(filter(None, fields)).items():
        if count > 1:
            raise FeedInvalid(f"{path.name}: line 1: {count} columns stand for {field}")
    if "id" not in fields:
        raise FeedInvalid(f"{path.name}: line 1: no column stands for id")
    return tuple(name for name, field in zip(header, fields, strict=True) if not field)


def read_events(paths: Sequence[Path], opener: Opener = open_plain) -> Iterator[FeedEntry]:
    """Yield the entries of files that `check_events` passed."""
    for path in paths:
        yield from _read_json(path, opener)


def read_products(
    paths: Sequence[Path], columns: Mapping[str, str] = NO_MAP, opener: Opener = open_plain
) -> Iterator[FeedEntry]:
    """Yield the entries of files that `check_products` passed."""
    for path in paths:
        yield from _read_json(path, opener) if _ending(path) in _JSON else _read_csv(path, columns, opener)


def _read_json(path: Path, opener: Opener) -> Iterator[FeedEntry]:
    for line in read_lines(path, opener):
        if line.problem or line.text.strip():
            yield FeedEntry(path.name, line.number, line.text, line.problem)


def _read_csv(path: Path, columns: Mapping[str, str], opener: Opener) -> Iterator[FeedEntry]:
    lines = read_lines(path, opener)
    for first in islice(lines, 1):
        header, delimiter = read_header(first)
        fields = feed_columns(header, columns)
        for record in read_records(lines, delimiter, len(header)):
            json, problem = ("", record.problem) if record.problem else product_json(fields, record.fields)
            yield FeedEntry(path.name, record.number, json, problem)


def _check_ending(path: Path, known: tuple[str, ...]) -> None:
    if _ending(path) not in known:
        raise FeedInvalid(f"{path.name}: its name must end in {', '.join(known)}, with or without .gz")


def _ending(path: Path) -> str:
    return Path(path.name.removesuffix(".gz")).suffix.lower()
