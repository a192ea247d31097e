"""Properties of the fixture shop's products, as the golden tests name them."""

from __future__ import annotations

from tests.golden.expectations import Trait


def kind(*names: str) -> Trait:
    """One of these kinds of thing."""
    return Trait(names[0], lambda goods: goods.kind in names)


def in_colour(*families: str) -> Trait:
    """Of one of these colour families."""
    return Trait("/".join(families), lambda goods: not set(families).isdisjoint(goods.truth.color_families))


def in_shade(*colours: str) -> Trait:
    """Of just one of these colours."""
    return Trait("/".join(colours), lambda goods: not set(colours).isdisjoint(goods.truth.colors))


def made_of(material: str) -> Trait:
    """Of this material."""
    return Trait(f"of {material}", lambda goods: material in goods.truth.materials)


def in_size(*sizes: str) -> Trait:
    """To be had in one of these sizes."""
    return Trait(f"in {sizes[0]}", lambda goods: not set(sizes).isdisjoint(goods.truth.sizes))


def costs(low: float = 0.0, high: float = float("inf")) -> Trait:
    """At a price within these bounds, both included."""
    return Trait(f"at {low:g} to {high:g}", lambda goods: low <= (goods.truth.price or 0.0) <= high)


def costs_less_than(high: float) -> Trait:
    """At a price below this."""
    return Trait(f"below {high:g}", lambda goods: (goods.truth.price or 0.0) < high)


def of_brand(name: str) -> Trait:
    """Of this brand."""
    return Trait(f"by {name}", lambda goods: name in goods.truth.brands)


def says(*words: str) -> Trait:
    """With one of these words in the title, in any case."""
    return Trait(
        f"saying {words[0]}", lambda goods: any(word.casefold() in goods.truth.title.casefold() for word in words)
    )


def _for(*audiences: str) -> Trait:
    return Trait(f"for {audiences[0]}", lambda goods: goods.audience in audiences)


FOR_WOMEN = _for("women", "unisex")
FOR_MEN = _for("men", "unisex")
FOR_CHILDREN = _for("kids", "girls", "boys")
FOR_GIRLS = _for("girls", "kids")
FOR_BOYS = _for("boys", "kids")
ONLY_WOMENS = _for("women")
ONLY_MENS = _for("men")
ONLY_GIRLS = _for("girls")
ONLY_BOYS = _for("boys")
WITH_HOOD = Trait(
    "with a hood",
    lambda goods: (
        goods.kind == "hooded pullover"
        or "ja" in {text for name, values in goods.truth.attributes.items() if name == "kapuze" for text in values.text}
    ),
)

SHOES = kind("sneaker", "running shoes", "leather shoes", "sandals", "children's shoes")
GLOVES = kind("gloves")
SHORTS = kind("shorts")
LEATHER_JACKETS = kind("leather jacket")
JACKETS = kind("leather jacket", "textile jacket", "winter jacket", "rain jacket", "jacket of the brand")
PULLOVERS = kind("pullover", "hooded pullover")
PHONE_CASES = kind("phone case", "case for iPhone 15", "case for iPhone 14", "case for S24", "case for S23")
TABLES = kind("table")
