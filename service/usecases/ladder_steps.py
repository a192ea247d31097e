"""What each rung of the relaxation ladder gives up of a query.

0: nothing. 1: words may stand in descriptions or as the first part of a compound, all but the one that names a
category; from here on, a product need not say whom it is for. 2: misspelt words are put right. 3: of a compound, the head is
enough. 4: size, colour, material, pattern and brand become wishes, one after the other. 5: most of the words, the head among
them. 6: the head alone; if that finds nothing, any of the words. 7: nothing matches, so what is wanted most.
Price, negation and audience are kept as long as they leave anything, the caller's filter always.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from service.query.parsed import AUDIENCE_SLOTS, FacetToken, NamedSlot, ParsedQuery, Role, Unit
from service.retrieval.product_terms import HEAD
from service.retrieval.rungs import Step

STRICT, WEAKER_WORDS, CORRECTED, HEADS, WISHES, MOST_WORDS, FEW_WORDS, MOST_WANTED = range(8)
_WISHED = ("size", "color", "material", "pattern", "brand")
_ENOUGH_OF_THREE_OR_FOUR = 1
_SHARE_OF_MORE = 0.6


def plain_steps(parsed: ParsedQuery, *, corrected: str = "") -> Iterator[Step]:
    """All that is asked for, first in the words that name products, then in any."""
    every = frozenset(range(len(parsed.units)))
    said = f"read as “{corrected}”" if corrected else ""
    yield Step(CORRECTED if corrected else STRICT, said, parsed, every, len(every), lowest=HEAD)
    if every:
        weaker = "; ".join(filter(None, (said, "words may stand in descriptions, or first in a compound")))
        rung = CORRECTED if corrected else WEAKER_WORDS
        # What is no category of the shop may be what its products are used for, as their descriptions say.
        is_kind = len(every) > 1 and _names(parsed.units[_main(parsed)], "category")
        named = frozenset((_main(parsed),)) if is_kind else frozenset[int]()
        yield Step(rung, weaker, _for_anybody(parsed), every, len(every), named=named)


def relaxed_steps(parsed: ParsedQuery) -> Iterator[Step]:
    """Less and less of what is asked for; the kind of thing stays."""
    if not parsed.units:
        return
    n_words, main = len(parsed.units), _main(parsed)
    parsed = _for_anybody(parsed)
    headed = _with_heads(parsed)
    required, main_alone = frozenset(range(n_words)), frozenset((main,))
    if headed != parsed:
        yield Step(HEADS, "of a compound, the last part is enough", headed, required, n_words, named=main_alone)
    for slot in _WISHED:
        named = {place for place in required - {main} if _names(headed.units[place], slot)}
        hard = [limit for limit in headed.slots if limit.hard and limit.slot == slot]
        if named or hard:
            required -= named
            headed = _wishing(headed, hard)
            words = [headed.units[place].surface for place in sorted(named)] + [limit.surface for limit in hard]
            change = f"only wished for: {', '.join(words)}"
            yield Step(WISHES, change, headed, required, len(required), named=main_alone)
    if n_words > 1:
        n_enough = min(enough(n_words), len(required))
        change = f"{n_enough} of {n_words} words, {headed.units[main].surface} among them"
        yield Step(MOST_WORDS, change, headed, main_alone, n_enough, named=main_alone, n_counted=n_words)
        yield Step(FEW_WORDS, f"{headed.units[main].surface} alone", headed, main_alone, 1, named=main_alone)


def last_steps(parsed: ParsedQuery) -> Iterator[Step]:
    """For a query that found nothing so far."""
    if len(parsed.units) > 1:
        yield Step(FEW_WORDS, "any of the words", _with_heads(_for_anybody(parsed)), frozenset(), 1)


def wanted_steps(parsed: ParsedQuery) -> Iterator[Step]:
    """What is wanted most, whatever the words are: of what keeps to audience, price and negation, else of all."""
    kept = tuple(slot for slot in parsed.slots if slot.hard and slot.slot not in _WISHED)
    demanding = _for_anybody(ParsedQuery(slots=kept, ranges=parsed.ranges, excluded=parsed.excluded))
    for demands in dict.fromkeys((demanding, ParsedQuery())):
        yield Step(MOST_WANTED, "nothing matches: what is wanted most", demands, frozenset(), 0)


def enough(n_words: int) -> int:
    """How many of the words a product has to have on rung 5: 1 of 2, 2 of 3, 3 of 4, then 60 %."""
    return n_words - _ENOUGH_OF_THREE_OR_FOUR if n_words <= 4 else round(_SHARE_OF_MORE * n_words)


def _wishing(parsed: ParsedQuery, hard: Sequence[NamedSlot]) -> ParsedQuery:
    """Turn hard slots into units behind all others, which products may do without."""
    wishes = [Unit(limit.surface, (), tuple(FacetToken(limit.slot, value) for value in limit.values)) for limit in hard]
    kept = tuple(limit for limit in parsed.slots if limit not in hard)
    return replace(parsed, units=(*parsed.units, *wishes), slots=kept)


def _for_anybody(parsed: ParsedQuery) -> ParsedQuery:
    """The same of products that do not say whom they are for as well."""
    slots = (replace(named, accepts_unknown=named.hard and named.slot in AUDIENCE_SLOTS) for named in parsed.slots)
    return replace(parsed, slots=tuple(slots))


def _main(parsed: ParsedQuery) -> int:
    return len(parsed.units) - 1 if parsed.head is None else parsed.head


def _names(unit: Unit, slot: str) -> bool:
    return any(token.slot == slot for token in unit.slots)


def _with_heads(parsed: ParsedQuery) -> ParsedQuery:
    """Compounds that their head satisfies, too; their modifiers stand behind all units, to be wished for."""
    units, modifiers = list(parsed.units), []
    for place, unit in enumerate(parsed.units):
        split = next((terms for terms in unit.alternatives if len(terms) > 1), ())
        if split and split[-1].role is Role.HEAD:
            units[place] = replace(unit, alternatives=(*unit.alternatives, (replace(split[-1], role=Role.WHOLE),)))
            modifiers += [Unit(term.exact, ((term,),), term.slots) for term in split[:-1]]
    return replace(parsed, units=(*units, *modifiers))
