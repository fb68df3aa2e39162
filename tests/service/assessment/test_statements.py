"""Statements fall into claims whose spans, contents, speakers and reasons the table lists."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from service.assessment.records import ReasonCode
from service.assessment.statements import content_words, split_claims, stem

ROWS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[2] / "cases" / "statements.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["why"])
def test_a_statement_falls_into_the_claims_of_the_table(row: dict[str, Any]) -> None:
    claims = split_claims(row["text"])
    assert [claim.content for claim in claims] == [expected["content"] for expected in row["claims"]]
    for claim, expected in zip(claims, row["claims"], strict=True):
        assert claim.text == expected.get("text", expected["content"])
        assert row["text"][claim.start : claim.end] == claim.text
        assert claim.speaker == expected.get("speaker")
        if "cue" in expected:
            assert claim.cue == expected["cue"]
        reason = ReasonCode(expected["reason"]) if "reason" in expected else None
        assert (claim.checkable, claim.reason) == (reason is None, reason)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("troops", "troop"),
        ("sent", "send"),
        ("killed", "kill"),
        ("killing", "kills"),
        ("men", "man"),
        ("cities", "city"),
        ("deployed", "deploy"),
        ("stopped", "stop"),
        ("casualties", "casualty"),
        ("lost", "lose"),
        ("children", "child"),
        ("moves", "moving"),
        ("were", "is"),
        ("houses", "house"),
        ("agreed", "agree"),
    ],
)
def test_inflections_of_a_word_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("soldier", "sold"), ("news", "new"), ("united", "unit"), ("general", "generate"), ("army", "arm")],
)
def test_different_words_keep_different_stems(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_content_words_leave_out_stopwords_numbers_and_possessives() -> None:
    text = "The board’s 40 ferries had not sunk in 2019."
    words = content_words(text)
    assert [word for word, _, _ in words] == ["board", "ferries", "sunk"]
    assert [text[start:end].lower() for _, start, end in words] == ["board", "ferries", "sunk"]


PIECES = [
    "the ferry",
    "sank",
    "and",
    ",",
    "said",
    "including",
    "which",
    "“",
    "”",
    "40 boats",
    "were",
    "but",
    ";",
    ".",
    "will",
]


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=16).map(" ".join)))
def test_offsets_of_any_text_round_trip(statement: str) -> None:
    claims = split_claims(statement)
    for claim in claims:
        assert statement[claim.start : claim.end] == claim.text
        assert claim.text
        assert claim.content
        assert claim.checkable is (claim.reason is None)
    assert claims == split_claims(statement)
    for word, start, end in content_words(statement):
        assert statement[start:end].lower().replace("’", "'").startswith(word[:1])
