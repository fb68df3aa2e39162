"""The map of a draft check: sentences → made to stand alone → each checked → suggestion → answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import TypeVar

from service.answering import Checker
from service.answers import Answer, CheckOptions
from service.drafts.checkability import is_checkable
from service.drafts.context import context_of, resolve
from service.drafts.records import (
    MAX_CHECKED,
    CheckedSentence,
    Draft,
    DraftAnswer,
    DraftOptions,
    Question,
    summarise,
)
from service.drafts.suggestions import suggest
from service.errors import DraftTooLong

CHECKS_AT_ONCE = 2
"""One check's search and reading overlap another's judging; more threads only wait for the stance model."""

T = TypeVar("T")


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
        questions.append(Question(sentence, resolved, context_of(before), checkable))
        if not sentence.heading:
            before.append(resolved)
    to_check = sum(question.checkable for question in questions)
    if to_check > MAX_CHECKED:
        raise DraftTooLong(
            f"The draft holds {to_check:,} sentences to check; the limit is {MAX_CHECKED}. Send it in parts.", "/content"
        )
    return questions


def check_draft(checker: Checker, draft: Draft, options: DraftOptions) -> DraftAnswer:
    """Every sentence of ``draft`` with what the index says of it.

    Raises:
        DraftTooLong: more than ``MAX_CHECKED`` sentences would be checked.
    """
    questions = make_questions(draft, options.as_of)
    asked = [question for question in questions if question.checkable]
    answers = iter(side_by_side(lambda q: check_question(checker, q, options), asked, CHECKS_AT_ONCE))
    checked = []
    for question in questions:
        answer = next(answers) if question.checkable else None
        suggestion = suggest(question, answer) if answer is not None else None
        checked.append(CheckedSentence(question, answer, suggestion))
    return DraftAnswer(tuple(checked), summarise([c.check.verdict if c.check else None for c in checked]))


def check_question(checker: Checker, question: Question, options: DraftOptions) -> Answer:
    """One sentence, checked as it stands alone."""
    return checker.check(
        question.resolved,
        CheckOptions(
            as_of=options.as_of,
            include_undated=options.include_undated,
            collection=options.collection,
            context=question.context or None,
            store=options.store,
        ),
    )


def side_by_side(check: Callable[[Question], T], questions: Sequence[Question], at_once: int) -> list[T]:
    """``check`` of every question, in order, ``at_once`` at a time; the first failure ends it."""
    if at_once < 2 or len(questions) < 2:
        return [check(question) for question in questions]
    with ThreadPoolExecutor(at_once, "draft") as pool:
        running = [pool.submit(check, question) for question in questions]
        try:
            return [future.result() for future in running]
        finally:
            for future in running:
                future.cancel()
