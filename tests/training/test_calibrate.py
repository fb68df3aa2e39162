"""The curves of confidence find what was put in, keep to their signs, and are measured on stories never seen."""

from __future__ import annotations

import json
import math
import random
from pathlib import Path

import pytest

from service.assessment.confidence import SIGNS, Curve, Signals, features
from service.assessment.records import Verdict
from service.calibration import SHIPPED, digest, read_calibration
from training.answers import CASES, Collected, read_answers, read_groups
from training.calibrate import (
    BEGIN,
    END,
    as_record,
    cross_validated,
    fit,
    fit_curve,
    folds,
    main,
    quality,
    reliability,
    risk_coverage,
    said,
    tables,
)


def made(n: int, seed: int = 0) -> list[Collected]:
    """Undecided answers of twenty stories, right the oftener the less a passage leans and the better it is dated."""
    rng = random.Random(seed)  # noqa: S311 - a seeded order, no secret
    answers = []
    for number in range(n):
        signals = Signals(Verdict.NOT_ENOUGH_EVIDENCE, leans_for=rng.random(), sources_dated=rng.random())
        logit = 0.5 - 3 * signals.leans_for + 2 * signals.sources_dated
        right = rng.random() < 1 / (1 + math.exp(-logit))
        answers.append(
            Collected(
                "made", str(number), f"story {number % 20}", Verdict.SUPPORTED, signals.verdict, right, (signals,)
            )
        )
    return answers


def test_the_curve_that_was_put_in_is_found() -> None:
    curve = fit_curve("undecided", [(a.claims[0], a.right) for a in made(6000)], penalty=0.01)
    assert curve.intercept == pytest.approx(0.5, abs=0.2)
    assert curve.weights["leaning"] == pytest.approx(-3, abs=0.3)
    assert curve.weights["sources_dated"] == pytest.approx(2, abs=0.3)


def test_a_weight_never_takes_the_sign_that_it_must_not_have() -> None:
    backwards = [(a.claims[0], not a.right) for a in made(600)]
    for name, weight in fit_curve("undecided", backwards).weights.items():
        assert weight * SIGNS["undecided"][name] >= 0
    assert fit_curve("undecided", backwards).weights["leaning"] == 0


def test_few_answers_give_little_more_than_their_share() -> None:
    assert fit_curve("not_checkable", []) == Curve(0.0, {})
    three = fit_curve("not_checkable", [(Signals(Verdict.NOT_CHECKABLE), True)] * 3)
    assert three.at({}) == pytest.approx(4 / 5, abs=1e-3)  # one right and one wrong are added


def test_the_confidence_of_unseen_stories_keeps_its_word() -> None:
    answers = made(2000)
    measured = quality(cross_validated(answers), [a.right for a in answers])
    assert measured.ece < 0.05
    assert measured.skill > 0.1


def test_no_story_is_in_two_folds_and_the_folds_are_even() -> None:
    answers = made(200)
    fold = folds(answers)
    assert set(fold) == {a.group for a in answers}
    assert set(fold.values()) == set(range(10))


def test_the_measures_are_those_of_their_definitions() -> None:
    confidences, right = [0.95, 0.95, 0.15, 0.15], [True, False, False, False]
    measured = quality(confidences, right)
    assert measured.ece == pytest.approx((2 * 0.45 + 2 * 0.15) / 4)
    brier = (0.05**2 + 0.95**2 + 2 * 0.15**2) / 4
    assert measured.skill == pytest.approx(1 - brier / (0.25 * 0.75))
    assert [row[2:] for row in reliability(confidences, right)] == [(2, 0.15, 0.0), (2, 0.95, 0.5)]
    assert risk_coverage(confidences, right)[-1] == (1.0, 0.15, 0.25)


def test_a_statement_is_as_sure_as_its_least_sure_deciding_claim() -> None:
    calibration = fit(made(400))
    sure, unsure = (Signals(Verdict.NOT_ENOUGH_EVIDENCE, leans_for=lean) for lean in (0.0, 0.9))
    one = Collected("made", "1", "g", Verdict.SUPPORTED, Verdict.NOT_ENOUGH_EVIDENCE, False, (unsure,))
    both = Collected("made", "1", "g", Verdict.SUPPORTED, Verdict.NOT_ENOUGH_EVIDENCE, False, (sure, unsure))
    assert said(both, calibration) == said(one, calibration)


