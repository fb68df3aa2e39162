"""Raw input to cleaned text: page furniture gone, every character's place in the raw input kept."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable

from index.errors import UnreadableInput
from index.furniture import agency_end, caption_credit, furniture_rule, glued_end
from index.records import Block, BlockKind, CleanedText, Media, Removed, Segment, Submission
from index.visible.lines import Line, plain_lines
from index.visible.markdown import markdown_lines
from index.visible.page import page_lines

CLEANING_VERSION = 1
"""Raised whenever the same raw input may give another cleaned text; documents cleaned by another version are redone."""

_READERS = {Media.TEXT: plain_lines, Media.MARKDOWN: markdown_lines, Media.HTML: page_lines}
_TERMINAL = re.compile(r"[.!?…:;,][”’\"')\]]*$")
_MAX_HEADLINE_WORDS = 32
_MAX_HEADING_WORDS = 10


def clean(submission: Submission) -> CleanedText:
    """The text of a document without furniture and without paragraphs that repeat an earlier one.

    Blocks stand one a line. What was left out is listed with the rule that says so.

    Raises:
        UnreadableInput: nothing is left.
    """
    removed: list[Removed] = []
    kept = _without_repeats(_without_furniture(_READERS[submission.media](submission.raw), removed), removed)
    if not any(any(char.isalnum() for char in line.text) for line, _ in kept):
        raise UnreadableInput("No text is left once page furniture is taken out. Send the article's own text.")
    return _assembled(_with_headings(kept, submission.title), removed)


def find_title(cleaned: CleanedText, submission: Submission) -> str | None:
    """The submission's title, else the headline that the text opens with."""
    if submission.title:
        return submission.title
    first = cleaned.blocks[0] if cleaned.blocks else None
    if first is None or first.kind is not BlockKind.HEADLINE:
        return None
    return cleaned.text[first.start : first.end]


def find_origin(cleaned: CleanedText, submission: Submission) -> str | None:
    """The agency that the text was taken from: as given, else by its sign-off."""
    if submission.origin:
        return submission.origin
    for removed in reversed(cleaned.removed):
        if removed.rule == "agency":
            return removed.text.strip(" .()-–—")
    return None


_Kept = tuple[Line, BlockKind]


def _without_furniture(lines: Iterable[Line], removed: list[Removed]) -> list[_Kept]:
    kept: list[_Kept] = []
    for line in lines:
        rule = None if line.heading else furniture_rule(line.text)
        if rule is not None:
            _note(line, rule, removed)
            continue
        if cut := glued_end(line.text):
            _note(line.cut(cut[0], len(line.text)), cut[1], removed)
            line = line.cut(0, cut[0])
        kind = BlockKind.BODY
        if (start := caption_credit(line.text)) is not None:
            _note(line.cut(start, len(line.text)), "credit", removed)
            line, kind = line.cut(0, start), BlockKind.CAPTION
            if kept and kept[-1][1] is BlockKind.BODY and not _TERMINAL.search(kept[-1][0].text) and len(kept) > 1:
                kept[-1] = (kept[-1][0], BlockKind.CAPTION)
        elif cut := agency_end(line.text):
            _note(line.cut(cut[0], len(line.text)), "agency", removed)
            line = line.cut(0, cut[0])
        if line.text:
            kept.append((line, kind))
    return kept


def _without_repeats(kept: list[_Kept], removed: list[Removed]) -> list[_Kept]:
    seen: set[str] = set()
    once: list[_Kept] = []
    for line, kind in kept:
        key = " ".join(line.text.casefold().split())
        if key in seen and len(key) > 20:
            _note(line, "repeat", removed)
            continue
        seen.add(key)
        once.append((line, kind))
    return once


def _with_headings(kept: list[_Kept], title: str | None) -> list[_Kept]:
    marked: list[_Kept] = []
    for i, (line, kind) in enumerate(kept):
        words = len(line.text.split())
        short = _MAX_HEADLINE_WORDS if i == 0 else _MAX_HEADING_WORDS
        plain = kind is BlockKind.BODY and len(kept) > 1 and i + 1 < len(kept)
        opens = plain and words <= short and not _TERMINAL.search(line.text)
        if line.heading or opens or (i == 0 and title is not None and line.text == title):
            kind = BlockKind.HEADLINE
        marked.append((line, kind))
    return marked


def _assembled(kept: list[_Kept], removed: list[Removed]) -> CleanedText:
    blocks: list[Block] = []
    places = array("q")
    parts: list[str] = []
    for line, kind in kept:
        if parts:
            parts.append("\n")
            places.append(-1)
        blocks.append(Block(kind, len(places), len(places) + len(line.text)))
        parts.append(line.text)
        places.extend(line.raw)
    ordered = sorted(removed, key=lambda item: item.raw_start)
    return CleanedText("".join(parts), tuple(blocks), tuple(_segments(places)), tuple(ordered))


def _segments(places: array[int]) -> Iterable[Segment]:
    start = 0
    while start < len(places):
        end = start + 1
        while end < len(places) and places[start] >= 0 and places[end] == places[end - 1] + 1:
            end += 1
        if places[start] >= 0:
            yield Segment(start, places[start], end - start)
        start = end


def _note(line: Line, rule: str, removed: list[Removed]) -> None:
    places = [place for place in line.raw if place >= 0]
    if places:
        removed.append(Removed(places[0], places[-1] + 1, rule, line.text))
