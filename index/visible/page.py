"""The article in a web page, as trafilatura finds it, laid back onto the page."""

from __future__ import annotations

import re
import time
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

from trafilatura import bare_extraction
from trafilatura.settings import Document

from index.errors import UnreadableInput
from index.visible.lines import Line, tidy

_ANCHOR_CHARS = 40
"""Lines of at least so many letters are placed first; shorter ones only between their neighbours."""
_FLAT_CHARS = 300
"""A page of one line of so many characters is one in which no paragraphs were found: its words run together."""
_BLOCKS = re.compile(
    "address|article|aside|blockquote|br|d[dlt]|div|fig(?:ure|caption)|footer|form|h[1-6]|header|hr|li|main|nav|[ou]l|p|pre|"
    "section|table|t[dhr]"
)
_MAX_PLACES = 8
_MAX_SECONDS = 8.0
"""Broken markup is looked through again and again by the parser; a page of 5 MB takes one second."""


def page_lines(html: str) -> Iterator[Line]:
    """The lines of the article in a page, without comments and tables; its first heading first where there is one."""
    document = bare_extraction(html, include_comments=False, include_tables=False, with_metadata=False)
    if not isinstance(document, Document) or not (document.text or "").strip():
        return
    visible = _Visible(html)
    headings = {"".join(head.itertext()).strip() for head in document.body.iter("head")}
    texts = [text for text in (document.text or "").splitlines() if text.strip()]
    if visible.first_heading and visible.first_heading not in texts:
        texts.insert(0, visible.first_heading)
        headings.add(visible.first_heading)
    if len(texts) <= 2 and len(texts[-1]) >= _FLAT_CHARS:
        texts[-1:] = visible.blocks_of(texts[-1])
    for text, places in zip(texts, _placed(texts, visible), strict=True):
        marks = len(text) - len(text.lstrip("- ")) if text.startswith("- ") else 0
        line = tidy(text[marks:], places[marks:])
        if line.text:
            yield replace(line, heading=text.strip() in headings)


class _Visible(HTMLParser):
    """The letters of a page that are not white space, in order, and where each stands in the raw page.

    A letter written as an entity stands nowhere (-1).

    Raises:
        UnreadableInput: it takes longer than any sound page.
    """

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.html = html
        self._starts = [0]
        for i, char in enumerate(html):
            if char == "\n":
                self._starts.append(i + 1)
        self._hidden: str | None = None
        self._parts: list[str] = []
        self._heading: list[str] | None = None
        self.places = array("q")
        self._breaks: set[int] = set()
        self.first_heading = ""
        self._deadline = time.monotonic() + _MAX_SECONDS
        self.feed(html)
        self.close()
        self.text = "".join(self._parts)

    def blocks_of(self, text: str) -> list[str]:
        """The text cut where a block of the page begins or ends; whole where the page has it in several places."""
        at = self.text.find("".join(text.split()))
        if at < 0:
            return [text]
        parts = [""]
        for char in text:
            if not char.isspace():
                if at in self._breaks and parts[-1]:
                    parts.append("")
                at += 1
            parts[-1] += char
        return [part.strip() for part in parts]

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if _BLOCKS.fullmatch(tag):
            self._breaks.add(len(self._parts))
        if tag in ("script", "style", "title", "template"):
            self._hidden = tag
        elif tag == "body":
            self._hidden = None
        elif tag == "h1" and not self.first_heading:
            self._heading = []

    def handle_endtag(self, tag: str) -> None:
        if _BLOCKS.fullmatch(tag):
            self._breaks.add(len(self._parts))
        if tag == self._hidden:
            self._hidden = None
        elif tag == "h1" and self._heading is not None:
            self.first_heading = " ".join("".join(self._heading).split())
            self._heading = None

    def handle_data(self, data: str) -> None:
        self._take(data, self._offset())

    def handle_entityref(self, name: str) -> None:
        self._take(unescape(f"&{name};"), None)

    def handle_charref(self, name: str) -> None:
        self._take(unescape(f"&#{name};"), None)

    def _offset(self) -> int:
        row, column = self.getpos()
        return self._starts[row - 1] + column

    def _take(self, data: str, offset: int | None) -> None:
        if time.monotonic() > self._deadline:
            raise UnreadableInput("The page's markup is too broken to be read in time. Send the article's text.")
        if self._hidden:
            return
        if self._heading is not None:
            self._heading.append(data)
        for i, char in enumerate(data):
            if not char.isspace():
                self._parts.append(char)
                self.places.append(-1 if offset is None else offset + i)


def _placed(texts: list[str], visible: _Visible) -> Iterator[array[int]]:
    """For every text the raw place of each of its characters, in the order of the page; -1 where it was not found."""
    squeezed = ["".join(text.split()) for text in texts]
    starts = _anchors(squeezed, visible.text)
    cursor = 0
    for i, (text, letters) in enumerate(zip(texts, squeezed, strict=True)):
        limit = next((start for start in starts[i + 1 :] if start is not None), len(visible.text))
        start = starts[i]
        if start is None:
            found = visible.text.find(letters, cursor, limit)
            start = found if found >= 0 and len(letters) < _ANCHOR_CHARS else None
        places = array("q", [-1]) * len(text)
        if start is not None and start >= cursor:
            cursor = start
            for j, char in enumerate(text):
                if not char.isspace():
                    places[j] = visible.places[cursor]
                    cursor += 1
            _fill_spaces(text, places, visible.html)
        yield places


def _fill_spaces(text: str, places: array[int], html: str) -> None:
    """Give a space its place where the page has one, too, between the same two letters."""
    for j in range(1, len(text) - 1):
        place = places[j - 1] + 1
        if text[j] == " " and places[j] < 0 < place and places[j + 1] == place + 1 and html[place] == " ":
            places[j] = place


def _anchors(squeezed: list[str], page: str) -> list[int | None]:
    """Where the long lines start in the page's letters: the places in ascending order that hold most letters.

    ``ends`` and ``held`` are the best ways so far to place lines up to a letter: more letters held only further on, so
    that a page of n lines takes n log n steps.
    """
    options: list[tuple[int, int, int]] = []  # (line, place, option before it or -1)
    ends: list[int] = [0]
    held: list[tuple[int, int]] = [(0, -1)]  # (letters, option that ends there)
    for i, letters in enumerate(squeezed):
        if len(letters) < _ANCHOR_CHARS:
            continue
        fresh: list[tuple[int, int, int]] = []
        for place in _finds(page, letters):
            before, chosen = held[bisect_right(ends, place) - 1]
            fresh.append((place + len(letters), before + len(letters), len(options)))
            options.append((i, place, chosen))
        for end, total, option in fresh:
            at = bisect_right(ends, end)
            if held[at - 1][0] >= total:
                continue
            last = at
            while last < len(held) and held[last][0] <= total:
                last += 1
            ends[at:last], held[at:last] = [end], [(total, option)]
    starts: list[int | None] = [None] * len(squeezed)
    option = held[-1][1]
    while option >= 0:
        line, place, option = options[option]
        starts[line] = place
    return starts


def _finds(page: str, letters: str) -> list[int]:
    found: list[int] = []
    place = page.find(letters)
    while place >= 0 and len(found) < _MAX_PLACES:
        found.append(place)
        place = page.find(letters, place + 1)
    return found
