"""What a file is, told from its first bytes; its name decides only between kinds of text that look alike."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Collection
from enum import StrEnum

from index.sources.fields import TEXT_NAMES, our_spelling
from index.sources.html import looks_like_html
from index.sources.markdown import has_front_matter
from index.sources.text import binary_kind

HEAD_BYTES = 65_536
"""So much of a file decides what it is."""

_LINES, _TABLES, _MARKDOWN = (".jsonl", ".ndjson"), (".csv", ".tsv"), (".md", ".markdown", ".mkd")
_ROOT = re.compile(
    r"\A\ufeff?\s*(?>(?><\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?>\[.*?\]\s*)?>)\s*)*+"
    r"<(?P<name>[A-Za-z_][\w:.-]*)",
    re.DOTALL,
)
_FEEDS, _SITEMAPS = frozenset({"rss", "feed", "rdf", "channel"}), frozenset({"urlset", "sitemapindex"})
_JSON_FEED = re.compile(r'"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org')


class Kind(StrEnum):
    """One for each reader."""

    GZIP = "gzip"  # one compressed file of any other kind
    ZIP = "zip"  # an archive, or an Office document
    PDF = "pdf"
    WARC = "warc"  # a web archive, in the WARC or the older ARC form
    FEED = "feed"  # RSS, Atom or JSON Feed
    SITEMAP = "sitemap"  # addresses without text
    OTHER_XML = "xml"  # XML that nobody reads
    HTML = "html"
    JSON_LINES = "json lines"
    JSON = "json"
    TABLE = "table"  # CSV, or the same with another separator
    MARKDOWN = "markdown"
    TEXT = "text"  # and whatever the text reader refuses by its kind


def find_kind(head: bytes, name: str, columns: Collection[str] = ()) -> Kind:
    """What a file is whose first ``HEAD_BYTES`` are ``head``. ``columns`` are names that a field mapping mentions."""
    if head.startswith(b"\x1f\x8b"):
        return Kind.GZIP
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Kind.ZIP
    if b"%PDF-" in head[:1024] and not head.lstrip().startswith(b"<"):
        return Kind.PDF
    if head.startswith((b"WARC/", b"filedesc://")):
        return Kind.WARC
    text = _shown(head)
    if binary_kind(head) is not None and not text.lstrip("\ufeff \t\r\n").startswith(("<?xml", "<rss", "<feed")):
        return Kind.TEXT
    return _kind_of_text(text, name.lower(), columns)


def root_of(head: bytes) -> str | None:
    """The name of the first element of an XML document, without its prefix; ``None`` where there is none."""
    found = _ROOT.match(_shown(head))
    return found["name"].rpartition(":")[2] if found else None


def separator_of(text: str, name: str, columns: Collection[str] = ()) -> str | None:
    """What separates the columns of a table; ``None`` for what has no first line that names a column of text."""
    first = next(iter(text.lstrip("\ufeff\r\n").splitlines()), "")
    wanted = {*TEXT_NAMES, *columns}
    for separator in (",", ";", "\t", "|"):
        cells = next(csv.reader([first], delimiter=separator), [])
        if len(cells) > 1 and wanted & {name for cell in cells for name in (cell.strip(), our_spelling(cell))}:
            return separator
    if name.lower().endswith(_TABLES):
        return max((",", ";", "\t", "|"), key=first.count)
    return None


def _kind_of_text(text: str, name: str, columns: Collection[str]) -> Kind:
    opening = text.lstrip("\ufeff \t\r\n")
    if opening.startswith("<") and (kind := _kind_of_markup(text)) is not None:
        return kind
    if opening.startswith(("{", "[")):
        return _kind_of_json(opening, name)
    if name.endswith(_LINES):
        return Kind.JSON_LINES
    if has_front_matter(text):
        return Kind.MARKDOWN
    if separator_of(text, name, columns) is not None:
        return Kind.TABLE
    return Kind.MARKDOWN if name.endswith(_MARKDOWN) else Kind.TEXT


def _kind_of_markup(text: str) -> Kind | None:
    found = _ROOT.match(text)
    root = found["name"].rpartition(":")[2].lower() if found else ""
    if root in _FEEDS:
        return Kind.FEED
    if root in _SITEMAPS:
        return Kind.SITEMAP
    if looks_like_html(text):
        return Kind.HTML
    return Kind.OTHER_XML if text.lstrip("\ufeff \t\r\n").startswith("<?xml") else None


def _kind_of_json(opening: str, name: str) -> Kind:
    if opening.startswith("{") and _JSON_FEED.search(opening[:4000]) and '"items"' in opening:
        return Kind.FEED
    first = opening.split("\n", 1)[0].strip()
    if name.endswith(_LINES) or _is_object(first) or (opening.startswith("{") and len(first) >= HEAD_BYTES / 2):
        return Kind.JSON_LINES
    if name.endswith(".json") or re.match(r'[\[{]\s*[\[{"]', opening):
        return Kind.JSON
    return Kind.TEXT


def _is_object(line: str) -> bool:
    if not (line.startswith("{") and line.endswith("}")):
        return False
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _shown(head: bytes) -> str:
    """The first bytes as text for looking at, in whatever encoding; letters of ASCII are right."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in head[:4]:
        head = head.replace(b"\x00", b"").lstrip(b"\xff\xfe")
    return head.decode("utf-8", "replace")
