from __future__ import annotations

import resource
from pathlib import Path

import pytest

from service.bundle.reader import current, list_bundles, load
from tests.harness.bundles import published
from training.publish import N_KEPT, report_of


def test_a_disk_that_fills_up_while_publishing_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    published(tmp_path)
    before = set(tmp_path.rglob("*"))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (150, limits[1]))
    try:
        with pytest.raises(OSError):
            published(tmp_path, last_seq=2)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert set(tmp_path.rglob("*")) == before


def published_with_report(root: Path, last_seq: int) -> str:
    version = published(root, last_seq=last_seq).name
    report_of(root, version).parent.mkdir(exist_ok=True)
    report_of(root, version).touch()
    return version


def test_the_newest_bundles_stay_with_their_reports_and_older_ones_go(tmp_path: Path) -> None:
    versions = [published_with_report(tmp_path, last_seq) for last_seq in range(1, N_KEPT + 3)]
    assert list_bundles(tmp_path) == tuple(versions[-N_KEPT:])
    assert sorted(path.stem for path in (tmp_path / "reports").iterdir()) == versions[-N_KEPT:]
    assert not list(tmp_path.glob(".staging*"))


def test_the_bundle_in_force_stays_though_it_is_older(tmp_path: Path) -> None:
    versions = [published_with_report(tmp_path, last_seq) for last_seq in (*range(2, N_KEPT + 2), 1)]
    assert current(tmp_path) == versions[-1]
    assert list_bundles(tmp_path) == (versions[-1], *versions[:-1])


def test_a_bundle_that_is_removed_can_be_read_by_whoever_has_it_open(tmp_path: Path) -> None:
    served = load(published(tmp_path, last_seq=1))
    before = served.model.item_factors.tolist()
    for last_seq in range(2, N_KEPT + 2):
        published(tmp_path, last_seq=last_seq)
    assert served.version not in list_bundles(tmp_path)
    assert served.model.item_factors.tolist() == before
