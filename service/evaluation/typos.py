"""How well typos are corrected, on lists made from a catalogue's own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from service.evaluation.catalogue_words import CatalogueWords
from service.evaluation.misspelling import misspell
from service.types import Product

MAX_LISTED = 400
# Two typos in a shorter word leave too little of it.
_MIN_LETTERS = {0: 4, 1: 4, 2: 8}


class Place(StrEnum):
    """Where a typo is: in a word of the catalogue, or in a compound that the catalogue has only in parts."""

    WORD = "word"
    COMPOUND = "compound"


@dataclass(frozen=True, slots=True)
class Typo:
    """A word as it was meant and as it was typed; without typos it is right and has to stay."""

    word: str
    typed: str
    place: Place
    n_typos: int


@dataclass(frozen=True, slots=True)
class TypoJudgment:
    """What a query of one word was corrected to, "" if it was not, and whether that is right."""

    typo: Typo
    corrected: str
    right: bool


@dataclass(frozen=True, slots=True)
class TypoQuality:
    """Shares, each None where there is nothing that it is a share of.

    Attributes:
        first_correction_right: typos corrected to the word that was meant, or another form of it.
        words_1, words_2, compounds_1, compounds_2: the same by place and number of typos.
        false_alarms: right words that were corrected all the same.
    """

    first_correction_right: float | None
    words_1: float | None
    words_2: float | None
    compounds_1: float | None
    compounds_2: float | None
    false_alarms: float | None


def draw_typos(products: Sequence[Product], words: CatalogueWords, rng: np.random.Generator) -> list[Typo]:
    """Draw words and compounds with no, one and two typos, at most 400 each; fewer where the catalogue has fewer."""
    listed = {Place.WORD: words.common(), Place.COMPOUND: words.unseen_compounds(products)}
    return [
        Typo(word, typed, place, n_typos)
        for place, candidates in listed.items()
        for n_typos, min_letters in _MIN_LETTERS.items()
        for word in _drawn([word for word in candidates if len(word) >= min_letters], rng)
        if (typed := _typed(word, n_typos, words, rng))
    ]


def judge_correction(typo: Typo, corrected: str, words: CatalogueWords) -> TypoJudgment:
    """Compare the corrected query, "" if it stayed as it was, with what was meant."""
    if not typo.n_typos:
        return TypoJudgment(typo, corrected, right=not corrected)
    return TypoJudgment(typo, corrected, right=bool(corrected) and words.same(corrected.casefold(), typo.word))


def summarise_typos(judgments: Sequence[TypoJudgment]) -> TypoQuality:
    """Sum up over all words, each counting the same."""

    def share(place: Place, n_typos: int) -> float | None:
        return _share([one for one in judgments if (one.typo.place, one.typo.n_typos) == (place, n_typos)])

    kept = _share([one for one in judgments if not one.typo.n_typos])
    return TypoQuality(
        first_correction_right=_share([one for one in judgments if one.typo.n_typos]),
        words_1=share(Place.WORD, 1),
        words_2=share(Place.WORD, 2),
        compounds_1=share(Place.COMPOUND, 1),
        compounds_2=share(Place.COMPOUND, 2),
        false_alarms=None if kept is None else 1 - kept,
    )


def _drawn(words: Sequence[str], rng: np.random.Generator) -> list[str]:
    return [words[place] for place in rng.permutation(len(words))[:MAX_LISTED].tolist()]


def _typed(word: str, n_typos: int, words: CatalogueWords, rng: np.random.Generator) -> str:
    if not n_typos:
        return word
    return misspell(word, n_typos, rng, allowed=lambda typed: words.is_typo_of(typed, word))


def _share(judgments: Sequence[TypoJudgment]) -> float | None:
    return sum(one.right for one in judgments) / len(judgments) if judgments else None
