"""The forms in which English news names a time, each a pattern with the function that makes days of it."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from service.assessment.numbers import numbered, word_set

_MONTH = (
    r"(?:jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?\.?|july?\.?|aug(?:ust|\.)?"
    r"|sep(?:tember|t\.?|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)(?![^\W_])"
)
_MONTHS = numbered("jan feb mar apr may jun jul aug sep oct nov dec", 1)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?![\w%]|[.,:]\d)"
_YEAR = r"(?:1[5-9]|20)\d\d(?![\w%]|[.,:]\d)"
_TO = r"(?P<to>\s?[-–—]\s?|\s+(?:to|until|till|through|and)\s+)"
_WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_WEEKDAY = rf"(?:{'|'.join(_WEEKDAYS)}|(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)\.)"
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_SMALL = numbered("one two three four five six seven eight nine ten eleven twelve", 1)
_SMALL |= {"a": 1, "an": 1, "several": 0, "few": 0, "a few": 0, "couple of": 2, "a couple of": 2, "past": 1}
_COUNT = (
    r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,3}|(?:a )?couple of|(?:a )?few"
    r"|several)"
)


def _compile(pattern: str) -> re.Pattern[str]:
    """The pattern at the beginning of a word, or after "mid-" and its like."""
    begin = r"(?:(?<![\w'’./-])|(?<=\bmid-)|(?<=\blate-)|(?<=\bearly-)|(?<=\bpre-)|(?<=\bpost-))"
    return re.compile(begin + pattern, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """What a pattern made of its match, before the words around it are looked at."""

    start: date | None
    end: date | None
    precision: str
    relative: bool = False
    month_days: tuple[tuple[int, int], tuple[int, int]] | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """Where a match stands: its text, the reference day, and whether a date without a year lies ahead of it."""

    text: str
    reference: date | None
    ahead: bool


Handler = Callable[[re.Match[str], Context], Found | None]


def _month_number(name: str) -> int:
    return _MONTHS[name[:3].lower()]


def _day_number(printed: str) -> int:
    return int(re.sub(r"\D", "", printed))


def _last_day(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def month_span(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, _last_day(year, month))


def _shift_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, _last_day(year, month + 1)))


def _two_digit(year: str, printed: str) -> int:
    return int(printed) if len(printed) == 4 else int(year[: 4 - len(printed)] + printed)


def _spelled_as_month(name: str) -> bool:
    """Whether the word is a month: "may", "march" and short names only with a capital."""
    plain = name.lower().rstrip(".")
    return name[0].isupper() or (len(plain) > 4 and plain not in {"march", "august"}) or plain in {"june", "july"}


def _dated(
    first: tuple[int, int], last: tuple[int, int], years: tuple[int | None, int | None], precision: str, c: Context
) -> Found | None:
    """The span from (month, day) to (month, day), in the years given or in the one the reference implies."""
    year = years[0] or years[1]
    try:
        date(2000, *first), date(2000, *last)
        if year is not None:
            last_year = years[1] or year
            first_year = years[0] or (last_year - 1 if first > last else last_year)
            if years[1] is None and first > last:
                last_year += 1
            return Found(date(first_year, *first), _clamped(last_year, last), precision)
        if c.reference is None:
            return Found(None, None, precision, True, (first, last))
        year = _implied_year(first, last, c.reference, c.ahead)
        end = _clamped(year + (first > last), last)
        return Found(_clamped(year, first), end, precision, True, (first, last))
    except ValueError:
        return None


def _clamped(year: int, month_day: tuple[int, int]) -> date:
    month, day = month_day
    if day > _last_day(2000, month):
        raise ValueError("no such day")
    return date(year, month, min(day, _last_day(year, month)))


def _implied_year(first: tuple[int, int], last: tuple[int, int], reference: date, ahead: bool) -> int:
    """The year of a date that names none: the latest that had begun by the reference day, or the next if ahead."""
    year = reference.year
    if ahead:
        end = _clamped(year + (first > last), last)
        return year if end >= reference else year + 1
    return year if _clamped(year, first) <= reference else year - 1


def _group_year(match: re.Match[str], name: str) -> int | None:
    printed = match.group(name)
    return int(printed) if printed else None


def _stated_year(match: re.Match[str], c: Context) -> int | None:
    """The year after a day or month: in digits, or "last year" where the day of writing is known."""
    if match["year"] is None and match["named"] is not None and c.reference is not None:
        return c.reference.year + {"last": -1, "this": 0, "next": 1}[match["named"].lower()]
    return _group_year(match, "year")


def _is_joined(m: re.Match[str], c: Context) -> bool:
    """Whether the two dates are the ends of one span: "and" joins only after "between"."""
    if m["to"].strip().lower() != "and":
        return True
    return c.text[: m.start()].rstrip().lower().endswith("between")


def _days_of_one_month(m: re.Match[str], c: Context) -> Found | None:
    if not _spelled_as_month(m["month"]) or not _is_joined(m, c):
        return None
    month = _month_number(m["month"])
    year = _stated_year(m, c)
    first, last = _day_number(m["day"]), _day_number(m["last"])
    return _dated((month, first), (month, last), (year, year), "interval", c) if first < last else None


def _days_of_two_months(m: re.Match[str], c: Context) -> Found | None:
    if not (_spelled_as_month(m["month"]) and _spelled_as_month(m["month2"]) and _is_joined(m, c)):
        return None
    first = (_month_number(m["month"]), _day_number(m["day"]))
    last = (_month_number(m["month2"]), _day_number(m["last"]))
    return _dated(first, last, (_group_year(m, "year"), _group_year(m, "year2")), "interval", c)


_IN = re.compile(r"\bin\s+$", re.IGNORECASE)

_KNOWN_BY_ITS_DAY = re.compile(
    r"(?:['’]s)?\s+(?:[\w’'-]+\s+){0,2}?(?:attacks?|attackers|massacre|bombings?|riots?|rioters|insurrection|assault"
    r"|siege|coup|uprising|invasion|committee|defendants|commission|hijackers|tsunami|earthquake)\b",
    re.IGNORECASE,
)
"""Behind a day without a year: "the Oct. 7 attacks" are of the year that everybody knows."""


def _one_day(m: re.Match[str], c: Context) -> Found | None:
    if not _spelled_as_month(m["month"]):
        return None
    day = (_month_number(m["month"]), _day_number(m["day"]))
    year = _stated_year(m, c)
    month_first = m["month"][0] == m[0][0]
    if year is None and not m["named"] and month_first and _IN.search(c.text, max(0, m.start() - 4), m.start()):
        return None  # "In May 12 migrants drowned": days are "on"
    found = _dated(day, day, (year, year), "day", c)
    if found is None:
        return None
    if found.relative and _KNOWN_BY_ITS_DAY.match(c.text, m.end()):
        return replace(found, start=None, end=None)
    return replace(found, relative=found.relative or bool(m["named"]))


def _two_months(m: re.Match[str], c: Context) -> Found | None:
    if not (_spelled_as_month(m["month"]) and _spelled_as_month(m["month2"])):
        return None
    first, last = _month_number(m["month"]), _month_number(m["month2"])
    years = (_group_year(m, "year"), _group_year(m, "year2"))
    if not _is_joined(m, c) and (years[0] or (last - first) % 12 != 1):
        return None
    return _dated((first, 1), (last, _last_day(years[1] or years[0] or 2000, last)), years, "interval", c)


_BEFORE_MAY = re.compile(
    r"\b(?:in|since|by|until|till|of|from|between|and|to|before|after|during|last|next|this|early|mid|late|through"
    r"|around|for|on|and|mid-|[-–])[\s-]*$",
    re.IGNORECASE,
)


def _one_month(m: re.Match[str], c: Context) -> Found | None:
    name, month, year = m["month"], _month_number(m["month"]), _stated_year(m, c)
    if not _spelled_as_month(name):
        return None
    if re.match(r"-[a-z]", c.text[m.end() :]):
        return None  # Mar-a-Lago
    if len(name) < 4 and name.lower() != "may" and year is None and re.match(r"\s+[A-Z][a-z]", c.text[m.end() :]):
        return None  # Jan Oblak
    alone = name.lower().rstrip(".") in {"may", "march", "mar"}
    if not alone and re.match(r"\s+[A-Z][a-z]", c.text[m.end() :]) and name.lower() in {"april", "june", "august"}:
        alone = True  # may be a name: April Jones
    unsure = year is None and not m["which"] and (alone or len(name.rstrip(".")) < 4)
    if unsure and not _BEFORE_MAY.search(c.text, max(0, m.start() - 12), m.start()):
        return None
    first, last = (month, 1), (month, _last_day(year or 2000, month))
    found = _dated(first, last, (year, year), "month", c)
    if found is not None and m["named"]:
        return replace(found, relative=True)
    which = (m["which"] or "").lower()
    if found is None or not which or year is not None or c.reference is None:
        return found
    begun = month_span(c.reference.year - (month > c.reference.month), month)
    if which in {"last", "past", "previous"} and begun[1] >= c.reference:
        begun = month_span(begun[0].year - 1, month)
    elif which in {"next", "coming"}:
        begun = month_span(c.reference.year + (month <= c.reference.month), month)
    elif which == "this":
        begun = month_span(c.reference.year, month)
    return replace(found, start=begun[0], end=begun[1])


def _iso(m: re.Match[str], c: Context) -> Found | None:
    try:
        day = date(int(m["year"]), int(m["month"]), int(m["day"]))
    except ValueError:
        return None
    return Found(day, day, "day")


def _slashed(m: re.Match[str], c: Context) -> Found | None:
    one, other, year = int(m["one"]), int(m["other"]), int(m["year"])
    if max(one, other) > 31 or min(one, other) > 12 or not min(one, other):
        return None
    if max(one, other) <= 12 and one != other:  # day and month cannot be told apart
        return Found(date(year, 1, 1), date(year, 12, 31), "year")
    try:
        day = date(year, min(one, other), max(one, other))
    except ValueError:
        return None
    return Found(day, day, "day")


def _years(m: re.Match[str], c: Context) -> Found | None:
    first, last = int(m["year"]), _two_digit(m["year"], m["last"])
    if first >= last or last > 2199:
        return None
    if len(m["last"]) == 4 and m["word"] and not re.search(r"\b(?:from|between)\s+$", c.text[: m.start()], re.I):
        return None
    return Found(date(first, 1, 1), date(last, 12, 31), "interval")


def _decade(m: re.Match[str], c: Context) -> Found | None:
    printed = m["decade"]
    year = int(printed) if len(printed) == 4 else int(printed) + (1900 if int(printed) >= 30 else 2000)
    return Found(date(year, 1, 1), date(year + 9, 12, 31), "decade")


def _century(m: re.Match[str], c: Context) -> Found | None:
    number = (
        int(m["number"])
        if m["number"]
        else {"nineteenth": 19, "twentieth": 20, "eighteenth": 18}.get(m["word"].lower(), 21)
    )
    if not 1 <= number <= 22:
        return None
    return Found(date(max(1, (number - 1) * 100 + 1), 1, 1), date(number * 100, 12, 31), "interval")


_QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "final": 4, "last": 4, "1": 1, "2": 2, "3": 3, "4": 4}


_MONTH_COUNTS = numbered("two three four five six seven eight nine ten eleven", 2)


def _quarter(m: re.Match[str], c: Context) -> Found | None:
    relative = m["year"] is None
    if not relative:
        year = int(m["year"])
    elif c.reference is None:
        return Found(None, None, "interval", True)
    else:
        year = c.reference.year + {"last": -1, "next": 1}.get(m["named"].lower(), 0)
    if m["firsts"]:
        count = _MONTH_COUNTS[m["n"].lower()]
        first = 1 if m["firsts"].lower() == "first" else 13 - count
        return Found(date(year, first, 1), month_span(year, first + count - 1)[1], "interval", relative)
    number = _QUARTERS[(m["rank"] or m["q"] or m["h"]).lower()]
    months = 6 if (m["unit"] or "").lower() == "half" or m["h"] else 3
    if months * number > 12:
        number = 12 // months
    last = months * number
    return Found(date(year, last - months + 1, 1), month_span(year, last)[1], "interval", relative)


_YEAR_CUE = re.compile(
    r"(?:\b(?:in|since|until|till|by|during|before|after|from|of|for|early|mid|late|through|throughout|to|and|between"
    r"|the|an?|its|their|his|her|this|that|late|around|about|ahead of|back in|end-|mid-|pre-|post-|late-|early-"
    r"|spring|summer|autumn|winter|fall|easter|christmas)|['’]s)[\s-]*$",
    re.IGNORECASE,
)
_YEAR_SURE = re.compile(r"\b(?:in|since|until|till|during|early|mid|late|end|back in)[\s-]*(?:the\s+)?$", re.IGNORECASE)
_HEDGED = re.compile(
    r"(?:\b(?:about|some|around|over|nearly|almost|than|least|most|approximately|roughly|estimated|another|additional"
    r"|many|only|just|up to|further|total of|numbers?|no)|[$£€¥₩~])\s*$",
    re.IGNORECASE,
)
_COUNTED_AFTER = re.compile(
    r"\s+(?:[A-Za-z-]+\s+){0,2}?(?!was\b|is\b|has\b|as\b|this\b|his\b|its\b|us\b|does\b|versus\b|series\b|elections?\b)"
    r"(?:people|men|women|children|troops|police|personnel|[a-z]{2,}[^sui\W]s)\b"
)
_UNIT_AFTER = re.compile(r"\s?(?:[-–]\s?)?(?:mm|cm|km|kg|m|bn|mn|k|ft|mph|percent|per cent|million|billion|thousand"
                         r"|dollars|euros|pounds|won|yen|yuan|degrees|of (?:them|whom|the)|more|year|strong)\b"
                         r"|\s?[%°$£€]")  # fmt: skip


# Before or behind a year, and no more: "From 2026 drivers will pay", "at 1930 GMT", "In 2023 more than 3,000".
_CLAUSE_FIRST = re.compile(r"(?:^|[.!?;:,“”\"]\s+)(?-i:By|From|After|Before|Until|Through|by|from|after)\s+$")
_CLOCK_AFTER = re.compile(r"\s?(?:GMT|UTC|BST|EST|EDT|CET|CEST|EET|IST|hrs|hours|local time)\b")
_WORD_AFTER = re.compile(r"\s(?:more|won|strong|of the)\b")


def _one_year(m: re.Match[str], c: Context) -> Found | None:
    year, text = int(m["year"]), c.text
    before = text[max(0, m.start() - 24) : m.start()]
    if before[-1:] in {"-", "–", "—"} and not _YEAR_CUE.search(before):
        return None
    sure = _YEAR_SURE.search(before) or _CLAUSE_FIRST.search(before)
    if before.rstrip()[-1:] in set("$£€¥₩") or _CLOCK_AFTER.match(text, m.end()):
        return None
    if _UNIT_AFTER.match(text, m.end()) and not (sure and _WORD_AFTER.match(text, m.end())):
        return None
    counted = bool(_COUNTED_AFTER.match(text, m.end()))
    if _HEDGED.search(before) and (counted or not 1900 <= year <= 2099):
        return None
    if not sure:
        owned = re.search(r"(?:\b(?:the|its|their|his|her|this|an?|our|my|your)|['’]s)\s+$", before, re.IGNORECASE)
        if counted and not owned:
            return None
        if not _YEAR_CUE.search(before) and not 1900 <= year <= 2099:
            return None
    return Found(date(year, 1, 1), date(year, 12, 31), "year")


_NAMED_DAY = re.compile(
    r"\b(?:Black|Good|Bloody|Ash|Super|Easter|Palm|Cyber|Maundy|Holy|Shrove|Fat|Giving|Red|Ruby|Sheffield|Happy|Freaky)"
    r"\s+(?:the\s+)?$"
)
"""Feasts and a club: "Good Friday", "Sheffield Wednesday"."""

_NAMED_AFTER = re.compile(
    r"\s+(?:Times|Telegraph|Mirror|Mail|Express|Post|Herald|Independent|World|People|Night\s+(?:Live|Football))\b"
)
_DATE_AFTER = re.compile(
    rf",?\s+(?:the\s+)?(?:{_MONTH}\s+(?:the\s+)?{_DAY}|{_DAY}\s+(?:of\s+)?{_MONTH})", re.IGNORECASE
)


def _weekday(m: re.Match[str], c: Context) -> Found | None:
    name = m["weekday"]
    if not name[0].isupper() and len(name) < 6:
        return None
    if _NAMED_DAY.search(c.text, max(0, m.start() - 12), m.start()) or _NAMED_AFTER.match(c.text, m.end()):
        return None
    if name == "Sun." and re.search(r"\bThe\s+$", c.text[: m.start()]):
        return None
    if _DATE_AFTER.match(c.text, m.end()):
        return None  # the date itself follows
    if c.reference is None:
        return Found(None, None, "day", True)
    wanted = next(i for i, full in enumerate(_WEEKDAYS) if full[:3] == name[:3].lower())
    back = (c.reference.weekday() - wanted) % 7
    which = (m["which"] or "").lower()
    if which in {"last", "past", "previous"}:
        back = back or 7
    elif which in {"next", "coming"}:
        back = back - 7
    elif which != "this" and c.ahead and back:
        back -= 7
    day = c.reference - timedelta(days=back)
    return Found(day, day, "day", True)


def _near_day(m: re.Match[str], c: Context) -> Found | None:
    if c.reference is None:
        return Found(None, None, "day", True)
    word = m["day"].lower()
    shift = -1 if word in {"yesterday", "last night", "overnight"} else 1 if word == "tomorrow" else 0
    day = c.reference + timedelta(days=shift)
    return Found(day, day, "day", True)


_SPAN_LEAD = re.compile(r"\b(?:over|during|in|within|for|throughout|across)\s+$", re.IGNORECASE)
_LASTING = re.compile(r"\b(?:to|could|will|would|may|might|can|should|not|typically|usually|must)\s+$", re.IGNORECASE)
_OF = re.compile(r"\s+of\b")


def _around(ref: date, which: str, unit: str) -> Found:
    """The span of that length that ends, or for "next" begins, on the day of writing: "over the past week"."""
    sign, days = (1 if which == "next" else -1), {"week": 7, "fortnight": 14}.get(unit)
    months = {"month": 1, "year": 12, "decade": 120}.get(unit, 0)
    other = ref + timedelta(days=sign * days) if days else _shift_months(ref, sign * months)
    return Found(min(ref, other), max(ref, other), "interval", True)


def _near_span(m: re.Match[str], c: Context) -> Found | None:
    unit, which, ref = m["unit"].lower(), m["which"].lower(), c.reference
    precision = {"year": "year", "month": "month", "decade": "decade"}.get(unit, "interval")
    article = re.search(r"\bthe\b", m[0], re.IGNORECASE) is not None
    led = _SPAN_LEAD.search(c.text, max(0, m.start() - 12), m.start()) is not None
    if article and which in {"last", "next"} and _OF.match(c.text, m.end()):
        return None  # "the last week of May"
    if which == "previous" or (article and which == "next" and not led):
        return Found(None, None, precision, True)  # from the time that the text speaks of
    if article and unit != "weekend" and ref is not None and (which == "past" or (led and which in {"last", "next"})):
        return _around(ref, which, unit)
    if ref is None:
        return Found(None, None, precision, True)
    step = -1 if which in {"last", "past", "previous"} else 1 if which in {"next", "coming"} else 0
    if unit in {"week", "weekend", "fortnight"}:
        monday = ref - timedelta(days=ref.weekday()) + timedelta(weeks=step)
        first = monday + timedelta(days=5) if unit == "weekend" else monday
        if unit == "weekend" and step == 0 and ref.weekday() < 1:
            first -= timedelta(weeks=1)
        return Found(first, first + timedelta(days=1 if unit == "weekend" else 6), "interval", True)
    if unit == "month":
        first, last = month_span(*divmod_month(ref, step))
    elif unit == "year":
        first, last = date(ref.year + step, 1, 1), date(ref.year + step, 12, 31)
    else:
        first, last = date(ref.year // 10 * 10 + 10 * step, 1, 1), date(ref.year // 10 * 10 + 10 * step + 9, 12, 31)
    side = (m["side"] or "").lower()
    if side == "earlier" and first <= ref:
        last, precision = min(last, ref), "interval"
    elif side == "later" and last >= ref:
        first, precision = max(first, ref), "interval"
    return Found(first, last, precision, True)


def divmod_month(day: date, months: int) -> tuple[int, int]:
    """The year and month that lie ``months`` after the month of ``day``."""
    shifted = _shift_months(day.replace(day=1), months)
    return shifted.year, shifted.month


def _ago(m: re.Match[str], c: Context) -> Found | None:
    unit, count = m["unit"].lower().rstrip("s"), _small_count(m["count"])
    precision = {"day": "day", "month": "month", "year": "year"}.get(unit, "interval")
    if c.reference is None or not count:
        return Found(None, None, precision if count else "unknown", True)
    if unit == "day":
        day = c.reference - timedelta(days=count)
        return Found(day, day, "day", True)
    if unit in {"week", "fortnight"}:
        day = c.reference - timedelta(weeks=count * (2 if unit == "fortnight" else 1))
        return Found(day - timedelta(days=3), day + timedelta(days=3), "interval", True)
    if unit == "month":
        return Found(*month_span(*divmod_month(c.reference, -count)), "month", True)
    year = c.reference.year - count * (10 if unit == "decade" else 1)
    if year < 1:
        return None
    first, last = _about(year, count, unit, c.text[max(0, m.start() - 12) : m.start()])
    if first == last:
        return Found(date(year, 1, 1), date(year, 12, 31), "year", True)
    return Found(date(max(1, first), 1, 1), date(last, 12, 31), "interval", True)


_MORE_THAN = re.compile(r"\b(?:more than|over|at least)\s+$", re.IGNORECASE)


def _about(year: int, count: int, unit: str, before: str) -> tuple[int, int]:
    """The years that may be meant: nobody says "30 years ago" to the year, and "more than" goes further back.

    One year either way from ten on, two from twenty on, four for decades; "more than" a quarter of the count.
    """
    if _MORE_THAN.search(before):
        return year - (9 if unit == "decade" else max(1, count // 4)), year
    give = 4 if unit == "decade" else 2 if count >= 20 else 1 if count >= 10 else 0
    return year - give, year + give


def _past_span(m: re.Match[str], c: Context) -> Found | None:
    unit, count = m["unit"].lower().rstrip("s"), _small_count(m["count"])
    if m["which"] == "last" == m[0][:4] and _LASTING.search(c.text, max(0, m.start() - 10), m.start()):
        return None  # "could last three weeks"
    if m["which"].lower() in {"last", "next"} and _OF.match(c.text, m.end()):
        return None  # "the last two years of his life"
    if c.reference is None or not count or m["which"].lower() == "previous":
        return Found(None, None, "interval", True)
    day, ahead = c.reference, m["which"].lower() in {"next", "coming"}
    sign = 1 if ahead else -1
    months = {"month": 1, "year": 12, "decade": 120}.get(unit)
    try:
        other = (
            _shift_months(day, sign * months * count)
            if months
            else day + timedelta(days=sign * count * {"day": 1, "week": 7, "fortnight": 14}[unit])
        )
    except (ValueError, OverflowError, calendar.IllegalMonthError):
        return None
    return Found(min(day, other), max(day, other), "interval", True)


def _small_count(printed: str) -> int:
    printed = printed.lower()
    return int(printed) if printed.isdigit() else _SMALL.get(printed, 0)


_SEASON_LEAD = re.compile(
    r"\b(?:in|since|by|during|until|early|mid|late|of|before|after|through|between|and)[\s-]+(?:the\s+)?$",
    re.IGNORECASE,
)


def _season_span(year: int, name: str) -> tuple[date, date]:
    month = _SEASONS[name]
    last = _shift_months(date(year, month, 1), 2)
    return date(year, month, 1), month_span(last.year, last.month)[1]


def _season(m: re.Match[str], c: Context) -> Found | None:
    name, which = m["season"].lower(), (m["which"] or "").lower()
    if (
        name == "fall"
        and not m["year"]
        and not which
        and c.text[max(0, m.start() - 7) : m.start()].lower() != "in the "
    ):
        return None
    if m["year"]:
        return Found(*_season_span(int(m["year"]), name), "season")
    if name == "fall" and re.match(r"\s+of\b|\s+from\b|\s+in\b", c.text[m.end() :]):
        return None
    if not which and not _SEASON_LEAD.search(c.text, max(0, m.start() - 16), m.start()):
        return None
    first = _SEASONS[name]
    month_days = ((first, 1), (((first + 1) % 12) + 1, 28 if first == 12 else 30 if first == 9 else 31))
    if c.reference is None:
        return Found(None, None, "season", True, month_days)
    year = c.reference.year
    span = _season_span(year, name)
    if which in {"last", "past", "previous"}:
        while span[1] >= c.reference:
            year -= 1
            span = _season_span(year, name)
    elif which in {"next", "coming"} or c.ahead:
        span = span if span[0] > c.reference else _season_span(year + 1, name)
    elif which != "this" and span[0] > c.reference:
        span = _season_span(year - 1, name)
    return Found(*span, "season", True)


_WHICH = r"(?:(?P<which>last|past|previous|next|coming|this)\s+)?"
_IN_YEAR = rf"(?:,?\s+(?:of\s+)?(?:(?P<year>{_YEAR})|(?P<named>last|this|next)\s+year(?!\w|['’]s)))?"
_UNIT = r"(?P<unit>days?|weeks?|fortnights?|months?|years?|decades?)"
_MONTH_PATTERNS: list[tuple[re.Pattern[str], Handler]] = [
    (
        _compile(
            rf"(?P<month>{_MONTH})\s+(?P<day>{_DAY})(?:,?\s+(?P<year>{_YEAR}))?{_TO}"
            rf"(?P<month2>{_MONTH})\s+(?P<last>{_DAY})(?:,?\s+(?P<year2>{_YEAR}))?"
        ),
        _days_of_two_months,
    ),
    (
        _compile(
            rf"(?P<day>{_DAY})\s+(?:of\s+)?(?P<month>{_MONTH})(?:,?\s+(?P<year>{_YEAR}))?{_TO}"
            rf"(?P<last>{_DAY})\s+(?:of\s+)?(?P<month2>{_MONTH})(?:,?\s+(?P<year2>{_YEAR}))?"
        ),
        _days_of_two_months,
    ),
    (_compile(rf"(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}}){_TO}(?P<last>{_DAY}){_IN_YEAR}"), _days_of_one_month),
    (_compile(rf"(?P<day>\d{{1,2}}){_TO}(?P<last>{_DAY})\s+(?P<month>{_MONTH}){_IN_YEAR}"), _days_of_one_month),
    (_compile(rf"(?P<month>{_MONTH})\s+(?:the\s+)?(?P<day>{_DAY}){_IN_YEAR}"), _one_day),
    (_compile(rf"(?:the\s+)?(?P<day>{_DAY})\s+(?:of\s+)?(?P<month>{_MONTH}){_IN_YEAR}"), _one_day),
    (
        _compile(
            rf"(?P<month>{_MONTH})(?:,?\s+(?P<year>{_YEAR}))?{_TO}(?P<month2>{_MONTH})(?:,?\s+(?P<year2>{_YEAR}))?"
        ),
        _two_months,
    ),
    (_compile(rf"{_WHICH}(?P<month>{_MONTH}){_IN_YEAR}"), _one_month),
]
_YEAR_PATTERNS: list[tuple[re.Pattern[str], Handler]] = [
    (_compile(r"(?P<year>(?:1[5-9]|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)"), _iso),
    (_compile(r"(?P<one>\d{1,2})[/.](?P<other>\d{1,2})[/.](?P<year>(?:19|20)\d\d)(?!\d)"), _slashed),
    (
        _compile(
            r"(?:the\s+)?(?:(?P<rank>first|second|third|fourth|final|last)[\s-](?P<unit>quarter|half)"
            r"|Q(?P<q>[1-4])|H(?P<h>[12])"
            r"|(?P<firsts>first|last|final)\s+(?P<n>two|three|four|five|six|seven|eight|nine|ten|eleven)\s+months)"
            rf"(?:\s+(?:of\s+)?(?P<year>{_YEAR})|\s+of\s+(?:the\s+)?(?P<named>last|this|next|the)\s+year(?!\w))"
        ),
        _quarter,
    ),
    (
        _compile(
            r"(?P<year>(?:1[5-9]|20)\d\d)(?:\s?[-–—/]\s?|\s+(?P<word>to|and|until|through)\s+)"
            r"(?P<last>(?:1[5-9]|20)\d\d|\d\d)(?![\w%-]|[.,:]\d)"
        ),
        _years,
    ),
    (_compile(r"(?:the\s+)?(?P<decade>(?:1[5-9]|20)\d0)['’]?s(?!\w)"), _decade),
    (re.compile(r"(?<!\w)(?:the\s+)?['’](?P<decade>\d0)s(?!\w)", re.IGNORECASE), _decade),
    (_compile(rf"(?P<year>{_YEAR})"), _one_year),
]
_RELATIVE_PATTERNS: list[tuple[re.Pattern[str], Handler]] = [
    (_compile(rf"{_WHICH}(?P<weekday>{_WEEKDAY})(?!\w)(?:\s+(?:morning|afternoon|evening|night))?"), _weekday),
    (
        _compile(
            r"(?P<day>today|yesterday|tomorrow|tonight|last night|overnight|this (?:morning|afternoon|evening))"
            r"(?![\w'’])"
            r"(?:\s+(?:morning|afternoon|evening|night))?"
        ),
        _near_day,
    ),
    (
        _compile(
            r"(?:(?P<side>earlier|later)\s+)?(?:the\s+)?(?P<which>this|last|next|previous|coming|past)\s+"
            r"(?P<unit>week|weekend|month|year|decade)(?!\w|['’]s\w)"
        ),
        _near_span,
    ),
    (_compile(rf"(?P<count>{_COUNT})\s+{_UNIT}\s+ago(?!\w)"), _ago),
    (
        _compile(rf"(?:the\s+)?(?P<which>past|last|previous|next|coming)\s+(?P<count>{_COUNT})\s+{_UNIT}(?!\w)"),
        _past_span,
    ),
    (
        _compile(
            r"(?:(?P<which>last|past|previous|next|coming|this)\s+)?"
            rf"(?P<season>spring|summer|autumn|winter|fall)(?!\w)(?:,?\s+(?:of\s+)?(?P<year>{_YEAR}))?"
        ),
        _season,
    ),
    (
        _compile(r"(?:the\s+)?(?:(?P<number>\d\d)(?:st|nd|rd|th)|(?P<word>nineteenth|twentieth|eighteenth|twenty-first))"
                 r"[\s-]century(?!\w)"),
        _century,
    ),
]  # fmt: skip
_WORD = re.compile(r"[a-z]+|\d{4}|\d0s")
_MONTH_WORDS = frozenset(_MONTHS) | word_set(
    "january february march april june july august september october november december sept"
)
_WHICH_WORDS = frozenset({"this", "last", "next", "previous", "coming", "past"})
_TRIGGERS: tuple[tuple[frozenset[str], list[tuple[re.Pattern[str], Handler]]], ...] = (
    (_MONTH_WORDS, _MONTH_PATTERNS),
    (frozenset(_WEEKDAYS) | word_set("mon tue tues wed thu thur thurs fri sat sun"), _RELATIVE_PATTERNS[:1]),
    (
        word_set("today yesterday tomorrow tonight overnight night morning afternoon evening"),
        _RELATIVE_PATTERNS[1:2],
    ),
    (word_set("quarter half months"), _YEAR_PATTERNS[2:3]),
    (_WHICH_WORDS, _RELATIVE_PATTERNS[2:3]),
    (frozenset({"ago"}), _RELATIVE_PATTERNS[3:4]),
    (_WHICH_WORDS, _RELATIVE_PATTERNS[4:5]),
    (frozenset(_SEASONS), _RELATIVE_PATTERNS[5:6]),
    (frozenset({"century"}), _RELATIVE_PATTERNS[6:]),
)


@lru_cache(maxsize=512)
def find_times(text: str) -> tuple[tuple[re.Match[str], Handler], ...]:
    """Non-overlapping matches that their handlers accept, the longest first where two begin together."""
    patterns: list[tuple[re.Pattern[str], Handler]] = []
    words = frozenset(_WORD.findall(text.lower()))
    for triggers, group in _TRIGGERS:
        if not triggers.isdisjoint(words):
            patterns += group
    if any(word[0] in "0123456789" for word in words):
        patterns += _YEAR_PATTERNS
    blank = Context(text, None, False)
    found = []
    for pattern, handler in patterns:
        for match in pattern.finditer(text):
            if handler(match, blank) is not None:
                found.append((match, handler))
    found.sort(key=lambda pair: (pair[0].start(), -pair[0].end()))
    chosen: list[tuple[re.Match[str], Handler]] = []
    for match, handler in found:
        if not chosen or match.start() >= chosen[-1][0].end():
            chosen.append((match, handler))
    return tuple(chosen)
