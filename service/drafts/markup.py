"""HTML as a reader sees it, block by block, with the place of every character: a draft may be a page or part of one.

The index reads pages with an extractor that looks for the article; a draft is all article, so nothing is left out here
but what is never shown.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser

from index.visible.lines import Line, tidy
from service.assessment.verbs import words_of

_HIDDEN = frozenset(("script", "style", "template", "head", "noscript", "svg", "pre", "button", "select", "textarea"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "title"))
_BLOCKS = _HEADINGS | words_of(
    "address article aside blockquote body br caption dd details div dl dt fieldset figcaption figure footer form "
    "header hr html li main nav ol p section summary table tbody td tfoot th thead tr ul"
)


def html_lines(html: str) -> Iterator[Line]:
    """One line a block of ``html``, in order; an entity stands where it begins."""
    reader = _Reader(html)
    reader.feed(html)
    reader.close()
    reader.end_block()
    yield from reader.lines


class _Reader(HTMLParser):
    """Collects the visible characters of each block, and where each stands in the page."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.lines: list[Line] = []
        self._starts = [0]
        for i, char in enumerate(html):
            if char == "\n":
                self._starts.append(i + 1)
        self._chars: list[str] = []
        self._places = array("q")
        self._hidden: list[str] = []
        self._heading = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in _HIDDEN:
            self._hidden.append(tag)
        if tag == "body":
            self._hidden.clear()
        if tag in _BLOCKS:
            self.end_block()
        if tag in _HEADINGS:
            self._heading += 1

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        if tag in _BLOCKS:
            self.end_block()

    def handle_endtag(self, tag: str) -> None:
        if tag in self._hidden:
            del self._hidden[self._hidden.index(tag) :]
        if tag in _BLOCKS:
            self.end_block()
        if tag in _HEADINGS:
            self._heading = max(0, self._heading - 1)

    def handle_data(self, data: str) -> None:
        start = self._offset()
        self._take(data, range(start, start + len(data)))

    def handle_entityref(self, name: str) -> None:
        self._take_entity(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._take_entity(f"&#{name};")

    def end_block(self) -> None:
        """What was collected is a line."""
        line = tidy("".join(self._chars), self._places)
        if line.text:
            self.lines.append(Line(line.text, line.raw, heading=self._heading > 0, paragraph=len(self.lines)))
        self._chars, self._places = [], array("q")

    def _take_entity(self, written: str) -> None:
        seen = unescape(written)
        self._take(seen, [self._offset()] * len(seen))

    def _take(self, text: str, places: range | list[int]) -> None:
        if not self._hidden:
            self._chars.extend(text)
            self._places.extend(places)

    def _offset(self) -> int:
        row, column = self.getpos()
        return self._starts[row - 1] + column
