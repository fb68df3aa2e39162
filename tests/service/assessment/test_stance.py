"""One passage against one claim: the table in cases/stances.yaml, with the model's word given."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from service.assessment.probes import MAX_PROBES, probes
from service.assessment.reading import coverage, read_claim, read_passage
from service.assessment.records import ReasonCode, Stance, StanceProbabilities
from service.assessment.stance import judge
from service.assessment.statements import split_claims

CASES = yaml.safe_load((Path(__file__).parents[2] / "cases" / "stances.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[c["why"] for c in CASES])
def test_a_passage_has_a_stance(case: dict[str, Any]) -> None:
    claim = read_claim(split_claims(case["claim"])[0])
    passage = read_passage(case["passage"], case.get("before", ""), title=case.get("title", ""))
    said = StanceProbabilities(*case["p"])
    asked = [(probe, StanceProbabilities(*case.get("probe", case["p"]))) for probe in probes(claim, passage)]
    finding = judge(claim, passage, said, asked, "passage-1", case.get("similarity", 1.0))
    assert finding.stance is Stance(case["stance"]), [r.code.value for r in finding.reasons]
    assert finding.reasons, "every stance gives a reason"
    assert all(r.passage_id == "passage-1" for r in finding.reasons)
    if "reason" in case:
        assert case["reason"] in {r.code.value for r in finding.reasons}


def test_a_speaker_has_no_capital_inside_the_sentence_of_a_reason() -> None:
    """It has one where the claim begins with it."""
    claim = read_claim(split_claims("The spy agency said 600 soldiers were killed.")[0])
    passage = read_passage("About 900 soldiers were killed, the defence minister said.")
    figures = StanceProbabilities(0.1, 0.85, 0.05)
    asked = [(probe, StanceProbabilities(0.95, 0.02, 0.03)) for probe in probes(claim, passage)]
    finding = judge(claim, passage, figures, asked, "passage-1")
    [message] = [r.message for r in finding.reasons if r.code is ReasonCode.WRONG_SPEAKER]
    assert message == "About 900 is not the spy agency's figure; it is given by the defence minister."


@pytest.mark.parametrize("case", CASES, ids=[c["why"] for c in CASES])
def test_probes_are_bounded_and_differ_from_the_claim(case: dict[str, Any]) -> None:
    claim = read_claim(split_claims(case["claim"])[0])
    found = probes(claim, read_passage(case["passage"]))
    assert len(found) <= MAX_PROBES
    assert all(probe.hypothesis != claim.content for probe in found)


def test_coverage_counts_content_words_once() -> None:
    claim = read_claim(split_claims("The ferry sank near Selby.")[0])
    assert coverage(claim, read_passage("The ferry sank near Selby.")) == 1.0
    assert coverage(claim, read_passage("Prices rose in the spring.")) == 0.0
