"""For whom things are made, in the words of European shops: one table for products that arrive and for queries."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Group(StrEnum):
    """People that shops sort their shelves by; babies are no newborns, children no babies."""

    WOMEN = "women"
    MEN = "men"
    GIRLS = "girls"
    BOYS = "boys"
    CHILDREN = "children"
    TODDLERS = "toddlers"
    BABIES = "babies"
    NEWBORNS = "newborns"
    EVERYBODY = "everybody"


AUDIENCE_WORDS: Mapping[str, Mapping[Group, str]] = MappingProxyType(
    {
        "de": {
            Group.WOMEN: "damen frauen frau",
            Group.MEN: "herren männer mann",
            Group.GIRLS: "mädchen mädels",
            Group.BOYS: "jungen jungs buben",
            Group.CHILDREN: "kinder kind",
            Group.TODDLERS: "kleinkind kleinkinder",
            Group.BABIES: "baby babys säugling säuglinge",
            Group.NEWBORNS: "neugeborene neugeborenen",
            Group.EVERYBODY: "unisex",
        },
        "en": {
            Group.WOMEN: "women woman womens ladies",
            Group.MEN: "men mens gents gentlemen",
            Group.GIRLS: "girl girls",
            Group.BOYS: "boy boys",
            Group.CHILDREN: "kid kids child children childrens",
            Group.TODDLERS: "toddler toddlers",
            Group.BABIES: "baby babies infant infants",
            Group.NEWBORNS: "newborn newborns",
            Group.EVERYBODY: "unisex",
        },
        "nl": {
            Group.WOMEN: "dames vrouwen vrouw",
            Group.MEN: "heren mannen man",
            Group.GIRLS: "meisjes meisje",
            Group.BOYS: "jongens jongen",
            Group.CHILDREN: "kinderen kinder kind",
            Group.TODDLERS: "peuter peuters",
            Group.BABIES: "baby babys",
            Group.NEWBORNS: "pasgeborene pasgeborenen",
            Group.EVERYBODY: "unisex",
        },
        "fr": {
            Group.WOMEN: "femme femmes dame dames",
            Group.MEN: "homme hommes",
            Group.GIRLS: "fille filles fillette fillettes",
            Group.BOYS: "garçon garçons",
            Group.CHILDREN: "enfant enfants",
            Group.TODDLERS: "tout-petit tout-petits",
            Group.BABIES: "bébé bébés nourrisson nourrissons",
            Group.NEWBORNS: "nouveau-né nouveau-nés",
            Group.EVERYBODY: "unisexe",
        },
        "it": {
            Group.WOMEN: "donna donne",
            Group.MEN: "uomo uomini",
            Group.GIRLS: "bambina bambine ragazza ragazze",
            Group.BOYS: "bambino ragazzo ragazzi",
            Group.CHILDREN: "bambini",
            Group.BABIES: "bebè",
            Group.NEWBORNS: "neonato neonata neonati",
            Group.EVERYBODY: "unisex",
        },
        "es": {
            Group.WOMEN: "mujer mujeres señora señoras dama damas",
            Group.MEN: "hombre hombres caballero caballeros",
            Group.GIRLS: "niña niñas",
            Group.BOYS: "niño",
            Group.CHILDREN: "niños infantil infantiles",
            Group.BABIES: "bebé bebés",
            Group.EVERYBODY: "unisex",
        },
        "pt": {
            Group.WOMEN: "mulher mulheres senhora senhoras feminino feminina femininos femininas",
            Group.MEN: "homem homens masculino masculina masculinos masculinas",
            Group.GIRLS: "menina meninas",
            Group.BOYS: "menino meninos",
            Group.CHILDREN: "criança crianças infantil infantis",
            Group.BABIES: "bebê bebês bebé bebés",
            Group.NEWBORNS: "recém-nascido recém-nascidos",
            Group.EVERYBODY: "unissex unissexo",
        },
        "da": {
            Group.WOMEN: "dame damer kvinde kvinder",
            Group.MEN: "herre herrer mand mænd",
            Group.GIRLS: "pige piger",
            Group.BOYS: "dreng drenge",
            Group.CHILDREN: "barn børn",
            Group.BABIES: "baby babyer",
            Group.NEWBORNS: "nyfødt nyfødte",
            Group.EVERYBODY: "unisex",
        },
        "sv": {
            Group.WOMEN: "dam damer kvinna kvinnor",
            Group.MEN: "herr herrar män",
            Group.GIRLS: "flicka flickor tjej tjejer",
            Group.BOYS: "pojke pojkar",
            Group.CHILDREN: "barn",
            Group.BABIES: "bebis bebisar baby",
            Group.NEWBORNS: "nyfödd nyfödda",
            Group.EVERYBODY: "unisex",
        },
        "nb": {
            Group.WOMEN: "dame damer kvinne kvinner",
            Group.MEN: "herre herrer mann menn",
            Group.GIRLS: "jente jenter",
            Group.BOYS: "gutt gutter",
            Group.CHILDREN: "barn",
            Group.BABIES: "baby babyer",
            Group.NEWBORNS: "nyfødt nyfødte",
            Group.EVERYBODY: "unisex",
        },
        "pl": {
            Group.WOMEN: "kobieta kobiety kobiet damski damska damskie damskich",
            Group.MEN: "mężczyzna mężczyźni mężczyzn męski męska męskie męskich",
            Group.GIRLS: "dziewczynka dziewczynki dziewczynek dziewczęcy dziewczęca dziewczęce",
            Group.BOYS: "chłopiec chłopcy chłopców chłopięcy chłopięca chłopięce",
            Group.CHILDREN: "dziecko dzieci dziecięcy dziecięca dziecięce",
            Group.BABIES: "niemowlę niemowlęta niemowląt niemowlęcy niemowlęca niemowlęce",
            Group.NEWBORNS: "noworodek noworodki noworodków",
            Group.EVERYBODY: "unisex",
        },
        "fi": {
            Group.WOMEN: "nainen naiset naisten naisille",
            Group.MEN: "mies miehet miesten miehille",
            Group.GIRLS: "tyttö tytöt tyttöjen tytöille",
            Group.BOYS: "poika pojat poikien pojille",
            Group.CHILDREN: "lapsi lapset lasten lapsille",
            Group.TODDLERS: "taapero taaperot taaperoiden",
            Group.BABIES: "vauva vauvat vauvojen vauvoille",
            Group.NEWBORNS: "vastasyntynyt vastasyntyneet",
            Group.EVERYBODY: "unisex",
        },
        "cs": {
            Group.WOMEN: "žena ženy dámy dámský dámská dámské",
            Group.MEN: "muž muži muže pánský pánská pánské",
            Group.GIRLS: "dívka dívky dívčí",
            Group.BOYS: "chlapec chlapci chlapecký chlapecká chlapecké",
            Group.CHILDREN: "dítě děti dětský dětská dětské",
            Group.TODDLERS: "batole batolata",
            Group.BABIES: "kojenec kojenci kojenecký kojenecká kojenecké",
            Group.NEWBORNS: "novorozenec novorozenci",
            Group.EVERYBODY: "unisex",
        },
    }
)
"""By language and group, as they are spelled in lower case, parted by spaces."""
