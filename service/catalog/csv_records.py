"""Records of a CSV file by the line they begin on: broken quoting costs its own line, not the rest of the file."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from service.catalog.feed_lines import FeedLine

_DELIMITERS = ",;\t"
_MAX_RECORD_LINES = 200
_UNFINISHED = "unexpected end of data"


@dataclass(frozen=True, slots=True)
class CsvRecord:
    """The fields of a record, or why there are none; it begins on the line `number`."""

    number: int
    fields: tuple[str, ...]
    problem: str = ""


def read_header(line: FeedLine) -> tuple[tuple[str, ...], str]:
    """Return the column names, and the delimiter: the comma, semicolon or tab that the line has most of."""
    delimiter = max(_DELIMITERS, key=line.text.count)
    try:
        names = next(csv.reader([line.text], delimiter=delimiter, strict=True), [])
    except csv.Error:
        names = []
    return tuple(name.strip() for name in names), delimiter


def read_records(lines: Iterable[FeedLine], delimiter: str, n_fields: int) -> Iterator[CsvRecord]:
    """Yield the records after the header; blank lines are skipped."""
    ahead = _Ahead(lines)
    while (first := ahead.take()) is not None:
        if first.problem:
            yield CsvRecord(first.number, (), first.problem)
        elif first.text.strip():
            yield _read_record(first, ahead, delimiter, n_fields)


class _Ahead:
    """Lines that can be put back."""

    def __init__(self, lines: Iterable[FeedLine]) -> None:
        self._lines = iter(lines)
        self._returned: deque[FeedLine] = deque()

    def take(self) -> FeedLine | None:
        return self._returned.popleft() if self._returned else next(self._lines, None)

    def put_back(self, lines: list[FeedLine]) -> None:
        self._returned.extendleft(reversed(lines))


def _read_record(first: FeedLine, ahead: _Ahead, delimiter: str, n_fields: int) -> CsvRecord:
    """Join lines until the quotes close; if that makes no record, only the first line is lost."""
    joined = [first]
    while True:
        fields, problem = _parse([line.text for line in joined], delimiter, n_fields)
        more = ahead.take() if problem == _UNFINISHED and len(joined) < _MAX_RECORD_LINES else None
        if more is None or more.problem:
            break
        joined.append(more)
    if more is not None:
        ahead.put_back([more])
    if problem:
        ahead.put_back(joined[1:])
    return CsvRecord(first.number, fields, "has a quote that is not closed" if problem == _UNFINISHED else problem)


def _parse(texts: list[str], delimiter: str, n_fields: int) -> tuple[tuple[str, ...], str]:
    try:
        fields = next(csv.reader(texts, delimiter=delimiter, strict=True), [])
    except csv.Error as error:
        return (), _UNFINISHED if str(error) == _UNFINISHED else "has broken quoting"
    if len(fields) != n_fields:
        return (), f"has {len(fields)} fields where the header has {n_fields}"
    return tuple(fields), ""
