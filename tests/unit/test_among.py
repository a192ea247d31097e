"""What may be found, and that no source proposes anything else."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from service.candidates.among import among
from service.candidates.blend import gather
from service.candidates.sources import SOURCES_OF
from service.candidates.trail import visit_trail
from service.types import Placement
from tests.harness.bundles import model


@given(st.lists(st.booleans(), max_size=40))
def test_what_may_be_found_is_told_of_any_number(may: list[bool]) -> None:
    asked = np.arange(60, dtype=np.int32)
    told = among(np.array(may, np.bool_)).has(asked)
    assert told.tolist() == may + [False] * (60 - len(may))


def test_no_source_proposes_what_may_not_be_found() -> None:
    trail = visit_trail(np.array([1, 2], np.int32), confidence=1.0)
    known = model()
    everything = gather(trail, known, SOURCES_OF[Placement.FOR_YOU]).items
    assert everything.size > 1
    for item in everything.tolist():
        may = among(np.arange(known.n_items) == item)
        assert gather(trail, known, SOURCES_OF[Placement.FOR_YOU], may).items.tolist() == [item]
