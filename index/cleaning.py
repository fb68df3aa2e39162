"""Raw input to cleaned text: page furniture gone, every character's place in the raw input kept."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby

from index.errors import UnreadableInput
from index.furniture import (
    caption_credit,
    dateline_agency,
    furniture_rule,
    is_biography,
    is_doubled,
    is_name,
    opens_links,
    sign_off,
    stuck_end,
)
from index.records import Block, BlockKind, CleanedText, Media, Removed, Segment, Submission
from index.visible.lines import Line, plain_lines
from index.visible.markdown import markdown_lines
from index.visible.page import CELL_BREAK, page_lines

CLEANING_VERSION = 3
"""Raised whenever the same raw input may give another cleaned text; documents cleaned by another version are redone."""

_READERS = {Media.TEXT: plain_lines, Media.MARKDOWN: markdown_lines, Media.HTML: page_lines}
_TERMINAL = re.compile(r"[.!?…:;,][”’\"')\]]*$")
_DATELINE_BLOCKS = 4
_SOURCE_LINE = re.compile(
    r"^\W*(?i:sources?)(?: (?i:of|for)\b[^“\":]{0,60})?\s*(?:[“\"](?P<quoted>[^”\"]{2,40})[”\"]|"
    r":\s*(?P<bare>[A-Z][^.:]{1,40}))\W*$"
)
_TEASERS = frozenset({"teaser", "reading", "related"})
_SHORTEST_HEADING = 3
_SHORTEST_TEASER = 6
_PARAGRAPH = 60
_MOST_TEASERS = 3
_LEAST_MENU = 3
_HEAD_LINES = 3
_GOES_ON = re.compile(r"[.:;,][”’\"')\]]*$")
_ABOVE_LINKS = 0.6
_PICTURE = re.compile(r"\d{1,3}\s?/\s?(\d{1,3})\s+[^\W\d]")
_GALLERY_PICTURES = 4
_CUT_OFF = re.compile(r"(?:…|\.\.\.|\[…\])\s*(?:[A-ZÀ-Þ][\w’'.&-]*(?: [\w’'.&-]+){0,3}|\W*)$")
_EXCERPTS = 3
_HEADLINE_WORDS = 5
_SHORTEST_REPEAT = 20
_ASKS = re.compile(r"[?!][”’\"')\]]*$")
_MAX_HEADLINE_WORDS = 32
_MAX_HEADING_WORDS = 10


def clean(submission: Submission) -> CleanedText:
    """The text of a document without furniture and without paragraphs that repeat an earlier one.

    Blocks stand one a line. What was left out is listed with the rule that says so.

    Raises:
        UnreadableInput: nothing is left.
    """
    removed: list[Removed] = []
    lines: Iterable[Line] = _READERS[submission.media](submission.raw)
    if submission.media is Media.HTML:
        lines = _without_links(list(lines), removed)
    lines = _without_furniture(lines, removed, submission.title)
    lines = _without_biographies(list(lines), submission.authors, removed)
    kept = _without_repeats(_without_credits(lines, removed), removed)
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
    """The agency or outlet that the text was taken from: as given, else by a sign-off, a dateline or a source line."""
    if submission.origin:
        return submission.origin
    for removed in reversed(cleaned.removed):
        if removed.rule == "agency":
            return removed.text.strip(" .()-–—")
    for block in cleaned.blocks[:_DATELINE_BLOCKS]:
        if agency := dateline_agency(cleaned.text[block.start : block.end]):
            return agency
    for removed in cleaned.removed:
        if found := _SOURCE_LINE.search(removed.text):
            return (found["quoted"] or found["bare"]).strip()
    return None


_Kept = tuple[Line, BlockKind]


def _without_links(lines: list[Line], removed: list[Removed]) -> list[Line]:
    """The lines of a page without galleries ("3/50 …") and teasers: doubled ones, and all below the heading of a list.

    Such a heading counts where most of the text is above it; what an author quotes under "Related news" in the middle
    of a piece stays.
    """
    total = sum(len(line.text) for line in lines)
    above = 0
    for i, line in enumerate(lines):
        if i and above >= _ABOVE_LINKS * total and opens_links(line.text):
            for below in lines[i:]:
                _note(below, "links", removed)
            lines = lines[:i]
            break
        above += len(line.text)
    lines = _without_excerpts(lines, removed)
    pictures = Counter(found[1] for line in lines if (found := _PICTURE.match(line.text)))
    kept: list[Line] = []
    for line in lines:
        picture = _PICTURE.match(line.text)
        if is_doubled(line.text):
            _note(line, "doubled", removed)
        elif picture and pictures[picture[1]] >= _GALLERY_PICTURES:
            _note(line, "gallery", removed)
        else:
            kept.append(line)
    return kept


def _without_excerpts(lines: list[Line], removed: list[Removed]) -> list[Line]:
    """The lines without runs of excerpts that break off, as lists of other pages have them ("… that the … Gazette")."""
    cut = [_CUT_OFF.search(line.text) is not None for line in lines]
    kept: list[Line] = []
    for breaks_off, group in groupby(zip(lines, cut, strict=True), key=lambda pair: pair[1]):
        run = [line for line, _ in group]
        if breaks_off and len(run) >= _EXCERPTS:
            for line in run:
                _note(line, "excerpts", removed)
        else:
            kept += run
    return kept


def _without_furniture(lines: Iterable[Line], removed: list[Removed], title: str | None) -> list[Line]:
    """The lines that are no furniture, without page words stuck to their ends.

    A heading of three words or more that the text opens with is never furniture, nor is an opening line with the form
    of a teaser ("Explainer: …"): it is the headline.
    """
    kept: list[Line] = []
    lines = list(lines)
    for i, line in enumerate(lines):
        words = len(line.text.split())
        rule = furniture_rule(line.text) or _link_rule(lines, i, title, not kept)
        if not kept and (
            line.text == title
            or (line.heading and words >= _SHORTEST_HEADING and rule != "site")
            or (rule in _TEASERS and words >= _HEADLINE_WORDS)
        ):
            rule = None
        if rule is not None:
            _note(line, rule, removed)
        elif (line := _cut_at(line, stuck_end(line.text), "stuck", removed)).text:
            kept.append(line)
    return kept


def _without_biographies(lines: list[Line], authors: tuple[str, ...], removed: list[Removed]) -> list[Line]:
    """The lines without what is said of the authors above and below the text, maybe with the name on its own line."""
    end = len(lines)
    while end > _HEAD_LINES and (size := _biography_size(lines[:end], authors)):
        end -= size
    for i in range(min(_HEAD_LINES, end)):
        if is_biography(lines[i].text, authors):
            _note(lines[i], "biography", removed)
            lines = [*lines[:i], *lines[i + 1 :]]
            end -= 1
            break
    for line in lines[end:]:
        _note(line, "biography", removed)
    return lines[:end]


def _biography_size(lines: Sequence[Line], authors: tuple[str, ...]) -> int:
    """How many of the last lines tell of an author: one, two where the name is a line of its own, or none."""
    if is_biography(lines[-1].text, authors):
        return 1
    together = f"{lines[-2].text} {lines[-1].text[:1].lower()}{lines[-1].text[1:]}"
    return 2 if is_name(lines[-2].text) and is_biography(together, authors) else 0


def _link_rule(lines: Sequence[Line], i: int, title: str | None, opens: bool) -> str | None:
    """ "teaser" for a line of headline's form that is nothing but a link to another page, where it is none of a list.

    It is a heading, or it stands between two paragraphs. Where the heading at the top is such a link, and is not the
    title, it is the site's own name: "site". A row of a table of which every cell is a link is "navigation".
    """
    line = lines[i]
    if line.linked and line.text.count(CELL_BREAK) >= _LEAST_MENU - 1:
        return "navigation"
    if not line.linked or _is_of_title(line.text, title) or _GOES_ON.search(line.text):
        return None
    if opens and line.heading:
        return "site"
    before, after = _beside_links(lines, i)
    words, alone = len(line.text.split()), after - before == 2
    if line.heading and alone and words >= _SHORTEST_HEADING:
        return "teaser"
    between = after - before <= _MOST_TEASERS + 1 and before >= 0 and after < len(lines)
    is_teaser = words >= _SHORTEST_TEASER and between and _is_paragraph(lines[before]) and _is_paragraph(lines[after])
    return "teaser" if is_teaser else None


def _beside_links(lines: Sequence[Line], i: int) -> tuple[int, int]:
    """The nearest lines before and after a link that are none; -1 or the number of lines where there is none."""
    before, after = i - 1, i + 1
    while before >= 0 and lines[before].linked:
        before -= 1
    while after < len(lines) and lines[after].linked:
        after += 1
    return before, after


def _is_paragraph(line: Line) -> bool:
    return len(line.text) >= _PARAGRAPH and not line.linked and _TERMINAL.search(line.text) is not None


def _is_of_title(text: str, title: str | None) -> bool:
    folded, whole = ("".join(char for char in one.casefold() if char.isalnum()) for one in (text, title or ""))
    return bool(folded) and bool(whole) and (folded in whole or whole in folded)


def _without_credits(lines: list[Line], removed: list[Removed]) -> list[_Kept]:
    """The lines without picture credits and an agency's sign-off; what had a credit is a caption.

    "(Yonhap)" signs off a text at its end and credits a picture anywhere else.
    """
    kept: list[_Kept] = []
    for i, line in enumerate(lines):
        signed = sign_off(line.text)
        credited = None if i == len(lines) - 1 and signed is not None else caption_credit(line.text)
        if credited is not None:
            if len(kept) > 1 and _names_picture(kept[-1]):
                kept[-1] = (kept[-1][0], BlockKind.CAPTION)
            kept.append((_cut_at(line, credited, "credit", removed), BlockKind.CAPTION))
        else:
            kept.append((_cut_at(line, signed, "agency", removed), BlockKind.BODY))
    return [(line, kind) for line, kind in kept if line.text]


def _cut_at(line: Line, start: int | None, rule: str, removed: list[Removed]) -> Line:
    """The line up to ``start``; the rest is noted as removed."""
    if start is None:
        return line
    _note(line.cut(start, len(line.text)), rule, removed)
    return line.cut(0, start)


def _names_picture(above: _Kept) -> bool:
    """Whether the line above a caption is the picture's alternative text: no sentence, and no heading."""
    line, kind = above
    return kind is BlockKind.BODY and not line.heading and not _TERMINAL.search(line.text)


