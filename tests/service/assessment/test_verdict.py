"""What witnesses add up to: the table in cases/verdicts.yaml, and what no order of theirs may change."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from service.assessment.case import Finding
from service.assessment.quantities import read_quantities
from service.assessment.reading import ClaimReading, read_claim
from service.assessment.records import Qualifier, Reason, ReasonCode, Stance, StanceProbabilities, Verdict
from service.assessment.statements import split_claims
from service.assessment.timeline import Witness
from service.assessment.verdict import combine, decide

CASES = yaml.safe_load((Path(__file__).parents[2] / "cases" / "verdicts.yaml").read_text(encoding="utf-8"))


def a_claim() -> ClaimReading:
    return read_claim(split_claims("The ferry carried forty passengers.")[0])


def a_witness(row: dict[str, Any], number: int) -> Witness:
    probabilities = StanceProbabilities(0.3, 0.3, 0.4)
    reason = Reason(ReasonCode.ON_TOPIC_ONLY, "made for a test", passage_id=str(number))
    toll = read_quantities(row["toll"])[0] if "toll" in row else None
    finding = Finding(
        Stance(row["stance"]), row.get("strength", 0.9), row.get("rule", False), (reason,), probabilities, toll
    )
    first, last = row.get("first", row.get("day")), row.get("last", row.get("day"))
    publisher = row["publisher"]
    return Witness(
        finding=finding,
        passage_id=str(number),
        text=f"Passage {number}.",
        document_id=f"document-{number}",
        story_cluster=row.get("cluster", f"cluster-{number}"),
        origin=row.get("origin"),
        publisher=publisher,
        published=first.isoformat() if first else None,
        start=first,
        end=last,
        voice=row.get("voice") or row.get("origin") or publisher,
        rank=number + 1,
        is_correction=row.get("correction", False),
    )


@pytest.mark.parametrize("case", CASES, ids=[c["why"] for c in CASES])
def test_witnesses_add_up(case: dict[str, Any]) -> None:
    witnesses = [a_witness(row, number) for number, row in enumerate(case["witnesses"])]
    judgement = decide(a_claim(), witnesses)
    assert judgement.verdict is Verdict(case["verdict"])
    assert judgement.reasons, "every verdict gives a reason"
    if "reason" in case:
        assert case["reason"] in {r.code.value for r in judgement.reasons}
    if "supporting" in case:
        assert judgement.supporting == case["supporting"]
    if "contradicting" in case:
        assert judgement.contradicting == case["contradicting"]
    if "qualifiers" in case:
        assert {q.value for q in judgement.qualifiers} == set(case["qualifiers"])
    if "stances" in case:
        by_id = {w.passage_id: w.stance.value for w in judgement.witnesses}
        assert [by_id[str(n)] for n in range(len(witnesses))] == case["stances"]


@pytest.mark.parametrize("case", CASES, ids=[c["why"] for c in CASES])
def test_the_order_of_witnesses_changes_nothing(case: dict[str, Any]) -> None:
    witnesses = [a_witness(row, number) for number, row in enumerate(case["witnesses"])]
    straight = decide(a_claim(), witnesses)
    random.Random(7).shuffle(witnesses)  # noqa: S311  a shuffle, no secret
    assert decide(a_claim(), witnesses) == straight


@pytest.mark.parametrize(
    ("verdicts", "whole", "why"),
    [
        (["supported", "supported"], "supported", "all parts hold"),
        (["supported", "contradicted"], "contradicted", "one false part makes the whole false"),
        (["supported", "not_enough_evidence"], "not_enough_evidence", "the whole is not established"),
        (["outdated", "not_enough_evidence"], "outdated", "a part that was overtaken is known to be"),
        (["disputed", "outdated"], "disputed", "a live disagreement comes first"),
        (["not_checkable", "supported"], "supported", "an opinion beside a fact does not count"),
        (["not_checkable"], "not_checkable", "nothing else is there"),
    ],
)
def test_parts_make_a_whole(verdicts: list[str], whole: str, why: str) -> None:
    verdict, _, _ = combine([(Verdict(v), (), 0.5) for v in verdicts])
    assert verdict is Verdict(whole), why


def test_a_partly_supported_statement_is_called_partial() -> None:
    verdict, qualifiers, confidence = combine(
        [
            (Verdict.SUPPORTED, (Qualifier.SINGLE_SOURCE,), 0.9),
            (Verdict.NOT_ENOUGH_EVIDENCE, (), 0.6),
        ]
    )
    assert verdict is Verdict.NOT_ENOUGH_EVIDENCE
    assert set(qualifiers) == {Qualifier.PARTIAL, Qualifier.SINGLE_SOURCE}
    assert confidence == 0.6


def test_nothing_is_dated_by_guess() -> None:
    """A witness without a date is never earlier or later than another document's."""
    judgement = decide(
        a_claim(),
        [
            a_witness({"stance": "supports", "publisher": "Gazette", "rule": True}, 0),
            a_witness({"stance": "contradicts", "publisher": "Gazette", "day": date(2031, 5, 1), "rule": True}, 1),
        ],
    )
    assert judgement.verdict is not Verdict.OUTDATED


def test_a_copy_is_no_further_voice() -> None:
    """Where nobody is quoted the article speaks, and its copies say it with the same voice."""
    rows = [
        {"stance": "supports", "publisher": "Gazette", "day": date(2031, 5, 1), "cluster": "one"},
        {"stance": "supports", "publisher": "Reprint", "day": date(2031, 5, 1), "cluster": "one"},
        {"stance": "supports", "publisher": "Courier", "day": date(2031, 5, 1), "cluster": "two"},
        {"stance": "supports", "publisher": "Herald", "day": date(2031, 5, 1), "cluster": "two", "voice": "a mayor"},
    ]
    witnesses = [a_witness(row, number) for number, row in enumerate(rows)]
    assert [decide(a_claim(), witnesses[:last]).speakers for last in (1, 2, 3, 4)] == [1, 1, 2, 3]
