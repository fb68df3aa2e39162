"""Times are read with a first and last day, and agree or not at the coarser precision. The rows are in tests/cases/."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from service.assessment.periods import calendar_spans, event_period, periods_agree, read_periods
from service.assessment.records import Period

ROWS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[2] / "cases" / "periods.yaml").read_text(encoding="utf-8")
)
FIELDS = {"is": "text"}


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['text']} ({row['why']})" for row in ROWS])
def test_a_text_states_these_times(row: dict[str, Any]) -> None:
    periods = read_periods(row["text"], row.get("written"))
    if row.get("loose"):
        assert all(period.precision != "day" for period in periods)
        return
    assert len(periods) == len(row["periods"]), [p.text for p in periods]
    for period, expected in zip(periods, row["periods"], strict=True):
        for key, value in expected.items():
            assert getattr(period, FIELDS.get(key, key)) == value, (key, period)
        assert row["text"][period.start_char : period.end_char] == period.text


def test_every_row_says_why() -> None:
    assert all(row["why"] for row in ROWS)
    assert len(ROWS) >= 60


def only(text: str, reference: date | None = None) -> Period:
    periods = read_periods(text, reference)
    assert len(periods) == 1, [p.text for p in periods]
    return periods[0]


AGREEMENT = [
    ("June 2023", "2024", None, False, "another year"),
    ("June 2023", "2023", None, True, "a month lies in its year"),
    ("2023", "June 2023", None, True, "in either order"),
    ("April 8", "April 28", None, False, "days differ though no year is known"),
    ("April 28", "April 28", None, True, "the same day of an unknown year"),
    ("April 28", "April", None, True, "a day lies in its month"),
    ("April 28", "in May", None, False, "another month"),
    ("April 28", "28 April 2023", None, True, "one of them has a year"),
    ("April 8", "28 April 2023", None, False, "one of them has a year, the days differ"),
    ("April 28", "2023", None, None, "every year has that day: cannot be told"),
    ("Monday", "Tuesday", None, None, "weekdays without a reference"),
    ("Monday", "Tuesday", date(2024, 10, 23), False, "weekdays with one"),
    ("since October", "April 2025", date(2025, 4, 30), True, "an open end holds what follows"),
    ("since October", "June 2024", date(2025, 4, 30), False, "but not what came before"),
    ("by 2010", "2015", None, False, "by ends"),
    ("Oct. 8-13", "October 10", date(2024, 10, 23), True, "a day in a range"),
    ("Oct. 8-13", "October 14", date(2024, 10, 23), False, "a day after it"),
    ("the mid-1990s", "1995", None, True, "a year in a part of a decade"),
    ("1950-53", "1953-58", None, None, "they share one year of four: cannot be told"),
    ("late 2024", "October 2024 to January 2025", None, True, "they share most of the shorter"),
    ("December 28 to January 3", "January 2", None, True, "a range across the new year, no year known"),
    ("in the winter", "January 2024", None, True, "a winter holds January"),
]


@pytest.mark.parametrize(("claim", "source", "on", "answer", "why"), AGREEMENT)
def test_two_times_agree(claim: str, source: str, on: date | None, answer: bool | None, why: str) -> None:
    one, other = only(claim, on), only(source, on)
    assert periods_agree(one, other) is answer, why
    assert periods_agree(other, one) is answer, why


EVENTS = [
    ("The bridge fell on April 8, the agency said Wednesday.", date(2024, 4, 10), "April 8", "not when it was said"),
    ("Police said on Monday that the shop burned last week.", date(2024, 4, 10), "last week", "the speech comes first"),
    ("The agency said Wednesday.", date(2024, 4, 10), None, "only the speech is dated"),
    ("By December a bridge will stand; work began in March.", date(2024, 4, 10), "March", "bounded before open"),
    ("Nothing happened.", date(2024, 4, 10), None, "no time at all"),
    ("In June 2023 nine barges sank.", None, "June 2023", "a dated event needs no reference"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "on", "answer", "why"), EVENTS)
def test_the_main_time_of_a_sentence(text: str, on: date | None, answer: str | None, why: str) -> None:
    period = event_period(text, on)
    assert (period.text if period else None) == answer, why


# --- Properties ------------------------------------------------------------------------------------------------------

days = st.dates(min_value=date(1950, 1, 1), max_value=date(2090, 12, 31))


@given(days)
def test_every_spelling_of_a_day_is_that_day(day: date) -> None:
    for printed in (
        day.isoformat(),
        f"{day:%B} {day.day}, {day.year}",
        f"{day.day} {day:%B} {day.year}",
        f"{day:%b}. {day.day}, {day.year}" if day.month != 5 else f"May {day.day}, {day.year}",
    ):
        period = only(f"It rained on {printed}.")
        assert (period.start, period.end, period.precision, period.relative) == (day, day, "day", False)


@given(days, days)
def test_a_date_without_a_year_is_the_latest_not_after_the_reference(day: date, reference: date) -> None:
    period = only(f"It rained on {day:%B} {day.day}.", reference)
    assert period.start is not None
    assert period.start <= reference
    assert (period.start.month, period.start.day) == (day.month, day.day) or (day.month, day.day) == (2, 29)
    assert reference - period.start <= timedelta(days=366)


@given(days)
def test_a_weekday_lies_within_the_last_seven_days(reference: date) -> None:
    for name in ("Monday", "Thursday", "Sunday"):
        period = only(f"It rained on {name}.", reference)
        assert period.start is not None
        assert 0 <= (reference - period.start).days < 7
        assert f"{period.start:%A}" == name


@given(days, days)
def test_days_agree_only_with_themselves(one: date, other: date) -> None:
    agree = periods_agree(only(one.isoformat()), only(other.isoformat()))
    assert agree is (one == other)


@given(st.text(max_size=120), days)
def test_spans_are_exact_and_apart_in_any_text(text: str, reference: date) -> None:
    end = 0
    for period in read_periods(text, reference):
        assert text[period.start_char : period.end_char] == period.text
        assert period.start_char >= end
        end = period.end_char
        if period.start and period.end:
            assert period.start <= period.end


WORDS = (
    "in since by April May 28 8 13 - 2024 1990s last week month this year Wednesday two years ago "
    "the and to late spring"
)


@given(st.lists(st.sampled_from(WORDS.split()), max_size=12), days)
def test_spans_are_exact_in_scrambled_dates(words: list[str], reference: date) -> None:
    text = " ".join(words)
    spans = calendar_spans(text)
    assert all(start < end for start, end in spans)
    for period in read_periods(text, reference):
        assert text[period.start_char : period.end_char] == period.text
        if period.start and period.end:
            assert period.start <= period.end
        assert periods_agree(period, period) in {True, None}


def test_reading_needs_no_clock() -> None:
    assert read_periods("yesterday and last week") == read_periods("yesterday and last week")
    assert all(period.start is None for period in read_periods("yesterday and last week"))