def test_the_command_writes_a_file_that_is_read_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (tmp_path / "answers-made.jsonl").open("w", encoding="utf-8") as file:
        for answer in made(200):
            row = {
                "set": answer.set,
                "id": answer.id,
                "group": answer.group,
                "made_by": "rules and models",
                "expected": "supported",
                "verdict": "not_enough_evidence",
                "right": answer.right,
                "claims": [
                    {
                        "verdict": "not_enough_evidence",
                        "leans_for": answer.claims[0].leans_for,
                        "sources_dated": answer.claims[0].sources_dated,
                    }
                ],
            }
            file.write(json.dumps(row) + "\n")
        file.write('{"set": "made", "id": "cut o')  # a run that was stopped in the middle of a line
    out = tmp_path / "confidence.json"
    page = tmp_path / "page.md"
    page.write_text(f"Before.\n{BEGIN}\nold\n{END}\nAfter.\n", encoding="utf-8")
    main(["--fit-only", "--work", str(tmp_path), "--out", str(out), "--page", str(page)])
    assert "old" not in page.read_text(encoding="utf-8")
    assert page.read_text(encoding="utf-8").startswith(f"Before.\n{BEGIN}\n| answers |")
    assert page.read_text(encoding="utf-8").endswith(f"{END}\nAfter.\n")
    assert "200 answers" in capsys.readouterr().out
    record = json.loads(out.read_text(encoding="utf-8"))
    assert record["answers"] == {"made": 200}
    assert record["sha256"] == digest(record)
    assert read_calibration(out) == fit(read_answers(tmp_path)[0])


def test_answers_of_different_rules_are_not_mixed(tmp_path: Path) -> None:
    for name in ("one", "two"):
        row = {"set": name, "made_by": name}
        (tmp_path / f"answers-{name}.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="--fresh"):
        read_answers(tmp_path)


def test_without_answers_the_cure_is_named(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="--fit-only"):
        read_answers(tmp_path)


def test_claims_on_one_document_are_of_one_story(tmp_path: Path) -> None:
    rows = [
        {"id": "a", "claim": "A.", "label": "supported", "gold_evidence": [{"doc_id": "1"}, {"doc_id": "2"}]},
        {"id": "b", "claim": "B.", "label": "supported", "gold_evidence": [{"doc_id": "2"}]},
        {"id": "c", "claim": "C.", "label": "supported", "gold_evidence": [{"doc_id": "3"}]},
        {"id": "d", "claim": "D.", "label": "supported", "gold_evidence": []},
    ]
    path = tmp_path / "claims.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    groups = read_groups(path)
    assert groups["a"] == groups["b"]
    assert len({groups["a"], groups["c"], groups["d"]}) == 3


def test_the_set_to_report_on_is_never_fitted() -> None:
    assert not any("climate" in path for path in CASES.values())


def test_the_page_shows_what_the_shipped_file_was_made_with() -> None:
    record = json.loads(SHIPPED.read_text(encoding="utf-8"))
    page = (Path(__file__).parents[2] / "docs" / "quality.md").read_text(encoding="utf-8")
    measured = record["cross_validated"]
    (row,) = (line for line in page.split(BEGIN)[1].split(END)[0].splitlines() if line.startswith("| all |"))
    assert row == (
        f"| all | {sum(record['answers'].values())} | {measured['right']:.3f} | {row.split(' | ')[3]} "
        f"| {measured['ece']:.3f} | {measured['brier_skill']:.3f} |"
    )


def test_a_verdict_that_the_sets_say_nothing_of_stays_at_one_half() -> None:
    wrong = [
        Collected(
            "made", str(n), "g", Verdict.SUPPORTED, Verdict.NOT_CHECKABLE, False, (Signals(Verdict.NOT_CHECKABLE),)
        )
        for n in range(20)
    ]
    assert fit(wrong).curves["not_checkable"].at({}) == 0.5


def test_the_tables_name_every_set_and_verdict() -> None:
    answers = made(60)
    text = tables(answers, [0.5] * 60)
    assert "| made | 60 |" in text
    assert "`not_enough_evidence`" in text
    assert text.count("|---|") >= 3
    assert features(answers[0].claims[0])["sources_dated"] == answers[0].claims[0].sources_dated
    assert as_record(fit(answers), answers, quality([0.5] * 60, [a.right for a in answers]), "x")["made_by"] == "x"
