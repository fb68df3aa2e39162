"""The relations that need no hand: over the labelled statements beside the checkout, changed by grammar alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from relations import (
    Open,
    Remembering,
    gone,
    in_words,
    negated,
    never_supported,
    report,
    same_counts,
    same_evidence,
    same_verdict,
    supported,
    tenfold,
)

from index.records import Submission

SHARED = Path(__file__).parents[2].parent / "shared" / "cases"

pytestmark = [
    pytest.mark.model,
    pytest.mark.shared,
    pytest.mark.skipif(
        not (SHARED / "seed_cases_dev.jsonl").is_file(),
        reason="the labelled statements (../shared) are not beside this checkout",
    ),
]


def _records(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SHARED / name).read_text(encoding="utf-8").splitlines() if line.strip()]


@pytest.fixture(scope="module")
def articles() -> list[Submission]:
    return [
        Submission(
            raw=record["text"],
            title=record.get("title"),
            url=record.get("url"),
            publisher=record.get("publisher"),
            origin=record.get("origin"),
            published_at=record.get("published_at") or record.get("date"),
        )
        for record in _records("seed_docs.jsonl")
    ]


@pytest.fixture(scope="module")
def statements() -> list[str]:
    """Those that should be supported, without a day of their own: a variant is compared with a known state."""
    cases = _records("seed_cases_dev.jsonl")
    return [case["statement"] for case in cases if case["expected_verdict"] == "supported" and not case.get("as_of")]


@pytest.fixture(scope="module")
def every() -> list[str]:
    """All statements, for relations that hold whatever the verdict is."""
    return [case["statement"] for case in _records("seed_cases_dev.jsonl")]


@pytest.fixture(scope="module")
def check(opened: Open, articles: list[Submission]) -> Remembering:
    return opened(articles)


def _changed(statements: Sequence[str], change: Callable[[str], str | None]) -> list[tuple[str, str]]:
    return [(text, variant) for text in statements if (variant := change(text)) is not None]


def test_the_opposite_of_a_supported_statement_is_not_supported(check: Remembering, statements: list[str]) -> None:
    cases = supported(check, _changed(statements, negated))
    report(never_supported("shared: negated", ((variant, check(variant)) for _, variant in cases)), least_cases=3)


def test_words_for_digits_change_no_verdict(check: Remembering, every: list[str]) -> None:
    cases = _changed(every, in_words)
    report(same_verdict("shared: digits in words", ((v, check(text), check(v)) for text, v in cases)))


def test_ten_times_a_supported_figure_is_not_supported(check: Remembering, statements: list[str]) -> None:
    cases = supported(check, _changed(statements, tenfold))
    report(never_supported("shared: tenfold", ((variant, check(variant)) for _, variant in cases)), least_cases=3)


def test_the_order_of_documents_changes_nothing(
    check: Remembering, opened: Open, articles: list[Submission], statements: list[str]
) -> None:
    backwards = opened(articles[::-1])
    report(same_evidence("shared: shuffled", ((text, check(text), backwards(text)) for text in statements)))


def test_an_article_on_something_else_changes_no_verdict(
    check: Remembering, opened: Open, articles: list[Submission], statements: list[str], unrelated: list[Submission]
) -> None:
    more = opened([*unrelated, *articles])
    report(same_counts("shared: unrelated", ((text, check(text), more(text)) for text in statements)))


def test_before_the_articles_there_is_nothing(check: Remembering, statements: list[str]) -> None:
    before = date(2024, 9, 1)
    report(gone("shared: as of before", ((text, check(text, before)) for text in statements)))
