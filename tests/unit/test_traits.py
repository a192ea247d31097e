"""What products are like: laid down once, looked up by number, walked from the newest product of a trait to its oldest."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.bundle.item_traits import ItemTraits
from service.catalog.row import NamedValue
from service.catalog.traits import MAX_TRAITS, Traits

RED, BLUE, LAMP, MUG = ("color", "red"), ("color", "blue"), ("category", "Lampen"), ("category", "Becher")


def described(*products: Sequence[NamedValue]) -> Traits:
    traits = Traits()
    for number, named in enumerate(products):
        traits.describe(number, named)
    return traits


def carriers(traits: Traits, named: NamedValue) -> list[int]:
    """The products that have a trait at present, as a walk meets them."""
    there = traits.postings(np.array([traits.number(named)], np.int32))
    entry, met = int(there.newest[0]), []
    while entry >= 0:
        if there.of_set[entry] == there.set_of[there.product[entry]]:
            met.append(int(there.product[entry]))
        entry = int(there.previous[entry])
    settled = there.settled[there.first[0] : there.last[0]]
    return [*met, *settled[there.set_of[settled] < there.n_settled_sets].tolist()]


def test_the_products_of_a_trait_come_newest_first() -> None:
    traits = described([RED, LAMP], [BLUE, LAMP], [RED, MUG])
    assert [carriers(traits, named) for named in (RED, LAMP, MUG)] == [[2, 0], [1, 0], [2]]


def test_a_changed_product_has_its_new_traits_only() -> None:
    traits = described([RED, LAMP], [RED, MUG])
    traits.describe(0, [BLUE, LAMP])
    assert [carriers(traits, named) for named in (RED, BLUE, LAMP)] == [[1], [0], [0]]


def test_what_is_told_again_costs_nothing() -> None:
    traits = described([RED, LAMP], [BLUE, MUG])
    before = traits.n_entries
    traits.describe(0, [RED, LAMP])
    assert traits.n_entries == before


def test_a_trait_is_the_rarer_the_fewer_products_have_it() -> None:
    traits = described([RED, LAMP], [RED, MUG], [RED, MUG])
    numbers = np.array([traits.number(named) for named in (RED, MUG, LAMP)], np.int32)
    # Three products, one counted on top of them and of each trait.
    assert np.allclose(traits.rarity(numbers), [math.log(5 / 4), math.log(5 / 3), math.log(5 / 2)])


def test_only_what_products_are_like_at_present_counts() -> None:
    changed = described([BLUE, LAMP], [RED, LAMP], [BLUE, MUG])
    changed.describe(0, [BLUE])
    changed.describe(0, [])
    changed.describe(0, [RED, MUG])
    fresh = described([RED, MUG], [RED, LAMP], [BLUE, MUG])
    for named in (RED, BLUE, LAMP, MUG):
        told = [traits.rarity(np.array([traits.number(named)], np.int32))[0] for traits in (changed, fresh)]
        assert told[0] == told[1]


def test_of_too_many_traits_the_first_count() -> None:
    traits = described([("word", str(number)) for number in range(2 * MAX_TRAITS)])
    carried, lengths = traits.of([0])
    assert carried.tolist() == list(range(MAX_TRAITS))
    assert lengths.tolist() == [MAX_TRAITS]


def test_unknown_products_have_no_traits() -> None:
    carried, lengths = described([RED]).of([7, -1, 0])
    assert (carried.size, lengths.tolist()) == (1, [0, 0, 1])


@given(
    changes=st.lists(st.tuples(st.integers(0, 9), st.sets(st.integers(0, 6))), max_size=40),
    few=st.integers(0, 30),
)
def test_however_products_change_the_walk_meets_those_that_have_the_trait(
    changes: list[tuple[int, set[int]]], few: int
) -> None:
    traits, expected = Traits(), dict[int, set[int]]()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("service.catalog.traits._FEW", few)
        for product, values in changes:
            traits.describe(product, [("value", str(value)) for value in sorted(values)])
            expected[product] = values
    for value in {value for _, values in changes for value in values}:
        met = carriers(traits, ("value", str(value)))
        assert len(met) == len(set(met))
        assert set(met) == {product for product, values in expected.items() if value in values}


def test_newcomers_are_numbered_on_after_the_items() -> None:
    numbers = ItemTraits(Traits(), n_items=2)
    numbers.add(np.array([1, -1, 0], np.int32))
    numbers.add(np.array([-1], np.int32))
    assert numbers.items_of(np.array([0, 1, 2, 3, 4, -1], np.int32)).tolist() == [1, 2, 0, 3, -1, -1]
    assert numbers.products_of(np.array([0, 1, 2, 3, 4, -1], np.int32)).tolist() == [2, 0, 1, 3, -1, -1]


def test_an_item_that_left_the_catalogue_is_no_product() -> None:
    numbers = ItemTraits(Traits(), n_items=2)
    assert numbers.products_of(np.array([0, 1], np.int32)).tolist() == [-1, -1]
    assert numbers.items_of(np.array([0], np.int32)).tolist() == [-1]
