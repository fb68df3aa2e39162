"""Dates as people and machines write them, each with the first and last UTC day that it can mean."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from index.records import DateMethod, Precision, Published

MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?|"
    r"Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
WEEKDAY = r"(?:Mon|Tue|Tues|Wed|Thu|Thur|Thurs|Fri|Sat|Sun|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?:19|20)\d\d"
_WRITTEN = re.compile(
    rf"(?<![\w-])(?:(?P<weekday>{WEEKDAY})[.,]?\s*\(?(?:the\s+)?)?"
    rf"(?:(?P<month>{MONTH})\s*(?P<day>{_DAY})(?![\d:–-])(?:(?:\s*,\s*|\s+)(?P<year>{_YEAR}))?(?![\w–-])"
    rf"|(?P<day2>{_DAY})[\s-]+(?:of\s+)?(?P<month2>{MONTH})(?:(?:\s*,\s*|[\s-]+)(?P<year2>{_YEAR}))?(?![\w–-])"
    rf"|(?P<iso>{_YEAR}-[01]\d-[0-3]\d)(?![\w-])"
    rf"|(?P<slash>\d{{1,2}}[/.]\d{{1,2}}[/.]{_YEAR})(?![\w./-]))",
    re.IGNORECASE,
)
_MONTH_YEAR = re.compile(rf"(?<![\w-])({MONTH}),?\s+({_YEAR})(?![\w-])", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_RFC_822 = re.compile(
    r"(?:[A-Z][a-z]{2},\s+)?\d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}(?::\d{2})? (?:GMT|UTC?|[ECMP][SD]T|[+-]\d{4})"
)
_ISO = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?"
)

_URL_DAYS = (
    re.compile(r"(?:^|/)(?P<y>(?:19|20)\d\d)/(?P<m>0?[1-9]|1[0-2]|[a-z]{3})/(?P<d>0?[1-9]|[12]\d|3[01])(?:/|$)"),
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)[-_](?P<m>0[1-9]|1[0-2])[-_](?P<d>0[1-9]|[12]\d|3[01])(?!\d)"),
    re.compile(r"(?<![\da-f])(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?![\da-f])"),
)
_URL_MONTH = re.compile(r"(?:^|/)(?P<y>(?:19|20)\d\d)/(?P<m>0[1-9]|1[0-2]|[a-z]{3})(?:/(?!\d{1,2}(?:/|$))|$)")
_SHORT_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A day as a text writes it. ``year`` is ``None`` where it was left out; ``weekday`` counts from Monday, 0."""

    start: int
    end: int
    words: str
    year: int | None
    month: int
    day: int
    weekday: int | None

    def on(self, year: int) -> date | None:
        """The day in a year, ``None`` where there is none or its weekday is another than the one written."""
        try:
            found = date(year, self.month, self.day)
        except ValueError:
            return None
        return None if self.weekday is not None and found.weekday() != self.weekday else found

    @property
    def full(self) -> date | None:
        """The day, where its year was written."""
        return self.on(self.year) if self.year is not None else None


def written_dates(text: str) -> Iterator[WrittenDate]:
    """The days that a text writes out in English, in order. A number that could be a day or a month is left out."""
    for found in _WRITTEN.finditer(text):
        weekday = found["weekday"]
        day_of_week = _WEEKDAYS.index(weekday[:3].lower()) if weekday else None
        numbers = _numbers(found)
        if numbers is not None:
            yield WrittenDate(found.start(), found.end(), found.group().strip(" ("), *numbers, day_of_week)


def month_and_year(text: str) -> tuple[date, date, str] | None:
    """The first month with a year in a text: its first and last day, and the words."""
    found = _MONTH_YEAR.search(text)
    if found is None:
        return None
    first = date(int(found[2]), _month(found[1]), 1)
    return first, last_of_month(first), found.group()


