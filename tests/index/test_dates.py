"""A publication date is found where it is written, and unknown otherwise."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from index.cleaning import clean
from index.dates import find_published, parse_given
from index.errors import BadDate
from index.records import UNDATED, DateMethod, Precision, Published, Submission
from index.stamps import published_by_url, read_stamp, written_dates

ROOT = Path(__file__).parents[2]
CASES: dict[str, list[dict[str, Any]]] = yaml.safe_load((ROOT / "tests/cases/dates.yaml").read_text())
SHARED = ROOT.parent / "shared"


def meaning(published: Published | None) -> str | None:
    return None if published is None or published.start is None else published.text


def found(raw: str, **more: Any) -> Published:
    submission = Submission(raw, **more)
    return find_published(submission, clean(submission))


@pytest.mark.parametrize("case", CASES["given"], ids=lambda case: case["text"])
def test_a_given_date_keeps_its_precision(case: dict[str, Any]) -> None:
    published = parse_given(case["text"])
    assert (published.start, published.end) == (case["start"], case["end"]), case["why"]
    assert published.precision == case["precision"]
    assert published.method is DateMethod.GIVEN


@pytest.mark.parametrize("case", CASES["refused"], ids=lambda case: case["text"])
def test_what_is_no_date_is_refused_with_the_forms_taken(case: dict[str, Any]) -> None:
    with pytest.raises(BadDate):
        parse_given(case["text"])


@pytest.mark.parametrize("case", CASES["meta"], ids=lambda case: case["text"])
def test_dates_in_metadata_are_read_where_they_mean_one_day(case: dict[str, Any]) -> None:
    published = read_stamp(case["text"], DateMethod.META)
    assert (published.start if published else None) == case["as"], case["why"]


@pytest.mark.parametrize("case", CASES["url"], ids=lambda case: case["text"])
def test_dates_in_addresses(case: dict[str, Any]) -> None:
    expected = case["as"]
    assert meaning(published_by_url(case["text"])) == (expected and str(expected)), case["why"]


@pytest.mark.parametrize("case", CASES["text"], ids=lambda case: case["text"])
def test_dates_in_pasted_text(case: dict[str, Any]) -> None:
    published = found(case["text"])
    expected = case["as"]
    assert meaning(published) == (expected and str(expected)), case["why"]
    assert published.method == case.get("method", "unknown")


def test_given_wins_over_metadata_over_address_over_text() -> None:
    raw = "Bridge to close\nPublished April 30, 2025\nThe council met."
    clues: dict[str, Any] = {"url": "https://example.org/2025/04/29/x", "meta_published": "2025-04-28"}
    assert found(raw, **clues, published_at="2025-04-27").method is DateMethod.GIVEN
    assert found(raw, **clues).method is DateMethod.META
    assert found(raw, url=clues["url"], shown_published="2025-04-30").text == "2025-04-30"
    assert found(raw, url=clues["url"]).method is DateMethod.URL
    assert found(raw).method is DateMethod.DATELINE


@pytest.mark.parametrize(
    ("stamp", "day", "method", "why"),
    [
        ("2025-04-30T01:00:00Z", "2025-04-29", "url", "evening of the day before in the Americas"),
        ("2025-04-30T11:00:00Z", "2025-04-30T11:00:00+00:00", "meta", "the same day there"),
        ("2025-04-28T23:30:00+00:00", "2025-04-29", "url", "morning of the next day in Asia"),
        ("2025-04-30T01:00:00-04:00", "2025-04-30T01:00:00-04:00", "meta", "the paper's own zone is known"),
        ("2025-05-01T01:00:00Z", "2025-05-01T01:00:00+00:00", "meta", "two days off: no zone is so far away"),
        ("2025-04-30", "2025-04-30", "meta", "a day has no zone"),
    ],
)
def test_an_instant_in_utc_has_the_day_that_the_address_has(stamp: str, day: str, method: str, why: str) -> None:
    published = found("The council met.", meta_published=stamp, url="https://example.org/2025/04/29/x")
    assert (published.text, published.method) == (day, method), why


def test_metadata_that_is_no_date_is_passed_over() -> None:
    assert found("The council met.", meta_published="soon", url="https://example.org/2025/04/29/x").text == "2025-04-29"


def test_a_wrong_given_date_is_an_error_and_not_passed_over() -> None:
    with pytest.raises(BadDate):
        found("The council met.", published_at="soon", meta_published="2025-04-28")


def test_evidence_holds_the_words() -> None:
    published = found("The council met, a clerk said on April 30. It has closed two bridges in 2025.")
    assert published.evidence == "said on April 30"


def test_unknown_is_undated() -> None:
    assert found("The council met.") == UNDATED


@settings(deadline=None)
@given(text=st.text(max_size=60))
def test_any_other_text_is_refused_or_a_date(text: str) -> None:
    try:
        published = parse_given(text)
    except BadDate:
        return
    assert published.start is not None and published.end is not None and published.start <= published.end


@settings(deadline=None)
@given(day=st.dates(min_value=datetime.date(1000, 1, 1)))
def test_a_day_means_itself(day: datetime.date) -> None:
    assert parse_given(day.isoformat()) == Published(day, day, Precision.DAY, DateMethod.GIVEN, day.isoformat())


@settings(deadline=None)
@given(text=st.text(st.sampled_from("On May 3, 2024 said Oct. 23/11-5\n—(AP) in has been"), max_size=200))
def test_no_date_is_found_that_no_year_in_the_text_allows(text: str) -> None:
    submission = Submission(text + "\nThe council met.")
    published = find_published(submission, clean(submission))
    assert published.start is None or str(published.start.year) in text


@settings(deadline=None)
@given(day=st.dates(min_value=datetime.date(1950, 1, 1), max_value=datetime.date(2090, 12, 31)))
def test_written_days_are_read_back(day: datetime.date) -> None:
    for form in ("%d %B %Y", "%B %d, %Y", "%a, %b %d, %Y", "%A %d %b %Y", "%Y-%m-%d"):
        assert [written.full for written in written_dates(f"On {day.strftime(form)} it rained.")] == [day]


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the labelled material is not beside the checkout")
def test_days_of_labelled_documents_are_right_or_unknown() -> None:
    import json

    for line in (SHARED / "cases/seed_docs_meta.jsonl").read_text().splitlines():
        label = json.loads(line)
        published = found((SHARED / "seeds" / label["doc"]).read_text())
        first, last = (datetime.date.fromisoformat(day) for day in label["date_range"])
        if published.start is not None and published.end is not None:
            assert published.start <= last and first <= published.end, label["doc"]
    assert found((SHARED / "seeds/002_094cf7033526910f.txt").read_text()).text == "2025-04-30"
