"""The index while changes do not end: published step by step, at a pace, and also while it is made anew."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.keeper import indexer as indexing
from service.keeper.indexer import Indexer
from service.keeper.words_file import WordsFile
from service.retrieval.follower import IndexFollower
from service.retrieval.generation import (
    build_folder,
    generation_wanted,
    read_current,
    read_generation,
    want_generation,
)
from service.types import ProductChange, ProductId, Seq
from tests.harness.builders import NOON_MS, event, product
from tests.harness.indexed import ChangingHistory

N_PRODUCTS = 30
WAIT_S = 20.0


class EndlessHistory(ChangingHistory):
    """However much was read, there is more: products arrive as fast as they are read."""

    def changes(self, *, after: Seq, limit: int) -> list[ProductChange]:
        for number in range(100):
            self.put(product(f"p{number}"))
        return super().changes(after=after, limit=limit)


class SlowToRebuild(ChangingHistory):
    """Whoever makes a build anew waits for `go_on`."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = threading.Event()
        self.go_on.set()

    def changes(self, *, after: Seq, limit: int) -> list[ProductChange]:
        if threading.current_thread().name.startswith("rebuild"):
            assert self.go_on.wait(WAIT_S)
        return super().changes(after=after, limit=limit)


def _indexer(root: Path, history: ChangingHistory) -> Indexer:
    words_file = WordsFile(root / "words.toml")
    return Indexer(root, history, language="de", words_file=words_file, now_ms=lambda: NOON_MS, grown=threading.Event())


def _number(root: Path) -> int:
    current = read_current(root)
    generation = None if current is None else read_generation(build_folder(root, current))
    return 0 if generation is None else generation.number


def test_an_import_that_does_not_end_is_published_step_by_step(tmp_path: Path) -> None:
    indexer = _indexer(tmp_path, history := EndlessHistory())
    follower, seqs = IndexFollower(tmp_path), []
    for _ in range(3):
        history.happen(event(f"e{history.last_seq()}"))
        assert indexer.step(), "there is more"
        view = follower.poll()
        assert view is not None
        assert view.generation.seq <= history.last_seq()
        seqs.append(view.generation.seq)
    assert seqs == sorted(set(seqs))
    indexer.close()


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[tuple[Indexer, SlowToRebuild]]:
    """An index that has just outgrown its build, while the new one cannot be made yet."""
    history = SlowToRebuild()
    for number in range(N_PRODUCTS):
        history.put(product(f"p{number}"))
    indexer = _indexer(tmp_path, history)
    indexer.catch_up()
    history.go_on.clear()
    for number in range(3 * N_PRODUCTS):
        history.put(product(f"p{number}"))
    indexer.step()
    yield indexer, history
    history.go_on.set()
    indexer.close()


def test_changes_show_while_a_build_is_made_anew(tmp_path: Path, slow: tuple[Indexer, SlowToRebuild]) -> None:
    indexer, history = slow
    follower = IndexFollower(tmp_path)
    old = follower.poll()
    assert old is not None
    history.put(product("later"))
    history.happen(event("e", of="later"))
    history.delete("p0")
    indexer.step()
    view = follower.poll()
    assert view is not None
    assert view.generation.build == old.generation.build
    assert (view.columns.row(ProductId("later")) >= 0, view.columns.row(ProductId("p0"))) == (True, -1)
    history.go_on.set()
    indexer.catch_up()
    new = follower.poll()
    assert new is not None
    assert new.generation.build > old.generation.build
    assert new.generation.seq >= view.generation.seq, "no worker goes back in time"
    assert new.lexical.n_products == new.generation.learned_from == 3 * N_PRODUCTS
    assert [new.columns.ids[number] for number in new.demand.indices] == ["later"]


def test_closing_does_not_wait_for_a_build_that_is_made_anew(
    tmp_path: Path, slow: tuple[Indexer, SlowToRebuild]
) -> None:
    indexer, history = slow
    closing = threading.Thread(target=indexer.close)
    closing.start()
    history.go_on.set()
    closing.join(WAIT_S)
    assert not closing.is_alive()
    again = _indexer(tmp_path, history)
    again.catch_up()
    view = IndexFollower(tmp_path).poll()
    assert view is not None
    assert view.lexical.n_products == 3 * N_PRODUCTS
    again.close()


def test_while_changes_stream_generations_come_at_a_pace(tmp_path: Path) -> None:
    history, n_generations = ChangingHistory(), 4
    history.put(product("p"))
    indexer = _indexer(tmp_path, history)
    indexer.start()
    first, begun_s = _number(tmp_path), time.monotonic()
    while _number(tmp_path) < first + n_generations and time.monotonic() < begun_s + WAIT_S:
        history.put(product("p"))
        time.sleep(0.01)
    assert _number(tmp_path) == first + n_generations
    assert time.monotonic() - begun_s >= (n_generations - 1) * indexing._PACE_S
    indexer.close()


def test_a_wish_for_a_generation_is_told_once(tmp_path: Path) -> None:
    assert not generation_wanted(tmp_path)
    want_generation(tmp_path)
    want_generation(tmp_path)
    assert [generation_wanted(tmp_path) for _ in range(2)] == [True, False]
