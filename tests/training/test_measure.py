"""The figures of the model card mean what they say."""

import math
import random

import pytest

from training.measure import calibrated, calibration_error, fit_calibration, macro_f1, summarise
from training.pairs import Pair


def test_macro_f1_by_hand():
    assert macro_f1([0, 0, 1, 2], [0, 1, 1, 2]) == pytest.approx((2 / 3 + 2 / 3 + 1) / 3)
    assert macro_f1([2, 2], [2, 0]) == pytest.approx(2 / 3)  # a label that the set lacks has no F1


def test_certain_and_right_has_no_calibration_error():
    assert calibration_error([(0,), (1,)], [(1.0, 0.0, 0.0), (0.0, 1.0, 0.0)]) == 0
    assert calibration_error([(1,), (0,)], [(1.0, 0.0, 0.0), (0.0, 1.0, 0.0)]) == 1


def test_a_two_label_set_has_both_accuracies():
    pairs = [Pair("a", "b", "supports", "x"), Pair("a", "c", "contradicts", "x")]
    result = summarise("x", pairs, [(0.3, 0.1, 0.6), (0.1, 0.7, 0.2)])
    assert (result.accuracy, result.own_labels, result.majority) == (0.5, 1.0, 0.5)


def test_the_calibration_that_was_put_in_is_found():
    rng = random.Random(0)  # noqa: S311
    gold, triples = [], []
    for _ in range(4000):
        logits = [rng.gauss(0, 1.5) for _ in range(3)]
        gold.append((rng.choices(range(3), [math.exp(x) for x in logits])[0],))
        off = [math.exp(2 * x + shift) for x, shift in zip(logits, (0, 0, 1), strict=True)]
        triples.append(tuple(p / sum(off) for p in off))
    temperature, bias = fit_calibration(gold, triples, [1.0] * len(gold))
    assert temperature == pytest.approx(2, rel=0.1)
    assert bias == pytest.approx((0, 0, -0.5), abs=0.1)
    assert calibrated([(0.2, 0.3, 0.5)], 1.0, (0, 0, 0)) == [pytest.approx((0.2, 0.3, 0.5))]
