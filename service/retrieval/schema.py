"""The index's fields, and how a product becomes a document.

Every analysed term of a product is indexed once, under the best textual level it reaches. A query then adds constants
per level, which define the tier, and BM25 over the strong text orders inside it.
"""

from __future__ import annotations

from collections.abc import Sequence

import tantivy

from service.analysis.analyzer import Analyzer
from service.catalog.row import availability, discount_percent, nodes, prefixes
from service.query.filters import ATTRIBUTE_PREFIX
from service.retrieval.homes import Homes
from service.retrieval.number_terms import number_terms
from service.retrieval.product_terms import DESCRIPTION, HEAD, MODIFIER, WEIGHT_DIGITS, WHOLE, ProductTerms
from service.types import Product

LEVELS = (WHOLE, HEAD, MODIFIER, DESCRIPTION)
CODE_LEVELS = (WHOLE, DESCRIPTION)

TEXT_KEYS = ("brand", "category", "gender", "age_group", "color", "size", "material", "pattern", "availability", "tag")
PLAIN_KEYS = ("node", "language")
FACET_KEYS = (*TEXT_KEYS, "language")
NUMBER_KEYS = ("price", "original_price", "discount", "rating", "quantity")
ATTRIBUTES = "attributes"
ATTRIBUTE_NUMBERS = "attribute_numbers"
ROW, ROW_BIT = "row", "row_bit"
MAX_ROW = 2**31 - 1
# As many powers of two as a float can sum without loss.
ROW_BITS = 52
UNKNOWN = ""


def build_schema() -> tantivy.Schema:
    """The fields of every index generation; a change here needs a rebuild, which INDEX_FORMAT asks for."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field(ROW, indexed=True, fast=True)
    builder.add_float_field(ROW_BIT, fast=True)
    builder.add_text_field("term", tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("exact", tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("beginning", tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("code", tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("text", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("weight", tokenizer_name="whitespace", index_option="basic")
    for key in (*TEXT_KEYS, *PLAIN_KEYS, ATTRIBUTES, ATTRIBUTE_NUMBERS):
        builder.add_text_field(key, tokenizer_name="raw", index_option="basic")
    for key in NUMBER_KEYS:
        builder.add_float_field(key, indexed=True, fast=True)
    builder.add_integer_field("available_ms", indexed=True, fast=True)
    builder.add_integer_field("expire_ms", indexed=True, fast=True)
    return builder.build()


def attribute_token(key: str, value: str | float) -> str:
    """How one attribute value is spelled in the index; numbers have one spelling each."""
    return f"{key}={value if isinstance(value, str) else repr(float(value))}"


def index_document(
    product: Product, row: int, analyzer: Analyzer, homes: Homes, language: str
) -> tuple[tantivy.Document, tuple[str, ...]]:
    """A product as an index document, and the terms of its title.

    Args:
        product: what the shop says of it.
        row: its row in the columns.
        analyzer: of the same generation as the queries'.
        homes: where the heads of compounds are at home.
        language: for products that state none.
    """
    language = product.language_code or language
    terms = ProductTerms(product, analyzer, homes, language)
    document = tantivy.Document()
    document.add_text("id", product.id)
    document.add_unsigned(ROW, row)
    document.add_float(ROW_BIT, float(1 << row % ROW_BITS))
    document.add_text("term", _joined(terms.stems))
    document.add_text("exact", _joined(terms.exacts))
    document.add_text("beginning", _joined(terms.beginnings))
    document.add_text("code", _joined(terms.codes))
    document.add_text("text", terms.text)
    document.add_text("weight", _digits(terms.weights))
    for key, values in facet_values(product, language).items():
        for value in values or ((UNKNOWN,) if key in ("gender", "age_group") else ()):
            document.add_text(key, value)
    _add_numbers(document, product)
    return document, terms.title_stems


def facet_values(product: Product, language: str) -> dict[str, Sequence[str]]:
    """The values that filters and facets see, by index field. `language` is the product's own or the catalogue's."""
    attributes = [
        attribute_token(key, value)
        for key, values in product.attributes.items()
        for value in values.text or values.numbers
    ]
    return {
        "brand": product.brands,
        "category": list(dict.fromkeys(prefix for path in product.categories for prefix in prefixes(path))),
        "node": list(dict.fromkeys(node for path in product.categories for node in nodes(path))),
        "gender": product.genders,
        "age_group": product.age_groups,
        "color": list(dict.fromkeys((*product.color_families, *product.colors))),
        "size": product.sizes,
        "material": product.materials,
        "pattern": product.patterns,
        "availability": (availability(product).value,),
        "tag": product.tags,
        "language": (language,),
        ATTRIBUTES: attributes,
    }


def counted_values(product: Product, language: str) -> dict[str, Sequence[str]]:
    """The values that facets count, by facet key; numbers of attributes in their one spelling.

    `language` is that of products that state none.
    """
    values = facet_values(product, product.language_code or language)
    attributes = {
        f"{ATTRIBUTE_PREFIX}{key}": of_key.text or [repr(float(number)) for number in of_key.numbers]
        for key, of_key in product.attributes.items()
    }
    return {key: values[key] for key in FACET_KEYS} | attributes


def _joined(levels: dict[str, int]) -> str:
    return " ".join(f"{level}{form}" for form, level in levels.items())


def _digits(weights: dict[str, int]) -> str:
    """The binary digits of whole numbers, so that constants of the index can add them up exactly."""
    return " ".join(
        f"{digit}{stem}" for stem, weight in weights.items() for digit in range(WEIGHT_DIGITS) if weight >> digit & 1
    )


def _add_numbers(document: tantivy.Document, product: Product) -> None:
    numbers = {
        "price": product.price,
        "original_price": product.original_price,
        "discount": discount_percent(product.price, product.original_price),
        "rating": product.rating_average,
        "quantity": product.available_quantity,
    }
    for key, value in numbers.items():
        if value is not None:
            document.add_float(key, float(value))
    for key, time_ms in (("available_ms", product.available_time_ms), ("expire_ms", product.expire_time_ms)):
        if time_ms is not None:
            document.add_integer(key, time_ms)
    for attribute, values in product.attributes.items():
        for term in dict.fromkeys(term for value in values.numbers for term in number_terms(attribute, value)):
            document.add_text(ATTRIBUTE_NUMBERS, term)
