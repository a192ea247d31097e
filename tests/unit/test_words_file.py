"""A merchant's words: every entry is checked, and what is wrong is named by entry and limit."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import InvalidArgument, WordsInvalid
from service.words.files import MAX_FILE_BYTES, read_words
from service.words.parse import SECTIONS, parse_words
from service.words.words import Words

TEXTS = st.text("aß -/", max_size=6) | st.sampled_from(["Hut", "Regen", "Regenhut", "/", "https://a.example"])
VALUES = st.recursive(
    TEXTS | st.integers() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=12,
)
EVERYTHING = """
protected = ["Kaffeekranz"]
two_way = [["Hausschuh", "Pantoffel", "Schlappen"], ["Pantoffel", "Gartenclog"]]

[splits]
Regenhut = ["Regen", "Hut"]

[one_way]
Sitzsack = ["Sessel", "großes  KISSEN"]

[redirects]
"Öffnungszeiten?" = "https://shop.example/zeiten"
agb = "/agb"
"""


def read(folder: Path, text: str | bytes) -> Words:
    path = folder / "words.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_words(path)


def refused(folder: Path, text: str | bytes) -> str:
    with pytest.raises(WordsInvalid) as error:
        read(folder, text)
    return str(error.value)


def test_every_section_is_read_and_normalised(tmp_path: Path) -> None:
    words = read(tmp_path, EVERYTHING)
    assert words.overrides.protected == {"kaffeekranz"}
    assert words.overrides.splits == {"regenhut": ("regen", "hut")}
    assert words.synonyms == {
        "hausschuh": ("pantoffel", "schlappen"),
        "pantoffel": ("hausschuh", "schlappen", "gartenclog"),
        "schlappen": ("hausschuh", "pantoffel"),
        "gartenclog": ("pantoffel",),
        "sitzsack": ("sessel", "großes kissen"),
    }
    assert Words.from_bytes(words.to_bytes()) == words


def test_a_file_that_is_not_there_or_empty_lays_nothing_down(tmp_path: Path) -> None:
    assert read_words(tmp_path / "words.toml") == read(tmp_path, "") == Words()


@pytest.mark.parametrize("query", ["Öffnungszeiten", "ÖFFNUNGSZEITEN?", "  öffnungszeiten "])
def test_a_redirect_answers_an_equal_query_whatever_its_case_and_punctuation(tmp_path: Path, query: str) -> None:
    assert read(tmp_path, EVERYTHING).redirect(query) == "https://shop.example/zeiten"


@pytest.mark.parametrize("query", ["", "!", "Öffnungszeiten Köln", "Öffnungszeit"])
def test_a_redirect_answers_no_other_query(tmp_path: Path, query: str) -> None:
    assert not read(tmp_path, EVERYTHING).redirect(query)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("protected = [", "is not TOML (keys with umlauts or spaces need quotes): "),
        (b"protected = ['\xff']", "is not UTF-8 text"),
        (f"a = {'[' * 5_000}", "is nested too deeply"),
        (f"# {'x' * MAX_FILE_BYTES}", "file: has more than 1,048,576 bytes"),
        ("synonyms = []", "synonyms: is not a section; sections are protected, splits, two_way, one_way, redirects"),
        ("protected = 'Regenhut'", "protected: has to be a list"),
        ("protected = [1]", "protected: may hold nothing but texts of at most 100 characters"),
        (f"protected = ['{'x' * 101}']", "protected: may hold nothing but texts of at most 100 characters"),
        (f"protected = {['a'] * 10_001}", "protected: has more than 10,000 entries"),
        ("protected = ['Regen hut']", "protected.Regen hut: "),
        ("splits = ['Regenhut']", "splits: has to be a table"),
        ("splits = {Regenhut = 'Regen'}", "splits.Regenhut: has to be a list"),
        ("splits = {Regenhut = ['Regen', 'Mantel']}", "splits.Regenhut: the parts do not make up the word"),
        ("protected = ['Regenhut']\nsplits = {regenhut = ['Regen', 'Hut']}", "splits.regenhut: "),
        ("two_way = ['Clog']", "two_way, group 1: has to be a list"),
        ("two_way = [['Clog', 'Schlappen'], ['Hut']]", "two_way, group 2: has to name 2 to 17 phrases"),
        ("two_way = [['Clog', 'CLOG']]", "two_way, group 1: names a phrase twice"),
        ("two_way = [['Clog', '--']]", "two_way, group 1: a phrase has 1 to 4 words"),
        ("two_way = [['Clog', 'ein Schuh aus dem Garten']]", "two_way, group 1: a phrase has 1 to 4 words"),
        (f"two_way = [{[f'w{number}' for number in range(18)]}]", "two_way, group 1: has to name 2 to 17 phrases"),
        (
            f"two_way = {[['Clog', f'w{number}'] for number in range(17)]}",
            "two_way, group 17: gives clog more than 16 synonyms",
        ),
        (f"one_way = {{Clog = {[f'w{number}' for number in range(17)]}}}", "one_way.Clog: gives clog more than 16"),
        ("one_way = {Clog = ['clog']}", "one_way.Clog: is a synonym of itself"),
        ("one_way = {Clog = [1]}", "one_way.Clog: may hold nothing but texts"),
        ("one_way = {Clog = ['Hut'], clog = ['Schuh']}", "one_way.clog: stands here twice"),
        (
            "two_way = [['Clog', 'Schuh']]\none_way = {Schuh = ['Clog']}",
            "one_way.Schuh: is one-way here and two-way above",
        ),
        ("redirects = {'?!' = '/'}", "redirects.?!: a query has a word and at most 256 characters"),
        (f"redirects = {{'{'x' * 257}' = '/'}}", f"redirects.{'x' * 40}: a query has a word"),
        ("redirects = {agb = '/a', AGB = '/b'}", "redirects.AGB: leads to two pages"),
        ('redirects = {"a\\nb" = 7}', "redirects.a b: has to lead to a text"),
        ("redirects = {agb = 7}", "redirects.agb: has to lead to a text"),
        (f"redirects = {{agb = '/{'x' * 2_000}'}}", "redirects.agb: has to lead to a text of at most 2000"),
        *(
            (f"redirects = {{agb = '{uri}'}}", "redirects.agb: has to lead to http://…, https://… or a path /…")
            for uri in (
                "",
                "agb",
                "//evil.example",
                r"/\evil.example",
                "javascript:alert(1)",
                "https://",
                "https:///agb",
                "http://[",
                "ftp://shop.example",
                "/a b",
            )
        ),
        ('redirects = {agb = "/a\\nb"}', "redirects.agb: has to lead to http"),
    ],
)
def test_what_cannot_hold_is_named_by_file_entry_and_limit(tmp_path: Path, text: str | bytes, said: str) -> None:
    message = refused(tmp_path, text)
    assert message.startswith(f"words.toml: {said}")
    assert len(message) < 250
    assert "\n" not in message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "protected = ['Handschuhe']\nsplits = {Handschuh = ['Hand', 'Schuh']}",
            "splits.Handschuh: contradicts protected.Handschuhe, the same word inflected",
        ),
        (
            "splits = {Hausschuh = ['Haus', 'Schuh'], Hausschuhe = ['Hauss', 'Schuhe']}",
            "splits.Hausschuhe: contradicts splits.Hausschuh, the same word inflected",
        ),
        (
            "protected = ['Bookshelves']\nsplits = {Bookshelf = ['Book', 'Shelf']}",
            "splits.Bookshelf: contradicts protected.Bookshelves, the same word inflected",
        ),
        ("one_way = {Sofa = ['Sofas']}", "one_way.Sofa: is a synonym of itself: Sofas is the same inflected"),
        (
            "two_way = [['roter Schuh', 'Rote Schuhe']]",
            "two_way, group 1: names a phrase twice: roter Schuh and Rote Schuhe are the same inflected",
        ),
        (
            "two_way = [['Clog', 'Schuh']]\none_way = {Schuhe = ['Clogs']}",
            "one_way.Schuhe: is one-way to Clogs here and two-way above",
        ),
    ],
)
def test_what_contradicts_another_inflection_of_itself_is_refused(tmp_path: Path, text: str, said: str) -> None:
    assert refused(tmp_path, text) == f"words.toml: {said}"


def test_one_split_may_be_written_for_several_inflections(tmp_path: Path) -> None:
    splits = "Kinderschuh = ['Kind', 'Schuh'], Kinderschuhe = ['Kinder', 'Schuhe']"
    assert read(tmp_path, f"splits = {{{splits}}}").overrides.words == {"kinderschuh", "kinderschuhe"}


@given(st.dictionaries(st.sampled_from(SECTIONS), VALUES))
def test_whatever_a_file_holds_becomes_words_or_a_clear_refusal(written: dict[str, object]) -> None:
    with suppress(InvalidArgument):
        words = parse_words(written)
        assert Words.from_bytes(words.to_bytes()) == words
