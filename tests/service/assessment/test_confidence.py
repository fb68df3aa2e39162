"""Confidence is a probability that keeps to what it is computed from, and moves the way a reader would expect."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from service.assessment.case import Finding
from service.assessment.confidence import (
    KINDS,
    LEAST,
    MOST,
    SIGNS,
    UNCALIBRATED,
    Calibration,
    Curve,
    Signals,
    confidence,
    features,
    read_signals,
)
from service.assessment.reading import read_claim
from service.assessment.records import Reason, ReasonCode, Stance, StanceProbabilities, Verdict
from service.assessment.statements import split_claims
from service.assessment.timeline import Witness
from service.assessment.verdict import decide
from service.calibration import SHIPPED, digest, read_calibration
from service.errors import ModelUnavailable

MIDDLING = Signals(
    Verdict.SUPPORTED,
    strength=0.8,
    model=0.8,
    against=0.1,
    independent=1,
    similarity=0.7,
    nearest=0.7,
    close=2,
    covered=0.8,
    covered_by_one=0.7,
    leans_for=0.4,
    leans_against=0.2,
    barred=1,
    figures=1,
    names=2,
    words=8,
    reported=0.5,
    sources_dated=0.5,
)


def a_witness(stance: str, supports: float, similarity: float, *, day: date | None = date(2031, 3, 1)) -> Witness:
    finding = Finding(
        Stance(stance),
        supports,
        False,
        (Reason(ReasonCode.ON_TOPIC_ONLY, "made for a test"),),
        StanceProbabilities(supports, 0.1, 0.9 - supports),
    )
    return Witness(
        finding=finding,
        passage_id=f"{stance}-{supports}",
        text="The ferry carried forty passengers.",
        document_id="d",
        story_cluster="c",
        origin=None,
        publisher="Gazette",
        published=day.isoformat() if day else None,
        start=day,
        end=day,
        voice="Gazette",
        rank=1,
        similarity=similarity,
    )


@pytest.mark.parametrize("verdict", list(Verdict))
@pytest.mark.parametrize(
    "signals",
    [Signals(Verdict.SUPPORTED), MIDDLING, replace(MIDDLING, close=400, words=900, independent=60, barred=99)],
)
def test_it_is_a_probability_with_four_decimals_and_never_a_certainty(verdict: Verdict, signals: Signals) -> None:
    for calibration in (read_calibration(), UNCALIBRATED):
        sure = confidence(replace(signals, verdict=verdict), calibration)
        assert LEAST <= sure <= MOST
        assert sure == round(sure, 4)
        assert sure == confidence(replace(signals, verdict=verdict), calibration), "equal signals, equal confidence"


@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_feature_lies_between_0_and_1(verdict: Verdict) -> None:
    extreme = replace(MIDDLING, verdict=verdict, close=400, words=900, independent=60, barred=99, similarity=-0.3)
    for signals in (Signals(verdict), extreme, replace(extreme, similarity=1.0, nearest=1.0)):
        assert all(0 <= value <= 1 for value in features(signals).values())
        assert set(features(signals)) == set(SIGNS[KINDS[verdict]])


MORE = {
    "by_rule": {"by_rule": True},
    "strength": {"strength": 1.0},
    "against": {"against": 0.9},
    "independent": {"independent": 4},
    "similarity": {"similarity": 0.95},
    "covered_by_one": {"covered_by_one": 1.0},
    "sources_dated": {"sources_dated": 1.0},
    "reported": {"reported": 1.0},
    "headline": {"headline": True},
    "leaning": {"leans_for": 0.95},
    "barred": {"barred": 6},
    "crowded": {"close": 9},
    "long": {"words": 18},
}


@pytest.mark.parametrize(
    ("verdict", "name", "sign"),
    [(v, n, s) for v in Verdict for n, s in SIGNS[KINDS[v]].items() if s],
)
def test_more_of_a_signal_moves_the_shipped_confidence_one_way_only(verdict: Verdict, name: str, sign: int) -> None:
    before = replace(MIDDLING, verdict=verdict)
    moved = confidence(replace(before, **MORE[name]), read_calibration()) - confidence(before, read_calibration())
    assert moved * sign >= 0


def test_a_curve_is_what_its_formula_says() -> None:
    calibration = Calibration({"undecided": Curve(-1.0, {"leaning": -2.0, "sources_dated": 3.0})})
    signals = Signals(Verdict.NOT_ENOUGH_EVIDENCE, leans_for=0.25, sources_dated=1.0)
    assert confidence(signals, calibration) == 0.8176  # 1 / (1 + exp(-1.5))


def test_signals_are_read_from_the_passages_that_carry_the_verdict() -> None:
    claim = read_claim(split_claims("The ferry carried forty passengers.")[0])
    witnesses = [
        a_witness("supports", 0.9, 0.8, day=None),
        a_witness("supports", 0.7, 0.9),
        a_witness("neutral", 0.3, 0.5),
    ]
    signals = decide(claim, witnesses).signals
    assert signals.verdict is Verdict.SUPPORTED
    assert (signals.strength, signals.similarity, signals.nearest) == (0.9, 0.8, 0.9)
    assert (signals.leans_for, signals.sources_dated, signals.close) == (0.3, 0.5, 2)
    assert signals.covered == 1.0
    nothing = read_signals(claim, Verdict.NOT_ENOUGH_EVIDENCE, [], [], [])
    assert nothing == Signals(Verdict.NOT_ENOUGH_EVIDENCE, figures=1, words=nothing.words)


def test_the_order_of_passages_changes_no_signal() -> None:
    claim = read_claim(split_claims("The ferry carried forty passengers.")[0])
    witnesses = [a_witness("supports", 0.9, 0.8), a_witness("neutral", 0.3, 0.5), a_witness("supports", 0.7, 0.9)]
    assert decide(claim, witnesses).signals == decide(claim, witnesses[::-1]).signals


# ------------------------------------------------------------------------------------------------------------ the file


def test_the_shipped_file_is_what_the_command_made() -> None:
    record = json.loads(SHIPPED.read_text(encoding="utf-8"))
    assert record["sha256"] == digest(record)
    assert record["made_with"] == "python -m training.calibrate"
    assert not any("climate" in name for name in record["answers"]), "climate_fever is there to report on"
    assert set(record["cross_validated"]) == {"folds", "right", "ece", "brier_skill"}


def test_a_missing_file_is_named_with_its_cure(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"confidence\.json, is missing.*training\.calibrate"):
        read_calibration(tmp_path / "confidence.json")


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (lambda text: text[: len(text) // 2], "is no JSON"),
        (lambda text: "[]", "not as it was made"),
        (lambda text: text.replace('"folds": 10', '"folds": 11'), "not as it was made"),
        (lambda text: json.dumps(_without_a_weight(json.loads(text))), "for other features"),
    ],
    ids=["cut off", "another value", "changed by hand", "other features"],
)
def test_a_damaged_file_is_refused(tmp_path: Path, damage: object, why: str) -> None:
    path = tmp_path / "confidence.json"
    path.write_text(damage(SHIPPED.read_text(encoding="utf-8")), encoding="utf-8")  # type: ignore[operator]
    with pytest.raises(ModelUnavailable, match=why):
        read_calibration(path)


def _without_a_weight(record: dict[str, object]) -> dict[str, object]:
    record["curves"]["undecided"]["weights"].pop("leaning")  # type: ignore[index]
    return {**record, "sha256": digest(record)}
