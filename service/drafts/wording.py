"""Days in words, the same whatever the reader's locale."""

from __future__ import annotations

from datetime import date

from index.dates import parse_given
from index.records import Precision

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def write_day(day: date) -> str:
    """``5 March 2025``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def write_published(text: str | None) -> str | None:
    """A publication date, as answers have it, in words at its own precision: ``March 2025``; ``None`` for no date."""
    if text is None:
        return None
    published = parse_given(text)
    start, end = published.start, published.end
    if start is None or end is None:
        return None
    if published.precision is Precision.MONTH:
        return f"{MONTHS[start.month - 1]} {start.year}"
    if published.precision is Precision.YEAR:
        return str(start.year)
    if published.precision is Precision.INTERVAL:
        same_month = (start.year, start.month) == (end.year, end.month)
        return f"{start.day if same_month else write_day(start)} to {write_day(end)}"
    return write_day(start)
