"""Which readings the models are asked for, and that nothing else decides what a passage says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, replace
from datetime import date

import pytest

from service.assessment.reading import ClaimReading, read_claim, read_passage
from service.assessment.records import Stance, StanceProbabilities
from service.assessment.statements import split_claims
from service.hearing import (
    FOREMOST,
    MAX_CAREFUL_READINGS,
    MAX_LAST_READINGS,
    MAX_QUICK_READINGS,
    NEAR_SIMILARITY,
    POOL_EXPONENT,
    QUICK_SHARE,
    UNJUDGED,
    WORDED_SIMILARITY,
    Candidate,
    Panel,
    hear,
)

YES, OPEN = StanceProbabilities(0.9, 0.05, 0.05), StanceProbabilities(0.1, 0.1, 0.8)
SURELY_OPEN = StanceProbabilities(0.02, 0.02, 0.96)
CLAIM = "The bridge over the Hollin was closed."


class Recorder:
    """A model that answers from a table by passage and remembers what it was asked."""

    def __init__(self, answers: dict[str, StanceProbabilities] | None = None) -> None:
        self.answers = answers or {}
        self.asked: list[tuple[str, str]] = []

    def __call__(self, pairs: Sequence[tuple[str, str]]) -> list[StanceProbabilities]:
        self.asked += pairs
        return [self.answers.get(premise, OPEN) for premise, _ in pairs]


def a_claim(text: str = CLAIM) -> ClaimReading:
    (claim,) = split_claims(text)
    return read_claim(claim)


def candidates(count: int, first_similarity: float = 0.9, step: float = 0.01) -> list[Candidate]:
    texts = [f"The bridge over the Hollin carried tram number {n} when it was new." for n in range(count)]
    day = date(2031, 3, 1)
    readings = [read_passage(text, "", "", "", day, day) for text in texts]
    return [Candidate(f"p{n}", reading, first_similarity - n * step, n + 1) for n, reading in enumerate(readings)]


@pytest.mark.parametrize(("places_before", "unread"), [(FOREMOST, [2, 3]), (FOREMOST - 3, [3]), (0, [])])
def test_passages_far_away_are_read_in_the_first_places_only(places_before: int, unread: list[int]) -> None:
    quick = Recorder()
    claim = "The mayor of Selby resigned."
    passages = [replace(c, rank=c.rank + places_before) for c in candidates(4, NEAR_SIMILARITY + 0.015)]
    found = hear(a_claim(claim), claim, passages, Panel(quick), 1)
    assert [n for n, finding in enumerate(found) if finding.probabilities == UNJUDGED] == unread
    assert len(quick.asked) == 4 - len(unread)


def test_a_passage_far_away_with_the_claims_words_is_read() -> None:
    quick = Recorder()
    far = WORDED_SIMILARITY + 0.005
    found = hear(a_claim(), CLAIM, candidates(2, far), Panel(quick), 1)
    assert far < NEAR_SIMILARITY
    assert [f.probabilities == UNJUDGED for f in found] == [False, True], "below the least similarity words do not help"


def test_the_careful_model_reads_the_nearest_and_what_the_quick_one_took_for_telling() -> None:
    passages = candidates(MAX_QUICK_READINGS + 6)
    telling = passages[MAX_QUICK_READINGS - 3].reading.text
    quick, careful = Recorder({telling: YES}), Recorder({telling: YES})
    found = hear(a_claim(), CLAIM, passages, Panel(quick, careful), 1)
    read = [premise for premise, _ in careful.asked]
    assert len(read) == MAX_CAREFUL_READINGS
    assert telling in read
    assert {c.reading.text for c in passages[: MAX_CAREFUL_READINGS // 2]} <= set(read)
    assert found[MAX_QUICK_READINGS - 3].stance is Stance.SUPPORTS
    assert len(set(quick.asked)) == MAX_QUICK_READINGS


def test_what_the_quick_model_surely_finds_undecided_is_not_read_again() -> None:
    passages = candidates(3)
    first, second, third = (c.reading.text for c in passages)
    careful = Recorder()
    hear(a_claim(), CLAIM, passages, Panel(Recorder({first: SURELY_OPEN, third: SURELY_OPEN}), careful), 1)
    assert [premise for premise, _ in careful.asked] == [second]


def test_the_word_of_the_quick_model_alone_decides_nothing() -> None:
    passages = candidates(MAX_QUICK_READINGS)
    sure = {c.reading.text: YES for c in passages}
    quick, careful = Recorder(sure), Recorder(sure)
    found = hear(a_claim(), CLAIM, passages, Panel(quick, careful), 1)
    assert sum(f.stance is Stance.SUPPORTS for f in found) == MAX_CAREFUL_READINGS + MAX_LAST_READINGS
    doubted = hear(a_claim(), CLAIM, passages, Panel(quick, Recorder()), 1)
    assert all(f.stance is Stance.NEUTRAL for f in doubted), "what it read at last, the careful model found open"
    assert all(f.stance is Stance.SUPPORTS for f in hear(a_claim(), CLAIM, passages, Panel(quick), 1))


def test_who_says_it_is_asked_where_the_rules_cannot_tell() -> None:
    claim = read_claim(split_claims("Investigators said the ferry was overloaded.")[0])
    passage = Candidate("p", read_passage("The ferry was overloaded, Ida Holm told the court."), 0.9, 1)
    content, whole = claim.content, claim.claim.text
    for answer, stance in ((YES, Stance.SUPPORTS), (OPEN, Stance.NEUTRAL)):
        model = Asked({content: YES, whole: answer})
        [found] = hear(claim, content, [passage], Panel(model, model), 1)
        assert found.stance is stance
        assert whole in model.hypotheses, "the claim with its speaker is put to the models"


class Asked:
    """Answers by the hypothesis, and keeps what it was asked."""

    def __init__(self, by_hypothesis: dict[str, StanceProbabilities]) -> None:
        self.by_hypothesis, self.hypotheses = by_hypothesis, set[str]()

    def __call__(self, pairs: Sequence[tuple[str, str]]) -> list[StanceProbabilities]:
        self.hypotheses |= {hypothesis for _, hypothesis in pairs}
        return [self.by_hypothesis.get(hypothesis, OPEN) for _, hypothesis in pairs]


def test_where_both_have_read_the_careful_model_weighs_more() -> None:
    passages = candidates(3)
    text = passages[0].reading.text
    found = hear(a_claim(), CLAIM, passages, Panel(Recorder({text: YES}), Recorder({text: OPEN})), 1)
    assert found[0].stance is Stance.NEUTRAL
    said = found[0].probabilities
    pool = [
        (QUICK_SHARE * quick + (1 - QUICK_SHARE) * careful) ** POOL_EXPONENT
        for quick, careful in zip(astuple(YES), astuple(OPEN), strict=True)
    ]
    assert said.supports == pytest.approx(pool[0] / sum(pool))
    assert said.supports + said.contradicts + said.neutral == pytest.approx(1)
    assert said.supports + said.contradicts + said.neutral == pytest.approx(1)


@pytest.mark.parametrize(("share", "most"), [(1, MAX_CAREFUL_READINGS), (2, MAX_CAREFUL_READINGS // 2), (40, 2)])
def test_the_claims_of_a_statement_share_the_careful_readings(share: int, most: int) -> None:
    careful = Recorder()
    hear(a_claim(), CLAIM, candidates(30), Panel(Recorder(), careful), share)
    assert len(careful.asked) == most


def test_the_order_of_the_passages_changes_nothing() -> None:
    passages = candidates(30, step=0.0)
    quick = Recorder({passages[21].reading.text: YES})
    straight, turned = Recorder(), Recorder()
    one = hear(a_claim(), CLAIM, passages, Panel(quick, straight), 1)
    other = hear(a_claim(), CLAIM, passages[::-1], Panel(quick, turned), 1)
    assert one == other[::-1]
    assert set(straight.asked) == set(turned.asked)


def test_a_value_of_the_passage_is_put_into_the_claim_and_asked_of_the_careful_model() -> None:
    claim = "The fire destroyed 90 houses in Selby."
    passage = Candidate("p", read_passage("The fire destroyed 40 houses in Selby."), 0.9, 1)
    quick, careful = Recorder(), Recorder({passage.reading.text: YES})
    reading = a_claim(claim)
    (found,) = hear(reading, reading.content, [passage], Panel(quick, careful), 1)
    assert (passage.reading.text, "The fire destroyed 40 houses in Selby") in careful.asked
    assert found.stance is Stance.CONTRADICTS
