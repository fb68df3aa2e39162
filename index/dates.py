"""When a document was published: as given, else as found, else unknown. Never a guess, never today."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime

from index.errors import BadDate
from index.records import UNDATED, CleanedText, DateMethod, Precision, Published, Submission

_FORMS = "2024, 2024-11, 2024-11-03, 2024-11-03T09:30:00Z (with its offset) or 2024-10-30/2024-11-03"
_YEAR = re.compile(r"(\d{4})")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_RFC_822 = re.compile(r"(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}(?::\d{2})? (?:GMT|UTC?|[+-]\d{4}|[A-Z]{3})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAME = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?|"
    r"Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)


def parse_given(text: str) -> Published:
    """The date that a submitter gave, at its own precision.

    Raises:
        BadDate: not one of the forms taken, no such day, an instant without offset, or an interval that ends before it
            starts.
    """
    text = text.strip()
    if "/" in text:
        return _interval(text)
    for form, read in ((_YEAR, _year), (_MONTH, _month), (_DAY, _day)):
        if found := form.fullmatch(text):
            return _valid(read, text, *(int(group) for group in found.groups()))
    return _instant(text)


def find_published(submission: Submission, cleaned: CleanedText) -> Published:
    """When the document was published, by the most trusted evidence that there is; ``UNDATED`` where there is none.

    Raises:
        BadDate: the date that the submitter gave is none.
    """
    if submission.published_at:
        return parse_given(submission.published_at)
    return UNDATED


def _interval(text: str) -> Published:
    first, _, last = text.partition("/")
    if "/" in last or _instant_like(first) or _instant_like(last):
        raise _bad(text)
    start, end = parse_given(first), parse_given(last)
    assert start.start is not None and end.end is not None
    if start.start > end.end:
        raise BadDate(f"The interval {text!r} ends before it starts. Give the earlier day first.")
    return Published(start.start, end.end, Precision.INTERVAL, DateMethod.GIVEN, text)


def _instant_like(text: str) -> bool:
    return ":" in text or not text.strip()


def _year(year: int) -> Published:
    return Published(date(year, 1, 1), date(year, 12, 31), Precision.YEAR, DateMethod.GIVEN, f"{year:04}")


def _month(year: int, month: int) -> Published:
    first, last = date(year, month, 1), date(year, month, monthrange(year, month)[1])
    return Published(first, last, Precision.MONTH, DateMethod.GIVEN, f"{year:04}-{month:02}")


def _day(year: int, month: int, day: int) -> Published:
    only = date(year, month, day)
    return Published(only, only, Precision.DAY, DateMethod.GIVEN, only.isoformat())


def _valid(read, text: str, *numbers: int) -> Published:  # type: ignore[no-untyped-def]
    try:
        return read(*numbers)  # type: ignore[no-any-return]
    except ValueError as err:
        raise BadDate(f"There is no such date as {text!r}. Write {_FORMS}.") from err


def _instant(text: str) -> Published:
    try:
        if _RFC_822.fullmatch(text):
            moment = parsedate_to_datetime(text)
        elif ":" in text:
            moment = datetime.fromisoformat(text)
        else:
            raise _bad(text)
        if moment.tzinfo is None:
            raise BadDate(f"{text!r} has no offset from UTC. Write it as in 2024-11-03T09:30:00+09:00, or give the day.")
        day = moment.astimezone(UTC).date()
    except (ValueError, OverflowError) as err:
        raise _bad(text) from err
    return Published(day, day, Precision.INSTANT, DateMethod.GIVEN, moment.isoformat())


def _bad(text: str) -> BadDate:
    return BadDate(f"{text[:60]!r} is not a date that can be read. Write {_FORMS}.")
