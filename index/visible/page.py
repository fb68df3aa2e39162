"""The article in a web page, as trafilatura finds it, laid back onto the page."""

from __future__ import annotations

import re
import time
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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
CELL_BREAK = " | "
"""Between the cells of a row of figures and short words."""
_SHORT_CELL = 60
_LETTER, _LINK, _CAPTION = 1, 2, 4
_ALL = 0.9
_DESCRIPTIONS = frozenset({"description", "og:description", "twitter:description", "dc.description"})
_MAX_PLACES = 8
_MAX_SECONDS = 8.0
"""Broken markup is looked through again and again by the parser; a page of 5 MB takes one second."""


def page_lines(html: str) -> Iterator[Line]:
    """The lines of the article in a page, without comments; its first heading first where there is one."""
    document = bare_extraction(html, include_comments=False, include_tables=True, with_metadata=False)
    if not isinstance(document, Document) or not (document.text or "").strip():
        return
    visible = _Visible(html)
    headings = {"".join(head.itertext()).strip() for head in document.body.iter("head")}
    texts = [text for text in (document.text or "").splitlines() if text.strip()]
    if visible.heading and visible.heading not in texts:
        texts.insert(0, visible.heading)
        headings.add(visible.heading)
    if lost := visible.lost_standfirst(texts):
        texts.insert(1, lost)
    if len(texts) <= 2 and len(texts[-1]) >= _FLAT_CHARS:
        texts[-1:] = visible.blocks_of(texts[-1])
    rows = [_cells(text) for text in texts]
    placed = _placed([cell for cells in rows for cell in cells], visible)
    for cells in rows:
        for line in _lines_of([(cell, next(placed)) for cell in cells]):
            if line.text:
                linked, caption = visible.shares(line.raw)
                yield replace(line, heading=line.text in headings, linked=linked >= _ALL, caption=caption >= _ALL)


def _cells(text: str) -> list[str]:
    """The cells of a table's row, as trafilatura writes it; any other line whole, without its list mark."""
    if text.startswith("|") and text.rstrip().endswith("|"):
        return [cell.strip() for cell in text.strip("| ").split(" | ") if cell.strip("|- ")]
    return [text[len(text) - len(text.lstrip("- ")) :] if text.startswith("- ") else text]


def _lines_of(cells: list[tuple[str, array[int]]]) -> Iterator[Line]:
    """One line of a row of figures and short words; a line for each cell where one of them holds more."""
    if len(cells) == 1 or any(len(cell) > _SHORT_CELL for cell, _ in cells):
        yield from (tidy(cell, places) for cell, places in cells)
        return
    places = array("q")
    for _, own in cells:
        places.extend([-1] * len(CELL_BREAK) if places else [])
        places.extend(own)
    yield tidy(CELL_BREAK.join(cell for cell, _ in cells), places)


@dataclass(frozen=True, slots=True)
class _Heading:
    """A first-level heading, after how many seen letters it ends, and whether it is a link to another page."""

    text: str
    end: int
    linked: bool


def _folded(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


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
        self._headings: list[_Heading] = []
        self.places = array("q")
        self._in_link = self._in_caption = self._heading_linked = False
        self._kinds = bytearray(len(html))
        self._descriptions: list[str] = []
        self._titles: list[str] = []
        self._breaks: set[int] = set()
        self._deadline = time.monotonic() + _MAX_SECONDS
        self.feed(html)
        self.close()
        self.text = "".join(self._parts)
        self.heading, self._heading_ends = self._own_heading()

    def _own_heading(self) -> tuple[str, int]:
        """The first-level heading that is the page's title, else the first that is no link to another page; its end."""
        titles = _folded(" ".join(self._titles))
        titled = [one for one in self._headings if _folded(one.text) and _folded(one.text) in titles]
        plain = [one for one in self._headings if one.text and not one.linked]
        chosen = next(iter((titled and [max(titled, key=lambda one: len(one.text))]) or plain or self._headings), None)
        return (chosen.text, chosen.end) if chosen else ("", 0)

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

    def lost_standfirst(self, texts: Sequence[str]) -> str | None:
        """The page's description of itself where readers see it between the headline and the text that was found."""
        found = "".join("".join(text.split()) for text in texts)
        first = next((text for text in texts[1:] if len(text) >= _ANCHOR_CHARS), "")
        before = self.text.find("".join(first.split())) if first else -1
        for description in self._descriptions:
            letters = "".join(description.split())
            at = self.text.find(letters, self._heading_ends) if len(letters) >= _ANCHOR_CHARS else -1
            if 0 < self._heading_ends <= at < before and letters not in found:
                return " ".join(description.split())
        return None

    def shares(self, raw: array[int]) -> tuple[float, float]:
        """Which shares of a line's letters are the words of links, and stand under a picture."""
        kinds = [self._kinds[place] for place in raw if place >= 0 and self._kinds[place]]
        letters = max(1, sum(kind & _LETTER > 0 for kind in kinds))
        return sum(kind & _LINK > 0 for kind in kinds) / letters, sum(kind & _CAPTION > 0 for kind in kinds) / letters

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if _BLOCKS.fullmatch(tag):
            self._breaks.add(len(self._parts))
        if tag in ("script", "style", "title", "template"):
            self._hidden = tag
        elif tag == "body":
            self._hidden = None
        elif tag == "meta":
            said = dict(attrs)
            name = (said.get("name") or said.get("property") or "").lower()
            if name in _DESCRIPTIONS:
                self._descriptions.append(said.get("content") or "")
            elif name == "og:title":
                self._titles.append(said.get("content") or "")
        elif tag == "a":
            self._in_link = any(name == "href" and value and not value.startswith("#") for name, value in attrs)
        elif tag == "figcaption":
            self._in_caption = True
        elif tag == "h1":
            self._heading = []

    def handle_endtag(self, tag: str) -> None:
        if _BLOCKS.fullmatch(tag):
            self._breaks.add(len(self._parts))
        if tag == self._hidden:
            self._hidden = None
        elif tag == "a":
            self._in_link = False
        elif tag in ("figcaption", "figure"):
            self._in_caption = False
        elif tag == "h1" and self._heading is not None:
            text = " ".join("".join(self._heading).split())
            self._headings.append(_Heading(text, len(self._parts), self._heading_linked))
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
            if self._hidden == "title":
                self._titles.append(data)
            return
        if self._heading is not None:
            self._heading.append(data)
            self._heading_linked = self._in_link
        kind = _LETTER | _LINK * self._in_link | _CAPTION * self._in_caption
        for i, char in enumerate(data):
            if not char.isspace():
                self._parts.append(char)
                self.places.append(-1 if offset is None else offset + i)
                if offset is not None:
                    self._kinds[offset + i] = kind


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
