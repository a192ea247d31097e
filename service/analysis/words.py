"""One token understood: its forms, and for compounds the heads and modifiers inside."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from service.analysis.languages import Language
from service.analysis.overrides import OverriddenWords
from service.analysis.splitter import CompoundPart, Splitter
from service.analysis.text import RawToken

# Keeps a brand's stem apart from word stems: the brand Jack must not answer to Jacken (stem `jack`).
BRAND_STEM_MARK = "="
_MIN_HEAD_CHARS = 2


@dataclass(frozen=True, slots=True)
class AnalyzedToken:
    """A token in every form that index and query compare.

    Attributes:
        surface: the token, normalised.
        exact: its exact form.
        stem: its stem; of `t-shirt` that of `tshirt`. Brand tokens are not stemmed, they carry a leading `=`.
        heads: stems of all heads, longest first: herrenlederjacke has lederjack and jack. Empty if whole.
        modifiers: stems of the parts before the last, and of parts inside of those, in order.
        parts: the free words of the full split in order: herren, leder, jacke. Empty if whole.
        variants: further exact forms on the same position: of `t-shirt` tshirt, t and shirt; of `256gb` 256 and gb.
    """

    surface: str
    exact: str
    stem: str
    heads: tuple[str, ...] = ()
    modifiers: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Compound:
    """What a split adds to a token."""

    heads: tuple[str, ...]
    modifiers: tuple[str, ...]
    parts: tuple[str, ...]


_WHOLE = _Compound((), (), ())


class WordAnalyzer:
    """Analyses the words of one language against one catalogue."""

    def __init__(
        self,
        language: Language,
        splitter: Splitter | None,
        overridden: OverriddenWords,
        *,
        unsplit: Collection[str],
        unstemmed: Collection[str],
    ) -> None:
        self._language = language
        self._splitter = splitter
        self._overridden = overridden
        self._unsplit = unsplit
        self._unstemmed = unstemmed

    def analyze(self, token: RawToken) -> AnalyzedToken:
        """Give all forms of a token; equal tokens get equal answers."""
        exact = self._language.exact(token.surface)
        variants = self._variants(token, exact)
        if token.surface in self._unstemmed:
            return AnalyzedToken(token.surface, exact, BRAND_STEM_MARK + exact, variants=variants)
        joined = "".join(token.pieces)
        if not joined.isalpha():
            return AnalyzedToken(token.surface, exact, exact, variants=variants)
        compound = self._explicit(token.pieces) if len(token.pieces) > 1 else self._compound(token.surface)
        stem = self._language.stem(joined)
        return AnalyzedToken(
            token.surface, exact, stem, compound.heads, compound.modifiers, compound.parts, variants=variants
        )

    def _variants(self, token: RawToken, exact: str) -> tuple[str, ...]:
        if len(token.pieces) < 2:
            return ()
        pieces = tuple(self._language.exact(piece) for piece in token.pieces)
        joined = ("".join(pieces),) if "".join(pieces).isalpha() else ()
        return _unique(form for form in (*joined, *pieces) if form != exact)

    def _explicit(self, pieces: tuple[str, ...]) -> _Compound:
        """Read a hyphen as the seam of a compound: Damen-Shorts."""
        if len(pieces[-1]) < _MIN_HEAD_CHARS:
            return _WHOLE
        before = [self._compound(piece) for piece in pieces[:-1]]
        last = self._compound(pieces[-1])
        stems = [self._language.stem(piece) for piece in pieces]
        inside = [stem for piece, inner in zip(stems, before, strict=False) for stem in (piece, *_stems(inner))]
        every = [part for piece, inner in zip(pieces, (*before, last), strict=True) for part in inner.parts or (piece,)]
        return _Compound(_unique((stems[-1], *last.heads)), _unique((*inside, *last.modifiers)), tuple(every))

    def _compound(self, word: str) -> _Compound:
        """Split a word and its parts again, until all are whole; parts that were laid down are final."""
        if laid_down := self._overridden.split(word):
            return self._joined(word, laid_down, [_WHOLE] * len(laid_down))
        if self._splitter is None or word in self._unsplit or self._overridden.is_protected(word):
            return _WHOLE
        split = self._splitter.split(word)
        return self._joined(word, split, [self._compound(part.word) for part in split]) if split else _WHOLE

    def _joined(self, word: str, split: tuple[CompoundPart, ...], inner: list[_Compound]) -> _Compound:
        """Name heads and modifiers of a compound whose parts have been taken apart."""
        stem = self._language.stem
        modifiers = [
            form for part, deeper in zip(split[:-1], inner, strict=False) for form in (stem(part.word), *_stems(deeper))
        ]
        heads = [stem(word[part.start :]) for part in split[1:]]
        parts = [word for part, deeper in zip(split, inner, strict=True) for word in deeper.parts or (part.word,)]
        return _Compound(_unique((*heads, *inner[-1].heads)), _unique((*modifiers, *inner[-1].modifiers)), tuple(parts))


def _stems(compound: _Compound) -> tuple[str, ...]:
    return compound.modifiers + compound.heads


def _unique(forms: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(forms))
