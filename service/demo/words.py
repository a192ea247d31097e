"""The words that the made-up shop is written in: colours, audiences, brands, sizes, and the German that joins them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Genus(StrEnum):
    """A noun's grammatical gender; plural nouns (die Shorts) decline alike whatever theirs is."""

    M = "m"
    F = "f"
    N = "n"
    PLURAL = "p"


ENDINGS = {Genus.M: "er", Genus.F: "e", Genus.N: "es", Genus.PLURAL: "e"}
ARTICLES = {Genus.M: "Der", Genus.F: "Die", Genus.N: "Das", Genus.PLURAL: "Die"}


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour's name, its family, and the stem that takes an adjective's ending."""

    name: str
    family: str
    stem: str


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a product is made for, in the words of titles (`prefix`, `people`) and in the fields of a product.

    Attributes:
        branches: where its categories begin; more than one if it stands in several parts of the shop.
        prefix: what a compound starts with: Damen-, Herren-, Kinder-.
        scale: whose sizes it has.
    """

    key: str
    branches: tuple[str, ...]
    prefix: str
    people: str
    genders: tuple[str, ...]
    age_group: str
    scale: str


AUDIENCES = (
    Audience("women", ("Damen",), "Damen", "Damen", ("women",), "adult", "women"),
    Audience("men", ("Herren",), "Herren", "Herren", ("men",), "adult", "men"),
    Audience("unisex", ("Damen", "Herren"), "Unisex", "Damen und Herren", ("unisex",), "adult", "unisex"),
    Audience("girls", ("Kinder > Mädchen",), "Mädchen", "Mädchen", ("women",), "kids", "kids"),
    Audience("boys", ("Kinder > Jungen",), "Jungen", "Jungen", ("men",), "kids", "kids"),
    Audience("kids", ("Kinder > Mädchen", "Kinder > Jungen"), "Kinder", "Kinder", ("unisex",), "kids", "kids"),
    Audience("toddlers", ("Kinder > Kleinkinder",), "Kinder", "Kleinkinder", ("unisex",), "toddler", "toddler"),
    Audience("babies", ("Kinder > Baby",), "Baby", "Babys", ("unisex",), "infant", "infant"),
    Audience("home", ("Wohnen",), "", "", (), "", "home"),
)

COLOURS = (
    Colour("Rot", "Rot", "rot"),
    Colour("Kirschrot", "Rot", "kirschrot"),
    Colour("Bordeaux", "Rot", "bordeauxrot"),
    Colour("Blau", "Blau", "blau"),
    Colour("Marine", "Blau", "marineblau"),
    Colour("Hellblau", "Blau", "hellblau"),
    Colour("Petrol", "Blau", "petrolfarben"),
    Colour("Grün", "Grün", "grün"),
    Colour("Khaki", "Grün", "khakifarben"),
    Colour("Oliv", "Grün", "olivgrün"),
    Colour("Mint", "Grün", "mintgrün"),
    Colour("Gelb", "Gelb", "gelb"),
    Colour("Senf", "Gelb", "senfgelb"),
    Colour("Orange", "Orange", "orangefarben"),
    Colour("Rosa", "Rosa", "rosafarben"),
    Colour("Pink", "Rosa", "pinkfarben"),
    Colour("Flieder", "Lila", "fliederfarben"),
    Colour("Braun", "Braun", "braun"),
    Colour("Cognac", "Braun", "cognacfarben"),
    Colour("Beige", "Beige", "beigefarben"),
    Colour("Sand", "Beige", "sandfarben"),
    Colour("Creme", "Beige", "cremefarben"),
    Colour("Grau", "Grau", "grau"),
    Colour("Anthrazit", "Grau", "anthrazitgrau"),
    Colour("Schwarz", "Schwarz", "schwarz"),
    Colour("Schwarz", "Schwarz", "schwarz"),
    Colour("Weiß", "Weiß", "weiß"),
    Colour("Weiß", "Weiß", "weiß"),
)

