"""Reads judgments, gold splits and lists of brands; a line that cannot be read refuses the file, since figures would change."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from service.catalog.csv_records import read_header, read_records
from service.catalog.feed_lines import FeedLine, read_lines
from service.errors import FeedInvalid
from service.evaluation.compounds import WHOLE, GoldWord, Parts
from service.evaluation.searches import RELEVANT_FROM, JudgedQuery
from service.limits import MAX_QUERY_CHARS
from service.types import ProductId

MAX_RATING = 10.0


@dataclass(frozen=True, slots=True)
class _Line:
    """The wanted fields of one line of a table."""

    file: str
    number: int
    fields: tuple[str, ...]

    def refuse(self, reason: str) -> NoReturn:
        _refuse(self.file, self.number, reason)


def read_judgments(path: Path) -> list[JudgedQuery]:
    """Read a table with the columns query, product_id and rating (0 to 10), in the order of first mention.

    Raises:
        FeedInvalid: a line cannot be read or rates a pair again, or no product is rated 1 or more.
    """
    rated: dict[str, dict[ProductId, float]] = {}
    for line in _read_table(path, ("query", "product_id", "rating")):
        query, product_id, rating = line.fields
        if not 0 < len(query) <= MAX_QUERY_CHARS:
            line.refuse(f"query: needs 1 to {MAX_QUERY_CHARS} characters")
        ratings = rated.setdefault(query, {})
        if not product_id or product_id in ratings:
            line.refuse("product_id: is empty, or rated for this query before")
        ratings[ProductId(product_id)] = _rating(line, rating)
    if not any(rating >= RELEVANT_FROM for ratings in rated.values() for rating in ratings.values()):
        raise FeedInvalid(f"{path.name}: no product is rated 1 or more")
    return [JudgedQuery(query, ratings) for query, ratings in rated.items()]


def read_gold(path: Path) -> list[GoldWord]:
    """Read a table with the columns word, parts (`a+b`, several analyses parted by |, preferred first) and kind.

    Raises:
        FeedInvalid: a line cannot be read, or there is none.
    """
    words = [_gold_word(line) for line in _read_table(path, ("word", "parts", "kind"))]
    if not words:
        raise FeedInvalid(f"{path.name}: holds no words")
    return words


def read_brands(path: Path) -> tuple[str, ...]:
    """Read a list of brands, one a line. Raises FeedInvalid if a line cannot be read."""
    return tuple(text for line in _good_lines(path) if (text := line.text.strip()))


def _rating(line: _Line, text: str) -> float:
    try:
        rating = float(text)
    except ValueError:
        rating = math.nan
    if not 0 <= rating <= MAX_RATING:
        line.refuse(f"rating: must be a number from 0 to {MAX_RATING:.0f}")
    return rating


def _gold_word(line: _Line) -> GoldWord:
    word, analyses, kind = line.fields
    split = [tuple(analysis.split("+")) for analysis in analyses.split("|")]
    if not word or not all(part for parts in split for part in parts):
        line.refuse("word and parts: a part is empty")
    return GoldWord(word, kind, tuple(Parts(parts) if len(parts) > 1 else WHOLE for parts in split))


def _read_table(path: Path, columns: Sequence[str]) -> Iterator[_Line]:
    """Yield the wanted columns of a table with a header; the delimiter is the header's."""
    lines = _good_lines(path)
    first = next(lines, FeedLine(1, ""))
    header, delimiter = read_header(first)
    for absent in (column for column in columns if column not in header):
        _refuse(path.name, 1, f"the column {absent} is missing")
    places = [header.index(column) for column in columns]
    for record in read_records(lines, delimiter, len(header)):
        if record.problem:
            _refuse(path.name, record.number, record.problem)
        yield _Line(path.name, record.number, tuple(record.fields[place].strip() for place in places))


def _good_lines(path: Path) -> Iterator[FeedLine]:
    for line in read_lines(path):
        if line.problem:
            _refuse(path.name, line.number, line.problem)
        yield line


def _refuse(file: str, line: int, reason: str) -> NoReturn:
    raise FeedInvalid(f"{file}: line {line}: {reason}")
