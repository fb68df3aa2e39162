"""Lines with the place of every character in the raw input, and those of plain text."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

_BREAKS = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_ODD = re.compile(
    r"[^\S ]|[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufff9-\ufffc]| {2}"
)
_WRAP_WIDTHS, _WRAPS, _WRAP_SHARE = (40, 100), 3, 0.85
"""Text is wrapped if its longest line is in this range and so many breaks, such a share of all, are at the edge."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line as a reader sees it. ``raw[i]`` is the offset in the raw input of ``text[i]``, -1 where it is not there.

    ``heading`` marks what the input itself calls a heading, ``caption`` what it puts under a picture, ``linked`` a line
    that is nothing but the words of links. ``paragraph`` counts stretches between blank lines.
    """

    text: str
    raw: array[int]
    heading: bool = False
    caption: bool = False
    linked: bool = False
    paragraph: int = 0

    def cut(self, start: int, end: int) -> Line:
        """The part from ``start`` to ``end``, without white space at its ends."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return replace(self, text=self.text[start:end], raw=self.raw[start:end])


def plain_lines(raw: str) -> Iterator[Line]:
    """The lines of plain text that are not blank. Text that was wrapped at a fixed width has its lines joined again."""
    return _unwrapped(list(_split(raw)))


def _split(raw: str) -> Iterator[Line]:
    start, paragraph, blank = 0, 0, False
    while start <= len(raw):
        found = _BREAKS.search(raw, start)
        end, after = found.span() if found else (len(raw), len(raw) + 1)
        line = tidy(raw[start:end], array("q", range(start, end)))
        if not line.text:
            blank = True
        else:
            paragraph, blank = paragraph + blank, False
            yield replace(line, paragraph=paragraph)
        start = after


def _unwrapped(lines: list[Line]) -> Iterator[Line]:
    """The lines, joined where the next word would not have fitted, if nearly all breaks are of that kind."""
    if not lines:
        return
    width = max(len(line.text) for line in lines)
    wrapped = [_is_wrap(above, below, width) for above, below in pairwise(lines)]
    breaks = [wrap for wrap, (above, below) in zip(wrapped, pairwise(lines), strict=True) if _together(above, below)]
    rejoin = _WRAP_WIDTHS[0] <= width <= _WRAP_WIDTHS[1] and len(breaks) >= _WRAPS
    rejoin = rejoin and sum(breaks) >= _WRAP_SHARE * len(breaks)
    run: list[Line] = []
    for line, wraps in zip(lines, [*wrapped, False], strict=True):
        run.append(line)
        if not (rejoin and wraps):
            yield _joined(run)
            run = []


def _joined(run: list[Line]) -> Line:
    """One line of several, with spaces between them that are in no raw input."""
    if len(run) == 1:
        return run[0]
    places = array("q")
    for line in run:
        places.extend([-1] if places else [])
        places.extend(line.raw)
    return replace(run[0], text=" ".join(line.text for line in run), raw=places)


def _together(above: Line, below: Line) -> bool:
    return above.paragraph == below.paragraph


def _is_wrap(above: Line, below: Line, width: int) -> bool:
    """Whether the first word of ``below`` would have made ``above`` longer than ``width``."""
    return _together(above, below) and len(above.text) + 1 + len(below.text.split(" ", 1)[0]) > width


def tidy(text: str, raw: array[int]) -> Line:
    """A line without white space at its ends, doubled spaces, and characters that print nothing."""
    if _ODD.search(text):
        chars: list[str] = []
        places = array("q")
        for char, place in zip(text, raw, strict=True):
            if char.isspace():
                if chars and chars[-1] != " ":
                    chars.append(" ")
                    places.append(place if char == " " else -1)
            elif not _ODD.match(char):
                chars.append(char)
                places.append(place)
        text, raw = "".join(chars), places
    return Line(text, raw).cut(0, len(text))
