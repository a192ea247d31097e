"""`auslage evaluate sessions` on files of visits, by the real command and by the functions it calls."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from tests.harness.command import auslage
from tests.harness.past_visits import clicked
from training.evaluate_sessions import foretell, learn_from

RING = [[start, (start + 1) % 6, (start + 2) % 6, (start + 3) % 6] for start in range(6)]
HEADER = "SessionId\tItemId\tTime"


def write(path: Path, visits: Sequence[Sequence[object]], *, from_s: int = 1_700_000_000) -> Path:
    lines = [
        f"s{visit}\tp{item}\t{from_s + 3600 * visit + step}.5"
        for visit, items in enumerate(visits)
        for step, item in enumerate(items)
    ]
    text = "\n".join((HEADER, *lines)) + "\n"
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


def test_every_click_from_the_second_on_is_foretold(tmp_path: Path) -> None:
    train = write(tmp_path / "train.tsv.gz", RING * 20)
    test = write(tmp_path / "test.tsv", RING, from_s=1_800_000_000)
    done = auslage("evaluate", "sessions", "--train", train, "--test", test, "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert (answer["n_clicks"], answer["n_products"], answer["hr@20"]) == (18, 6, 1.0)
    assert answer["mrr@20"] > 0.7
    assert 0 < answer["us_p50"] <= answer["us_p99"]
    table = auslage("evaluate", "sessions", "--train", train, "--test", test).stdout
    assert all(name in table for name in ("Next clicks: 18 clicks, 6 products", "hr@20", "mrr@20", "us_p99"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("session,item,time\n1,2,3\n", "train.tsv:1: the header is not SessionId, ItemId, Time parted by tabs"),
        (HEADER + "\n", "train.tsv: holds no click"),
        (HEADER + "\n1\t2\n", "train.tsv:2: has 2 fields, not 3"),
        (HEADER + "\n1\t2\tnan\n", "train.tsv:2: Time is not a number of Unix seconds"),
        (HEADER + "\n1\t2\t3\n1\t\t4\n", "train.tsv:3: SessionId and ItemId need 1 to 128 bytes"),
    ],
)
def test_bad_input_ends_with_code_2_and_one_line(tmp_path: Path, content: str, said: str) -> None:
    train = tmp_path / "train.tsv"
    train.write_text(content)
    done = auslage("evaluate", "sessions", "--train", train, "--test", write(tmp_path / "test.tsv", RING))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.strip() == said


def test_one_visit_is_enough_to_learn_from_and_none_to_be_measured(tmp_path: Path) -> None:
    train, test = write(tmp_path / "train.tsv", [[1, 2]]), write(tmp_path / "test.tsv", [[1], [2]])
    done = auslage("evaluate", "sessions", "--train", train, "--test", test, "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert (answer["n_clicks"], answer["hr@20"], answer["mrr@20"]) == (0, 0.0, 0.0)


def test_a_click_on_a_product_that_training_never_saw_is_a_miss() -> None:
    model = learn_from(clicked(RING * 20, days=0.1))
    known = foretell(model, [np.array([0, 1, 2], np.int32)])
    half = foretell(model, [np.array([0, 1, -1], np.int32)])
    assert (known.n_clicks, known.hr) == (2, 1.0)
    assert (half.n_clicks, half.hr) == (2, 0.5)


def test_what_is_unknown_does_not_hide_what_came_before_it() -> None:
    model = learn_from(clicked(RING * 20, days=0.1))
    assert foretell(model, [np.array([0, -1, 1], np.int32)]).hr == 0.5
    assert foretell(model, [np.array([-1, -1], np.int32)]).hr == 0.0
