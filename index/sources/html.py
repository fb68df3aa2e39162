"""Web pages: the raw page is kept, and what it says of itself is read."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from urllib.parse import urlsplit

from htmldate import find_date
from lxml.etree import ParserError  # type: ignore[import-untyped]
from lxml.html import HtmlElement, HTMLParser, fromstring  # type: ignore[import-untyped]

from index.records import DateMethod, Media, Published, Submission
from index.sources.fields import make_submission
from index.sources.head import Head
from index.stamps import read_stamp

_BEFORE_HEADING, _AFTER_HEADING = 1500, 2500
"""Characters of page source between a heading and the byline's date."""
_BEFORE_MARK = 150
_MARKED_AS_DAY = re.compile(
    r"<(?:time\b|[a-z0-9]+\b[^<>]*(?:class|id)\s*=\s*[\"'][^\"'<>]*(?:date|time|publish|posted))", re.IGNORECASE
)
_MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LOOKS_HTML = re.compile(
    r"\A\ufeff?\s*(?:<\?xml[^>]*>\s*)?(?>(?><!--.*?-->)\s*)*+<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_TAGS = re.compile(r"</?(?:p|div|a|span|h[1-6]|ul|li|br|article|section|table|meta|script)\b[^>]*>", re.I)


def looks_like_html(text: str) -> bool:
    """Whether the text is a page or a fragment of one, and not prose that mentions a tag."""
    head = text[:20_000]
    if _LOOKS_HTML.match(head):
        return True
    return head.lstrip("\ufeff \t\r\n").startswith("<") and len(_TAGS.findall(head)) >= 4


def read_html(html: str, hints: Mapping[str, object] | None = None, **given: object) -> Submission:
    """A page as a submission. ``raw`` is the page; what it says of itself is read from JSON-LD, meta elements and the
    marks in its body.

    The publisher is the one that the page names, else the host of its address. Where the page's own dates contradict
    each other, the one that more of them say is taken.

    Raises:
        InputError: a given value has the wrong type.
    """
    tree = _parse(html)
    known = {**(hints or {}), **{name: value for name, value in given.items() if value}}
    address = known.get("url") if isinstance(known.get("url"), str) else None
    found: dict[str, object] = dict(hints or {})
    if tree is not None:
        head = Head(tree, address if isinstance(address, str) else None)
        found |= {name: value for name, value in head.found().items() if value}
        found["meta_published"] = _agreed(head.published()) or found.get("meta_published") or _day_by_heading(html)
    address = given.get("url") or found.get("url")
    if not found.get("publisher") and isinstance(address, str):
        found["publisher"] = _host(address)
    return make_submission(html, Media.HTML, given, found)


def _parse(html: str) -> HtmlElement | None:
    """The page as a tree; its own declaration of an encoding no longer holds, it was decoded already."""
    try:
        return fromstring(html.encode("utf-8", "replace"), parser=HTMLParser(encoding="utf-8"))
    except (ParserError, ValueError):
        return None


def _agreed(stamps: Iterable[str]) -> str | None:
    """The stamp whose day most of them say, the first of those; days next to each other agree, as zones differ."""
    dated = [(stamp, found) for stamp in stamps if (found := read_stamp(stamp, DateMethod.META)) is not None]

    def votes(mine: tuple[str, Published]) -> int:
        return sum(_near(mine[1].start, theirs.start) for _, theirs in dated)

    return max(dated, key=votes)[0] if dated else None


def _near(day: date | None, other: date | None) -> bool:
    return day is not None and other is not None and abs(day - other) <= timedelta(days=1)


def _day_by_heading(html: str) -> str | None:
    """The day that htmldate finds on the page, if it stands close to a first-level heading.

    Days further off belong to other stories, to a last edit or to a copyright line: on 30 pages without metadata
    htmldate alone was wrong on 3 of 26 days, those beside a heading on none. A page that has no such heading must mark
    the day as one.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # htmldate's parsers warn of zones that they do not know
        day = find_date(html, original_date=True)
    if day is None:
        return None
    year, month, number = (int(part) for part in day.split("-"))
    name = _MONTH_NAMES[month - 1]
    forms = rf"{day}|{year}/{month:02}/{number:02}|{year}\.{month:02}\.{number:02}|0?{number}[./]0?{month}[./]{year}"
    forms += rf"|0?{number}\s+{name}[a-z]*\.?,?\s+{year}|{name}[a-z]*\.?\s+0?{number},?\s+{year}"
    days = [found.start() for found in re.finditer(rf"(?<!\d)(?:{forms})", html, re.IGNORECASE)]
    headings = [found.start() for found in re.finditer(r"<h1\b", html, re.IGNORECASE)]
    if headings:
        near = any(-_BEFORE_HEADING <= at - heading <= _AFTER_HEADING for at in days for heading in headings)
    else:
        near = any(_MARKED_AS_DAY.search(html[max(0, at - _BEFORE_MARK) : at]) for at in days)
    return day if near else None


def _host(url: str) -> str | None:
    host = urlsplit(url).hostname or ""
    return host.removeprefix("www.") or None
