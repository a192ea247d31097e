"""Tokens of a query turned into units: the whole word first, its parts together second."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, islice, product

from service.analysis.analyzer import Analyzer
from service.analysis.words import AnalyzedToken
from service.query.facets import FacetLexicon
from service.query.parsed import FacetToken, Role, Term, Unit

# Shorter beginnings stem to noise.
_MIN_STEMMED_CHARS = 4
_MIN_BEGINNING_CHARS = 2
_MIN_MODIFIER_CHARS = 3
# Of a phrase of four compounds there would be 81.
_MAX_WAYS = 8


@dataclass(frozen=True, slots=True)
class Word:
    """A unit, the stem it is known to the facet lexicon by, and whether it only describes what stands before it."""

    unit: Unit
    stem: str
    describes: bool


@dataclass(frozen=True, slots=True)
class UnitReader:
    """Reads units in one language against one catalogue."""

    analyzer: Analyzer
    facets: FacetLexicon
    language: str

    def token(self, surface: str) -> AnalyzedToken:
        """Analyse one word that is already normalised."""
        return self.analyzer.word(surface, self.language)

    def begins_a_word(self, beginning: str) -> bool:
        """Tell whether a whole word of the catalogue starts like this."""
        return any(self.analyzer.completions(beginning, self.language))

    def unit(self, token: AnalyzedToken, apart: Sequence[AnalyzedToken] = (), role: Role = Role.WHOLE) -> Unit:
        """Ask for a finished word where `role` says, or for what it is made of, or was written as, together."""
        split = self._split(token) or self._pieces(token)
        apart = apart or [self.token(word) for word in self.facets.word_breaks.apart(token, self.language)]
        written = self._compound(apart)
        if [term.stem for term in written] == [term.stem for term in split]:
            written = ()
        whole = (Term(token.stem, token.exact, role),)
        return Unit(token.surface, (whole, *filter(None, (split, written))))

    def unfinished(self, token: AnalyzedToken) -> Unit:
        """Ask for every word that begins like this, and every compound whose last part does."""
        exact, folded = self.analyzer.folded(token.surface, self.language)
        finished = self.unit(token).alternatives if self._may_be_finished(token) else ()
        beginning = (Term(folded, exact, prefix=True),)
        split = self._unfinished_split(token.surface)
        return Unit(token.surface, (*finished, beginning, split) if split else (*finished, beginning))

    def synonyms(self, surface: str, words: tuple[str, ...]) -> Unit:
        """Ask for any of several words, wherever they stand."""
        tokens = (self.token(word) for word in dict.fromkeys((surface, *words)))
        terms = {token.stem: Term(token.stem, token.exact, Role.MODIFIER) for token in tokens}
        return Unit(surface, tuple((term,) for term in terms.values()))

    def phrase(self, surface: str, units: Sequence[Unit], phrases: Iterable[Sequence[AnalyzedToken]]) -> Unit:
        """Ask for several words together, or for one of the phrases that are found along with them."""
        others = (_together([self._valued(token) for token in tokens]) for tokens in phrases)
        return Unit(surface, (*_together(units), *chain.from_iterable(others)))

    def facet_tokens(self, stem: str) -> tuple[FacetToken, ...]:
        """Give the facet values that one word names."""
        return tuple(FacetToken(value.slot, value.value) for value in self.facets.readings((stem,), self.language))

    def valued(self, value: FacetToken) -> Term:
        """Ask for a facet value, or for its words where a product does not carry it."""
        tokens = self.analyzer.tokens(value.value, self.language)
        stem, exact = " ".join(token.stem for token in tokens), " ".join(token.exact for token in tokens)
        return Term(stem, exact, Role.MODIFIER, slots=(value,))

    def _valued(self, token: AnalyzedToken) -> Unit:
        """Ask for a finished word that was not typed, or for a facet value that it names."""
        unit = self.unit(token)
        whole = Term(token.stem, token.exact, slots=self.facet_tokens(token.stem))
        return Unit(unit.surface, ((whole,), *unit.alternatives[1:]))

    def _may_be_finished(self, token: AnalyzedToken) -> bool:
        return len(token.surface) >= _MIN_STEMMED_CHARS or self.analyzer.knows_word(token.surface, self.language)

    def _split(self, token: AnalyzedToken) -> tuple[Term, ...]:
        return self._compound([self.token(part) for part in token.parts])

    def _compound(self, parts: Sequence[AnalyzedToken]) -> tuple[Term, ...]:
        return tuple(self._part(part, Role.MODIFIER) for part in parts[:-1]) + tuple(
            self._part(part, Role.HEAD) for part in parts[-1:]
        )

    def _pieces(self, token: AnalyzedToken) -> tuple[Term, ...]:
        """Ask for the pieces of a spelling such as 256gb or usb-c together, as if they were written apart."""
        joined, *pieces = token.variants or ("",)
        if all(form[:1].isdigit() for form in token.variants):
            # 135x200 and 36-38 mean something together only.
            return ()
        forms = pieces if joined == "".join(pieces) else token.variants
        return tuple(Term(self.token(form).stem, form) for form in forms)

    def _part(self, part: AnalyzedToken, role: Role) -> Term:
        return Term(part.stem, part.exact, role, slots=self.facet_tokens(part.stem))

    def _unfinished_split(self, surface: str) -> tuple[Term, ...]:
        """Read a known word and the beginning of another: lederja."""
        for cut in range(len(surface) - _MIN_BEGINNING_CHARS, _MIN_MODIFIER_CHARS - 1, -1):
            modifier, beginning = surface[:cut], surface[cut:]
            # One letter may link the two: sonne-n-bri.
            free = next((form for form in (modifier, modifier[:-1]) if self._is_modifier(form)), "")
            if free and self.analyzer.starts_a_word(beginning, self.language):
                exact, folded = self.analyzer.folded(beginning, self.language)
                head = Term(folded, exact, Role.HEAD, prefix=True)
                return (self._part(self.token(free), Role.MODIFIER), head)
        return ()

    def _is_modifier(self, form: str) -> bool:
        return len(form) >= _MIN_MODIFIER_CHARS and self.analyzer.knows_word(form, self.language)


def _together(units: Sequence[Unit]) -> tuple[tuple[Term, ...], ...]:
    """Ask for all units at once, in the first of their ways: written as they are before taken apart."""
    together = product(*(unit.alternatives for unit in units))
    return tuple(tuple(chain.from_iterable(ways)) for ways in islice(together, _MAX_WAYS))
