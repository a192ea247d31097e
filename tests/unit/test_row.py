"""What is cut from a product for ranking."""

from __future__ import annotations

import pytest

from service.catalog.row import availability, leaf, nodes, prefixes, price_band, rating_prior, row_record, size_scale
from service.types import Availability
from tests.harness.builders import product


@pytest.mark.parametrize(
    ("average", "count", "prior"),
    [
        (None, 0, 0.7),
        (5.0, 0, 0.7),
        (5.0, 20, 0.85),  # (3.5 · 20 + 5 · 20) / 40 / 5
        (1.0, 20, 0.45),
        (5.0, 80, 0.94),  # (70 + 400) / 100 / 5
        (3.5, 1000, 0.7),
    ],
)
def test_few_ratings_are_drawn_to_three_and_a_half_stars(average: float | None, count: int, prior: float) -> None:
    assert rating_prior(average, count) == pytest.approx(prior)


@pytest.mark.parametrize(
    ("price", "band"),
    [(1.0, "1.00"), (1.49, "1.00"), (1.51, "1.50"), (9.99, "7.59"), (11.38, "7.59"), (11.40, "11.39"), (0.0, "0.01")],
)
def test_a_price_band_begins_at_a_power_of_one_and_a_half(price: float, band: str) -> None:
    assert price_band(price) == band


def test_a_category_path_is_read_with_and_without_spaces() -> None:
    assert leaf("Damen > Bekleidung > Shorts") == "Shorts"
    assert nodes("Damen >Bekleidung> Shorts") == ["Damen", "Bekleidung", "Shorts"]
    assert prefixes("Damen>Shorts") == ["Damen", "Damen > Shorts"]
    assert leaf("Damen>Shorts") == "Shorts"


@pytest.mark.parametrize(
    ("path", "scale"),
    [("Damen > Schuhe > Stiefel", "Schuhe"), ("Herren > Schuhe", "Schuhe"), ("Schuhe", "Schuhe"), ("", "")],
)
def test_things_below_one_node_share_a_scale_of_sizes(path: str, scale: str) -> None:
    assert size_scale(path) == scale


def test_a_product_in_several_sizes_has_none_of_its_own() -> None:
    assert row_record(product("p", sizes=("38",)), 0, ()).size == "38"
    assert row_record(product("p", sizes=("38", "40")), 0, ()).size == ""


def test_only_what_is_out_of_stock_is_not_in_stock() -> None:
    rows = [row_record(product("p", availability=availability), 0, ()) for availability in Availability]
    assert [row.in_stock for row in rows] == [True, False, True]


@pytest.mark.parametrize(
    ("said", "quantity", "meant"),
    [
        (Availability.IN_STOCK, 0, Availability.OUT_OF_STOCK),
        (Availability.IN_STOCK, 1, Availability.IN_STOCK),
        (Availability.IN_STOCK, None, Availability.IN_STOCK),
        (Availability.PREORDER, 0, Availability.PREORDER),
        (Availability.OUT_OF_STOCK, 5, Availability.OUT_OF_STOCK),
    ],
)
def test_none_left_is_out_of_stock(said: Availability, quantity: int | None, meant: Availability) -> None:
    item = product("p", availability=said, available_quantity=quantity)
    assert availability(item) is meant
    assert row_record(item, 0, ()).in_stock == (meant is not Availability.OUT_OF_STOCK)


def test_colour_families_come_before_colours_and_none_twice() -> None:
    row = row_record(product("p", color_families=("Rot",), colors=("Weinrot", "Rot")), 0, ())
    assert row.colors == ("Rot", "Weinrot")
