"""Whom a product is for, read from its own words where its attributes do not say: "Shorts für Damen", "Herren > Schuhe"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from service.analysis.analyzer import Analyzer
from service.analysis.languages import primary_subtag
from service.analysis.words import BRAND_STEM_MARK
from service.catalog.row import nodes
from service.query.audience import named_audience
from service.query.parsed import ADULT
from service.query.words import Audience, query_words
from service.types import Product


def with_said_audience(product: Product, analyzer: Analyzer, language: str) -> Product:
    """Fill in missing genders and age groups from the title, or else from the category; what is given stays.

    Things for children are for all of them, where nothing says for boys or girls.

    Args:
        product: as the shop states it.
        analyzer: of the catalogue.
        language: of products that state none.
    """
    if product.genders and product.age_groups:
        return product
    code = primary_subtag(product.language_code or language)
    titled = _said((product.title,), analyzer, code)
    placed = _said((node for path in product.categories for node in nodes(path)), analyzer, code)
    genders = product.genders or _genders(titled) or _genders(placed)
    age_groups = product.age_groups or _ages(titled) or _ages(placed)
    if not genders and age_groups and ADULT not in age_groups:
        genders = ("unisex",)
    return replace(product, genders=genders, age_groups=age_groups)


def _genders(said: Sequence[Audience]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(gender for audience in _meant(said) for gender in audience.genders))


def _ages(said: Sequence[Audience]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(age for audience in _meant(said) for age in audience.age_groups[:1]))


def _meant(said: Sequence[Audience]) -> Sequence[Audience]:
    """Whoever names children means them, whatever else is named."""
    return [audience for audience in said if audience.age_groups not in ((), (ADULT,))] or said


def _said(texts: Iterable[str], analyzer: Analyzer, code: str) -> list[Audience]:
    words = query_words(code)
    tokens = (token for text in texts for token in analyzer.tokens(text, code))
    named = (named_audience(token, words) for token in tokens if not token.stem.startswith(BRAND_STEM_MARK))
    return list(dict.fromkeys(found.audience for found in named if found))
