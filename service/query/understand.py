"""Text to a parsed query: audiences become hard slots, all other words become units and may name soft slots."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from service.analysis.analyzer import Analyzer
from service.analysis.languages import primary_subtag
from service.analysis.words import AnalyzedToken
from service.limits import MAX_QUERY_CHARS, MAX_QUERY_TERMS
from service.query.audience import (
    NamedAudience,
    audience_slots,
    is_constraint,
    named_audience,
    unfinished_audience,
)
from service.query.facets import MAX_KEY_WORDS, FacetLexicon
from service.query.parsed import FacetToken, NamedSlot, ParsedQuery, Unit
from service.query.synonyms import Phrase, Synonyms
from service.query.units import UnitReader
from service.query.words import QueryWords, query_words

_CATEGORY = "category"


@dataclass(frozen=True, slots=True)
class _Word:
    """A unit, the stem it is known to the facet lexicon by, and whether it only describes what stands before it."""

    unit: Unit
    stem: str
    describes: bool


def understand(
    text: str,
    language: str,
    analyzer: Analyzer,
    facets: FacetLexicon,
    synonyms: Synonyms | None = None,
    *,
    as_you_type: bool = False,
) -> ParsedQuery:
    """Read what a query asks for. "Shorts für Damen", "Damen Shorts" and "Damenshorts" ask for the same.

    Only the first 256 characters and 32 tokens are read.

    Args:
        text: as typed.
        language: BCP 47 code; other languages than German and English are read without stems and tables.
        analyzer: the one the index was written with.
        facets: what the catalogue's values are called.
        synonyms: the merchant's.
        as_you_type: the last word is unfinished, unless white space follows it.
    """
    text = text[:MAX_QUERY_CHARS]
    reader = UnitReader(analyzer, facets, language)
    words = query_words(primary_subtag(language))
    tokens = analyzer.tokens(text, language)[:MAX_QUERY_TERMS]
    unfinished = tokens[-1] if as_you_type and tokens and not text[-1].isspace() else None
    found, named = _read(tokens, unfinished, reader, words)
    if not found and not named:
        found = tuple(_Word(reader.unit(token), token.stem, describes=False) for token in tokens)
    found = _with_synonyms(found, reader, synonyms or Synonyms())
    units = _with_facets(found, reader)
    return ParsedQuery(
        units=units,
        slots=audience_slots(named, words, facets, language) + _soft_slots(units, found),
        head=_head(units, found),
    )


def _read(
    tokens: Sequence[AnalyzedToken], unfinished: AnalyzedToken | None, reader: UnitReader, words: QueryWords
) -> tuple[tuple[_Word, ...], tuple[NamedAudience, ...]]:
    """Part the tokens into what is looked for and whom it is for."""
    found: list[_Word] = []
    constraints: list[NamedAudience] = []
    describes = False
    for index, token in enumerate(tokens):
        is_open = unfinished is not None and index == len(tokens) - 1
        if token.exact in words.function_words:
            describes = describes or (bool(found) and token.exact in words.prepositions)
            continue
        named = (
            unfinished_audience(token, words, reader.analyzer, reader.language)
            if is_open
            else named_audience(token, words)
        )
        if named is None:
            found.append(_word(token, reader, is_open=is_open, describes=describes))
            continue
        if is_constraint(named.audience, reader.facets):
            constraints.append(named)
        else:
            synonyms = reader.synonyms(named.surface, words.synonyms(named.audience))
            found.append(_Word(synonyms, reader.token(named.surface).stem, describes=True))
        if named.rest:
            found.append(_word(reader.token(named.rest), reader, is_open=is_open, describes=describes))
    return tuple(found), tuple(constraints)


def _word(token: AnalyzedToken, reader: UnitReader, *, is_open: bool, describes: bool) -> _Word:
    unit = reader.unfinished(token) if is_open else reader.unit(token)
    return _Word(unit, token.stem, describes)


def _with_synonyms(found: Sequence[_Word], reader: UnitReader, synonyms: Synonyms) -> tuple[_Word, ...]:
    """Join the words of each phrase that has synonyms to one unit that asks for these as well."""
    words: list[_Word] = []
    rest = list(found)
    while rest:
        length, phrases = synonyms.longest([word.stem for word in rest], reader.language)
        together, rest = rest[: length or 1], rest[length or 1 :]
        words += [_phrase(together, phrases, reader)] if phrases else together
    return tuple(words)


def _phrase(together: Sequence[_Word], phrases: Iterable[Phrase], reader: UnitReader) -> _Word:
    surface = " ".join(word.unit.surface for word in together)
    unit = reader.phrase(surface, [word.unit for word in together], phrases)
    return _Word(unit, " ".join(word.stem for word in together), describes=together[-1].describes)


def _with_facets(found: Sequence[_Word], reader: UnitReader) -> tuple[Unit, ...]:
    """Name the facet values that satisfy each unit; the longest run of words that names one decides."""
    units = [word.unit for word in found]
    stems = [word.stem for word in found]
    start = 0
    while start < len(units):
        length = 1
        for tried in range(min(MAX_KEY_WORDS, len(units) - start), 0, -1):
            values = reader.facets.readings(stems[start : start + tried], reader.language)
            if values:
                slots = tuple(FacetToken(value.slot, value.value) for value in values)
                units[start : start + tried] = [replace(unit, slots=slots) for unit in units[start : start + tried]]
                length = tried
                break
        start += length
    return tuple(units)


def _soft_slots(units: Sequence[Unit], found: Sequence[_Word]) -> tuple[NamedSlot, ...]:
    """Name the slots that units speak of, also by a part of a compound."""
    said: dict[str, list[tuple[FacetToken, str, str]]] = {}
    for unit, word in zip(units, found, strict=True):
        parts = [(token, term.stem) for terms in unit.alternatives for term in terms for token in term.slots]
        for token, stem in [*((token, word.stem) for token in unit.slots), *parts]:
            said.setdefault(token.slot, []).append((token, unit.surface, stem))
    return tuple(
        NamedSlot(
            slot,
            values=tuple(dict.fromkeys(token.value for token, _, _ in named)),
            hard=False,
            surface=" ".join(dict.fromkeys(surface for _, surface, _ in named)),
            terms=tuple(dict.fromkeys(stem for _, _, stem in named)),
        )
        for slot, named in sorted(said.items())
    )


def _head(units: Sequence[Unit], found: Sequence[_Word]) -> int | None:
    """Find the unit that names the kind of thing: the last that neither describes another nor is a mere value."""
    things = [index for index, word in enumerate(found) if not word.describes]
    kinds = [
        index for index in things if not units[index].slots or any(s.slot == _CATEGORY for s in units[index].slots)
    ]
    return next(iter(reversed(kinds or things)), len(units) - 1 if units else None)
