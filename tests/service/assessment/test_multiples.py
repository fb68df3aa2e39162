"""Multiples are read with their hedges, and two that no factor satisfies are told apart."""

from __future__ import annotations

import pytest

from service.assessment.multiples import apart, read_multiples


@pytest.mark.parametrize(
    ("text", "low", "high", "why"),
    [
        ("Sales doubled.", 1.8, 2.2, "rounded, as news does"),
        ("Sales almost doubled.", 1.5, 2.0, "not quite"),
        ("Sales more than tripled.", 3.0, float("inf"), "no upper end"),
        ("The toll trebled.", 2.7, 3.3, "British for tripled"),
        ("The price has halved.", 0.45, 0.55, "a falling one"),
        ("The price more than halved.", 0.0, 0.5, "more than a fall by half leaves less"),
        ("The price nearly halved.", 0.5, 0.5 / 0.75, "less than a fall by half leaves more"),
        ("It was a fivefold rise.", 4.5, 5.5, "fold"),
        ("There were three times as many boats.", 2.7, 3.3, "a number in words"),
        ("They spent twice the amount.", 1.8, 2.2, "twice"),
    ],
)
def test_a_multiple_is_an_interval(text: str, low: float, high: float, why: str) -> None:
    [found] = read_multiples(text)
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high)), why


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("They met three times in May.", "a count of meetings"),
        ("He doubled down on his remark.", "an idiom"),
        ("She voted twice.", "twice as an adverb"),
        ("The coach doubles as a driver.", "another idiom"),
    ],
)
def test_what_only_looks_like_a_multiple_is_none(text: str, why: str) -> None:
    assert read_multiples(text) == [], why


@pytest.mark.parametrize(
    ("claim", "passage", "expected", "why"),
    [
        ("The budget tripled.", "The budget almost doubled.", ("tripled", "almost doubled"), "no factor is both"),
        ("The budget doubled.", "The budget almost doubled.", None, "1.9 is both"),
        ("The budget doubled.", "The budget more than doubled.", None, "2.1 is both"),
        ("The budget doubled.", "The budget halved.", ("doubled", "halved"), "up and down"),
        ("The budget doubled.", "Sales doubled and costs tripled.", None, "two in the passage: whose, is not told"),
        ("The budget doubled.", "The budget rose.", None, "none in the passage"),
    ],
)
def test_multiples_are_apart_where_no_factor_is_both(
    claim: str, passage: str, expected: tuple[str, str] | None, why: str
) -> None:
    assert apart(claim, passage) == expected, why
