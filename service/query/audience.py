"""Whom a query is for: found in words and at the beginning of compounds, half-typed ones too, and turned into slots."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from service.analysis.analyzer import Analyzer
from service.analysis.words import AnalyzedToken
from service.query.facets import FacetLexicon
from service.query.parsed import ADULT, FacetToken, NamedSlot
from service.query.words import Audience, QueryWords

_MIN_BEGINNING_CHARS = 2
_COMPLETIONS_TRIED = 200
_MAX_LINK_CHARS = 2


@dataclass(frozen=True, slots=True)
class NamedAudience:
    """An audience a token names, the words for it, and what is left of the token ("" if nothing is)."""

    audience: Audience
    surface: str
    rest: str = ""


def named_audience(token: AnalyzedToken, words: QueryWords) -> NamedAudience | None:
    """Read a finished token: Damen, or Damenshorts if it is a compound whose first part is Damen."""
    if audience := words.audiences.get(token.exact):
        return NamedAudience(audience, token.surface)
    if len(token.parts) > 1:
        for beginning, audience in words.beginnings:
            if token.surface.startswith(beginning) and _is_first_part(beginning, token):
                return NamedAudience(audience, beginning, token.surface[len(beginning) :].lstrip("-&"))
    return None


def unfinished_audience(
    token: AnalyzedToken, words: QueryWords, analyzer: Analyzer, language: str
) -> NamedAudience | None:
    """Read the beginning of a token: Damensh, where the catalogue has a word that goes on like this.

    If catalogue words start with all that is typed, they decide: Damens is women's as far as one of them is. If none
    does, the letters after the audience have to be two at least and begin a known word.
    """
    typed = token.surface
    for beginning, audience in words.beginnings:
        if not typed.startswith(beginning):
            continue
        rest = typed[len(beginning) :].lstrip("-&")
        if not rest:
            return NamedAudience(audience, typed)
        completions = list(islice(analyzer.completions(typed, language), _COMPLETIONS_TRIED))
        if completions:
            said = any(len(whole.parts) > 1 and _is_first_part(beginning, whole) for whole in completions)
        else:
            said = len(rest) >= _MIN_BEGINNING_CHARS and analyzer.starts_a_word(rest, language)
        if said:
            return NamedAudience(audience, beginning, rest)
    whole_word = words.audiences.get(token.exact)
    return NamedAudience(whole_word, typed) if whole_word and _ends_here(token, words, analyzer, language) else None


def _is_first_part(beginning: str, token: AnalyzedToken) -> bool:
    """Whether a compound's first part is this, linking letters left out: børnesko are børn and sko."""
    part = token.parts[0]
    return beginning.startswith(part) and len(beginning) <= len(part) + _MAX_LINK_CHARS


def is_constraint(audience: Audience, facets: FacetLexicon) -> bool:
    """Tell whether the catalogue's attributes can say all that the word says; else it has to be looked for as text.

    Adults are told by gender alone: many shops leave their age out.
    """
    ages_known = audience.age_groups in ((), (ADULT,)) or facets.carried("age_group", audience.age_groups)
    return bool(ages_known and (not audience.genders or facets.carried("gender", audience.genders)))


def audience_slots(named: Sequence[NamedAudience], facets: FacetLexicon) -> tuple[NamedSlot, ...]:
    """Turn audiences into hard slots, as far as the catalogue carries their values.

    Args:
        named: what the query names.
        facets: what the catalogue carries.
    """
    surface = " ".join(dict.fromkeys(found.surface for found in named))
    slots = []
    for slot in ("gender", "age_group"):
        values = facets.carried(slot, _agreed(_values(found.audience, slot) for found in named))
        if values:
            slots.append(
                NamedSlot(
                    slot,
                    values,
                    hard=True,
                    surface=surface,
                    also=("unisex",) if slot == "gender" and "unisex" not in values else (),
                )
            )
    return tuple(slots)


def telling_values(audience: Audience, facets: FacetLexicon) -> tuple[FacetToken, ...]:
    """Give the values by which a product shows that it is for an audience: of children the age, of adults the gender."""
    slot = "gender" if audience.age_groups in ((), (ADULT,)) else "age_group"
    return tuple(FacetToken(slot, value) for value in facets.carried(slot, _values(audience, slot)))


def _ends_here(token: AnalyzedToken, words: QueryWords, analyzer: Analyzer, language: str) -> bool:
    """Tell whether an audience word is no beginning of other words: Mann may still become Mannheim."""
    completions = islice(analyzer.completions(token.surface, language), _COMPLETIONS_TRIED)
    return all(named_audience(whole, words) for whole in completions)


def _values(audience: Audience, slot: str) -> tuple[str, ...]:
    return audience.genders if slot == "gender" else audience.age_groups


def _agreed(named: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Give the values that all words allow (Baby Jungen), or any of them where they exclude each other."""
    said = [values for values in named if values]
    every = dict.fromkeys(value for values in said for value in values)
    common = tuple(value for value in every if all(value in values for values in said))
    return common or tuple(every)
