from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import faiss
import msgspec
import numpy as np
import pytest

from service.bundle.manifest import FILES, MANIFEST, PRODUCT_IDS, SCHEMA, VECTORS
from service.bundle.reader import CURRENT, activate, current, list_bundles, load, verify
from service.bundle.vectors import Effort, Vectors
from service.errors import BundleRefused
from tests.harness.bundles import N_FACTORS, draft, forged, model, published
from training.publish import publish

ITEM_FACTORS, POPULARITY, FOLLOWS = "item_factors.npy", "popularity.npy", "follows_items.npy"
VISIT_STARTS, VISITS_OF_ITEM = "visit_starts.npy", "visits_of_item.npy"
ALL_FILES = sorted({*FILES, MANIFEST})


def test_a_published_bundle_opens_as_it_was_written(tmp_path: Path) -> None:
    bundle = load(published(tmp_path))
    wanted = model()
    assert bundle.model.product_ids == wanted.product_ids
    assert bundle.model.rows == {product: row for row, product in enumerate(wanted.product_ids)}
    assert np.array_equal(bundle.model.item_factors, wanted.item_factors)
    assert np.array_equal(bundle.model.popularity, wanted.popularity)
    assert bundle.metrics == {"als_hr@20": 0.5}


def test_the_arrays_of_a_bundle_cannot_be_written_to(tmp_path: Path) -> None:
    bundle = load(published(tmp_path))
    with pytest.raises(ValueError, match="read-only"):
        bundle.model.item_factors[0, 0] = 1


def test_the_index_finds_rows_by_inner_product(tmp_path: Path) -> None:
    bundle = load(published(tmp_path))
    scores, rows = bundle.model.vectors.index.search(np.ones((1, N_FACTORS), dtype=np.float32), 5)
    sums = bundle.model.item_factors.sum(axis=1)
    assert rows[0].tolist() == np.argsort(-sums).tolist()
    assert np.allclose(scores[0], np.sort(sums)[::-1])


def test_an_index_over_cells_opens_in_its_map_with_the_effort_of_its_manifest(tmp_path: Path) -> None:
    wanted = model()
    vectors = _over_cells(wanted.item_factors)
    folder = (
        tmp_path / publish(tmp_path, replace(wanted, vectors=vectors), replace(draft(), vectors=vectors.effort)).version
    )
    opened = load(folder).model.vectors
    assert opened.effort == vectors.effort
    assert opened.index.nprobe == vectors.effort.n_probed


def test_an_index_over_cells_is_refused_under_another_effort(tmp_path: Path) -> None:
    wanted = model()
    vectors = _over_cells(wanted.item_factors)
    more = replace(vectors.effort, n_probed=vectors.effort.n_probed + 1)
    with pytest.raises(BundleRefused, match=r"vectors\.faiss: differs in effort from the manifest"):
        publish(tmp_path, replace(wanted, vectors=vectors), replace(draft(), vectors=more))
    assert current(tmp_path) is None


@pytest.mark.parametrize("name", ALL_FILES)
def test_a_flipped_bit_is_refused_by_name(tmp_path: Path, name: str) -> None:
    folder = published(tmp_path)
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(content)
    _refused(folder, name)


@pytest.mark.parametrize("name", ALL_FILES)
def test_a_file_cut_short_is_refused_by_name(tmp_path: Path, name: str) -> None:
    folder = published(tmp_path)
    os.truncate(folder / name, (folder / name).stat().st_size - 1)
    _refused(folder, name)


@pytest.mark.parametrize("name", ALL_FILES)
def test_a_missing_file_is_refused_by_name(tmp_path: Path, name: str) -> None:
    folder = published(tmp_path)
    (folder / name).unlink()
    _refused(folder, name)


@pytest.mark.parametrize("name", ALL_FILES)
def test_a_symbolic_link_is_refused_though_it_leads_to_the_right_bytes(tmp_path: Path, name: str) -> None:
    folder = published(tmp_path)
    elsewhere = (folder / name).rename(tmp_path / "elsewhere")
    (folder / name).symlink_to(elsewhere)
    _refused(folder, name)


