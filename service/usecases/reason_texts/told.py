"""Tells reasons in the language of a request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from service.analysis.languages import primary_subtag
from service.answers import Hit, Reason, ReasonKind
from service.types import Product, ProductId
from service.usecases.reason_texts import english, german
from service.usecases.reason_texts.wording import Wording

MAX_TITLE_CHARS = 60

_LANGUAGES: Mapping[str, Mapping[ReasonKind, Wording]] = {"de": german.TEXTS, "en": english.TEXTS}
_USUAL = "en"


def told(
    hits: Sequence[Hit], products: Mapping[ProductId, Product], language_code: str
) -> dict[ProductId, tuple[str, ...]]:
    """The reasons of each hit that has any, in words: German or, for any other language, English.

    A product that is not among `products`, or hidden, is not named.
    """
    texts = _LANGUAGES.get(primary_subtag(language_code), _LANGUAGES[_USUAL])
    return {
        hit.product_id: tuple(_worded(reason, texts[reason.kind], products, language_code) for reason in hit.reasons)
        for hit in hits
        if hit.reasons
    }


def _worded(reason: Reason, wording: Wording, products: Mapping[ProductId, Product], language_code: str) -> str:
    product = products.get(reason.product_id)
    name = reason.value if product is None or product.hidden else _title(product, language_code)
    return wording.about.format(name) if name and wording.about else wording.plain


def _title(product: Product, language_code: str) -> str:
    """The product's title in the language, cut at a word if it is long."""
    localized = product.localized.get(primary_subtag(language_code))
    title = (localized.title if localized else "") or product.title
    if len(title) <= MAX_TITLE_CHARS:
        return title
    return f"{title[:MAX_TITLE_CHARS].rpartition(' ')[0] or title[:MAX_TITLE_CHARS]} …"
