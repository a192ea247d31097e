"""A German shop for golden tests: what is true of each product, and what its feed says, which may be less.

Everything is made up but for a few real brands that queries need. A feed may lack an attribute where the title says it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

import msgspec

from service.types import AttributeValues, Product, ProductId

T = TypeVar("T")

MODELS = ("Lund", "Aspen", "Kolding", "Vero", "Tara", "Milo", "Skagen", "Bergen", "Isar", "Nova")
FASHION_BRANDS = ("Uferlos", "Steinmarder", "Nordpfad", "Tom Rock", "Blumenfeld", "Lautgrün")
HOME_BRANDS = ("Eichenstube", "Wohnfried", "Hausgut", "")
WEAR_TITLES = (
    "{compound}",
    "{prefix} {noun} {model}",
    "{noun} für {people}",
    "{brand} {noun} {model}",
    "{noun} {prefix} in {colour}",
    "{tinted} {noun} für {people}",
    "{brand} {prefix}-{noun}",
)
HOME_TITLES = (
    "{noun} {model}",
    "{brand} {noun}",
    "{noun} in {colour}",
    "{tinted} {noun} {model}",
    "{brand} {noun} {colour}",
)
PLAIN_TITLES = ("{noun} {model}", "{brand} {noun}")
EVERY_NTH_LACKS = 5
"""So many products have one among them that lacks the attributes its title names."""

# Name -> family and the stem of the adjective.
COLOURS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "Beige": ("Beige", "beigefarben"),
        "Blau": ("Blau", "blau"),
        "Braun": ("Braun", "braun"),
        "Dunkelblau": ("Blau", "dunkelblau"),
        "Dunkelbraun": ("Braun", "dunkelbraun"),
        "Dunkelgrün": ("Grün", "dunkelgrün"),
        "Dunkelrot": ("Rot", "dunkelrot"),
        "Gelb": ("Gelb", "gelb"),
        "Gold": ("Gold", "golden"),
        "Grau": ("Grau", "grau"),
        "Grün": ("Grün", "grün"),
        "Hellblau": ("Blau", "hellblau"),
        "Hellgrau": ("Grau", "hellgrau"),
        "Lila": ("Lila", "lilafarben"),
        "Mint": ("Grün", "mintgrün"),
        "Rosa": ("Rosa", "rosafarben"),
        "Rot": ("Rot", "rot"),
        "Schwarz": ("Schwarz", "schwarz"),
        "Silber": ("Silber", "silbern"),
        "Transparent": ("Transparent", "transparent"),
        "Weiß": ("Weiß", "weiß"),
    }
)
ENDINGS = {"m": "er", "f": "e", "n": "es", "p": "e"}


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom products are for, in the words of categories and titles and in the fields of a product."""

    shop: str
    prefix: str
    people: str
    genders: tuple[str, ...]
    age_group: str


AUDIENCES = {
    "women": Audience("Damen", "Damen", "Damen", ("women",), "adult"),
    "men": Audience("Herren", "Herren", "Herren", ("men",), "adult"),
    "unisex": Audience("Damen", "Unisex", "Damen und Herren", ("unisex",), "adult"),
    "girls": Audience("Kinder > Mädchen", "Mädchen", "Mädchen", ("women",), "kids"),
    "boys": Audience("Kinder > Jungen", "Jungen", "Jungen", ("men",), "kids"),
    "kids": Audience("Kinder", "Kinder", "Kinder", ("unisex",), "kids"),
}


@dataclass(frozen=True, slots=True)
class Goods:
    """One product: what kind of thing it is, all that is true of it, and what its feed says."""

    kind: str
    audience: str
    truth: Product
    feed: Product

    @property
    def group(self) -> str:
        """What its variants share."""
        return self.truth.primary_product_id or self.truth.id


@dataclass(frozen=True, slots=True)
class _Range:
    """Some products of one kind, as `fixture_shop.toml` lists them.

    `n` counts products without an audience, `audiences` those with one; {shop} in a category is the audience's part of
    the shop. Titles are templates. With `variants`, every size is a product of its own.
    """

    kind: str
    genus: str
    category: tuple[str, ...]
    nouns: tuple[str, ...]
    n: int = 0
    audiences: dict[str, int] = field(default_factory=dict)
    titles: tuple[str, ...] = ()
    colours: tuple[str, ...] = ("",)
    materials: tuple[str, ...] = ("",)
    sizes: tuple[str, ...] = ("",)
    prices: tuple[float, ...] = ()
    brands: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ("",)
    attributes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    variants: bool = False


@dataclass(frozen=True, slots=True)
class _Draft:
    """What was dealt to one product; `title` is still a template."""

    title: str
    noun: str
    category: str
    colour: str
    material: str
    sizes: str
    price: float
    brand: str
    model: str
    description: str


