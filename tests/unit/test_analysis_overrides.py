"""What a merchant lays down about a word holds for all its inflections, and nonsense is refused by name."""

from __future__ import annotations

import pytest

from service.analysis.analyzer import Analyzer
from service.analysis.lexicon import CatalogText, Lexicon
from service.analysis.overrides import Overrides, align
from service.errors import InvalidArgument

TITLES = ("Haus", "Boot", "Pflanze", "Zimmer", "Zimmerpflanze", "Leder", "Stern", "Motor")
TEXTS = [CatalogText("de", (title,)) for title in TITLES * 6]


def _parts(word: str, overrides: Overrides, language: str = "de") -> tuple[str, ...]:
    (token,) = Analyzer(Lexicon.build(TEXTS, overrides=overrides)).tokens(word, language)
    return token.parts


@pytest.mark.parametrize("word", ["Hausboot", "hausboote", "Hausbooten"])
def test_a_protected_word_stays_whole_in_every_inflection(word: str) -> None:
    assert _parts(word, Overrides()) != ()
    assert _parts(word, Overrides.read(["Hausboot"], {})) == ()


def test_a_protected_word_is_one_part_of_a_longer_word() -> None:
    assert _parts("Hausbootmotor", Overrides.read(["Hausboot"], {})) == ("hausboot", "motor")


@pytest.mark.parametrize("word", ["Seesternhaus", "Seesternhäuser"])
def test_a_split_is_used_as_it_was_laid_down(word: str) -> None:
    (token,) = Analyzer(Lexicon.build(TEXTS, Overrides.read([], {"seesternhaus": ("seestern", "haus")}))).tokens(
        word, "de"
    )
    assert token.parts == ("seestern", "haus")
    assert token.heads == ("haus",)


def test_a_laid_down_split_holds_inside_longer_words_for_brands_and_in_languages_without_compounds() -> None:
    texts = [*TEXTS, CatalogText("de", ("Quabu",), brands=("Quabu",))]
    overrides = Overrides.read([], {"quabu": ("qua", "bu"), "bookcase": ("book", "case")})
    analyzer = Analyzer(Lexicon.build(texts, overrides))
    assert analyzer.tokens("quabu", "de")[0].parts == ("qua", "bu")
    assert analyzer.tokens("quabupflanze", "de")[0].parts == ("qua", "bu", "pflanze")
    assert analyzer.tokens("bookcases", "en")[0].parts == ("book", "case")


def test_overrides_are_part_of_the_version_and_survive_serialisation() -> None:
    lexicon = Lexicon.build(TEXTS, Overrides.read(["Hausboot"], {"Zimmerpflanze": ["Zimmer", "Pflanze"]}))
    assert lexicon.version != Lexicon.build(TEXTS).version
    assert Lexicon.from_bytes(lexicon.to_bytes()) == lexicon


@pytest.mark.parametrize(
    ("word", "parts", "found"),
    [
        ("liebesbrief", ("liebe", "brief"), ("liebe", "brief")),
        ("wollsocken", ("wolle", "socken"), ("wolle", "socken")),
        ("rosengärten", ("rose", "garten"), ("rose", "garten")),
        ("simkartenleser", ("sim", "karte", "leser"), ("sim", "karte", "leser")),
        ("rosengarten", ("garten", "rose"), ()),
        ("rosengarten", ("rose", "gabel"), ()),
    ],
)
def test_parts_are_found_up_to_linking_elements_and_inflection(
    word: str, parts: tuple[str, ...], found: tuple[str, ...]
) -> None:
    assert tuple(part.word for part in align(word, parts)) == found


@pytest.mark.parametrize(
    ("protected", "splits", "field", "says"),
    [
        (["Hausboot"], {"hausboot": ("haus", "boot")}, "splits.hausboot", "protected and split"),
        ([], {"hausboot": ("haus", "boot"), "Hausboot": ("hausb", "oot")}, "splits.Hausboot", "two ways"),
        ([], {"hausboot": ("haus", "tier")}, "splits.hausboot", "do not make up"),
        ([], {"hausboot": ("hausboot",)}, "splits.hausboot", "2 to 8 parts"),
        (["zwei Wörter"], {}, "protected.zwei Wörter", "one word"),
        (["a1"], {}, "protected.a1", "one word"),
        ([""], {}, "protected.", "one word"),
        (["x" * 65], {}, "protected." + "x" * 65, "at most 64"),
    ],
)
def test_an_entry_that_cannot_hold_is_named(
    protected: list[str], splits: dict[str, tuple[str, ...]], field: str, says: str
) -> None:
    with pytest.raises(InvalidArgument, match=says) as refused:
        Overrides.read(protected, splits)
    assert refused.value.field == field
