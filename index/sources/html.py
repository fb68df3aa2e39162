"""Web pages: the raw page is kept, and what it says of itself is read."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from urllib.parse import urlsplit

from htmldate import find_date
from lxml.etree import ParserError
from lxml.html import HtmlElement, HTMLParser, fromstring

from index.records import DateMethod, Media, Published, Submission
from index.sources.fields import make_submission
from index.sources.head import Head
from index.sources.shown_dates import shown_day
from index.stamps import published_by_url, read_stamp

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
        address = given.get("url") or found.get("url")
        found["meta_published"] = _agreed(head.published()) or found.get("meta_published")
        if not found["meta_published"]:
            found["shown_published"] = _day_shown(html, tree, head, address if isinstance(address, str) else None)
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


def _day_shown(html: str, tree: HtmlElement, head: Head, address: str | None) -> str | None:
    """The day that the page shows its readers; htmldate's finding is one witness among several."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # htmldate's parsers warn of zones that they do not know
        guess = find_date(html, original_date=True)
    day = shown_day(
        tree,
        titles=[title for title in (head.title(), head.title_element()) if title],
        guess=date.fromisoformat(guess) if guess else None,
        address=published_by_url(address) if address else None,
        language=head.language(),
    )
    return day.isoformat() if day else None


def _host(url: str) -> str | None:
    host = urlsplit(url).hostname or ""
    return host.removeprefix("www.") or None