def test_a_folder_that_is_a_link_is_refused(tmp_path: Path) -> None:
    folder = published(tmp_path / "bundles")
    elsewhere = folder.rename(tmp_path / "elsewhere")
    folder.symlink_to(elsewhere)
    _refused(folder, ".")


def test_a_file_nobody_listed_is_refused_by_name(tmp_path: Path) -> None:
    folder = published(tmp_path)
    (folder / "extra.npy").touch()
    _refused(folder, "extra.npy")


def test_a_bundle_under_another_name_is_refused(tmp_path: Path) -> None:
    folder = published(tmp_path)
    _refused(folder.rename(tmp_path / f"0000000009-{folder.name[-12:]}"), MANIFEST)


def test_a_newer_schema_is_refused_with_both_numbers(tmp_path: Path) -> None:
    with pytest.raises(BundleRefused, match=f"has schema {SCHEMA + 1}; this release reads {SCHEMA}"):
        verify(forged(tmp_path, lambda _: None, schema=SCHEMA + 1))


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff\xfe", b'{"schema": 1}', b"[" * 100_000, b" " * (1 << 21)])
def test_a_manifest_that_is_none_is_refused(tmp_path: Path, content: bytes) -> None:
    folder = published(tmp_path)
    (folder / MANIFEST).write_bytes(content)
    _refused(folder, MANIFEST)


def test_a_manifest_with_more_than_its_fields_is_refused(tmp_path: Path) -> None:
    folder = published(tmp_path)
    manifest = (folder / MANIFEST).read_bytes()
    (folder / MANIFEST).write_bytes(manifest.replace(b"{", b'{\n  "extra": 1,', 1))
    _refused(folder, MANIFEST)


def _array(name: str, value: np.ndarray[Any, Any], *, allow_pickle: bool = False) -> Callable[[Path], None]:
    return lambda folder: np.save(folder / name, value, allow_pickle=allow_pickle)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        (ITEM_FACTORS, _array(ITEM_FACTORS, np.full((5, 3), np.nan, np.float32))),
        (POPULARITY, _array(POPULARITY, np.full(5, np.inf, np.float32))),
        (ITEM_FACTORS, _array(ITEM_FACTORS, np.zeros((4, 3), np.float32))),
        (ITEM_FACTORS, _array(ITEM_FACTORS, np.zeros((5, 3), np.float64))),
        (ITEM_FACTORS, _array(ITEM_FACTORS, np.asfortranarray(np.zeros((5, 3), np.float32)))),
        (ITEM_FACTORS, _array(ITEM_FACTORS, np.array([{}], dtype=object), allow_pickle=True)),
        (FOLLOWS, _array(FOLLOWS, np.full((5, 2), 5, np.int32))),
        (FOLLOWS, _array(FOLLOWS, np.full((5, 2), -2, np.int32))),
        (VISITS_OF_ITEM, _array(VISITS_OF_ITEM, np.array([0, 1, 0, 2], np.int32))),
        (VISIT_STARTS, _array(VISIT_STARTS, np.array([0, 5, 4], np.int64))),
        (POPULARITY, _array(POPULARITY, np.full(5, -1, np.float32))),
        ("visit_at_days.npy", _array("visit_at_days.npy", np.array([1, -40], np.float32))),
        ("follows_scores.npy", _array("follows_scores.npy", np.ones((5, 2), np.float32))),
        (VISIT_STARTS, _array(VISIT_STARTS, np.array([0, 2, 3], np.int64))),
        (PRODUCT_IDS, lambda folder: (folder / PRODUCT_IDS).write_bytes(msgspec.json.encode(["p"] * 5))),
        (PRODUCT_IDS, lambda folder: (folder / PRODUCT_IDS).write_bytes(msgspec.json.encode(["p"]))),
        (PRODUCT_IDS, lambda folder: (folder / PRODUCT_IDS).write_bytes(b"{}")),
        (VECTORS, lambda folder: faiss.write_index(faiss.IndexFlatIP(3), str(folder / VECTORS))),
        (VECTORS, lambda folder: faiss.write_index(faiss.IndexFlatL2(3), str(folder / VECTORS))),
        (VECTORS, lambda folder: (folder / VECTORS).write_bytes(b"no index")),
    ],
)
def test_contents_that_cannot_serve_are_refused_though_their_hash_is_right(
    tmp_path: Path, name: str, change: Callable[[Path], None]
) -> None:
    _refused(forged(tmp_path, change), name)


