"""How the made-up shop words its titles and descriptions: several styles, as several people write them."""

from __future__ import annotations

from service.demo.drafts import Draft
from service.demo.words import ARTICLES, ENDINGS, PATTERNS, Genus

WEAR_TITLES = (
    "{compound}",
    "{compound} aus {material} in {colour}",
    "{noun} für {people} in {colour}",
    "{noun} für {people} aus {material}",
    "{brand} {prefix} {noun} {colour}",
    "{brand} – {prefix} {noun} {model}",
    "{noun} {prefix}, {material}, {colour}",
    "{prefix} {noun} mit {detail}",
    "{adjective} {compound} mit {detail}",
    "{tinted} {compound} aus {material}",
    "{brand} {compound} {model}",
    "{noun} „{model}“ für {people}",
)
HOME_TITLES = (
    "{noun} aus {material} in {colour}",
    "{noun} „{model}“ in {colour}",
    "{brand} {noun} {model}",
    "{brand} {noun}, {material}, {colour}",
    "{adjective} {noun} mit {detail}",
    "{tinted} {noun} aus {material}",
)
PATTERNED_TITLES = ("{patterned} {compound} in {colour}", "{compound} {model}, {pattern}")
OPENINGS = (
    "{adjective} {base} aus {material} mit {detail}.",
    "{article} {base} aus {material} {verb} mit {detail}.",
    "{base} in {colour} aus {material}, mit {detail}.",
    "{adjective} {base} in {colour}, gefertigt aus {material}.",
)
FOR_PEOPLE = "Gemacht für {people}."


def write(template: str, draft: Draft) -> str:
    """The template's text about one product, with German endings, starting with a capital."""
    genus = draft.kind.genus
    ending = ENDINGS[genus]
    base = draft.kind.nouns[0]
    # "Leinenshorts aus Leinen" is what nobody writes.
    repeats = "{material}" in template and draft.noun in draft.kind.made_of.values()
    noun = base if repeats else draft.noun
    text = template.format(
        noun=noun,
        base=base,
        compound=_compound(noun, draft),
        prefix=draft.audience.prefix,
        people=draft.audience.people,
        brand=draft.brand,
        model=draft.model,
        material=draft.material,
        colour=draft.colour.name,
        detail=draft.detail,
        pattern=draft.pattern.lower(),
        adjective=draft.adjective.capitalize() + ending,
        tinted=draft.colour.stem.capitalize() + ending,
        patterned=PATTERNS[draft.pattern].capitalize() + ending,
        article=ARTICLES[genus],
        verb="kommen" if genus is Genus.PLURAL else "kommt",
    )
    return text[:1].upper() + text[1:]


def _compound(noun: str, draft: Draft) -> str:
    """Damenshorts, Damen-Cargoshorts, Unisex-Mütze, kurze Hose Damen; the bare noun where there is no audience."""
    prefix = draft.audience.prefix
    if not prefix:
        return noun
    if " " in noun:
        return f"{noun} {prefix}"
    if noun != draft.kind.nouns[0] or "-" in noun or prefix == "Unisex":
        return f"{prefix}-{noun}"
    return prefix + noun.lower()
