"""A small self-written shop, as the words that analysis and query understanding learn from."""

from __future__ import annotations

from functools import cache

from service.analysis.analyzer import Analyzer
from service.analysis.lexicon import CatalogText, Lexicon
from service.query.facets import FacetLexicon, FacetValue

TITLES = (
    "Damenshorts mit Gummibund",
    "Shorts für Herren",
    "Damen Shorts aus Leinen",
    "Herrenlederjacke",
    "Lederjacke mit Kapuze",
    "Jacken für jeden Tag",
    "Kinderschuhe",
    "Schuhe aus Leder",
    "Winterhandschuhe",
    "Kissen Mannheim",
    "Tischdecke Damast",
    "T-Shirt mit Druck",
    "E-Reader Kindle",
    "Wanderkarte Jungle",
    "Sonnenbrille",
    "Regenhose",
)
BRANDS = ("Jack Wolfskin", "Birkenstock", "Street One")


def lexicon(titles: tuple[str, ...] = TITLES) -> Lexicon:
    """What these titles teach; every second product is of a brand that its title names."""
    texts = [
        CatalogText("de", (title, f"{BRANDS[index % 3]} {title}"), brands=(BRANDS[index % 3],))
        if index % 2
        else CatalogText("de", (title,))
        for index, title in enumerate(titles)
    ]
    return Lexicon.build(texts)


@cache
def analyzer() -> Analyzer:
    return Analyzer(lexicon())


def facets(*, carries_audience: bool = True) -> FacetLexicon:
    """The facet words of a shop of 16 products; without an audience its attributes say nothing of whom they are for."""
    audience = [
        ("gender", "women"),
        ("gender", "men"),
        ("gender", "unisex"),
        ("age_group", "adult"),
        ("age_group", "kids"),
    ]
    values = [
        ("color", "Rot"),
        ("color", "Dunkelrot"),
        ("material", "Leder"),
        ("brand", "Jack Wolfskin"),
        ("category", "Shorts"),
        ("category", "Damenschuhe"),
        ("category", "Jacken & Mäntel"),
        ("size", "42"),
    ]
    return FacetLexicon.build(
        [FacetValue(slot, value, 4) for slot, value in [*(audience if carries_audience else ()), *values]],
        analyzer=analyzer(),
        languages=["de", "en"],
    )
