"""The look-up of items by inner product: the kinds there are, and what makes one fit to serve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import faiss
import numpy as np


@dataclass(frozen=True, slots=True)
class Effort:
    """How much of an index a search looks at, and what it finds.

    Attributes:
        kind: "exact" compares a vector with all items; "cells" only with those of the most promising cells, into which
            training divided them.
        n_cells, n_probed: how many cells there are, and how many of them a search opens; 1 and 1 if exact.
        recall: the share of the true best 100 that a search finds.
    """

    kind: Literal["exact", "cells"] = "exact"
    n_cells: int = 1
    n_probed: int = 1
    recall: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Vectors:
    """Finds the items with the largest inner products.

    Attributes:
        index: faiss.IndexFlatIP, or faiss.IndexIVFFlat by inner product if the kind is "cells"; its labels are items.
    """

    index: faiss.Index
    effort: Effort


def fault_of(index: Any, effort: Effort, shape: tuple[int, int]) -> str | None:
    """Why an index cannot be the one that training made over factors of this shape with this effort, or None."""
    wanted: Any = {"exact": faiss.IndexFlatIP, "cells": faiss.IndexIVFFlat}[effort.kind]
    # No subclasses: some look at their vectors in other ways.
    if type(index) is not wanted or index.metric_type != faiss.METRIC_INNER_PRODUCT:
        return f"is not an index by inner product of the kind {effort.kind!r}"
    if (index.ntotal, index.d) != shape:
        return "differs in shape from the manifest"
    return _fault_of_cells(index, effort) if effort.kind == "cells" else None


def _fault_of_cells(index: Any, effort: Effort) -> str | None:
    cells = faiss.downcast_index(index.quantizer)
    if type(cells) is not faiss.IndexFlatIP or (cells.ntotal, cells.d) != (effort.n_cells, index.d):
        return "is not divided into the cells of the manifest"
    if (index.nlist, index.nprobe) != (effort.n_cells, effort.n_probed):
        return "differs in effort from the manifest"
    lists = index.invlists
    sizes = [lists.list_size(cell) for cell in range(index.nlist)]
    items = [faiss.rev_swig_ptr(lists.get_ids(cell), size) for cell, size in enumerate(sizes) if size]
    if sum(sizes) != index.ntotal or (np.sort(np.concatenate(items)) != np.arange(index.ntotal)).any():
        return "does not hold every item once"
    return None
