"""What a compound answers to: its heads and modifiers, from every level of its parts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from service.analysis.overrides import OverriddenWords
from service.analysis.splitter import CompoundPart, Splitter

_MIN_HEAD_CHARS = 2


@dataclass(frozen=True, slots=True)
class Compound:
    """The parts of a word; all empty if it is whole.

    Attributes:
        heads: stems of all heads, longest first: herrenlederjacke has lederjack and jack.
        modifiers: stems of the parts before the last, and of parts inside of those, in order.
        parts: the free words of the full split in order: herren, leder, jacke.
    """

    heads: tuple[str, ...] = ()
    modifiers: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()

    @property
    def stems(self) -> tuple[str, ...]:
        """Every stem inside."""
        return self.modifiers + self.heads


WHOLE = Compound()


class Decompounder:
    """Takes words of one language apart until all parts are whole."""

    def __init__(
        self,
        splitter: Splitter | None,
        overridden: OverriddenWords,
        unsplit: Collection[str],
        stem: Callable[[str], str],
    ) -> None:
        self._splitter = splitter
        self._overridden = overridden
        self._unsplit = unsplit
        self._stem = stem

    def compound(self, word: str) -> Compound:
        """Split a word and its parts again; parts that were laid down are final."""
        if laid_down := self._overridden.split(word):
            return self._joined(word, laid_down, [WHOLE] * len(laid_down))
        if self._splitter is None or word in self._unsplit or self._overridden.is_protected(word):
            return WHOLE
        if split := self._splitter.split(word):
            return self._joined(word, split, [self.compound(part.word) for part in split])
        spelled_out = self._splitter.spell_out(word)
        return self.compound(spelled_out) if spelled_out != word else WHOLE

    def explicit(self, pieces: Sequence[str]) -> Compound:
        """Read hyphens as the seams of a compound: Damen-Shorts."""
        if len(pieces[-1]) < _MIN_HEAD_CHARS:
            return WHOLE
        *before, last = map(self.compound, pieces)
        stems = [self._stem(piece) for piece in pieces]
        modifiers = [form for stem, inner in zip(stems, before, strict=False) for form in (stem, *inner.stems)]
        parts = [part for piece, inner in zip(pieces, (*before, last), strict=True) for part in inner.parts or (piece,)]
        return Compound(unique((stems[-1], *last.heads)), unique((*modifiers, *last.modifiers)), tuple(parts))

    def _joined(self, word: str, split: Sequence[CompoundPart], inner: Sequence[Compound]) -> Compound:
        before, last = inner[:-1], inner[-1]
        modifiers = [
            form for part, deeper in zip(split, before, strict=False) for form in (self._stem(part.word), *deeper.stems)
        ]
        heads = [self._stem(word[part.start :]) for part in split[1:]]
        parts = [free for part, deeper in zip(split, inner, strict=True) for free in deeper.parts or (part.word,)]
        return Compound(unique((*heads, *last.heads)), unique((*modifiers, *last.modifiers)), tuple(parts))


def unique(forms: Iterable[str]) -> tuple[str, ...]:
    """Drop repetitions; the first of each stays in its place."""
    return tuple(dict.fromkeys(forms))
