"""What must stay the same, and what must change, when a statement or the index is changed: no labels needed.

The models are the real ones, and one panel serves every index, so a pair of passage and claim is read once whatever
stands around it. Each test prints its rate (`-rP` shows it) and demands ``LEAST`` of it.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from relations import (
    STORIES,
    Open,
    Remembering,
    all_supported,
    gone,
    never_supported,
    report,
    said_by_another,
    same_counts,
    same_evidence,
    same_verdict,
    submission,
    supported,
)

from index.records import Submission

pytestmark = pytest.mark.model

STATEMENTS: list[dict[str, str]] = STORIES["statements"]
DOCUMENTS: list[dict[str, str]] = STORIES["documents"]


@pytest.fixture(scope="module")
def check(opened: Open) -> Remembering:
    return opened([submission(document) for document in DOCUMENTS])


def variants(name: str) -> list[tuple[str, str]]:
    return [(case["text"], case[name]) for case in STATEMENTS if name in case]


def test_most_statements_are_supported_as_they_stand(check: Remembering) -> None:
    """No relation, but what gives the others something to be about."""
    report(all_supported("as they stand", ((case["text"], check(case["text"])) for case in STATEMENTS)), least=0.7)


def test_the_opposite_of_a_supported_statement_is_not_supported(check: Remembering) -> None:
    cases = supported(check, variants("negated"))
    report(never_supported("negated", ((variant, check(variant)) for _, variant in cases)))


def test_another_spelling_of_a_name_changes_no_verdict(check: Remembering) -> None:
    cases = variants("respelled")
    report(same_verdict("respelled", ((variant, check(text), check(variant)) for text, variant in cases)))


def test_words_for_digits_change_no_verdict(check: Remembering) -> None:
    cases = variants("rewritten")
    report(same_verdict("digits in words", ((variant, check(text), check(variant)) for text, variant in cases)))


def test_ten_times_a_supported_figure_is_not_supported(check: Remembering) -> None:
    cases = supported(check, variants("tenfold"))
    report(never_supported("tenfold", ((variant, check(variant)) for _, variant in cases)))


@pytest.mark.xfail(strict=False, reason="below the rate that is asked; docs/quality.md lists the cases and the causes")
def test_words_put_in_another_mouth_are_of_the_wrong_speaker(check: Remembering) -> None:
    cases = supported(check, variants("swapped"))
    report(said_by_another("swapped speaker", ((variant, check(variant)) for _, variant in cases)))


def test_a_copy_at_another_address_is_no_second_source(check: Remembering, opened: Open) -> None:
    copies = [submission(document, "Reprint Service") for document in DOCUMENTS]
    copied = opened([*[submission(document) for document in DOCUMENTS], *copies])
    texts = [case["text"] for case in STATEMENTS]
    report(same_counts("copied", ((text, check(text), copied(text)) for text in texts)))


def test_the_order_of_documents_changes_nothing(check: Remembering, opened: Open) -> None:
    backwards = opened([submission(document) for document in reversed(DOCUMENTS)])
    texts = [case["text"] for case in STATEMENTS]
    report(same_evidence("shuffled", ((text, check(text), backwards(text)) for text in texts)))


def test_an_article_on_something_else_changes_no_verdict(
    check: Remembering, opened: Open, unrelated: list[Submission]
) -> None:
    more = opened([*unrelated, *(submission(document) for document in DOCUMENTS)])
    texts = [variant for case in STATEMENTS for variant in (case["text"], case["negated"])]
    report(same_counts("unrelated", ((text, check(text), more(text)) for text in texts)))


def test_before_the_article_there_is_nothing(check: Remembering) -> None:
    published = {d["id"]: date.fromisoformat(d["published_at"]) for d in DOCUMENTS}
    days = [(c["text"], published[c["document"]] - timedelta(days=1)) for c in STATEMENTS]
    report(gone("as of the day before", ((text, check(text, day)) for text, day in days)))


DENIALS = (
    "{who} on Monday denied that {what}.",
    "{who} rejected reports that {what}.",
    "{who} said it was not true that {what}.",
    "{who} dismissed as false the claim that {what}.",
    "There is no evidence that {what}, {who} said.",
    "{who} falsely claimed that {what}, a court found.",
)


def test_a_denied_statement_is_not_supported(opened: Open) -> None:
    whos = (
        "A government spokesman",
        "The mayor's office",
        "Police",
        "The company's lawyer",
        "The ministry",
        "A blogger",
    )
    told, texts = [], []
    for number, case in enumerate(STATEMENTS):
        if "swapped" in case:
            continue  # a saying that is denied is another thing than a denied fact
        what = case["text"].rstrip(".")
        what = (
            what[0].lower() + what[1:] if what.split()[0] in ("The", "About", "At", "Two", "Three", "Eleven") else what
        )
        sentence = DENIALS[number % len(DENIALS)].format(who=whos[number % len(whos)], what=what)
        texts.append(case["text"])
        told.append(
            Submission(
                raw=sentence[0].upper() + sentence[1:] + " Nothing more was known by the evening.",
                publisher=f"Paper {number}",
                published_at="2031-12-01",
                url=f"https://paper-{number}.example/denial",
            )
        )
    check = opened(told)
    report(never_supported("denied", ((text, check(text)) for text in texts)))
