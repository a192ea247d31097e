"""Small words of queries, by language: those that ask for nothing, and what compounds for somebody begin with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from service.catalog.audience_words import Group


@dataclass(frozen=True, slots=True)
class Table:
    """One language, as it is spelled in lower case, words parted by spaces.

    Attributes:
        function_words: ask for nothing.
        prepositions: ask for nothing either, and nothing after them names the kind of thing: hülle *für* handy.
        beginnings: of compounds, by whom these are for; empty where nothing is written together.
    """

    function_words: str
    prepositions: str
    beginnings: Mapping[Group, str] = field(default_factory=dict)


TABLES: Mapping[str, Table] = MappingProxyType(
    {
        "de": Table(
            "der die das den dem des ein eine einen einem einer und oder sowie auch größe größen gr and or etwas ich suche bitte",
            "für mit aus in im von vom zu zum zur auf an am bei als",
            {
                Group.WOMEN: "damen frauen",
                Group.MEN: "herren männer",
                Group.GIRLS: "mädchen maedchen",
                Group.BOYS: "jungen",
                Group.CHILDREN: "kinder",
                Group.TODDLERS: "kleinkinder",
                Group.BABIES: "baby",
                Group.EVERYBODY: "unisex",
            },
        ),
        "en": Table("a an the and or by size", "for with of in on to from at"),
        "nl": Table(
            "de het een en of ook maat maten",
            "voor met van uit in op aan bij naar tot als",
            {
                Group.WOMEN: "dames vrouwen",
                Group.MEN: "heren mannen",
                Group.GIRLS: "meisjes",
                Group.BOYS: "jongens",
                Group.CHILDREN: "kinder",
                Group.TODDLERS: "peuter",
                Group.BABIES: "baby",
                Group.EVERYBODY: "unisex",
            },
        ),
        "fr": Table("le la les l un une et ou taille pointure", "pour avec de du des d en au aux à sur dans par chez"),
        "it": Table(
            "il lo la i gli le l un uno una e o taglia misura",
            "per con di del dello della dei degli delle a al alla da dal dalla in nel nella su sul sulla tra fra",
        ),
        "es": Table("el la los las un una unos unas y e o u talla tallas", "para con de del en a al por sobre desde"),
        "pt": Table(
            "o a os as um uma uns umas e ou tamanho",
            "para com de do da dos das em no na nos nas por ao à sobre",
        ),
        "da": Table(
            "den det de en et og eller også str størrelse",
            "til med af i på for fra ved om",
            {
                Group.WOMEN: "dame kvinde",
                Group.MEN: "herre",
                Group.GIRLS: "pige",
                Group.BOYS: "drenge",
                Group.CHILDREN: "børne",
                Group.BABIES: "baby",
                Group.EVERYBODY: "unisex",
            },
        ),
        "sv": Table(
            "den det de en ett och eller samt strl storlek",
            "för med av i på till från om vid",
            {
                Group.WOMEN: "dam",
                Group.MEN: "herr",
                Group.GIRLS: "flick",
                Group.BOYS: "pojk",
                Group.CHILDREN: "barn",
                Group.BABIES: "baby",
                Group.EVERYBODY: "unisex",
            },
        ),
        "nb": Table(
            "den det de en ei et og eller også str størrelse",
            "til med av i på for fra ved om",
            {
                Group.WOMEN: "dame kvinne",
                Group.MEN: "herre",
                Group.GIRLS: "jente",
                Group.BOYS: "gutte",
                Group.CHILDREN: "barne",
                Group.BABIES: "baby",
                Group.EVERYBODY: "unisex",
            },
        ),
        "pl": Table("i oraz lub albo a rozmiar", "dla z ze do na w we od po za bez o"),
        "fi": Table(
            "ja tai sekä koko",
            "varten kanssa ilman",
            {
                Group.WOMEN: "naisten",
                Group.MEN: "miesten",
                Group.GIRLS: "tyttöjen",
                Group.BOYS: "poikien",
                Group.CHILDREN: "lasten",
                Group.BABIES: "vauvan vauvojen",
                Group.EVERYBODY: "unisex",
            },
        ),
        "cs": Table("a i nebo či velikost", "pro s se z ze do na v ve od po u o k ke"),
    }
)
"""By primary subtag."""
