"""From statement to answer over real storage: what is admitted, what is shown, and that it can be repeated."""

from __future__ import annotations

import dataclasses
import json
from datetime import date

import pytest

from index.build import Archive
from index.records import Submission
from service.answering import Checker, in_context
from service.answers import MAX_STATEMENT_CHARS, Answer, CheckOptions, Evidence
from service.assessment.records import ReasonCode, Stance, Verdict
from service.errors import EmptyStatement, StatementTooLong
from service.http.schemas import dump_answer

FORTY = "Rescuers brought 40 people ashore."


def evidence_of(answer: Answer) -> list[Evidence]:
    return [e for claim in answer.claims for e in claim.evidence]


def test_a_figure_overtaken_later_is_outdated_and_both_sides_are_shown(checker: Checker) -> None:
    answer = checker.check(FORTY)
    assert answer.verdict is Verdict.OUTDATED
    stances = {e.source.published.text: e.stance for e in evidence_of(answer) if "ashore" in e.passage.text}
    assert stances["2031-03-01"] is Stance.SUPPORTS
    assert stances["2031-03-20"] is Stance.CONTRADICTS
    assert "Gazette" in answer.summary
    assert "Courier" in answer.summary


def test_as_of_hides_what_was_published_later(checker: Checker) -> None:
    answer = checker.check(FORTY, CheckOptions(as_of=date(2031, 3, 10)))
    assert answer.verdict is Verdict.SUPPORTED
    assert all(
        e.source.published.end is not None and e.source.published.end <= date(2031, 3, 10) for e in evidence_of(answer)
    )
    assert (answer.searched.later, answer.searched.undated) == (1, 1)


def test_undated_documents_come_in_only_when_asked_for(checker: Checker) -> None:
    statement = "The ferry Alma was painted blue."
    without = checker.check(statement, CheckOptions(as_of=date(2031, 12, 31)))
    asked = checker.check(statement, CheckOptions(as_of=date(2031, 12, 31), include_undated=True))
    assert without.verdict is Verdict.NOT_ENOUGH_EVIDENCE
    assert asked.verdict is Verdict.SUPPORTED
    codes = {r.code for e in evidence_of(asked) if e.stance is Stance.SUPPORTS for r in e.reasons}
    assert ReasonCode.UNDATED_SOURCE in codes


def test_a_reprint_is_one_source_and_is_named_as_a_copy(checker: Checker) -> None:
    answer = checker.check(FORTY, CheckOptions(as_of=date(2031, 3, 10)))
    claim = answer.claims[0]
    assert claim.independent_sources.supporting == 1
    shown = [e for e in claim.evidence if "40" in e.passage.text]
    assert len(shown) == 1, "the copy is folded"
    assert len(shown[0].source.copies) == 1


def test_a_negated_twin_turns_the_verdict(checker: Checker) -> None:
    assert checker.check("The ferry Alma was not insured.").verdict is Verdict.SUPPORTED
    assert checker.check("The ferry Alma was insured.").verdict is Verdict.CONTRADICTED


def test_a_denial_repeats_the_claim_and_does_not_support_it(checker: Checker) -> None:
    assert checker.check("The ferry Alma was overloaded.").verdict is not Verdict.SUPPORTED


@pytest.mark.parametrize(
    ("options", "documents"),
    [
        (CheckOptions(publishers=("courier",)), 2),
        (CheckOptions(exclude_publishers=("Courier",)), 4),
        (CheckOptions(published_after=date(2031, 3, 4)), 2),
        (CheckOptions(collection="elsewhere"), 0),
    ],
)
def test_what_was_searched_is_what_the_request_admits(checker: Checker, options: CheckOptions, documents: int) -> None:
    answer = checker.check(FORTY, options)
    assert answer.searched.documents == documents


def test_a_retracted_document_never_supports(checker: Checker, news: Archive) -> None:
    statement = "The ferry Alma was not insured."
    document = next(e.source.document_id for e in evidence_of(checker.check(statement)) if e.stance is Stance.SUPPORTS)
    news.edit(document, {"retracted": True})
    answer = checker.check(statement)
    assert answer.verdict is Verdict.NOT_ENOUGH_EVIDENCE
    assert ReasonCode.RETRACTED_SOURCE in {r.code for e in evidence_of(answer) for r in e.reasons}


def test_the_same_question_has_the_same_answer_and_id(checker: Checker) -> None:
    assert checker.check(FORTY) == checker.check(FORTY)


def test_the_id_follows_what_decides_the_answer(checker: Checker, news: Archive) -> None:
    first = checker.check(FORTY)
    assert checker.check(FORTY, CheckOptions(store=False)).id == first.id, "keeping it changes nothing"
    assert checker.check(FORTY, CheckOptions(as_of=date(2031, 3, 10))).id != first.id
    news.add(Submission(raw="A new ferry was ordered in Selby.", publisher="Gazette", published_at="2031-04-01"))
    assert checker.check(FORTY).id != first.id, "another index, another answer"


