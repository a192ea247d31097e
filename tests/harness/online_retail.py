"""The real shop data that some tests run on where it is at hand; none of it belongs to the project."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_SHARED = Path(os.environ.get("AUSLAGE_SHARED_DATA") or Path(__file__).parents[3] / "shared" / "data")


def online_retail_files() -> list[Path]:
    """The files of the "Online Retail" set; skips the test, and says where they come from, if there are none."""
    found = sorted((_SHARED / "online-retail").glob("*.csv.gz"))
    if not found:
        pytest.skip(
            "could not find online-retail/*.csv.gz: get 'Online Retail' from the UCI Machine Learning Repository "
            "(no. 352), save it as CSV there and set AUSLAGE_SHARED_DATA"
        )
    return found
