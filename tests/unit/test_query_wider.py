"""The catalogue teaches which colours are shades of others, and which words are other names of values."""

from __future__ import annotations

from collections.abc import Sequence

from service.analysis.analyzer import Analyzer
from service.keeper.learning import learn
from service.query.parsed import FacetToken, Unit
from service.query.understand import understand
from service.query.wider import AliasCensus, FamilyCensus
from service.types import Product
from tests.harness.builders import product

RED, WOOL = FacetToken("color", "Rot"), FacetToken("material", "Wolle")


def _aliases(products: Sequence[tuple[str, str, str]]) -> dict[str, tuple[FacetToken, ...]]:
    """Learn from products, each a title, its material and its kind."""
    census = AliasCensus()
    for title, material, kind in products:
        census.add(title.split(), {"material": [material] if material else []}, [kind])
    return census.aliases()


def _range(word: str, material: str, n: int, n_kinds: int) -> list[tuple[str, str, str]]:
    return [(word, material, f"kind {number % n_kinds}") for number in range(n)]


OTHERS = _range("glatt", "Leinen", 100, 12)


def test_a_word_that_goes_with_one_value_whatever_the_thing_is_another_name_of_it() -> None:
    assert _aliases([*_range("merino", "Wolle", 20, 6), *OTHERS]) == {"merino": (WOOL,)}


def test_products_without_any_value_say_nothing_against_it() -> None:
    assert "merino" in _aliases([*_range("merino", "Wolle", 20, 6), *_range("merino", "", 10, 6), *OTHERS])


def test_too_few_products_kinds_or_cases_teach_nothing() -> None:
    assert not _aliases([*_range("merino", "Wolle", 4, 4), *OTHERS])
    assert not _aliases([*_range("merino", "Wolle", 20, 2), *OTHERS])
    assert not _aliases([*_range("merino", "Wolle", 20, 6), *_range("merino", "Leinen", 1, 1), *OTHERS])


def test_what_most_products_are_says_nothing_of_a_word() -> None:
    assert "glatt" not in _aliases(OTHERS)


def test_a_shade_belongs_to_the_family_that_its_products_name() -> None:
    census = FamilyCensus()
    for families in (["Rot"], ["Rot"], ["Rot"], ["Rot"], ["Braun"]):
        census.add(["Rubin"], families)
    census.add(["Rot"], ["Rot"])
    assert census.families() == {"Rubin": "Rot"}


def _asked(query: str, products: Sequence[Product]) -> Unit:
    learned = learn(lambda: products, "de")
    return understand(query, "de", Analyzer(learned.lexicon), learned.facets).units[0]


def test_a_shade_in_a_query_has_its_family_next() -> None:
    sold = product("1", title="Schal", colors=("Rubin",), color_families=("Rot",))
    unit = _asked("rubin Schal", [sold])
    assert unit.slots == (FacetToken("color", "Rubin"),)
    assert [(term.stem, term.slots) for term in unit.wider] == [("rot", (RED,))]


def test_a_shade_that_nothing_has_is_one_of_the_colour_that_ends_it() -> None:
    sold = [product(str(number), title="Roter Wein", colors=("Rot",)) for number in range(5)]
    unit = _asked("weinroter Schal", sold)
    assert unit.slots == ()
    assert [(term.stem, term.slots) for term in unit.wider] == [("rot", (RED,))]