# Some are traps on purpose: colours (Krapprot, Zinngrau, Farngrün), materials (Lein & Leder), an audience inside a name
# (Herrenried, Kindsmoos) and a piece of furniture (Tischbein & Tann).
FASHION_BRANDS = (
    "Feldmohnhof", "Ulmenhain", "Salzwindt", "Kiebitz & Quast", "Marlenkova", "Ostwald & Ähre", "Krapprot", "Zinngrau",
    "Farngrün", "Lein & Leder", "Herrenried", "Kindsmoos", "Tolvarn", "Vennmoor", "Brisalind", "Karlottawies",
    "Fjellmarka", "Hafenlütt", "Zwirnhus", "Sturmpfeifer", "Wolkenau", "Rotkehlgrund", "Tauperl", "Quirrel",
)  # fmt: skip
HOME_BRANDS = (
    "Herdsteiner", "Birkenkampen", "Stubenhorst", "Kaminrot", "Tischbein & Tann", "Quellgrunder", "Dochtwerk",
    "Daunenfeld", "Eichgrunder", "Rußkessel", "Farngrün", "Ulmenhain",
)  # fmt: skip
MODELS = (
    "Lina", "Mika", "Jonte", "Svea", "Elif", "Tarek", "Oda", "Bo", "Runa", "Levke", "Piet", "Amrum", "Juist", "Fehmarn",
    "Davos", "Elba", "Riga", "Turku", "Nora", "Ida", "Carlo", "Hanne", "Tjark", "Yara",
)  # fmt: skip

# Pattern -> stem of its adjective. The plain one stands first.
PATTERNS = {
    "Uni": "einfarbig",
    "Gestreift": "gestreift",
    "Kariert": "kariert",
    "Geblümt": "geblümt",
    "Gepunktet": "gepunktet",
}

SIZES: dict[tuple[str, str], tuple[str, ...]] = {
    ("wear", "women"): ("34", "36", "38", "40", "42", "44", "46"),
    ("wear", "men"): ("S", "M", "L", "XL", "XXL", "3XL"),
    ("wear", "unisex"): ("XS", "S", "M", "L", "XL"),
    ("wear", "kids"): ("104", "116", "128", "140", "152", "164"),
    ("wear", "toddler"): ("80", "86", "92", "98"),
    ("wear", "infant"): ("56", "62", "68", "74"),
    ("jeans", "women"): ("W26", "W27", "W28", "W29", "W30", "W31", "W32"),
    ("jeans", "men"): ("W29", "W30", "W31", "W32", "W33", "W34", "W36"),
    ("shoes", "women"): ("36", "37", "38", "39", "40", "41", "42"),
    ("shoes", "men"): ("40", "41", "42", "43", "44", "45", "46"),
    ("shoes", "unisex"): ("37", "38", "39", "40", "41", "42", "43"),
    ("shoes", "kids"): ("28", "29", "30", "31", "32", "33", "34"),
    ("shoes", "toddler"): ("20", "21", "22", "23", "24"),
    ("hands", "women"): ("6,5", "7", "7,5", "8"),
    ("hands", "men"): ("8", "8,5", "9", "9,5", "10"),
    ("belt", "women"): ("75 cm", "80 cm", "85 cm", "90 cm", "95 cm"),
    ("belt", "men"): ("85 cm", "90 cm", "95 cm", "100 cm", "105 cm", "110 cm"),
    ("bed", "home"): ("135 x 200 cm", "155 x 220 cm", "200 x 200 cm"),
    ("cushion", "home"): ("40 x 40 cm", "50 x 50 cm", "80 x 80 cm"),
    ("rug", "home"): ("80 x 150 cm", "120 x 170 cm", "160 x 230 cm", "200 x 290 cm"),
    ("pan", "home"): ("20 cm", "24 cm", "28 cm", "30 cm"),
    ("towel", "home"): ("30 x 50 cm", "50 x 100 cm", "70 x 140 cm"),
    ("table", "home"): ("60 x 60 cm", "120 x 80 cm", "160 x 90 cm", "200 x 100 cm"),
}  # fmt: skip
ONE_SIZE = ("Einheitsgröße",)
