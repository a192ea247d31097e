"""What a text says is not there: "ohne Kapuze", "kein Kragen und keine Taschen". For queries and titles alike."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from service.analysis.languages import primary_subtag
from service.analysis.words import AnalyzedToken
from service.query.constraint_words import constraint_words
from service.query.words import query_words

_MINUS = re.compile(r"(?<!\S)-(?=[^\W\d_])")


@dataclass(frozen=True, slots=True)
class Negation:
    """Places among a text's tokens.

    Attributes:
        negated: of the words that are said not to be there.
        said_by: of the words that say so, and of articles in between.
    """

    negated: tuple[int, ...] = ()
    said_by: frozenset[int] = frozenset()


def find_negation(tokens: Sequence[AnalyzedToken], language: str) -> Negation:
    """Find the word after each negation, and what "und" or "oder" adds to it, but not "und mit".

    A number cannot be negated (No. 5).
    """
    code = primary_subtag(language)
    words, small_words = constraint_words(code), query_words(code)
    if not any(token.exact in words.negations for token in tokens):
        return Negation()
    negated: list[int] = []
    said_by: list[int] = []
    before: list[int] = []
    for place, token in enumerate(tokens):
        goes_on = token.exact in words.joints and negated[-1:] == [place - 1]
        if before and tokens[before[0]].exact in words.joints and token.exact in small_words.prepositions:
            before = []
        if token.exact in words.negations or goes_on or (before and token.exact in small_words.function_words):
            before.append(place)
            continue
        if before and not token.surface.isdigit():
            said_by += before
            negated.append(place)
        before = []
    if before and tokens[before[0]].exact in words.negations:
        said_by += before
    return Negation(tuple(negated), frozenset(said_by))


def with_minus_said(text: str, language: str) -> str:
    """Write a minus right before a word as the negation that it stands for; a dash between words is none."""
    minus = constraint_words(primary_subtag(language)).minus
    return _MINUS.sub(f"{minus} ", text) if minus else text
