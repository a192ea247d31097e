"""`auslage evaluate recommend` on files of sequences, by the real command and by the functions it calls."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from service.candidates.taste import taste
from service.candidates.trail import visit_trail
from service.cli.evaluate_catalogue import indexed
from tests.harness.command import auslage
from training.evaluate_recommend import SETTINGS, Measured, foretell, measure, moments_of
from training.evaluate_served import foretell_served, products_of
from training.model import learn
from training.moments import Moment
from training.sequence_files import Sequences, read_attributes, read_sequences

N_KINDS, N_OF_KIND = 4, 30
SMALL = replace(SETTINGS, als=replace(SETTINGS.als, n_factors=8, n_iterations=5))


def of_kinds(seed: int, n_users: int = 200, length: int = 7) -> list[list[str]]:
    """Users who keep to one kind of items, in an order of their own."""
    print(f"seed {seed}")
    rng = np.random.default_rng(seed)
    return [
        [f"kind{user % N_KINDS}-{item}" for item in rng.choice(N_OF_KIND, length, replace=False)]
        for user in range(n_users)
    ]


def write(path: Path, sequences: Sequence[Sequence[str]]) -> Path:
    text = "".join(f"u{user} {' '.join(items)}\n" for user, items in enumerate(sequences))
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


def measured(path: Path, sequences: Sequence[Sequence[str]], attributes: dict[str, tuple[str, ...]]) -> Measured:
    known = read_sequences(write(path, sequences))
    with indexed(products_of(known.products, attributes), "en") as snapshot:
        return measure(known, attributes, SMALL, index=snapshot.index)


def test_the_last_items_are_foretold(tmp_path: Path) -> None:
    sequences = of_kinds(3)
    path = write(tmp_path / "sequences.txt.gz", sequences)
    kinds = {item: [item.partition("-")[0]] for items in sequences for item in items}
    attributes = tmp_path / "attributes.json"
    attributes.write_text(json.dumps(kinds))
    done = auslage("evaluate", "recommend", "--sequences", path, "--attributes", attributes, "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert (answer["n_users"], answer["n_items"]) == (200, 120)
    assert 0 < answer["hr@5"] <= answer["hr@10"] <= answer["hr@20"]
    # Chance within the right kind would be 20 of the 24 items that the user has not had.
    assert answer["hr@20"] > 0.7
    assert answer.keys() >= {"ndcg@10", "ndcg@20", "als_hr@10", "als_ndcg@10", "strict_hr@10", "strict_ndcg@10"}
    assert answer["served_lift_hr@10_mean"] == pytest.approx(answer["served_hr@10"] - answer["hr@10"], abs=1e-4)
    assert answer["served_lift_hr@10_low"] <= answer["served_lift_hr@10_mean"] <= answer["served_lift_hr@10_high"]


def test_people_are_told_how_the_whole_answer_compares_with_the_blend(tmp_path: Path) -> None:
    done = auslage("evaluate", "recommend", "--sequences", write(tmp_path / "sequences.txt", of_kinds(7, n_users=40)))
    assert done.returncode == 0, done.stderr
    told = done.stdout.splitlines()
    assert [line.split("  ")[0].strip() for line in told[2:6]] == ["blend", "as served", "ALS", "strict"]
    assert re.fullmatch(r"As served beside the blend: hr@10 \S+ \(95 % interval \S+ to \S+\), ndcg@10 .*", told[-1])


def test_the_whole_answer_foretells_kinds_as_the_blend_does(tmp_path: Path) -> None:
    sequences = of_kinds(8)
    kinds = {item: (item.partition("-")[0],) for items in sequences for item in items}
    found = measured(tmp_path / "sequences.txt", sequences, kinds)
    print(found.metrics() | found.served_metrics())
    assert found.served.hr(20) > 0.7
    assert found.served_lifts()["hr@10"].high > -0.05


def test_what_was_clicked_is_no_part_of_the_answer_that_is_measured(tmp_path: Path) -> None:
    had, new = ("a", "b"), "c"
    sequences = Sequences((*had, new), (np.array([0, 1, 2], np.int32),) * 10)
    model = learn(sequences.without_last(0), SMALL)
    trail = visit_trail(np.array([0, 1], np.int32), confidence=1.0)
    with indexed(products_of(sequences.products, {}), "en") as snapshot:
        found = foretell_served([Moment(trail, 1, 0), Moment(trail, 2, 0)], model, snapshot.index)
    assert found.places.tolist() == [np.inf, 1.0]


def test_nothing_of_the_held_back_items_is_learned(tmp_path: Path) -> None:
    sequences = of_kinds(4)
    rng = np.random.default_rng(4)
    other = [
        [*items[:-2], *rng.permutation([item for items in sequences for item in items])[:2]] for items in sequences
    ]
    one, changed = (
        read_sequences(write(tmp_path / f"{number}.txt", lines)).without_last(2)
        for number, lines in enumerate((sequences, other))
    )
    assert [[one.product_ids[item] for item in one.row]] == [[changed.product_ids[item] for item in changed.row]]


def test_the_same_file_gives_the_same_figures(tmp_path: Path) -> None:
    sequences = of_kinds(5)
    one, other = (measured(tmp_path / name, sequences, {}) for name in ("one", "other"))
    assert one.metrics() | one.served_metrics() == other.metrics() | other.served_metrics()


def test_without_attributes_content_is_worth_nothing_and_says_nothing(tmp_path: Path) -> None:
    kinds = {f"kind{kind}-{item}": (f"kind{kind}",) for kind in range(N_KINDS) for item in range(N_OF_KIND)}
    sequences = of_kinds(6)
    with_them, without = (measured(tmp_path / "file", sequences, attributes) for attributes in (kinds, {}))
    assert with_them.shares["content"] > without.shares["content"]


def test_an_item_of_the_trail_is_never_foretold_and_counts_as_a_miss() -> None:
    sequences = Sequences(("a", "b", "c"), (np.array([0, 1, 2], np.int32),) * 10)
    model = learn(sequences.without_last(0), SMALL)
    had = Moment(visit_trail(np.array([0, 1], np.int32), confidence=1.0), 1, 0)
    new = Moment(visit_trail(np.array([0, 1], np.int32), confidence=1.0), 2, 0)
    assert foretell([had], model, {"taste": taste}, {"taste": 1.0}).hr(20) == 0
    assert foretell([new], model, {"taste": taste}, {"taste": 1.0}).hr(5) == 1


def test_a_moment_is_what_came_before_newest_first() -> None:
    sequences = Sequences(("a", "b", "c", "d"), (np.array([3, 1, 2, 0], np.int32),))
    moments = [next(moments_of(sequences, place=place)) for place in (-1, -2)]
    assert [(moment.trail.items.tolist(), moment.target) for moment in moments] == [([2, 1, 3], 0), ([1, 3], 2)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "sequences.txt: holds no user of more than 2 items"),
        ("u1 a b\n", "sequences.txt: holds no user of more than 2 items"),
        ("u1 a b c\n\n", "sequences.txt:2: is not a user's id and then items, each of at most 128 bytes"),
        ("u1 a b c\nu2\n", "sequences.txt:2: is not a user's id and then items, each of at most 128 bytes"),
        (f"u1 a b {'c' * 129}\n", "sequences.txt:1: is not a user's id and then items, each of at most 128 bytes"),
        ("u1 a b c\nu1 a b d\n", "sequences.txt:2: names a user of an earlier line"),
    ],
)
def test_bad_sequences_end_with_code_2_and_one_line(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "sequences.txt"
    path.write_text(content)
    done = auslage("evaluate", "recommend", "--sequences", path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.strip() == said


@pytest.mark.parametrize("content", ["", "[]", '{"a": "b"}', '{"a": [{}]}'])
def test_bad_attributes_are_refused_in_one_sentence(tmp_path: Path, content: str) -> None:
    path = tmp_path / "attributes.json"
    path.write_text(content)
    done = auslage("evaluate", "recommend", "--sequences", write(tmp_path / "s.txt", of_kinds(1)), "--attributes", path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.strip() == "attributes.json: is not a JSON object of lists by item"


def test_attributes_may_be_numbers_or_text(tmp_path: Path) -> None:
    path = tmp_path / "attributes.json"
    path.write_text('{"a": [3, "red"], "b": []}')
    assert read_attributes(path) == {"a": ("3", "red"), "b": ()}


def test_a_broken_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sequences.txt.gz"
    path.write_bytes(b"no archive")
    done = auslage("evaluate", "recommend", "--sequences", path)
    assert (done.returncode, done.stderr.strip()) == (2, "sequences.txt.gz: cannot be read")
