"""The map of a draft check: sentences → made to stand alone → each checked → suggestion → answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from service.assessment.records import Verdict
from service.client import Check, DraftAnswer, DraftSentence, DraftSummary
from service.drafts.checkability import is_checkable
from service.drafts.context import context_of, resolve
from service.drafts.records import FLAGGED, MAX_CHECKED, Draft, Question
from service.drafts.suggestions import suggest
from service.errors import DraftTooLong

CHECKS_AT_ONCE = 2
"""One check's search and reading overlap another's judging; more threads only wait for the stance model."""

_POINTS_BACK = re.compile(r"\b(?:he|she|it|they)\b", re.IGNORECASE)
"""A sentence with none of these needs no context, and what is kept of it holds whatever is written before it."""

Ask = Callable[[Question], Check]
"""What checks one sentence: a checker of this process, or a server."""


def make_questions(draft: Draft, as_of: date | None = None) -> list[Question]:
    """A question for every sentence of ``draft``, in order; headings are part of no context.

    Raises:
        DraftTooLong: more than ``MAX_CHECKED`` sentences would be checked.
    """
    questions: list[Question] = []
    before: list[str] = []
    for sentence in draft.sentences:
        resolved = sentence.text if sentence.heading else resolve(sentence.text, before, as_of)
        checkable = is_checkable(sentence, resolved)
        context = context_of(before) if _POINTS_BACK.search(resolved) else ""
        questions.append(Question(sentence, resolved, context, checkable))
        if not sentence.heading:
            before.append(resolved)
    to_check = sum(question.checkable for question in questions)
    if to_check > MAX_CHECKED:
        raise DraftTooLong(
            f"The draft holds {to_check:,} sentences to check; the limit is {MAX_CHECKED}. Send it in parts.",
            "/content",
        )
    return questions


def check_draft(draft: Draft, ask: Ask, as_of: date | None = None) -> DraftAnswer:
    """Every sentence of ``draft`` with what the index says of it.

    Raises:
        DraftTooLong: more than ``MAX_CHECKED`` sentences would be checked.
    """
    questions = make_questions(draft, as_of)
    checks = iter(side_by_side(ask, [q for q in questions if q.checkable], CHECKS_AT_ONCE))
    sentences = [as_json(question, next(checks) if question.checkable else None) for question in questions]
    return {"sentences": sentences, "summary": summarise(sentences)}


def side_by_side(
    ask: Ask, questions: Sequence[Question], at_once: int, on_done: Callable[[], None] = lambda: None
) -> list[Check]:
    """The check of every question, in order, ``at_once`` at a time; the first failure ends it."""

    def one(question: Question) -> Check:
        check = ask(question)
        on_done()
        return check

    with ThreadPoolExecutor(at_once, "draft") as pool:
        running = [pool.submit(one, question) for question in questions]
        try:
            return [future.result() for future in running]
        finally:
            for future in running:
                future.cancel()


def as_json(question: Question, check: Check | None) -> DraftSentence:
    """The sentence as the API shows it."""
    sentence = question.sentence
    return {
        "text": sentence.text,
        "resolved": question.resolved,
        "line": sentence.line,
        "column": sentence.column,
        "start": sentence.start,
        "end": sentence.end,
        "checkable": question.checkable,
        "check": check,
        "suggestion": suggest(question, check) if check is not None else None,
    }


def summarise(sentences: Iterable[DraftSentence]) -> DraftSummary:
    """The draft in figures."""
    listed = list(sentences)
    counted = Counter(sentence["check"]["verdict"] for sentence in listed if sentence["check"] is not None)
    return {
        "sentences": len(listed),
        "checkable": sum(sentence["checkable"] for sentence in listed),
        "flagged": sum(counted[verdict] for verdict in FLAGGED),
        "verdicts": {str(verdict): counted[verdict] for verdict in Verdict},
    }
