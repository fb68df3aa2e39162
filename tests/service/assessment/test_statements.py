"""Statements fall into claims whose spans, contents and reasons the table lists."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from service.assessment.statements import split_claims


def test_the_subject_of_a_coordinated_verb_is_carried_over() -> None:
    statement = "Some 90 barges were towed away in 2019 and sold abroad by the port."
    claims = split_claims(statement)
    assert [claim.content for claim in claims] == [
        "Some 90 barges were towed away in 2019",
        "Some 90 barges were sold abroad by the port",
    ]


@given(st.text(max_size=200))
def test_offsets_of_any_text_round_trip(statement: str) -> None:
    for claim in split_claims(statement):
        assert statement[claim.start : claim.end] == claim.text
