"""Markdown as a reader sees it: marks and images gone, the words of links kept."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.visible.lines import Line, tidy

_PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable("text_join")


def markdown_lines(raw: str) -> Iterator[Line]:
    """One line a paragraph, heading, list item or table cell; code blocks, raw HTML and images are left out."""
    source = raw.replace("\r\n", " \n").replace("\r", "\n").replace("\x00", "\ufffd")
    starts = [0]
    for i, char in enumerate(source):
        if char == "\n":
            starts.append(i + 1)
    starts.append(len(source))
    heading, cursor = False, 0
    for number, token in enumerate(_PARSER.parse(source)):
        if token.type == "heading_open":
            heading = True
        elif token.type == "heading_close":
            heading = False
        elif token.type == "inline" and token.map is not None:
            first, last = token.map
            cursor = max(cursor, starts[first])
            end = starts[min(last, len(starts) - 1)]
            text, places, cursor = _walk(token.children or [], source, cursor, end)
            same = (
                place if place >= 0 and raw[place] == char else -1 for char, place in zip(text, places, strict=True)
            )
            line = tidy(text, array("q", same))
            if line.text:
                yield replace(line, heading=heading, paragraph=number)


def _walk(children: list[Token], source: str, cursor: int, end: int) -> tuple[str, array[int], int]:
    """The words of an inline token, the place of each character, and where the token's source ends."""
    parts: list[str] = []
    places = array("q")
    targets: list[str] = []
    for child in children:
        if child.type in ("text", "code_inline"):
            found = source.find(child.content, cursor, end)
            parts.append(child.content)
            if found >= 0:
                places.extend(range(found, found + len(child.content)))
                cursor = found + len(child.content)
            else:
                places.extend([-1] * len(child.content))
        elif child.type == "text_special":
            found = source.find(child.markup, cursor, end)
            escaped = found >= 0 and child.markup == "\\" + child.content
            parts.append(child.content)
            places.extend([found + 1] if escaped else [-1] * len(child.content))
            cursor = found + len(child.markup) if found >= 0 else cursor
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
            places.append(-1)
        elif child.type == "link_open":
            targets.append(str(child.attrs.get("href", "")) if child.markup != "autolink" else "")
        elif child.type == "link_close" and targets:
            cursor = _past(targets.pop(), source, cursor, end)
        elif child.type == "image":
            cursor = _past(str(child.attrs.get("src", "")), source, cursor, end)
    return "".join(parts), places, cursor


def _past(target: str, source: str, cursor: int, end: int) -> int:
    """Where a link's or an image's target ends, so that its words are not taken for words of the text."""
    found = source.find(target, cursor, end) if target else -1
    return found + len(target) if found >= 0 else cursor
