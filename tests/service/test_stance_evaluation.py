"""The measures of labelled pairs mean what docs/cli.md says."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from index.errors import UnreadableInput
from service.assessment.records import Stance, StanceProbabilities
from service.hearing import Panel
from service.stance_evaluation import (
    LABELS,
    LabelledPair,
    calibration_error,
    judge_by_model,
    judge_with_rules,
    macro_f1,
    measure,
    read_pairs,
)

YES, NO, OPEN = Stance.SUPPORTS, Stance.CONTRADICTS, Stance.NEUTRAL
SURE = {
    YES: StanceProbabilities(0.8, 0.15, 0.05),
    NO: StanceProbabilities(0.05, 0.8, 0.15),
    OPEN: StanceProbabilities(0.15, 0.05, 0.8),
}


def test_macro_f1_by_hand() -> None:
    assert macro_f1([0, 0, 1, 2], [0, 1, 1, 2]) == pytest.approx((2 / 3 + 2 / 3 + 1) / 3)
    assert macro_f1([2, 2], [2, 0]) == pytest.approx(2 / 3), "a label that the set lacks has no F1"


def test_calibration_error_is_the_gap_between_certainty_and_success() -> None:
    assert calibration_error([True, True], [1.0, 1.0]) == 0
    assert calibration_error([False, False], [1.0, 1.0]) == 1
    assert calibration_error([True, False], [0.75, 0.75]) == pytest.approx(0.25)


def test_three_labels_by_hand() -> None:
    right = [(YES,), (YES,), (NO,), (OPEN,)]
    measures = measure(right, [YES, OPEN, NO, OPEN])
    assert (measures.n, measures.majority, measures.accuracy) == (4, 0.5, 0.75)
    assert measures.balanced_accuracy == pytest.approx((0.5 + 1 + 1) / 3)
    assert measures.macro_f1 == pytest.approx((2 / 3 + 1 + 2 / 3) / 3)
    assert measures.confusion["supports"] == {"supports": 1, "contradicts": 0, "neutral": 1}
    assert measures.ece is None, "stances alone say nothing about certainty"


def test_a_set_of_two_labels_is_measured_over_three_answers_and_over_its_own() -> None:
    probabilities = [StanceProbabilities(0.3, 0.1, 0.6), StanceProbabilities(0.1, 0.7, 0.2)]
    measures = measure([(YES,), (NO,)], [OPEN, NO], probabilities)
    assert (measures.accuracy, measures.own_labels) == (0.5, 1.0)


def test_a_merged_label_is_answered_right_by_either_of_its_two() -> None:
    merged = LABELS["not_entailment"]
    measures = measure([(YES,), merged, merged, merged], [YES, NO, OPEN, YES])
    assert measures.accuracy == 0.75
    assert measures.own_labels is None
    assert measures.macro_f1 == pytest.approx((2 / 3 + 4 / 5) / 2)
    assert set(measures.confusion) == {"supports", "contradicts or neutral"}


def test_single_and_merged_labels_in_one_set_are_measured_over_the_single_ones() -> None:
    merged = LABELS["not_entailment"]
    measures = measure([(YES,), (NO,), (OPEN,), merged, merged], [YES, NO, OPEN, OPEN, YES])
    assert measures.accuracy == 0.8
    assert measures.macro_f1 == pytest.approx((2 / 3 + 2 / 3 + 1) / 3), "a merged label missed counts as its first"


@pytest.mark.parametrize("name", ["pairs.jsonl", "pairs.jsonl.gz"])
def test_pairs_are_read_with_either_names_of_the_labels(tmp_path: Path, name: str) -> None:
    rows = [{"premise": "It rained.", "hypothesis": "It was wet.", "label": label} for label in LABELS]
    text = "\n".join(json.dumps(row) for row in rows).encode()
    (tmp_path / name).write_bytes(gzip.compress(text) if name.endswith("gz") else text)
    assert [pair.right for pair in read_pairs(tmp_path / name)] == list(LABELS.values())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "holds no pair"),
        (b"{", "pairs.jsonl:1: not valid JSON"),
        (b"[1]", "pairs.jsonl:1: a pair has premise"),
        (b'{"premise": "a", "hypothesis": "b"}', "pairs.jsonl:1: a pair has premise"),
        (b'{"premise": 1, "hypothesis": "b", "label": "neutral"}', "must be text"),
        (b'{"premise": "a", "hypothesis": "b", "label": "maybe"}', "'maybe' is no label; use one of supports"),
        (b"\xff\xfe", "not UTF-8 text"),
    ],
)
def test_a_line_that_is_no_pair_is_named(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "pairs.jsonl").write_bytes(content)
    with pytest.raises(UnreadableInput, match=message):
        read_pairs(tmp_path / "pairs.jsonl")


def test_half_a_gzip_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pairs.jsonl.gz").write_bytes(gzip.compress(b'{"premise": "a"}' * 50)[:30])
    with pytest.raises(UnreadableInput, match="not UTF-8 text, plain or gzipped"):
        read_pairs(tmp_path / "pairs.jsonl.gz")


def test_the_careful_model_answers_where_there_is_one() -> None:
    pairs = [LabelledPair("It rained.", "It was wet.", (YES,))] * 70
    quick, careful = (lambda asked, s=s: [SURE[s]] * len(asked) for s in (OPEN, YES))
    seen: list[int] = []
    assert judge_by_model(Panel(quick, careful), pairs, seen.append) == [SURE[YES]] * 70
    assert sum(seen) == 70
    assert judge_by_model(Panel(quick), pairs) == [SURE[OPEN]] * 70


def test_rules_overrule_a_model_that_cannot_count() -> None:
    """A model that finds everything supported leaves a figure that excludes the claim's to the rules."""
    pairs = [
        LabelledPair("The fire destroyed 40 houses in Selby.", "The fire destroyed 90 houses in Selby.", (NO,)),
        LabelledPair("The fire destroyed 40 houses in Selby.", "The fire destroyed 40 houses in Selby.", (YES,)),
        LabelledPair("The fire may destroy 40 houses.", "The fire destroyed 40 houses in Selby.", (OPEN,)),
    ]
    stances = judge_with_rules(Panel(lambda asked: [SURE[YES]] * len(asked)), pairs, [0.95, 1.0, 0.9])
    assert stances == [NO, YES, OPEN]
