"""What units find is asked of the index once a build: what came since is added, and every worker has the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from service.query.parsed import ParsedQuery
from service.query.understand import understand
from service.retrieval.follower import IndexFollower, IndexView
from service.retrieval.product_terms import DESCRIPTION
from service.retrieval.rowsets import Found
from service.types import Product
from service.usecases.ladder_steps import plain_steps
from tests.harness.builders import product
from tests.harness.indexed import IndexedShop

N_PRODUCTS = 60
WORDS = ("Zelt", "Zeltplane", "Lampe", "Herd", "Teller", "rot", "blau", "leicht")
QUERIES = ("zelt", "rotes zelt", "lampe leicht", "pla", "zelt ohne plane", "teller unter 20 euro", "")


def _parsed(text: str, view: IndexView) -> ParsedQuery:
    return understand(text, "de", view.analyzer, view.facet_lexicon, as_you_type=text == "pla")


def _found(text: str, view: IndexView) -> Found:
    *_, step = plain_steps(_parsed(text, view))
    return view.sets.found(step, [])


def _told(text: str, view: IndexView) -> list[tuple[str, int, float]]:
    found = _found(text, view)
    ids = [view.columns.id(row) for row in found.rows.tolist()]
    return list(zip(ids, found.shortfall.tolist(), found.weights.tolist(), strict=True))


def _drawn(number: int, rng: np.random.Generator) -> Product:
    title, said = (" ".join(rng.choice(WORDS, size)) for size in (3, 6))
    return product(f"p{number:02d}", title=title, description=said, price=float(rng.integers(5, 40)))


@pytest.mark.parametrize("seed", range(4))
def test_a_worker_that_followed_all_along_finds_what_one_that_starts_now_finds(tmp_path: Path, seed: int) -> None:
    rng = np.random.default_rng(seed)
    with IndexedShop(tmp_path, [_drawn(number, rng) for number in range(N_PRODUCTS)]) as shop:
        for _ in range(6):
            asked = rng.choice(QUERIES, 3).tolist()
            before = {text: _told(text, shop.view) for text in asked}
            earlier = shop.view
            for number in rng.integers(0, N_PRODUCTS + 5, 8).tolist():
                if rng.random() < 0.25:
                    shop.history.delete(f"p{number:02d}")
                else:
                    shop.history.put(_drawn(number, rng))
            shop.publish()
            fresh = IndexFollower(tmp_path).poll()
            assert fresh is not None
            for text in QUERIES:
                assert _told(text, shop.view) == _told(text, fresh), f"seed {seed}: {text}"
            assert {text: _told(text, earlier) for text in asked} == before, f"seed {seed}"


def test_what_was_never_asked_of_an_earlier_commit_is_found_as_it_was_then(tmp_path: Path) -> None:
    with IndexedShop(tmp_path, [product("tent", title="Zelt"), product("lamp", title="Lampe")]) as shop:
        earlier = shop.view
        shop.history.put(product("tent", title="Herd"))
        shop.publish()
        assert _told("zelt", shop.view) == []
        assert [told[0] for told in _told("zelt", earlier)] == ["tent"]
        assert [told[0] for told in _told("herd", earlier)] == []


def test_a_changed_product_counts_once(tmp_path: Path) -> None:
    with IndexedShop(tmp_path, [product("tent", title="Zelt")]) as shop:
        unit = _parsed("zelt", shop.view).units[0]
        for price in (10, 20, 30):
            shop.history.put(product("tent", title="Zelt", price=price))
            assert shop.publish().sets.count(unit, DESCRIPTION) == 1
        shop.history.delete("tent")
        assert shop.publish().sets.count(unit, DESCRIPTION) == 0


def test_article_numbers_beyond_what_the_index_completes_are_the_same_for_every_worker(tmp_path: Path) -> None:
    with IndexedShop(tmp_path, [product(f"other{number}", title="Zelt") for number in range(100)]) as shop:
        old = IndexFollower(tmp_path)
        for start in range(0, 90, 10):
            _begun(_newest(old, shop))
            for number in range(start, start + 10):
                shop.history.put(product(f"p{number}", title="Zelt", sku=f"wxyz{number:03d}"))
            shop.publish()
        # Eight small segments are merged into one, which closing waits for.
        shop.restart()
        assert _begun(_newest(old, shop)) == _begun(_newest(IndexFollower(tmp_path), shop))


def _newest(follower: IndexFollower, shop: IndexedShop) -> IndexView:
    """What a worker opens that looks again, as workers do: a merge in the background is for the keeper to publish first."""
    for _ in range(1_000):
        if view := follower.poll():
            return view
        shop.publish()
    raise AssertionError("nothing was published")


def _begun(view: IndexView) -> list[int]:
    """The rows of what begins with the four letters that all article numbers share."""
    parsed = understand("wxyz", "de", view.analyzer, view.facet_lexicon, as_you_type=True)
    return view.sets.found(next(plain_steps(parsed)), []).rows.tolist()