def test_passages_are_verbatim_in_their_document(checker: Checker, news: Archive) -> None:
    for e in evidence_of(checker.check(FORTY)):
        text = news.document(e.source.document_id).text
        assert text[e.passage.start : e.passage.end] == e.passage.text


def test_ranks_count_from_one_and_deciding_passages_come_first(checker: Checker) -> None:
    claim = checker.check(FORTY, CheckOptions(max_evidence=4)).claims[0]
    assert [e.rank for e in claim.evidence] == [1, 2, 3, 4][: len(claim.evidence)]
    decides = [e.stance is not Stance.NEUTRAL for e in claim.evidence]
    assert decides == sorted(decides, reverse=True)


def test_an_empty_index_answers_that_it_has_nothing(archive: Archive) -> None:
    def never(pairs: object) -> list[object]:
        assert not pairs, "nothing to judge"
        return []

    answer = Checker(archive, never, "toy-judge", "toy").check("The ferry sank.")  # type: ignore[arg-type]
    assert answer.verdict is Verdict.NOT_ENOUGH_EVIDENCE
    assert answer.claims[0].reasons[0].code is ReasonCode.NOTHING_FOUND
    assert answer.searched.documents == 0


def test_a_question_is_not_checkable_but_its_passages_are_offered(checker: Checker) -> None:
    answer = checker.check("Did rescuers bring 40 people ashore?")
    assert answer.verdict is Verdict.NOT_CHECKABLE
    assert answer.claims[0].reasons[0].code is ReasonCode.QUESTION
    assert answer.claims[0].evidence


def test_another_language_is_said_to_be_so(checker: Checker) -> None:
    answer = checker.check(
        "Die Rettungskräfte haben am Montagabend vierzig Menschen sicher an Land gebracht, sagte der Bürgermeister."
    )
    assert answer.verdict is Verdict.NOT_ENOUGH_EVIDENCE
    assert answer.claims[0].reasons[0].code is ReasonCode.LANGUAGE_NOT_SUPPORTED


@pytest.mark.parametrize(("declared", "decides"), [("en-GB", True), ("EN_us", True), ("und", True), ("de-AT", False)])
def test_a_document_in_a_regional_english_decides(
    checker: Checker, news: Archive, declared: str, decides: bool
) -> None:
    news.add(Submission(raw="The bridge in Selby was closed.", publisher="Gazette", language=declared))
    verdict = checker.check("The bridge in Selby was closed.").verdict
    assert verdict is (Verdict.SUPPORTED if decides else Verdict.NOT_ENOUGH_EVIDENCE)


@pytest.mark.parametrize("statement", ["", "   \n\t "])
def test_an_empty_statement_is_refused(checker: Checker, statement: str) -> None:
    with pytest.raises(EmptyStatement):
        checker.check(statement)


def test_a_statement_over_the_limit_is_refused_with_both_numbers(checker: Checker) -> None:
    with pytest.raises(StatementTooLong, match=r"10,001.*10,000"):
        checker.check("a" * (MAX_STATEMENT_CHARS + 1))


def test_a_statement_of_too_many_claims_is_refused(checker: Checker) -> None:
    with pytest.raises(StatementTooLong, match="claims"):
        checker.check("The ferry Alma sank in 2031. " * 60)


def test_the_context_resolves_a_pronoun_and_is_never_evidence(checker: Checker) -> None:
    assert in_context("It was not insured.", "Alma Lines ran the ferry Alma.") == "Alma was not insured."
    answer = checker.check("It was raised by divers.", CheckOptions(context="Divers raised the Alma on Sunday."))
    assert answer.verdict is Verdict.NOT_ENOUGH_EVIDENCE


def test_every_answer_gives_a_reason_everywhere(checker: Checker) -> None:
    for statement in (FORTY, "The ferry Alma was insured.", "It is a disgrace.", "Grapes were sold in Oldhaven."):
        answer = checker.check(statement)
        assert answer.summary
        for claim in answer.claims:
            assert claim.reasons
            assert all(e.reasons for e in claim.evidence)
            assert statement[claim.start : claim.end] == claim.text


def test_answers_are_frozen(checker: Checker) -> None:
    answer = checker.check(FORTY)
    with pytest.raises(dataclasses.FrozenInstanceError):
        answer.verdict = Verdict.SUPPORTED  # type: ignore[misc]


def test_purging_a_document_takes_its_words_out_of_stored_answers(checker: Checker, news: Archive) -> None:
    answer = checker.check("Rescuers brought 65 people ashore.")
    quoted = next(e for e in evidence_of(answer) if "65" in e.passage.text)
    body = json.dumps(dump_answer(answer))
    assert "coastguard" in body
    news.keep_answer(answer.id, body, [e.passage.id for e in evidence_of(answer)])
    news.remove(quoted.source.document_id, purge=True)
    kept = news.answer(answer.id) or ""
    assert json.loads(kept)["redacted"] is True
    assert "coastguard" not in kept
    assert "65 people" not in kept.replace(answer.statement, "").replace(answer.claims[0].text, "")
