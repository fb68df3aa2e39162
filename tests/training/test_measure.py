"""The calibration and the table of two models mean what they say; tests/service holds the measures themselves."""

import math
import random

import pytest

from service.assessment.records import StanceProbabilities
from training.measure import calibrated, fit_calibration, grouped, print_comparison, summarise
from training.pairs import Pair


def test_the_labels_of_training_are_those_of_the_service():
    probabilities = [StanceProbabilities(0.1, 0.6, 0.3), StanceProbabilities(0.6, 0.3, 0.1)]
    pairs = [Pair("a", "b", "not_supports", "x"), Pair("a", "c", "not_supports", "x")]
    assert summarise(pairs, probabilities).accuracy == 0.5
    pairs = [Pair("a", "b", "contradicts", "x"), Pair("a", "c", "supports", "x")]
    assert summarise(pairs, probabilities).accuracy == 1


def test_the_calibration_that_was_put_in_is_found():
    rng = random.Random(0)  # noqa: S311 - a seeded order, no secret
    gold, triples = [], []
    for _ in range(4000):
        logits = [rng.gauss(0, 1.5) for _ in range(3)]
        gold.append((rng.choices(range(3), [math.exp(x) for x in logits])[0],))
        off = [math.exp(2 * x + shift) for x, shift in zip(logits, (0, 0, 1), strict=True)]
        triples.append(tuple(p / sum(off) for p in off))
    temperature, bias = fit_calibration(gold, triples, [1.0] * len(gold))
    assert temperature == pytest.approx(2, rel=0.1)
    assert bias == pytest.approx((0, 0, -0.5), abs=0.1)


def test_no_calibration_changes_nothing():
    (answer,) = calibrated([StanceProbabilities(0.2, 0.3, 0.5)], 1.0, (0, 0, 0))
    assert (answer.supports, answer.contradicts, answer.neutral) == pytest.approx((0.2, 0.3, 0.5))


def test_hard_neutrals_stand_apart_from_what_was_generated():
    kinds = {
        kind: [Pair("a", "b", "neutral", kind)] for kind in ("news_hard_neutral", "news_negated", "news_same_figure")
    }
    assert {name: len(pairs) for name, pairs in grouped(kinds).items()} == {"generated": 1, "hard neutrals": 2}


def test_written_pairs_stand_apart_where_there_are_any():
    kinds = {kind: [Pair("a", "b", "supports", kind)] for kind in ("written_claim", "news_same", "written_passage")}
    assert {name: len(pairs) for name, pairs in grouped(kinds).items()} == {
        "generated": 1,
        "hard neutrals": 0,
        "written": 2,
    }


def test_two_judges_stand_side_by_side(capsys):
    pairs = [Pair("a", "b", "contradicts", "x"), Pair("a", "c", "supports", "x")]
    good = [StanceProbabilities(0.1, 0.6, 0.3), StanceProbabilities(0.6, 0.3, 0.1)]
    rows = [("x", [summarise(pairs, good), summarise(pairs, good[::-1])])]
    print_comparison(["one", "other"], rows)
    assert "| x | 2 | 0.500 | 1.000 (1.000) | 1.000 | 0.000 (0.000) | 0.000 |" in capsys.readouterr().out
