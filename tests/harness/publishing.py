"""Publishes small bundles without end, until it is killed: `python -m tests.harness.publishing ROOT`."""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

from service.bundle.reader import list_bundles
from tests.harness.bundles import published

if __name__ == "__main__":
    root = Path(sys.argv[1])
    for seq in count(1 + max((int(version[:10]) for version in list_bundles(root)), default=0)):
        published(root, last_seq=seq)
