"""The hard cases of cases/hard_cases.yaml, through index, search and assessment; only the models are fakes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from numpy.typing import NDArray

from index.build import Archive
from index.records import Submission
from service.answering import Checker
from service.answers import Answer, CheckOptions, Evidence
from service.assessment.records import Stance, StanceProbabilities

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[1] / "cases" / "hard_cases.yaml").read_text(encoding="utf-8")
)
SAYS = {
    "supports": StanceProbabilities(0.92, 0.04, 0.04),
    "contradicts": StanceProbabilities(0.04, 0.92, 0.04),
    "neutral": StanceProbabilities(0.05, 0.05, 0.9),
}
OF_FIGURES = set(
    re.findall(
        r"\w+", "about least more than nearly exactly between tens thousands thousand twelve another further many"
    )
) | set(re.findall(r"\w+", "were been there have that with said after among including"))
NEGATIONS = {"not", "never", "no", "denied", "declined"}


class WordReader:
    """A stance model that knows words, not figures, and what it is told of some pairs."""

    def __init__(self, told: Sequence[dict[str, str]]) -> None:
        self.told = told

    def __call__(self, pairs: Sequence[tuple[str, str]]) -> list[StanceProbabilities]:
        return [SAYS[self._says(premise, hypothesis)] for premise, hypothesis in pairs]

    def _says(self, premise: str, hypothesis: str) -> str:
        for row in self.told:
            if row["passage"] in premise and row.get("claim", "") in hypothesis:
                return row["says"]
        said, asked = (set(re.findall(r"[a-z]+", text.casefold())) for text in (premise, hypothesis))
        if bool(said & NEGATIONS) != bool(asked & NEGATIONS):
            denied = _topic(hypothesis) - NEGATIONS <= _topic(premise)
            return "contradicts" if denied else "neutral"
        shared = len(_topic(hypothesis) & _topic(premise)) / max(1, len(_topic(hypothesis)))
        return "supports" if shared >= 0.75 else "neutral"


def _topic(text: str) -> set[str]:
    """The longer words of a text but for those of hedges and figures."""
    return set(re.findall(r"[a-z]{4,}", text.casefold())) - OF_FIGURES


class TopicEncoder:
    """Sentences are near where they share longer words, names above all; figures tell nothing of a topic."""

    def __init__(self, words: Any) -> None:
        self.words = words
        self.name, self.dimension, self.fingerprint = "topic", words.dimension, f"topic:{words.fingerprint}"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.words.encode(
            [" ".join([*sorted(_topic(text)), *re.findall(r"[A-Z]\w{3,}", text)]) for text in texts]
        )


@pytest.fixture
def encoder(encoder: Any) -> TopicEncoder:
    return TopicEncoder(type(encoder)(dimension=512))


def answer_to(case: dict[str, Any], archive: Archive) -> Answer:
    for number, row in enumerate(case["documents"]):
        archive.add(
            Submission(
                raw=row["text"],
                publisher=row["by"],
                published_at=row["day"].isoformat(),
                url=f"https://news.example/{number}",
            )
        )
    checker = Checker(archive, WordReader(case.get("model", [])), "word-reader", "toy")
    return checker.check(case["statement"], CheckOptions(as_of=case.get("as_of")))


def evidence_of(answer: Answer, stance: Stance | None = None) -> list[Evidence]:
    return [e for c in answer.claims for e in c.evidence if stance is None or e.stance is stance]


@pytest.mark.parametrize("case", CASES, ids=[f"{c['n']}: {c['why']}" for c in CASES])
def test_a_hard_case_is_answered(case: dict[str, Any], archive: Archive) -> None:
    answer = answer_to(case, archive)
    reasons = [r for c in answer.claims for r in (*c.reasons, *(r for e in c.evidence for r in e.reasons))]
    shown = [r.code.value + ": " + r.message for r in reasons]
    wanted = case["verdict"] if isinstance(case["verdict"], list) else [case["verdict"]]
    assert answer.verdict.value in wanted, shown
    assert set(case.get("qualifiers", [])) <= {q.value for q in answer.qualifiers}, shown
    assert set(case.get("reasons", [])) <= {r.code.value for r in reasons}, shown
    for stance, key in ((Stance.SUPPORTS, "supports"), (Stance.CONTRADICTS, "contradicts"), (None, "shows")):
        texts = [e.passage.text for e in evidence_of(answer, stance)]
        for words in case.get(key, []):
            assert any(words in text for text in texts), (key, words, texts)
    for words in case.get("never", []):
        assert not any(words in e.passage.text for e in evidence_of(answer))
    _check_sources(case, answer)


def _check_sources(case: dict[str, Any], answer: Answer) -> None:
    claim = answer.claims[0]
    if "independent" in case:
        assert claim.independent_sources.supporting == case["independent"]
    if "unaddressed" in case:
        assert set(case["unaddressed"]) <= {u.text for u in claim.unaddressed}
    if "speaker" in case:
        speaker = claim.evidence[0].speaker
        assert speaker is not None
        assert speaker.name == case["speaker"]
        assert set(case.get("chain", [])) <= set(speaker.chain)


def test_every_kind_of_hard_case_has_a_row() -> None:
    assert {c["n"] for c in CASES} == set(range(1, 41))
    assert all(c["why"] for c in CASES)
