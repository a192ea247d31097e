"""A deployment's folder: one key for all, and nothing in it for other users to read."""

from __future__ import annotations

import resource
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier

import pytest

from service.bootstrap import Folder, link_keeper, open_keeper
from service.errors import SettingsInvalid
from service.keeper.server import serve_keeper
from tests.harness.builders import event, product

LEDGER_FILES = ("ledger.db", "ledger.db-wal", "ledger.db-shm")


def permissions(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def permissions_of_ledger(folder: Path) -> dict[str, int]:
    return {path.name: permissions(path) for path in folder.glob("ledger.db*")}


def copy_for_all_to_read(folder: Path, copy: Path) -> None:
    copy.mkdir()
    for name in LEDGER_FILES:
        (copy / name).write_bytes((folder / name).read_bytes())
        (copy / name).chmod(0o644)


@contextmanager
def no_room_in_files() -> Iterator[None]:
    """Whatever this process writes into a file fails."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_key_that_could_not_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    with no_room_in_files(), pytest.raises(OSError):
        folder.key()
    assert list(tmp_path.iterdir()) == []
    assert len(folder.key()) == 32


def test_all_who_ask_for_the_key_at_once_get_the_same(tmp_path: Path) -> None:
    n_callers = 8
    together = Barrier(n_callers, timeout=20)

    def ask(folder: Folder) -> bytes:
        together.wait()
        return folder.key()

    with ThreadPoolExecutor(n_callers) as callers:
        for n in range(50):
            root = tmp_path / str(n)
            root.mkdir()
            keys = set(callers.map(ask, [Folder(root)] * n_callers))
            assert [len(key) for key in keys] == [32]
            assert [path.name for path in root.iterdir()] == ["token.key"]


def test_the_key_is_for_this_user_alone_and_stays(tmp_path: Path) -> None:
    key = Folder(tmp_path).key()
    assert permissions(tmp_path / "token.key") == 0o600
    assert Folder(tmp_path).key() == key


@pytest.mark.parametrize("existing", [False, True])
async def test_other_users_can_read_nothing_of_a_deployment(tmp_path: Path, *, existing: bool) -> None:
    root = tmp_path / "open to all"
    root.mkdir(mode=0o755)
    if existing:
        for name in ("index", "bundles"):
            (root / name).mkdir(mode=0o755)
        (root / "ledger.db").touch(mode=0o644)
    async with open_keeper(root) as keeper, serve_keeper(keeper, Folder(root).socket):
        await keeper.upsert_products([product("p")])
        Folder(root).key()
        modes = {path.name: permissions(path) for path in root.iterdir()}
    assert permissions(root) == 0o755, "the folder itself is its owner's business"
    assert {*LEDGER_FILES, "index", "bundles", "keeper.lock"} <= modes.keys()
    assert {name: oct(mode) for name, mode in modes.items() if mode & 0o077} == {}


async def test_a_ledger_left_open_by_a_killed_keeper_is_closed_to_others(tmp_path: Path) -> None:
    async with open_keeper(tmp_path) as keeper:
        await keeper.upsert_products([product("p")])
        copy_for_all_to_read(tmp_path, tmp_path / "killed")
    async with open_keeper(tmp_path / "killed") as keeper:
        await keeper.upsert_products([product("q")])
        assert permissions_of_ledger(tmp_path / "killed") == dict.fromkeys(LEDGER_FILES, 0o600)


async def test_a_folder_with_a_long_path_is_served_like_any_other(tmp_path: Path) -> None:
    root = tmp_path / ("long" * 40)
    async with open_keeper(root) as keeper, serve_keeper(keeper, Folder(root).socket):
        assert Folder(root).socket.is_socket()
        assert Folder(root).socket.parent == root
        async with link_keeper(root) as link:
            assert (await link.write_events([event("e")])).seq == 1


def test_a_folder_that_cannot_be_made_is_named_as_the_setting(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingsInvalid, match=r"^data_dir: "):
        Folder(tmp_path / "file").create()
