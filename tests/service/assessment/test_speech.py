"""A passage names who said it, by which word, and on whose word; or nobody."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from service.assessment.quotations import is_quote_open, quoted_spans, split_sentences
from service.assessment.speakers import same_speaker
from service.assessment.speech import read_speech

CASES = Path(__file__).parents[2] / "cases"
ROWS: list[dict[str, Any]] = yaml.safe_load((CASES / "speech.yaml").read_text(encoding="utf-8"))
SAME: list[dict[str, Any]] = yaml.safe_load((CASES / "names.yaml").read_text(encoding="utf-8"))["same_speaker"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["why"])
def test_the_speaker_is_the_one_whom_the_table_names(row: dict[str, Any]) -> None:
    speech = read_speech(row["text"], row.get("before", ""), row.get("after", ""))
    if row["name"] is None:
        assert speech is None
        return
    assert speech is not None
    assert speech.name == row["name"]
    assert speech.denies is row.get("denies", False)
    if "cue" in row:
        assert speech.cue == row["cue"]
    assert speech.chain == tuple(row.get("chain", [row["name"]] if len(speech.chain) == 1 else speech.chain))
    if "content" in row:
        assert speech.content is not None
        assert row["text"][slice(*speech.content)] == row["content"]


def test_a_plain_speech_has_a_chain_of_one() -> None:
    speech = read_speech("The board said the ferry sank.")
    assert speech is not None
    assert speech.chain == ("The board",)


@pytest.mark.parametrize("row", SAME, ids=lambda row: row["why"])
def test_two_speakers_are_one_as_the_table_says_in_either_order(row: dict[str, Any]) -> None:
    context = row.get("context", "")
    assert same_speaker(row["a"], row["b"], context) is row["same"]
    assert same_speaker(row["b"], row["a"], context) is row["same"]


def test_quotation_marks_of_every_kind_are_spans() -> None:
    text = 'He said “one”, "two" and ‘three four’.'
    assert [text[start:end] for start, end in quoted_spans(text)] == ["one", "two", "three four"]


def test_an_apostrophe_is_no_quotation_mark() -> None:
    assert quoted_spans("The board’s ferry didn't sink in the '90s.") == []


def test_a_quotation_stays_open_until_it_is_closed() -> None:
    assert is_quote_open("“One. Two.")
    assert is_quote_open('He said: "One. Two.')
    assert not is_quote_open('He said: "One." Two.')


def test_abbreviations_end_no_sentence() -> None:
    assert split_sentences("Mr. Ode met Sen. Brill. They left.") == ["Mr. Ode met Sen. Brill.", "They left."]


PIECES = [
    "the board said",
    "“",
    "”",
    '"',
    "according to",
    ",",
    "Mr Ode",
    "that",
    "was quoted as saying by",
    ":",
    ".",
    "he",
    "via",
]


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.text(max_size=120), st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join)), st.text(max_size=60)
)
def test_any_text_is_read_without_a_crash_and_spans_lie_inside_it(text: str, around: str) -> None:
    speech = read_speech(text, around, around)
    if speech is None:
        return
    assert speech.name
    assert speech.chain
    spans = [*speech.quoted, *([speech.content] if speech.content else [])]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert read_speech(text, around, around) == speech