@cache
def fixture_goods() -> tuple[Goods, ...]:
    """Every product of the shop, always the same."""
    tables = msgspec.toml.decode(Path(__file__).with_suffix(".toml").read_bytes(), type=dict[str, list[_Range]])
    return tuple(
        Goods(entry.kind, audience, truth, feed)
        for number, entry in enumerate(tables["range"])
        for audience, n in (entry.audiences or {"": entry.n}).items()
        for truth, feed in _drawn(entry, audience, n, f"{number:02}{audience[:1]}")
    )


@cache
def goods_by_id() -> Mapping[str, Goods]:
    """The same by product id."""
    return {goods.truth.id: goods for goods in fixture_goods()}


def fixture_feed() -> list[Product]:
    """The products as the shop feeds them."""
    return [goods.feed for goods in fixture_goods()]


def _drawn(entry: _Range, audience: str, n: int, name: str) -> Iterator[tuple[Product, Product]]:
    """Draw `n` products of a range for one audience, each as it is and as its feed says; ids begin with `name`."""
    rng, people = random.Random(f"{audience} {entry}"), AUDIENCES.get(audience)
    attributes = {key: _dealt(values, n, rng) for key, values in entry.attributes.items()}
    for at, draft in enumerate(_drafts(entry, n, rng, worn=people is not None)):
        said = {key: AttributeValues((dealt[at],)) for key, dealt in attributes.items() if dealt[at]}
        truth = replace(_product(draft, entry.genus, people), id=ProductId(f"{name}{at:02}"), attributes=said)
        feed = _less(truth, draft.title) if at % EVERY_NTH_LACKS == EVERY_NTH_LACKS - 1 else truth
        yield from _sizes_apart(truth, feed) if entry.variants else ((truth, feed),)


def _sizes_apart(truth: Product, feed: Product) -> Iterator[tuple[Product, Product]]:
    """Turn a product into one variant for each of its sizes."""
    for size in truth.sizes:
        name = ProductId(f"{truth.id}-{size}")
        yield (
            replace(truth, id=name, primary_product_id=truth.id, sizes=(size,)),
            replace(feed, id=name, primary_product_id=truth.id, sizes=(size,)),
        )


def _drafts(entry: _Range, n: int, rng: random.Random, *, worn: bool) -> Iterator[_Draft]:
    usual_titles = WEAR_TITLES if worn else HOME_TITLES if any(entry.colours) else PLAIN_TITLES
    dealt = (
        _dealt(entry.titles or usual_titles, n, rng),
        _dealt(entry.nouns, n, rng),
        _dealt(entry.category, n, rng),
        _dealt(entry.colours, n, rng),
        _dealt(entry.materials, n, rng),
        _dealt(entry.sizes, n, rng),
        _dealt(entry.prices, n, rng),
        _dealt(entry.brands or (FASHION_BRANDS if worn else HOME_BRANDS), n, rng),
        _dealt(MODELS, n, rng),
        _dealt(entry.descriptions, n, rng),
    )
    return map(_Draft, *dealt)


def _dealt(values: Sequence[T], n: int, rng: random.Random) -> list[T]:
    """Give `n` values, each as often as any other, shuffled."""
    dealt = [values[at % len(values)] for at in range(n)]
    rng.shuffle(dealt)
    return dealt


def _product(draft: _Draft, genus: str, people: Audience | None) -> Product:
    colour, sizes = draft.colour, draft.sizes
    return Product(
        id=ProductId(""),
        title=_title(draft, genus, people),
        description=draft.description,
        categories=(draft.category.format(shop=people.shop if people else ""),),
        brands=(draft.brand,) if draft.brand else (),
        language_code="de",
        genders=people.genders if people else (),
        age_groups=(people.age_group,) if people else (),
        color_families=(COLOURS[colour][0],) if colour else (),
        colors=(colour,) if colour else (),
        sizes=tuple(sizes.split("|")) if sizes else (),
        materials=(draft.material,) if draft.material else (),
        price=draft.price,
        currency_code="EUR",
    )


def _title(draft: _Draft, genus: str, people: Audience | None) -> str:
    prefix = people.prefix if people else ""
    glued = f"{prefix}-{draft.noun}" if "-" in draft.noun else prefix + draft.noun.lower()
    text = draft.title.format(
        noun=draft.noun,
        model=draft.model,
        brand=draft.brand,
        colour=draft.colour,
        tinted=COLOURS[draft.colour][1].capitalize() + ENDINGS[genus] if draft.colour else "",
        material=draft.material,
        size=draft.sizes.split("|")[0],
        prefix=prefix,
        people=people.people if people else "",
        compound=f"{prefix} {draft.noun}" if " " in draft.noun else glued,
    )
    return " ".join(text.split())


def _less(truth: Product, template: str) -> Product:
    """Leave out the attributes that the title says."""
    says_audience = any(word in template for word in ("{prefix}", "{people}", "{compound}"))
    says_colour = "{colour}" in template or "{tinted}" in template
    return replace(
        truth,
        genders=() if says_audience else truth.genders,
        age_groups=() if says_audience else truth.age_groups,
        color_families=() if says_colour else truth.color_families,
        colors=() if says_colour else truth.colors,
        materials=() if "{material}" in template else truth.materials,
    )
