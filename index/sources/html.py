"""Web pages: the raw page is kept, and what its head says of itself is read."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterator, Mapping
from html import unescape
from urllib.parse import urlsplit

from htmldate import find_date
from lxml.etree import ParserError  # type: ignore[import-untyped]
from lxml.html import HtmlElement, fromstring  # type: ignore[import-untyped]

from index.records import Media, Submission
from index.sources.fields import make_submission

_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "date.issued",
    "dc.date.issued",
    "dcterms.issued",
    "sailthru.date",
    "parsely-pub-date",
    "pubdate",
    "publishdate",
    "publish-date",
    "originalpublicationdate",
    "article.published",
    "published-date",
    "cxenseparse:recs:publishtime",
)
_MODIFIED = ("article:modified_time", "og:article:modified_time", "datemodified", "dcterms.modified", "last-modified")
_BEFORE_HEADING, _AFTER_HEADING = 1500, 2500
"""Characters of page source between a heading and the byline's date."""
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
    """A page as a submission. ``raw`` is the page; metadata comes from JSON-LD first, then from its meta elements.

    The publisher is JSON-LD's ``publisher.name``, else ``og:site_name``, else the host of the address.

    Raises:
        InputError: a given value has the wrong type.
    """
    tree = _parse(html)
    found: dict[str, object] = {}
    if tree is not None:
        meta = _meta(tree)
        article = next(_articles(tree), {})
        found = {
            "title": _text(article.get("headline")) or meta.get("og:title") or _title(tree),
            "url": _canonical(tree, meta, article),
            "publisher": _name(article.get("publisher")) or meta.get("og:site_name"),
            "authors": _authors(article, meta),
            "modified_at": _text(article.get("dateModified")) or _first(meta, _MODIFIED),
            "language": (tree.get("lang") or "").split("-")[0].lower() or None,
            "meta_published": _text(article.get("datePublished")) or _first(meta, _PUBLISHED) or _day_by_heading(html),
        }
    found = {**(hints or {}), **{name: value for name, value in found.items() if value}}
    address = given.get("url") or found.get("url")
    if not found.get("publisher") and isinstance(address, str):
        found["publisher"] = _host(address)
    return make_submission(html, Media.HTML, given, found)


def _parse(html: str) -> HtmlElement | None:
    try:
        return fromstring(html.encode("utf-8", "replace"))
    except (ParserError, ValueError):
        return None


def _meta(tree: HtmlElement) -> dict[str, str]:
    """First value of every named meta element, names in lower case."""
    meta: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = (element.get("content") or "").strip()
        if name and content:
            meta.setdefault(name.strip().lower(), unescape(content))
    return meta


def _articles(tree: HtmlElement) -> Iterator[Mapping[str, object]]:
    """JSON-LD nodes whose type is an article of some kind."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        try:
            loaded = json.loads(script.text or "", strict=False)
        except ValueError:
            continue
        yield from _article_nodes(loaded)


def _article_nodes(node: object) -> Iterator[Mapping[str, object]]:
    if isinstance(node, list):
        for item in node:
            yield from _article_nodes(item)
    elif isinstance(node, dict):
        kinds = node.get("@type")
        names = kinds if isinstance(kinds, list) else [kinds]
        if any(isinstance(name, str) and re.search(r"Article|BlogPosting|ReportageNews", name) for name in names):
            yield node
        yield from _article_nodes(node.get("@graph"))


def _name(node: object) -> str | None:
    if isinstance(node, list):
        node = node[0] if node else None
    return _text(node.get("name")) if isinstance(node, dict) else _text(node)


def _text(value: object) -> str | None:
    text = unescape(value).strip() if isinstance(value, str) else ""
    return text or None


def _first(meta: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((meta[name] for name in names if name in meta), None)


def _title(tree: HtmlElement) -> str | None:
    title = tree.find(".//title")
    return _text(" ".join(str(title.text_content()).split())) if title is not None else None


def _canonical(tree: HtmlElement, meta: Mapping[str, str], article: Mapping[str, object]) -> str | None:
    links = [link.get("href") for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical"]
    for address in (*links, meta.get("og:url"), _text(article.get("url"))):
        if address and urlsplit(address.strip()).scheme in ("http", "https"):
            return str(address).strip()
    return None


def _day_by_heading(html: str) -> str | None:
    """The day that htmldate finds on the page, if it stands close to the page's first-level heading.

    Days further off belong to other stories, to a last edit or to a copyright line: on 30 pages without metadata
    htmldate alone was wrong on 3 of 26 days, those beside a heading on none.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # htmldate's parsers warn of zones that they do not know
        day = find_date(html, original_date=True, extensive_search=False)
    if day is None:
        return None
    year, month, number = (int(part) for part in day.split("-"))
    name = _MONTH_NAMES[month - 1]
    forms = rf"{day}|{year}/{month:02}/{number:02}|{year}\.{month:02}\.{number:02}|0?{number}[./]0?{month}[./]{year}"
    forms += rf"|0?{number}\s+{name}[a-z]*\.?,?\s+{year}|{name}[a-z]*\.?\s+0?{number},?\s+{year}"
    days = [found.start() for found in re.finditer(rf"(?<!\d)(?:{forms})", html, re.IGNORECASE)]
    headings = [found.start() for found in re.finditer(r"<h1\b", html, re.IGNORECASE)]
    near = any(-_BEFORE_HEADING <= at - heading <= _AFTER_HEADING for at in days for heading in headings)
    return day if near else None


def _authors(article: Mapping[str, object], meta: Mapping[str, str]) -> list[str]:
    value = article.get("author")
    names = [_name(node) for node in (value if isinstance(value, list) else [value])]
    found = [name for name in names if name and not name.startswith("http")]
    if not found and (name := meta.get("author")) and not name.startswith("http"):
        found = [name]
    return list(dict.fromkeys(found))


def _host(url: str) -> str | None:
    host = urlsplit(url).hostname or ""
    return host.removeprefix("www.") or None
