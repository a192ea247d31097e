from __future__ import annotations

import resource
from pathlib import Path

import pytest

from tests.harness.bundles import published


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
