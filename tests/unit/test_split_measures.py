"""The measures of splitting compounds, by numbers worked out by hand."""

from __future__ import annotations

import pytest

from service.evaluation.compounds import (
    WHOLE,
    GoldWord,
    Parts,
    SplitQuality,
    judge_split,
    same_part,
    summarise_splits,
)


def gold(analyses: str, kind: str = "home") -> GoldWord:
    return GoldWord("word", kind, tuple(map(parts, analyses.split("|"))))


def parts(text: str) -> Parts:
    return Parts(tuple(text.split("+"))) if "+" in text else WHOLE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("sonne", "sonnen"),
        ("Gläser", "glas"),
        ("fuß", "fuss"),
        ("arbeits", "arbeit"),
        ("kindern", "kind"),
        ("wolle", "wolln"),
    ],
)
def test_parts_are_equal_up_to_case_accents_and_one_ending(one: str, other: str) -> None:
    assert same_part(one, other)
    assert same_part(other, one)


@pytest.mark.parametrize(("one", "other"), [("hose", "rose"), ("es", "er"), ("lauf", "laufschuh")])
def test_other_words_are_not_equal_and_no_ending_leaves_less_than_two_letters(one: str, other: str) -> None:
    assert not same_part(one, other)


@pytest.mark.parametrize("split", ["damen+lauf+schuhe", "damen+laufschuh"])
def test_each_analysis_is_right(split: str) -> None:
    assert judge_split(gold("damen+lauf+schuhe|damen+laufschuhe"), parts(split)).right


@pytest.mark.parametrize("split", ["damen+lauf", "schuhe+damen", "damen+lauf+schuhe+e", "damenlaufschuhe"])
def test_parts_have_to_agree_in_order_and_number(split: str) -> None:
    assert not judge_split(gold("damen+schuhe"), parts(split)).right


def test_a_compound_kept_whole_is_right_where_that_is_one_of_its_analyses() -> None:
    assert judge_split(gold("kinder+wagen|kinderwagen"), WHOLE).right
    assert not judge_split(gold("kinder+wagen"), WHOLE).right


def test_a_word_to_keep_whole_is_not_split_rightly_even_where_a_split_is_listed() -> None:
    judgment = judge_split(gold("wasserabweisend|wasser+abweisend", "adjective"), parts("wasser+abweisend"))
    assert (judgment.right, judgment.n_right) == (False, 0)


def test_the_figures_are_sums_over_words_and_parts() -> None:
    quality = summarise_splits(
        [
            judge_split(gold("arbeit+hose"), parts("arbeits+hose")),
            judge_split(gold("bett+wäsche+set|bettwäsche+set"), parts("bett+wäsche")),
            judge_split(gold("haar+shampoo"), WHOLE),
            judge_split(gold("kommode", "simplex"), parts("kom+mode")),
            judge_split(gold("headset", "loan"), WHOLE),
            judge_split(gold("handschuh", "opaque"), parts("hand+schuh")),
        ]
    )
    # Right parts: 2 of arbeits+hose, 2 of bett+wäsche. Emitted: 2 + 2 + 0 + 2 + 0 + 2. Nearest: 2 + 3 + 2.
    assert quality == SplitQuality(
        exact=1 / 3, part_precision=4 / 8, part_recall=4 / 7, false_splits=1 / 2, opaque_splits=1.0
    )


def test_a_share_of_nothing_is_not_a_number() -> None:
    quality = summarise_splits([judge_split(gold("kommode", "simplex"), WHOLE)])
    assert (quality.exact, quality.part_precision, quality.opaque_splits) == (None, None, None)
    assert quality.false_splits == 0.0
