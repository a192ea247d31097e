"""Words that name several things are read by counting what the rest of the query finds under each reading."""

from __future__ import annotations

import pytest

from service.answers import Reading
from service.query.facets import FacetLexicon, FacetValue
from service.query.parsed import ParsedQuery
from service.query.readings import Readings, choose_readings
from service.query.understand import understand
from tests.harness import wording

VALUES = [("brand", "Rot"), ("color", "Rot"), ("size", "42"), ("material", "Leder"), ("color", "Leder")]
FACETS = FacetLexicon.build(
    [FacetValue(slot, value, 4) for slot, value in VALUES],
    analyzer=wording.analyzer(),
    languages=["de"],
)


def _read(query: str, **n_products: int) -> Readings:
    """Read it where so many products satisfy it when its ambiguous word names this slot, or is only text."""

    def count(parsed: ParsedQuery) -> int:
        meant = [unit for unit in parsed.units if unit.surface in ("rot", "42")]
        slots = {token.slot for unit in meant for token in unit.slots}
        return n_products[slots.pop() if slots else "text"]

    return choose_readings(understand(query, "de", wording.analyzer(), FACETS), count)


def _slots(parsed: ParsedQuery) -> set[tuple[str, bool]]:
    return {(named.slot, named.hard) for named in parsed.slots}


def test_a_brand_is_read_where_it_sells_such_things() -> None:
    read = _read("rot schuhe", brand=8, color=4)
    unit = read.parsed.units[0]
    assert [(token.slot, unit.narrowed) for token in unit.slots] == [("brand", True)]
    assert unit.alternatives
    assert _slots(read.parsed) == {("brand", False)}


def test_a_colour_is_read_where_the_brand_does_not_sell_such_things() -> None:
    read = _read("schuhe rot", brand=0, color=1)
    unit = read.parsed.units[1]
    assert [(token.slot, unit.narrowed) for token in unit.slots] == [("color", False)]
    assert _slots(read.parsed) == {("color", False)}


@pytest.mark.parametrize(("brand", "color"), [(7, 4), (4, 7), (0, 0)])
def test_without_a_clear_difference_all_readings_stay(brand: int, color: int) -> None:
    parsed = understand("schuhe rot", "de", wording.analyzer(), FACETS)
    assert _read("schuhe rot", brand=brand, color=color).parsed == parsed


def test_a_number_is_a_size_where_such_things_come_in_it() -> None:
    parsed = _read("schuhe 42", size=4, text=1).parsed
    assert [unit.surface for unit in parsed.units] == ["schuhe"]
    assert parsed.head == 0
    (size,) = parsed.slots
    assert (size.slot, size.values, size.hard, size.surface) == ("size", ("42",), True, "42")


def test_a_number_is_text_where_nothing_comes_in_such_a_size() -> None:
    parsed = _read("schuhe 42", size=0, text=3).parsed
    assert [unit.slots for unit in parsed.units] == [(), ()]
    assert parsed.slots == ()


def test_a_size_alone_stays_a_word() -> None:
    assert [unit.surface for unit in _read("42", size=4, text=0).parsed.units] == ["42"]


def test_the_readings_are_told_with_their_counts() -> None:
    assert _read("schuhe rot", brand=1, color=4).told == (
        ("rot", (Reading("brand", "Rot", 1, chosen=False), Reading("color", "Rot", 4, chosen=True))),
    )


def test_what_is_not_ambiguous_is_not_counted() -> None:
    parsed = understand("lederjacke leder kapuze", "de", wording.analyzer(), FACETS)
    assert _read("lederjacke leder kapuze") == Readings(parsed)
