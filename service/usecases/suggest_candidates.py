"""Which phrases a beginning may become, in the order that suits the visitor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from service.query.parsed import AUDIENCE_SLOTS, NamedSlot
from service.ranking.score import best, slot_parts, sort_keys
from service.retrieval.suggestions import Completions, Met, Phrase
from service.usecases.person import Person
from service.usecases.suggest_typed import Typed

Int32 = NDArray[np.int32]
Float64 = NDArray[np.float64]

# Phrases that begin as was typed come before those that have it inside, of equal weight and even of half as much again.
LEAD = 0.5
# Of phrases that mean the same, the one that goes on as it was typed: "damensh" becomes "damenshorts".
AS_SPELLED = 0.4
# One letter meets thousands: the weightiest are looked at, and of these the best.
_LOOKED_AT = 2_000
_BEST = 48
_MAX_OF_A_KIND = 2


def candidates(typed: Typed, books: Sequence[Completions], person: Person) -> list[Phrase]:
    """The phrases that begin as was typed, or hold all of its words in any order; the best first, each meaning once.

    Where any have the accents that were typed, only those: kü is no beginning of kurz.
    """
    met = [(book, _met(book, typed)) for book in books]
    accented = [(book, _with_accents(book, found, typed.accented)) for book, found in met]
    if any(found.places.size for _, found in accented):
        met = accented
    scored = chain.from_iterable(_best(book, found, person) for book, found in met)
    spelled = ((score + AS_SPELLED * phrase.text.startswith(typed.text), phrase) for score, phrase in scored)
    return list(_once(spelled))


def completed_words(last: str, books: Sequence[Completions], person: Person) -> list[Phrase]:
    """Single words that begin like the last one."""
    met = (_best(book, book.meet(last), person) for book in books)
    return [phrase for phrase in _once(chain.from_iterable(met)) if " " not in phrase.text]


def diverse(phrases: Iterable[Phrase]) -> list[Phrase]:
    """The same phrases: first at most two about the same things for the same people, then the others, each in their order."""
    seen: dict[str, int] = {}
    first: list[Phrase] = []
    later: list[Phrase] = []
    for phrase in phrases:
        seen[phrase.kind] = seen.get(phrase.kind, 0) + 1
        (first if seen[phrase.kind] <= _MAX_OF_A_KIND else later).append(phrase)
    return first + later


def agreeing(phrases: Iterable[Phrase], named: Sequence[NamedSlot]) -> list[Phrase]:
    """Those that are for nobody else than what was typed says."""
    allowed = {slot.slot: {*slot.values, *slot.also} for slot in named if slot.hard and slot.slot in AUDIENCE_SLOTS}
    if not allowed:
        return list(phrases)
    return [
        phrase for phrase in phrases if all(value in allowed[slot] for slot, value in phrase.slots if slot in allowed)
    ]


def _met(book: Completions, typed: Typed) -> Met:
    if not typed.words:
        places = np.arange(len(book.phrases), dtype=np.int32)
        return Met(places, np.zeros(places.size, np.bool_))
    whole = book.meet(typed.together)
    if len(typed.words) == 1:
        return whole
    apart = _met_by_all(book, typed.words)
    return Met(np.concatenate([whole.places, apart]), np.concatenate([whole.leads, np.zeros(apart.size, np.bool_)]))


def _met_by_all(book: Completions, words: Sequence[str]) -> Int32:
    """Phrases that every one of these words meets, each once."""
    fewest, *others = sorted((book.meet(word).places for word in dict.fromkeys(words)), key=len)
    places = np.unique(fewest)
    for other in others:
        if not places.size:
            break
        places = places[np.isin(places, other)]
    return places


def _with_accents(book: Completions, met: Met, accented: Sequence[str]) -> Met:
    if not accented:
        return met
    texts = [book.phrases[place].text for place in met.places.tolist()]
    kept = np.array([all(word in text for word in accented) for text in texts], np.bool_)
    return Met(met.places[kept], met.leads[kept])


def _best(book: Completions, met: Met, person: Person) -> list[tuple[float, Phrase]]:
    if met.places.size > _LOOKED_AT:
        # The weightier a phrase, the smaller its place.
        kept = np.argpartition(met.places, _LOOKED_AT)[:_LOOKED_AT]
        met = Met(met.places[kept], met.leads[kept])
    scores = book.weights[met.places] + LEAD * met.leads + _personal(book, met, person)
    first = best(sort_keys(scores, met.places), _BEST).tolist()
    return [(float(scores[at]), book.phrases[met.places[at]]) for at in first]


def _personal(book: Completions, met: Met, person: Person) -> Float64:
    leanings = {slot: person.affinities[slot] for slot in book.codes if slot in person.affinities}
    codes = {slot: book.codes[slot].take(met.places, axis=0) for slot in leanings}
    parts = slot_parts(leanings, codes, strength=person.strength)
    return np.asarray(sum(parts.values(), np.zeros(met.places.size)))


def _once(scored: Iterable[tuple[float, Phrase]]) -> Iterator[Phrase]:
    seen: set[str] = set()
    for _, phrase in sorted(scored, key=lambda entry: (-entry[0], entry[1].text)):
        if phrase.key not in seen:
            seen.add(phrase.key)
            yield phrase
