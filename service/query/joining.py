"""Adjacent words of a query that its catalogue writes as one: "kaffee vollautomat", "t shirt", "wein rot"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from service.analysis.languages import primary_subtag
from service.analysis.words import AnalyzedToken
from service.query.audience import named_audience
from service.query.constraint_words import constraint_words
from service.query.facets import CATEGORY
from service.query.units import UnitReader
from service.query.word_breaks import part_stems
from service.query.words import QueryWords

_MAX_JOINED = 3
_MIN_BEGINNING_CHARS = 2


@dataclass(frozen=True, slots=True)
class QueryToken:
    """A token of a query.

    Attributes:
        token: as the catalogue writes it.
        place: of its first word among the query's tokens.
        is_open: it is still being typed.
        apart: the words that it was joined from.
        n_words: how many of the query's tokens it stands for.
    """

    token: AnalyzedToken
    place: int
    is_open: bool = False
    apart: tuple[AnalyzedToken, ...] = ()
    n_words: int = 1

    @property
    def surface(self) -> str:
        """As it was typed."""
        return " ".join(word.surface for word in self.apart) or self.token.surface


def joined(tokens: Sequence[QueryToken], reader: UnitReader, words: QueryWords) -> tuple[QueryToken, ...]:
    """Join neighbours, three at most, where the catalogue has the word that they make together."""
    found: list[QueryToken] = []
    start = 0
    while start < len(tokens):
        runs = (tokens[start : start + length] for length in range(_MAX_JOINED, 1, -1))
        ways = (_measured(run, reader) or _one(run, reader, words) for run in runs if _side_by_side(run))
        one = next(filter(None, ways), tokens[start])
        found.append(one)
        start += one.n_words
    return tuple(found)


def _measured(run: Sequence[QueryToken], reader: UnitReader) -> QueryToken | None:
    """Read a number and its measure as one (16 gb, 16gb); what 160x230 is measured in goes without saying."""
    number, measure = run[0].token, run[1].token
    if len(run) != 2 or not number.surface[0].isdigit() or run[1].is_open:
        return None
    if measure.surface not in constraint_words(primary_subtag(reader.language)).measures:
        return None
    if "x" in number.surface:
        return QueryToken(number, run[0].place, n_words=2)
    return QueryToken(reader.token(number.surface + measure.surface), run[0].place, apart=(number, measure), n_words=2)


def _one(run: Sequence[QueryToken], reader: UnitReader, words: QueryWords) -> QueryToken | None:
    """Read neighbours as one word, if they are one."""
    parts = tuple(query_token.token for query_token in run)
    word = _begun(parts, reader) if run[-1].is_open else _together(parts, reader)
    if not word or not _may_join(parts, words) or _is_described(parts, reader):
        return None
    token = reader.token(word)
    # Whom a thing is for is read from its words, unless they make another one: kinder wagen.
    if parts[0].exact in words.audiences and named_audience(token, words):
        return None
    return QueryToken(token, run[0].place, run[-1].is_open, parts, len(run))


def _together(parts: Sequence[AnalyzedToken], reader: UnitReader) -> str:
    stems = [stem for part in parts for stem in part_stems(part, reader.analyzer, reader.language)]
    beginnings = (reader.analyzer.folded(part.surface, reader.language)[1] for part in parts[:-1])
    return reader.facets.word_breaks.together(stems, "".join((*beginnings, parts[-1].stem)), reader.language)


def _begun(parts: Sequence[AnalyzedToken], reader: UnitReader) -> str:
    """Give the words as the beginning of one, if the catalogue has any that starts so."""
    word = "".join(part.surface for part in parts)
    return word if len(parts[-1].surface) >= _MIN_BEGINNING_CHARS and reader.begins_a_word(word) else ""


def _side_by_side(run: Sequence[QueryToken]) -> bool:
    return len(run) > 1 and all(after.place == before.place + 1 for before, after in pairwise(run))


def _may_join(parts: Sequence[AnalyzedToken], words: QueryWords) -> bool:
    return all(part.exact not in words.function_words and part.surface.replace("-", "").isalpha() for part in parts)


def _is_described(parts: Sequence[AnalyzedToken], reader: UnitReader) -> bool:
    """Tell whether the last word says what the first ones are like: "jeans blau" is no Jeansblau."""
    last = {token.slot for token in reader.facet_tokens(parts[-1].stem)}
    before = {token.slot for part in parts[:-1] for token in reader.facet_tokens(part.stem)}
    return bool(last) and CATEGORY not in last and CATEGORY in before
