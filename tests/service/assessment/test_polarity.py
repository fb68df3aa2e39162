"""A text asserts, negates, denies, plans or keeps silent as the table says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from service.assessment.polarity import is_silence, read_polarity
from service.assessment.records import Modality

ROWS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[2] / "cases" / "polarity.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["why"])
def test_polarity_is_as_the_table_says(row: dict[str, Any]) -> None:
    polarity = read_polarity(row["text"])
    assert polarity.negated is row.get("negated", False)
    assert polarity.denial is row.get("denial", False)
    assert polarity.modality is Modality(row.get("modality", "fact"))
    assert is_silence(row["text"]) is row.get("silence", False)


@pytest.mark.parametrize("text", ["The ferry sank off the cape.", "Some 40 boats were towed home in May."])
def test_a_denial_of_a_plain_text_is_told_from_the_text(text: str) -> None:
    denied = read_polarity(f"The board denied that {text[0].lower()}{text[1:]}")
    assert denied.denial
    assert not read_polarity(text).denial


@pytest.mark.parametrize(
    ("plain", "negative"), [("was", "was not"), ("has been", "has not been"), ("will be", "won't be")]
)
@pytest.mark.parametrize("subject", ["The bridge", "A bridge of the Rail Board", "Every second bridge"])
def test_negating_the_verb_flips_negated_alone(subject: str, plain: str, negative: str) -> None:
    before, after = (read_polarity(f"{subject} {verb} repaired in 2019.") for verb in (plain, negative))
    assert (before.negated, after.negated) == (False, True)
    assert (before.denial, before.modality) == (after.denial, after.modality)


PIECES = [
    "not",
    "no",
    "the ferry",
    "sank",
    "denied that",
    "if",
    "would",
    "unless",
    "rumours",
    "never",
    ",",
    ".",
    "who",
    "may",
]


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=150), st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join)))
def test_any_text_is_read_without_a_crash_and_always_alike(text: str) -> None:
    polarity = read_polarity(text)
    assert polarity == read_polarity(text)
    assert isinstance(is_silence(text), bool)
    if polarity.negated or polarity.denial:
        assert polarity.cues
