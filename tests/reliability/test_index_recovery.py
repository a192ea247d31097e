"""The index through restarts, crashes and damaged files: whatever happens, it shows what the ledger says, once."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from service.keeper.indexer import Indexer
from service.keeper.words_file import WordsFile
from service.retrieval.follower import IndexFollower, IndexView
from service.retrieval.generation import build_folder, read_current, read_generation, tantivy_commit
from service.types import FacetSpec, ProductId, SearchQuery
from service.usecases.ladder_steps import MOST_WANTED
from tests.harness.builders import NOON_MS, event, product
from tests.harness.indexed import ChangingHistory, IndexedShop

N_PRODUCTS = 30
ALL = SearchQuery("", page_size=120, facets=(FacetSpec("brand"),), order_by="price asc")


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[IndexedShop]:
    products = [_zelt(number) for number in range(N_PRODUCTS)]
    with IndexedShop(tmp_path, products) as shop:
        shop.history.put(_zelt(3, price=500.0))
        shop.history.delete("p004")
        shop.history.happen(event("e", of="p007"))
        shop.now_ms += 10_000
        shop.publish()
        yield shop


def _zelt(number: int, **fields: object) -> object:
    usual = {"title": "Zelt", "brands": (f"Marke {number % 3}",), "price": float(number)}
    return product(f"p{number:03d}", **(usual | fields))


def _answers(shop: IndexedShop) -> dict[str, object]:
    """All that can be seen of a shop of up to 120 products."""
    result = shop.search(ALL)
    columns, demand = shop.view.columns, shop.view.demand
    wanted = {columns.ids[number]: round(float(w), 3) for number, w in zip(demand.indices, demand.weights, strict=True)}
    rows = {hit.product_id: columns.row(hit.product_id) for hit in result.hits}
    return {
        "found": list(rows),
        "total": result.total_size,
        "facets": result.facets,
        "prices": [float(columns.numbers["price"][row]) for row in rows.values()],
        "demand": wanted,
        "by word": sorted(shop.found(SearchQuery("Zelte", page_size=120))),
    }


def _folder(root: Path) -> Path:
    number = read_current(root)
    assert number is not None
    return build_folder(root, number)


def _check_consistent(view: IndexView) -> None:
    """The searcher and the columns of one view are of one state."""
    columns = view.columns
    shown = sorted(row for row in columns.row_of.all().tolist() if row >= 0)
    found = view.lexical.search(view.lexical.clauses.on_sale_at(NOON_MS), limit=10_000)
    assert sorted(found.rows.tolist()) == shown
    assert columns.n_rows == view.generation.n_rows


def test_a_change_is_handed_out_once(tmp_path: Path, shop: IndexedShop) -> None:
    follower = IndexFollower(tmp_path)
    first = follower.poll()
    assert first is not None
    assert follower.poll() is None
    shop.history.put(_zelt(99))
    shop.publish()
    second = follower.poll()
    assert second is not None
    assert (first.columns.row(ProductId("p099")), second.columns.row(ProductId("p099"))) == (-1, N_PRODUCTS + 2)
    assert follower.poll() is None


def test_nothing_new_makes_no_generation(tmp_path: Path, shop: IndexedShop) -> None:
    before = read_generation(_folder(tmp_path))
    shop.history.happen(event("searched"))
    shop.publish()
    assert read_generation(_folder(tmp_path)) == before


def test_a_restart_goes_on_where_it_stopped(shop: IndexedShop) -> None:
    before, generation = _answers(shop), shop.view.generation
    shop.restart()
    assert _answers(shop) == before
    assert shop.view.generation == generation
    shop.history.put(_zelt(3))
    shop.publish()
    assert shop.view.generation.build == generation.build
    assert shop.view.columns.row(ProductId("p003")) == generation.n_rows
    _check_consistent(shop.view)


def test_a_crash_between_commit_and_publish_loses_nothing_and_shows_nothing_twice(
    tmp_path: Path, shop: IndexedShop
) -> None:
    generation = shop.view.generation
    shop.history.put(_zelt(5, title="Iglu", price=900.0))
    shop.history.put(_zelt(40))
    shop.history.delete("p006")
    build = shop._indexer._build
    assert build is not None
    build.apply(shop.history.changes(after=generation.seq, limit=100))
    build._writer.commit()
    assert IndexFollower(tmp_path).poll() is None, "half a generation"
    assert shop.view.lexical.n_products == N_PRODUCTS - 1, "the open view serves on"
    shop.restart()
    assert shop.view.generation.build == generation.build, "nothing had to be made anew"
    assert shop.view.lexical.n_products == N_PRODUCTS - 1
    assert shop.found("Iglu") == ["p005"]
    assert shop.search(ALL).total_size == len(set(_answers(shop)["found"])) == N_PRODUCTS - 1
    _check_consistent(shop.view)


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-3])


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    place = random.randrange(len(data))
    print("flipped byte", place, "of", path.name)
    data[place] ^= 0x10
    path.write_bytes(bytes(data))


def _zero(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


@pytest.mark.parametrize("damage", [Path.unlink, _truncate, _zero, _flip])
@pytest.mark.parametrize("file", ["rows", "generation", "lexicon", "facets", "demand-*", "../CURRENT"])
def test_damaged_files_are_made_anew_from_the_ledger(
    tmp_path: Path, shop: IndexedShop, file: str, damage: Callable[[Path], None]
) -> None:
    before, build = _answers(shop), shop.view.generation.build
    folder = _folder(tmp_path)
    shop.close()
    for path in folder.glob(file) if "*" in file else [folder / file]:
        damage(path)
    shop.restart()
    assert _answers(shop) == before
    assert shop.view.generation.build != build


@pytest.mark.parametrize("damage", [Path.unlink, _truncate, _zero])
@pytest.mark.parametrize("file", ["meta.json", "*.idx", "*.term", "*.fast", "*.store"])
def test_damaged_tantivy_files_are_made_anew_from_the_ledger(
    tmp_path: Path, shop: IndexedShop, file: str, damage: Callable[[Path], None]
) -> None:
    before = _answers(shop)
    shop.close()
    for path in (_folder(tmp_path) / "tantivy").glob(file):
        damage(path)
    shop.restart()
    assert _answers(shop) == before


def test_an_emptied_folder_is_filled_again_under_another_number(tmp_path: Path, shop: IndexedShop) -> None:
    before, build, follower = _answers(shop), shop.view.generation.build, shop._follower
    shop.close()
    for path in sorted(tmp_path.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    shop.now_ms += 5_000
    shop.restart()
    assert shop.view.generation.build > build
    assert follower.poll() is not None, "a worker that was open all the time moves on"
    assert {**_answers(shop), "demand": {}} == {**before, "demand": {}}


def test_a_catalogue_that_doubled_is_learned_from_anew(tmp_path: Path, shop: IndexedShop) -> None:
    old, follower = shop.view, shop._follower
    for number in range(100, 100 + 3 * N_PRODUCTS):
        shop.history.put(_zelt(number, title="Kinderschlafsack", color_families=("Türkis",)))
    for word in ("Kinder Buch", "Schlafsack", "Sack Reis"):
        shop.history.put(product(word, title=word))
    shop.publish()
    assert shop.view.generation.build != old.generation.build
    assert shop.view.generation.learned_from == shop.view.lexical.n_products
    assert shop._follower is follower, "the open follower moved on"
    assert len(shop.found(SearchQuery("Schlafsack türkis", page_size=120))) == 3 * N_PRODUCTS
    assert old.lexical.n_products == N_PRODUCTS - 1
    _check_consistent(shop.view)


def test_only_the_build_in_force_and_the_one_before_are_kept(tmp_path: Path, shop: IndexedShop) -> None:
    (tmp_path / "0000077" / "tantivy").mkdir(parents=True)
    for step in range(1, 5):
        for number in range(N_PRODUCTS * 3**step):
            shop.history.put(product(f"step{step}-{number}", title="Zelt"))
        shop.publish()
        folders = [path for path in tmp_path.iterdir() if path.is_dir()]
        assert len(folders) == 2
        assert _folder(tmp_path) in folders


def test_outdated_rows_are_left_behind_in_a_new_build(tmp_path: Path) -> None:
    products = [product(f"p{number}", title="Zelt", price=1.0) for number in range(1_000)]
    with IndexedShop(tmp_path, products) as shop:
        build, prices = shop.view.generation.build, iter(range(2, 100))
        while shop.view.generation.build == build:
            price = float(next(prices))
            for item in products:
                shop.history.put(product(item.id, title="Zelt", price=price))
            shop.publish()
        assert price < 12
        assert shop.view.generation.n_rows == shop.view.lexical.n_products == 1_000
        assert shop.search(SearchQuery("Zelt", filter=f"price = {price}")).total_size == 1_000


def test_the_deleted_of_long_ago_do_not_make_builds_forever(tmp_path: Path) -> None:
    with IndexedShop(tmp_path, [product("p", title="Zelt")]) as shop:
        for number in range(10_500):
            shop.history.delete(f"gone{number}")
        shop.publish()
        assert (shop.view.generation.n_rows, shop.view.columns.ids) == (1, ["p"])
        version = shop.view.generation.version
        shop.publish()
        assert shop.view.generation.version == version


def test_a_view_answers_from_its_own_state_after_changes_rebuilds_and_removal(shop: IndexedShop) -> None:
    pinned, before = shop.view, _answers(shop)
    for step in range(1, 4):
        for number in range(N_PRODUCTS * 3**step):
            shop.history.put(product(f"p{number:03d}", title="Neu", price=1_000.0 + number, brands=("Neu",)))
        shop.publish()
    assert shop.search("Zelt").rung == MOST_WANTED
    shop.view = pinned
    assert _answers(shop) == before


def test_demand_is_neither_lost_nor_counted_twice_by_a_restart(shop: IndexedShop) -> None:
    shop.history.happen(event("e2", of="p007", at_ms=shop.now_ms))
    shop.now_ms += 100  # too soon for new demand, but not for a changed product
    shop.history.put(_zelt(8))
    shop.publish()
    assert sum(shop.view.demand.weights) == pytest.approx(1.0, rel=1e-3)
    for _ in range(2):
        shop.restart()
        shop.now_ms += 10_000
        shop.publish()
        assert sum(shop.view.demand.weights) == pytest.approx(2.0, rel=1e-3)


def test_a_step_that_fails_is_taken_again(tmp_path: Path, shop: IndexedShop) -> None:
    build = shop._indexer._build
    assert build is not None
    shop.history.put(_zelt(50))
    shop.history.happen(event("e2", of="p007"))
    rows = build._rows
    build._rows = (tmp_path / "CURRENT").open("rb")  # writing to it fails
    with pytest.raises(OSError, match="write"):
        shop.publish()
    build._rows.close()
    build._rows = rows
    shop._indexer._give_up_build()
    shop.now_ms += 10_000
    shop.publish()
    assert shop.view.lexical.n_products == N_PRODUCTS
    assert sum(shop.view.demand.weights) == pytest.approx(2.0, rel=1e-3)
    _check_consistent(shop.view)


def test_files_stay_for_workers_that_are_a_generation_behind(tmp_path: Path, shop: IndexedShop) -> None:
    old = shop.view.generation.demand
    for number in range(50, 55):
        shop.history.put(_zelt(number))
        shop.publish()
    assert shop.view.generation.demand == old
    left_after = []
    for number in range(60, 65):
        shop.history.happen(event(f"e{number}", of="p007"))
        shop.now_ms += 10_000
        shop.publish()
        left_after.append((_folder(tmp_path) / old).exists())
    assert left_after == [True, True, False, False, False]


def test_every_view_of_a_changing_index_is_of_one_state(tmp_path: Path) -> None:
    seed = random.randrange(2**32)
    print("seed", seed)
    rng = random.Random(seed)
    history, stop = ChangingHistory(), threading.Event()
    indexer = Indexer(
        tmp_path,
        history,
        language="de",
        words_file=WordsFile(tmp_path / "words.toml"),
        now_ms=lambda: NOON_MS,
        grown=threading.Event(),
    )
    indexer.catch_up()

    def change() -> None:
        for _ in range(60):
            for number in rng.sample(range(60), 5):
                (history.delete if rng.random() < 0.2 else lambda name: history.put(product(name)))(f"p{number}")
            indexer.catch_up()
        stop.set()

    changing = threading.Thread(target=change)
    follower, versions = IndexFollower(tmp_path), []
    changing.start()
    while not stop.is_set():
        if view := follower.poll():
            _check_consistent(view)
            versions.append(view.generation.version)
    changing.join()
    indexer.catch_up()
    if view := follower.poll():
        _check_consistent(view)
        versions.append(view.generation.version)
    alive = {change.product_id for change in history.changes(after=0, limit=100) if change.product}
    generation = read_generation(_folder(tmp_path))
    assert generation is not None
    assert versions[-1] == generation.version
    assert generation.commit == tantivy_commit(_folder(tmp_path))
    indexer.close()
    view = IndexFollower(tmp_path).poll()
    assert view is not None, "a worker may start while there is no keeper"
    assert view.lexical.n_products == len(alive)
    print(len(versions), "generations seen")
