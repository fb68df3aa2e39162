"""Days in words, the same whatever the reader's locale."""

from __future__ import annotations

from datetime import date

from index.records import Precision, Published

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def write_day(day: date) -> str:
    """``5 March 2025``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def write_published(published: Published) -> str | None:
    """A publication date at its own precision: ``March 2025``; ``None`` where it is not known."""
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
