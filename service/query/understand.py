"""Text to a parsed query: bounds and audiences become constraints, all other words become units and may name soft slots."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from service.analysis.analyzer import Analyzer
from service.analysis.languages import primary_subtag
from service.analysis.text import normalise
from service.analysis.words import AnalyzedToken
from service.limits import MAX_QUERY_CHARS, MAX_QUERY_TERMS
from service.query.audience import (
    NamedAudience,
    audience_slots,
    is_constraint,
    named_audience,
    telling_values,
    unfinished_audience,
)
from service.query.constraint_words import PATTERN_OF, constraint_words
from service.query.facets import FacetLexicon
from service.query.joining import QueryToken, joined
from service.query.negation import find_negation, with_minus_said
from service.query.parsed import ParsedQuery, Role, Unit
from service.query.prices import read_prices
from service.query.sizes import find_sizes, without_shares
from service.query.slots import anywhere_but, head, soft_slots, with_choices, with_facets
from service.query.synonyms import Phrase, Synonyms
from service.query.units import UnitReader, Word
from service.query.words import QueryWords, query_words


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
        language: BCP 47 code; one without tables is read plainly.
        analyzer: the one the index was written with.
        facets: what the catalogue's values are called.
        synonyms: the merchant's.
        as_you_type: the last word is unfinished, unless white space follows it.
    """
    code = primary_subtag(language)
    reader, words = UnitReader(analyzer, facets, language), query_words(code)
    ranges, text = read_prices(normalise(text[:MAX_QUERY_CHARS]), code, unfinished=as_you_type)
    tokens = _tokens(with_minus_said(text, language), reader, as_you_type=as_you_type)
    plain = [token.token for token in tokens]
    negation = find_negation(plain, language)
    sizes = find_sizes(plain, facets, code, unfinished=bool(tokens) and tokens[-1].is_open)
    read = negation.said_by.union(negation.negated, sizes.places)
    found, named = _read(joined([token for token in tokens if token.place not in read], reader, words), reader, words)
    if not (found or named or ranges or sizes.slot or negation.negated):
        found = tuple(_word(token, reader, describes=False) for token in tokens)
    # Said twice, it is still one thing.
    found = _with_synonyms(tuple(dict.fromkeys(found)), reader, synonyms or Synonyms())
    valued = zip(found, without_shares(with_facets(found, reader), text), strict=True)
    found = with_choices([replace(word, unit=unit) for word, unit in valued], plain, constraint_words(code).choices)
    units = tuple(word.unit for word in found)
    main = head(units, found)
    hard = (*audience_slots(named, facets), *([sizes.slot] if sizes.slot else []))
    return ParsedQuery(
        units=anywhere_but(main, units),
        slots=hard + soft_slots(units, beside=hard),
        head=main,
        ranges=ranges,
        excluded=tuple(_excluded(plain[place], reader, words) for place in negation.negated),
    )


def _tokens(text: str, reader: UnitReader, *, as_you_type: bool) -> tuple[QueryToken, ...]:
    tokens = reader.analyzer.tokens(text, reader.language)[:MAX_QUERY_TERMS]
    unfinished = len(tokens) - 1 if as_you_type and not text[-1:].isspace() else None
    return tuple(QueryToken(token, place, is_open=place == unfinished) for place, token in enumerate(tokens))


def _read(
    tokens: Sequence[QueryToken], reader: UnitReader, words: QueryWords
) -> tuple[tuple[Word, ...], tuple[NamedAudience, ...]]:
    """Part the tokens into what is looked for and whom it is for."""
    found: list[Word] = []
    constraints: list[NamedAudience] = []
    describes = False
    for token in tokens:
        if token.token.exact in words.function_words:
            describes = describes or (bool(found) and token.token.exact in words.prepositions)
            continue
        named = _named(token, reader, words)
        if named is None:
            found.append(_word(token, reader, describes=describes))
            continue
        if is_constraint(named.audience, reader.facets):
            constraints.append(named)
        else:
            synonyms = reader.synonyms(named.surface, words.synonyms(named.audience))
            found.append(Word(synonyms, reader.token(named.surface).stem, describes=True))
        if named.rest:
            rest = replace(token, token=reader.token(named.rest), apart=())
            found.append(_word(rest, reader, describes=describes))
    return tuple(found), tuple(constraints)


def _named(token: QueryToken, reader: UnitReader, words: QueryWords) -> NamedAudience | None:
    if token.is_open:
        return unfinished_audience(token.token, words, reader.analyzer, reader.language)
    return named_audience(token.token, words)


def _word(token: QueryToken, reader: UnitReader, *, describes: bool) -> Word:
    unit = reader.unfinished(token.token) if token.is_open else reader.unit(token.token, token.apart)
    return Word(replace(unit, surface=token.surface), token.token.stem, describes)


def _excluded(token: AnalyzedToken, reader: UnitReader, words: QueryWords) -> Unit:
    """Ask for what is not wanted: wherever the word stands, and the facet values that it names."""
    if audience := words.audiences.get(token.exact):
        slots = telling_values(audience, reader.facets)
        return replace(reader.synonyms(token.surface, words.synonyms(audience)), slots=slots)
    # Only what is not wanted: who looks for Blumen may want flowers.
    named = (token, reader.token(PATTERN_OF.get(token.exact, token.surface)))
    values = dict.fromkeys(value for word in named for value in reader.facet_tokens(word.stem))
    return replace(reader.unit(token, role=Role.MODIFIER), slots=tuple(values))


def _with_synonyms(found: Sequence[Word], reader: UnitReader, synonyms: Synonyms) -> tuple[Word, ...]:
    """Join the words of each phrase that has synonyms to one unit that asks for these as well."""
    words: list[Word] = []
    rest = list(found)
    while rest:
        length, phrases = synonyms.longest([word.stem for word in rest], reader.language)
        together, rest = rest[: length or 1], rest[length or 1 :]
        words += [_phrase(together, phrases, reader)] if phrases else together
    return tuple(words)


def _phrase(together: Sequence[Word], phrases: Iterable[Phrase], reader: UnitReader) -> Word:
    surface = " ".join(word.unit.surface for word in together)
    # As in a compound, what describes stands before what it describes: hose für regen, regenhose.
    units = [word.unit for word in sorted(together, key=lambda word: not word.describes)]
    unit = reader.phrase(surface, units, phrases)
    return Word(unit, " ".join(word.stem for word in together), describes=together[-1].describes)
