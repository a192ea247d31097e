"""One token understood: its forms, and for compounds the heads and modifiers inside."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from service.analysis.compounds import WHOLE, Compound, Decompounder, unique
from service.analysis.languages import Language
from service.analysis.spellings import Spellings
from service.analysis.text import RawToken

# Keeps a brand's stem apart from word stems: the brand Jack must not answer to Jacken (stem `jack`).
BRAND_STEM_MARK = "="


@dataclass(frozen=True, slots=True)
class AnalyzedToken:
    """A token in every form that index and query compare.

    Attributes:
        surface: the token, normalised.
        exact: its exact form; of a word typed without its umlauts that of the usual spelling.
        stem: its stem; of `t-shirt` that of `tshirt`. Brand tokens are not stemmed, they carry a leading `=`.
        heads, modifiers, parts: as in `Compound`; empty if whole.
        variants: further exact forms on the same position: of `t-shirt` tshirt, t and shirt; of `256gb` 256 and gb.
    """

    surface: str
    exact: str
    stem: str
    heads: tuple[str, ...] = ()
    modifiers: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()


class WordAnalyzer:
    """Analyses the words of one language against one catalogue."""

    def __init__(
        self, language: Language, spellings: Spellings, decompounder: Decompounder, unstemmed: Collection[str]
    ) -> None:
        self._language = language
        self._spellings = spellings
        self._decompounder = decompounder
        self._unstemmed = unstemmed

    def analyze(self, token: RawToken, *, is_split: bool = True) -> AnalyzedToken:
        """Give all forms of a token; equal tokens get equal answers.

        Args:
            token: what to analyse.
            is_split: whether to look for compounds, the one costly part.
        """
        word = self._usual(token.surface)
        exact = self._language.exact(word)
        variants = self._variants(token, exact)
        if word in self._unstemmed:
            return AnalyzedToken(token.surface, exact, BRAND_STEM_MARK + exact, variants=variants)
        joined = word if len(token.pieces) == 1 else self._usual("".join(token.pieces))
        if not joined.isalpha():
            return AnalyzedToken(token.surface, exact, exact, variants=variants)
        stem = self._language.stem(joined)
        inside = self._compound(joined, token.pieces) if is_split else WHOLE
        return AnalyzedToken(token.surface, exact, stem, inside.heads, inside.modifiers, inside.parts, variants)

    def _usual(self, word: str) -> str:
        is_name = word in self._unstemmed or not word.isalpha()
        return word if is_name else self._spellings.usual(word)

    def _compound(self, joined: str, pieces: tuple[str, ...]) -> Compound:
        if len(pieces) > 1:
            return self._decompounder.explicit([self._usual(piece) for piece in pieces])
        return self._decompounder.compound(joined)

    def _variants(self, token: RawToken, exact: str) -> tuple[str, ...]:
        if len(token.pieces) < 2:
            return ()
        pieces = tuple(self._language.exact(piece) for piece in token.pieces)
        joined = ("".join(pieces),) if "".join(pieces).isalpha() else ()
        return unique(form for form in (*joined, *pieces) if form != exact)
