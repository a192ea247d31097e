"""Typos as hands make them."""

from __future__ import annotations

import numpy as np
import pytest
from rapidfuzz.distance import OSA

from service.evaluation.misspelling import misspell

SEED = 5


def anything(typed: str) -> bool:
    return True


@pytest.mark.parametrize("n_typos", [1, 2])
def test_a_word_gets_so_many_typos_and_keeps_its_first_letter(n_typos: int) -> None:
    print(f"seed {SEED}")
    rng = np.random.default_rng(SEED)
    typed = [misspell("wanderschuhe", n_typos, rng, allowed=anything) for _ in range(200)]
    assert {OSA.distance("wanderschuhe", one) for one in typed} == {n_typos}
    assert {one[0] for one in typed} == {"w"}


def test_every_kind_of_typo_is_made() -> None:
    rng = np.random.default_rng(SEED)
    typed = {misspell("lampe", 1, rng, allowed=anything) for _ in range(2_000)}
    assert {"lammpe", "lape", "lmape", "lanpe", "lsmpe", "lamper"} <= typed


def test_only_keys_that_touch_are_hit_by_mistake() -> None:
    rng = np.random.default_rng(SEED)
    replaced = {one[1] for _ in range(2_000) if len(one := misspell("ab", 1, rng, allowed=anything)) == 2} - {"b"}
    assert replaced == set("ghvn")


def test_what_is_not_allowed_is_not_typed() -> None:
    rng = np.random.default_rng(SEED)
    assert misspell("tisch", 1, rng, allowed="".__eq__) == ""
    assert "tich" not in {misspell("tisch", 1, rng, allowed=lambda typed: typed != "tich") for _ in range(500)}


def test_the_same_seed_gives_the_same_typo() -> None:
    one, other = (misspell("regenschirm", 2, np.random.default_rng(SEED), allowed=anything) for _ in range(2))
    assert one == other