def _without_repeats(kept: list[_Kept], removed: list[Removed]) -> list[_Kept]:
    """The lines without those that repeat an earlier one. An opening line that comes again is a headline."""
    first: dict[str, int] = {}
    once: list[_Kept] = []
    for line, kind in kept:
        key = line.text.casefold()
        if len(key) < _SHORTEST_REPEAT or key not in first:
            first.setdefault(key, len(once))
            once.append((line, kind))
            continue
        _note(line, "repeat", removed)
        if first[key] == 0:
            once[0] = (once[0][0], BlockKind.HEADLINE)
    return once


def _with_headings(kept: list[_Kept], title: str | None) -> list[_Kept]:
    """The lines, of which those with the form of a headline or a heading are marked as one."""
    below: list[Line | None] = [*(line for line, _ in kept[1:]), None]
    marked: list[_Kept] = []
    for i, ((line, kind), after) in enumerate(zip(kept, below, strict=True)):
        if (
            line.heading
            or (i == 0 and line.text == title)
            or (kind is BlockKind.BODY and _is_heading(line, after, i == 0))
        ):
            kind = BlockKind.HEADLINE
        marked.append((line, kind))
    return marked


def _is_heading(line: Line, after: Line | None, opens: bool) -> bool:
    """Whether a line of running text is short, ends like no sentence, and has text under it."""
    words = len(line.text.split())
    if after is None:
        return False
    if opens:
        return words <= _MAX_HEADLINE_WORDS and (not _TERMINAL.search(line.text) or _ASKS.search(line.text) is not None)
    return words <= _MAX_HEADING_WORDS and not _TERMINAL.search(line.text) and _TERMINAL.search(after.text) is not None


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
