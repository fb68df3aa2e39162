"""When a document was published: as given, else as found, else unknown. Never a guess, never today."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from index.errors import BadDate
from index.records import UNDATED, BlockKind, CleanedText, DateMethod, Media, Precision, Published, Submission
from index.stamps import (
    MONTH,
    WrittenDate,
    at_instant,
    in_month,
    month_and_year,
    on_day,
    published_by_url,
    read_stamp,
    rfc_822,
    written_dates,
)

_FORMS = "2024, 2024-11, 2024-11-03, 2024-11-03T09:30:00Z (with its offset) or 2024-10-30/2024-11-03"


def parse_given(text: str) -> Published:
    """The date that a submitter gave, at its own precision. Beside the ISO forms, that of mail and feeds is taken.

    Raises:
        BadDate: not one of the forms taken, no such day, an instant without offset, or an interval that ends before it
            starts.
    """
    text = text.strip()
    if "/" in text:
        return _interval(text)
    if not text.isascii():
        raise _bad(text)
    for form, read in _ISO_DAYS:
        if found := re.fullmatch(form, text):
            try:
                return read(*(int(group) for group in found.groups()))
            except ValueError as err:
                raise BadDate(f"There is no such date as {text!r}. Write {_FORMS}.") from err
    return _instant(text)


def find_published(submission: Submission, cleaned: CleanedText) -> Published:
    """When the document was published, by the most trusted evidence that there is; ``UNDATED`` where there is none.

    ``evidence`` holds the words that the date was read from, and what the page's metadata or its address says
    otherwise. The order: given, the page's metadata, the day that two places of a page show, its address, a dateline or
    byline, the days that the text says things were said on.

    Raises:
        BadDate: the date that the submitter gave is none.
    """
    meta = read_stamp(submission.meta_published, DateMethod.META) if submission.meta_published else None
    shown = read_stamp(submission.shown_published, DateMethod.DATELINE) if submission.shown_published else None
    address = published_by_url(submission.url) if submission.url else None
    if submission.published_at:
        return _contradicted(parse_given(submission.published_at), meta, address)
    if meta is not None:
        return _local_day(meta, address) or _contradicted(meta, address)
    if shown is not None:
        return _contradicted(shown, address)
    return address or _by_dateline(submission, cleaned) or _by_text(cleaned) or UNDATED


_DAY_BEFORE_UNTIL, _DAY_AFTER_FROM = 8, 14
"""Hours of UTC in which papers of the Americas (to UTC-8), and of East Asia and Australia, have another day."""


def _local_day(meta: Published, address: Published | None) -> Published | None:
    """The day in the address, where metadata hold an instant in UTC at which the paper may have had that day.

    An address has the day of where the paper is, which is the one that its readers saw: 2024-04-25T01:00Z was still
    24 April in New York. ``None`` where there is nothing to mend.
    """
    if meta.precision is not Precision.INSTANT or meta.start is None or address is None or address.text is None:
        return None
    moment = datetime.fromisoformat(meta.text or "")
    if moment.utcoffset() != timedelta() or address.precision is not Precision.DAY or address.start is None:
        return None
    before = address.start == meta.start - _ZONES and moment.hour < _DAY_BEFORE_UNTIL
    after = address.start == meta.start + _ZONES and moment.hour >= _DAY_AFTER_FROM
    if not (before or after):
        return None
    return replace(address, evidence=f"{address.evidence}, its metadata says {meta.text}")


_ZONES = timedelta(days=1)
"""Days next to each other contradict nothing: the same hour has two days on Earth."""
_SAYS = {DateMethod.META: "its metadata says", DateMethod.URL: "its address says"}


def _contradicted(published: Published, *others: Published | None) -> Published:
    """The date with what other evidence says, where that cannot be the same day."""
    first, last = published.start or date.min, published.end or date.max
    said = [published.evidence] if published.evidence else []
    for other in others:
        if other is None or other.start is None or other.end is None:
            continue
        if other.start - last > _ZONES or first - other.end > _ZONES:
            said.append(f"but {_SAYS[other.method]} {other.text}")
    return replace(published, evidence=", ".join(said) or None)


# --- given ------------------------------------------------------------------------------------------------------------


def _year(year: int) -> Published:
    return Published(date(year, 1, 1), date(year, 12, 31), Precision.YEAR, DateMethod.GIVEN, f"{year:04}")


_ISO_DAYS: tuple[tuple[str, Callable[..., Published]], ...] = (
    (r"(\d{4})", _year),
    (r"(\d{4})-(\d{2})", lambda year, month: in_month(year, month, DateMethod.GIVEN)),
    (r"(\d{4})-(\d{2})-(\d{2})", lambda year, month, day: on_day(date(year, month, day), DateMethod.GIVEN)),
)


def _interval(text: str) -> Published:
    first, _, last = text.partition("/")
    if "/" in last or ":" in text or not first.strip() or not last.strip():
        raise _bad(text)
    start, end = parse_given(first), parse_given(last)
    if (start.start or date.max) > (end.start or date.min):
        raise BadDate(f"The interval {text!r} ends before it starts. Give the earlier day first.")
    return Published(start.start, end.end, Precision.INTERVAL, DateMethod.GIVEN, f"{start.text}/{end.text}")


def _instant(text: str) -> Published:
    moment = rfc_822(text)
    if moment is None and ":" in text:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError as err:
            raise _bad(text) from err
    if moment is None:
        raise _bad(text)
    if moment.tzinfo is None:
        raise BadDate(f"{text!r} has no offset from UTC. Write it as in 2024-11-03T09:30:00+09:00, or give the day.")
    try:
        return at_instant(moment, DateMethod.GIVEN)
    except OverflowError as err:
        raise _bad(text) from err


def _bad(text: str) -> BadDate:
    return BadDate(f"{text[:60]!r} is not a date that can be read. Write {_FORMS}.")


# --- in a dateline or byline ------------------------------------------------------------------------------------------

_HEAD_LINES, _TAIL_LINES = 12, 4
_MAX_BYLINE_CHARS = 140
_PUBLISHED_LABEL = re.compile(
    r"\b(?:first\s+)?(?:published|posted|issued|released|date|publication date|publish date)\b(?!\s+by\b)",
    re.IGNORECASE,
)
_UPDATED_LABEL = re.compile(r"\b(?:last\s+)?(?:updated?|modified|edited)\b", re.IGNORECASE)
_DATELINE_BEFORE = re.compile(
    r"^(?:\([^()]{2,30}\)\s*)?[A-Z][A-Z.,'’ -]{1,40}(?:,\s*[A-Z][\w.]+(?:\s[A-Z]\w+)?)?\s*(?:\([^()"
    r"]{2,30}\))?\s*[,–—-]*\s*$"
)
_DATELINE_AFTER = re.compile(r"^[,.]?\s*(?:\([^()]{2,40}\)|/[^/]{2,30}/)?\s*(?:[–—:-]|\s-)")
_BESIDE_DATE = re.compile(
    r"\b(?:\d{1,2}[:.]\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?|\d{1,2}\s*[ap]\.?m\.?|at|on|by|gmt|utc|[ecmp][sd]?t|bst|"
    r"ist|cet|cest|kst|jst|sgt|"
    r"hrs?|\d{1,3}\s*min(?:ute)?s?(?:\s*read)?|read|mon|tues?|wed|thur?s?|fri|sat|sun|(?:mon|tues|wednes|thurs|fri|"
    r"satur|sun)day|"
    r"first|last|published|posted|updated?|modified|date|issued|released|publication|publish|created|edited)\b|[^\w\s]",
    re.IGNORECASE,
)


def _by_dateline(submission: Submission, cleaned: CleanedText) -> Published | None:
    """The day in a byline or dateline near the head or the foot; a first publication before an update."""
    lines = _edge_lines(submission, cleaned)
    year = _current_year(cleaned.text)
    ranked: list[tuple[int, Published]] = []
    for line in lines:
        if (found := _in_line(line, year)) is not None:
            ranked.append(found)
    return min(ranked, key=lambda pair: pair[0])[1] if ranked else None


def _edge_lines(submission: Submission, cleaned: CleanedText) -> list[str]:
    """The first and last lines as the document came, furniture included: bylines are often taken for it."""
    if submission.media is Media.TEXT:
        lines = [line.strip() for line in submission.raw.splitlines() if line.strip()]
    else:
        head = [removed.text for removed in cleaned.removed]
        lines = [*head, *(cleaned.text[block.start : block.end] for block in cleaned.blocks)]
    return lines if len(lines) <= _HEAD_LINES + _TAIL_LINES else lines[:_HEAD_LINES] + lines[-_TAIL_LINES:]


def _in_line(line: str, year: int | None) -> tuple[int, Published] | None:
    """The date of a byline or dateline with its rank: 0 published, 1 neither said, 2 updated; else ``None``."""
    for written in written_dates(line[:_MAX_BYLINE_CHARS]):
        before, after = line[: written.start], line[written.end :]
        dateline = len(before) <= 60 and _DATELINE_BEFORE.match(before) and _DATELINE_AFTER.match(after)
        day = written.full or (written.on(year) if dateline and year and written.year is None else None)
        if day is None:
            continue
        if dateline:
            return 1, on_day(day, DateMethod.DATELINE, line[: written.end].strip())
        if len(line) > _MAX_BYLINE_CHARS:
            continue
        if _only_byline(before + " " + after):
            updated = _UPDATED_LABEL.search(before) and not _PUBLISHED_LABEL.search(before)
            rank = 2 if updated else 0 if _PUBLISHED_LABEL.search(before) else 1
            return rank, on_day(day, DateMethod.DATELINE, line[:_MAX_BYLINE_CHARS].strip())
    return _labelled_month(line)


def _only_byline(rest: str) -> bool:
    """Whether what stands beside a date is hours, labels and at most one name."""
    name = re.sub(r"\b(?i:by)\s+[A-Z][\w.'’-]+(?:\s+(?:and\s+)?[A-Z][\w.'’-]+){0,5}", " ", rest)
    return not re.findall(r"[A-Za-z]{2,}", re.sub(_NUMBERS_AND_MONTHS, " ", _BESIDE_DATE.sub(" ", name)))


_NUMBERS_AND_MONTHS = re.compile(rf"\b{MONTH}\b|\b\d+\w*\b", re.IGNORECASE)


def _labelled_month(line: str) -> tuple[int, Published] | None:
    if len(line) > 60 or not (label := _PUBLISHED_LABEL.match(line)) or any(True for _ in written_dates(line)):
        return None
    found = month_and_year(line[label.end() :])
    if found is None or len(line) - label.end() > len(found[2]) + 6:
        return None
    return 0, in_month(found[0].year, found[0].month, DateMethod.DATELINE, line)


# --- in the text ------------------------------------------------------------------------------------------------------

_SPOKEN_ON = re.compile(
    r"\b(?:said|told|announced|confirmed|reported|stated|warned|declared|disclosed|tweeted)"
    r"(?: (?:reporters|journalists|lawmakers|parliament|congress|state media|in a statement|"
    r"at a (?:news|press) conference|late|early|"
    r"here))*,? on \(?$",
    re.IGNORECASE,
)
_SPEECH_REACH = 80
_LEAD_BLOCKS = 5
_SAME_NEWS = timedelta(days=3)
_ANY_YEAR = re.compile(
    r"(?<![\d$£€,.-])(?<!no )(?<!No\. )\b(?:19|20)\d\d\b(?!\s*(?:%|per|people|soldiers|troops|km|miles|[,.]\d))"
)
_STATED_NOW = (
    re.compile(
        r"\b(?:has|have|had been|has been|have been)\s+(?P<gap>(?:(?!that|who|which|when|where|after|before|since|"
        r"because|if|than|"
        r"said|charged|accused|convicted|over|about|\w+ing\b)[\w’'-]+\s+){1,9})in (?P<year>20\d\d)\b"
    ),
    re.compile(r"\b(?i:so far|already|this year,?) (?:in )?\(?(?P<year>20\d\d)\b"),
    re.compile(r"\bin (?P<year>20\d\d) so far\b"),
)
_LATER_ON = re.compile(
    r"(?:by|until|till|through|before|for|from|to|than|next|target(?:ed)?|the|late|early|mid|[–-])\W*$", re.IGNORECASE
)


def _by_text(cleaned: CleanedText) -> Published | None:
    """The last day that the lead says something was said on, if its year is stated and nothing in the text is later."""
    year = _current_year(cleaned.text)
    spoken = [(day, words) for day, words in _spoken_days(cleaned, year)]
    if not spoken:
        return None
    last, words = max(spoken)
    if last - min(spoken)[0] > _SAME_NEWS or _later_day(cleaned.text, last):
        return None
    return on_day(last, DateMethod.TEXT, words)


def _spoken_days(cleaned: CleanedText, year: int | None) -> Iterator[tuple[date, str]]:
    lead = [block for block in cleaned.blocks if block.kind is not BlockKind.CAPTION][:_LEAD_BLOCKS]
    for block in lead:
        text = cleaned.text[block.start : block.end]
        for written in written_dates(text):
            speech = _speech_beside(text, written)
            day = written.full if written.year is not None else (written.on(year) if year else None)
            if speech is not None and day is not None and (year is None or day.year == year):
                yield day, speech


def _speech_beside(text: str, written: WrittenDate) -> str | None:
    """The words from a speech verb to the date right after it ("said on April 30"); ``None`` where there is none.

    What stands between them must be whom it was told to: "said she left on April 30" dates another event.
    """
    before = max(0, written.start - _SPEECH_REACH)
    found = _SPOKEN_ON.search(text[before : written.start])
    return text[before + found.start() : written.end] if found else None


def _current_year(text: str) -> int | None:
    """The year that the text calls the present one (by a perfect tense, "so far"), unless a later one is mentioned."""
    stated = [int(found["year"]) for pattern in _STATED_NOW for found in pattern.finditer(text)]
    if not stated:
        return None
    year = max(stated)
    later = (found for found in _ANY_YEAR.finditer(text) if int(found.group()) > year)
    return (
        None if any(not _LATER_ON.search(text[max(0, found.start() - 12) : found.start()]) for found in later) else year
    )


def _later_day(text: str, day: date) -> bool:
    return any(written.full is not None and written.full > day for written in written_dates(text))