def test_a_refused_bundle_leaves_the_one_in_force(tmp_path: Path) -> None:
    newer = published(tmp_path, last_seq=2)
    older = published(tmp_path, last_seq=1)
    (newer / POPULARITY).unlink()
    with pytest.raises(BundleRefused):
        activate(tmp_path, newer.name)
    assert current(tmp_path) == older.name


def test_activating_an_older_bundle_rolls_back(tmp_path: Path) -> None:
    older, newer = published(tmp_path, last_seq=1), published(tmp_path, last_seq=2)
    assert current(tmp_path) == newer.name
    activate(tmp_path, older.name)
    assert current(tmp_path) == older.name


def test_bundles_are_listed_in_the_order_of_the_ledger(tmp_path: Path) -> None:
    versions = [published(tmp_path, last_seq=seq).name for seq in (200, 3, 10)]
    assert list_bundles(tmp_path) == (versions[1], versions[2], versions[0])


def test_before_the_first_bundle_there_is_none(tmp_path: Path) -> None:
    assert current(tmp_path) is None
    assert list_bundles(tmp_path / "absent") == ()


@pytest.mark.parametrize("version", ["..", "../elsewhere", "", "/etc", "0000000001-abcdef012345/.."])
def test_a_version_cannot_spell_a_path(tmp_path: Path, version: str) -> None:
    published(tmp_path)
    with pytest.raises(BundleRefused):
        activate(tmp_path, version)


def test_a_current_that_names_no_bundle_is_refused(tmp_path: Path) -> None:
    (tmp_path / CURRENT).write_bytes(b"../../etc\xff\n")
    with pytest.raises(BundleRefused):
        current(tmp_path)


def test_a_pointer_that_cannot_be_read_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / CURRENT).mkdir()
    with pytest.raises(BundleRefused, match="bundles: CURRENT: cannot be read"):
        current(tmp_path)


def test_publishing_the_same_again_gives_the_same_version(tmp_path: Path) -> None:
    assert published(tmp_path) == published(tmp_path)
    assert len(list_bundles(tmp_path)) == 1


def test_publishing_heals_a_bundle_that_rotted(tmp_path: Path) -> None:
    folder = published(tmp_path)
    (folder / POPULARITY).write_bytes(b"rot")
    publish(tmp_path, model(), draft())
    assert load(folder).version == folder.name


def test_what_a_dead_trainer_staged_is_removed(tmp_path: Path) -> None:
    (tmp_path / ".staging-new" / "deep").mkdir(parents=True)
    published(tmp_path)
    assert not list(tmp_path.glob(".staging*"))


def _over_cells(factors: np.ndarray[Any, Any]) -> Vectors:
    """Of two cells, of which one is opened."""
    cells = faiss.IndexFlatIP(N_FACTORS)
    cells.add(factors[:2])
    index = faiss.IndexIVFFlat(cells, N_FACTORS, 2, faiss.METRIC_INNER_PRODUCT)
    index.add(factors)
    return Vectors(index, Effort("cells", n_cells=2, n_probed=1, recall=0.95))


def _refused(folder: Path, name: str) -> None:
    with pytest.raises(BundleRefused) as refusal:
        load(folder)
    assert str(refusal.value).startswith(f"bundle {folder.name}: {name}: ")
