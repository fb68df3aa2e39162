"""One passage against one claim: figures, names, time, denial and speaker aligned, then the stance and its reasons.

    claim, passage ──read──▶ readings              the same readers for both
    readings ──probes──▶ hypotheses for the model   "is it about the same thing?", asked with the source's own value
    readings + probabilities ──judge──▶ Finding     stance, reasons, strength

The stance model judges language; rules judge figures, dates, speech and plans. Where both speak, a rule needs the
model's word that the passage is about the same thing, and the model needs the rules' word that no figure, date, plan or
denial stands against its reading. docs/method.md says why, with examples.
"""

from __future__ import annotations

from collections.abc import Sequence

from service.assessment.case import Case, Finding
from service.assessment.probes import Probe
from service.assessment.reading import ClaimReading, PassageReading
from service.assessment.records import ReasonCode, StanceProbabilities
from service.assessment.stance_by_figures import figures, multiples, other_time
from service.assessment.stance_by_speech import (
    attributed,
    denied,
    in_these_words,
    other_actor,
    quoted,
    silence,
    undenied,
)
from service.assessment.stance_by_words import (
    dates,
    names,
    party,
    plan_or_possibility,
    proceeded,
    ranked,
    verbatim,
    words,
)

RULES = (
    quoted,
    verbatim,
    silence,
    other_actor,
    plan_or_possibility,
    denied,
    party,
    other_time,
    multiples,
    figures,
    dates,
    names,
    words,
)
"""The first that speaks wins; the order is the method."""

PROVISOS = (undenied, ranked, proceeded, in_these_words, attributed)
"""What may still take a finding back, each in its turn: a denial around it, a rank, a step of a criminal case, a
quotation, a speaker."""


def judge(
    claim: ClaimReading,
    passage: PassageReading,
    probabilities: StanceProbabilities,
    asked: Sequence[tuple[Probe, StanceProbabilities]],
    passage_id: str,
    similarity: float = 1.0,
    whole: StanceProbabilities | None = None,
) -> Finding:
    """The stance of ``passage`` on ``claim``.

    Args:
        claim: the claim, read.
        passage: the passage, read.
        probabilities: the stance model's answer for (passage, claim).
        asked: the probes with the model's answers.
        passage_id: for the reasons.
        similarity: cosine of claim and passage in [-1, 1].
        whole: the model's answer for the claim with who said it, where that was asked.
    """
    case = Case(claim, passage, probabilities, asked, passage_id, similarity, whole)
    for rule in RULES:
        finding = rule(case)
        if finding is not None:
            for proviso in PROVISOS:
                finding = proviso(case, finding)
            return finding
    return case.neutral(ReasonCode.ON_TOPIC_ONLY, "The passage is on the subject but does not decide the claim.")