def last_of_month(day: date) -> date:
    """The last day of a day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def on_day(day: date, method: DateMethod, evidence: str | None = None) -> Published:
    """Published on one calendar day."""
    return Published(day, day, Precision.DAY, method, day.isoformat(), evidence)


def in_month(year: int, month: int, method: DateMethod, evidence: str | None = None) -> Published:
    """Published in one calendar month."""
    first = date(year, month, 1)
    return Published(first, last_of_month(first), Precision.MONTH, method, f"{year:04}-{month:02}", evidence)


def at_instant(moment: datetime, method: DateMethod, evidence: str | None = None) -> Published:
    """Published at an instant; its day is the one in UTC. ``moment`` has an offset."""
    day = moment.astimezone(UTC).date()
    return Published(day, day, Precision.INSTANT, method, moment.isoformat(), evidence)


def rfc_822(text: str) -> datetime | None:
    """An instant as in mail and feeds (``Sun, 03 Nov 2024 09:30:00 GMT``); ``None`` for anything else."""
    if not _RFC_822.fullmatch(text):
        return None
    try:
        return parsedate_to_datetime(text)
    except ValueError:
        return None


def read_stamp(text: str, method: DateMethod) -> Published | None:
    """A date as found in metadata, in any form that means one day; ``None`` where it means none or several.

    An hour without an offset says no more than its day.
    """
    text = " ".join(text.split())
    if moment := rfc_822(text):
        return at_instant(moment, method, text)
    if found := _ISO.match(text):
        return _read_iso(found, text, method)
    for written in written_dates(text):
        if written.full is not None and written.start < 40:
            return on_day(written.full, method, text)
    if re.fullmatch(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:T?\d{4,6}Z?)?", text):
        day = _maybe_date(int(text[:4]), int(text[4:6]), int(text[6:8]))
        return on_day(day, method, text) if day else None
    return None


def _read_iso(found: re.Match[str], text: str, method: DateMethod) -> Published | None:
    year, month, day, hour, offset = found.groups()
    only = _maybe_date(int(year), int(month), int(day))
    if only is None or only.year < 1900:
        return None
    if not (hour and offset):
        return on_day(only, method, text)
    offset = "+00:00" if offset in ("Z", "UTC", "GMT") else offset
    try:
        return at_instant(datetime.fromisoformat(f"{only.isoformat()}T{hour}{offset}"), method, text)
    except (ValueError, OverflowError):
        return on_day(only, method, text)


def published_by_url(url: str) -> Published | None:
    """The day or month in an address's path; ``None`` where there is none, or two that differ."""
    path = urlsplit(url).path.lower()
    days = {(day, words) for pattern in _URL_DAYS for day, words in _days_in(pattern, path)}
    if len({day for day, _ in days}) == 1:
        day, words = min(days, key=lambda pair: pair[1])
        return on_day(day, DateMethod.URL, words)
    found = _URL_MONTH.search(path)
    if days or found is None or (month := _url_month(found["m"])) is None:
        return None
    return in_month(int(found["y"]), month, DateMethod.URL, found.group())


def _days_in(pattern: re.Pattern[str], path: str) -> Iterator[tuple[date, str]]:
    for found in pattern.finditer(path):
        month = _url_month(found["m"])
        try:
            if month is not None:
                yield date(int(found["y"]), month, int(found["d"])), found.group()
        except ValueError:
            continue


def _url_month(text: str) -> int | None:
    if text.isdigit():
        return int(text)
    return _SHORT_MONTHS.index(text) + 1 if text in _SHORT_MONTHS else None


def _numbers(found: re.Match[str]) -> tuple[int | None, int, int] | None:
    """Year, month and day of a match."""
    if found["iso"]:
        year, month, day = map(int, found["iso"].split("-"))
        return (year, month, day) if _maybe_date(year, month, day) else None
    if found["slash"]:
        first, second, year = map(int, re.split(r"[/.]", found["slash"]))
        if first > 12 >= second or first == second:
            first, second = second, first
        elif second <= 12:
            return None
        return (year, first, second) if _maybe_date(year, first, second) else None
    written_month, written_day = found["month"] or found["month2"], found["day"] or found["day2"]
    written_year = found["year"] or found["year2"]
    month, day = _month(written_month), int(re.sub(r"\D", "", written_day))
    if written_month.islower() or (written_month.lower() == "mar" and found["day2"] is None and written_year is None):
        return None  # "may 10" and "mar 5" are no dates
    if _maybe_date(int(written_year) if written_year else 2024, month, day) is None:
        return None
    return (int(written_year) if written_year else None, month, day)


def _month(name: str) -> int:
    return _MONTHS.index(name[:3].lower()) + 1


def _maybe_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
