"""A draft → its sentences, each with its exact place in the content as submitted."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from index.errors import UnreadableInput
from index.records import Block, BlockKind, CleanedText
from index.sentences import split_sentences
from index.sources.markdown import front_matter_end
from index.sources.text import decode
from index.visible.lines import Line, tidy
from index.visible.markdown import markdown_lines
from service.assessment.quotations import quoted_spans
from service.drafts.markup import html_lines
from service.drafts.records import MAX_DRAFT_CHARS, Draft, DraftFormat, Sentence
from service.drafts.word import is_zip, read_paragraphs
from service.errors import DraftTooLong

SUFFIXES = {
    ".md": DraftFormat.MARKDOWN,
    ".markdown": DraftFormat.MARKDOWN,
    ".mkd": DraftFormat.MARKDOWN,
    ".html": DraftFormat.HTML,
    ".htm": DraftFormat.HTML,
    ".txt": DraftFormat.TEXT,
    ".text": DraftFormat.TEXT,
    ".docx": DraftFormat.DOCX,
}

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_BREAK = re.compile(r"\r\n|\r|\n")


def read_bytes(data: bytes, name: str, given: DraftFormat | None = None) -> Draft:
    """The draft in a file. What ``given`` does not tell is told by its first bytes and the end of its name.

    Raises:
        UnreadableInput: binary, a broken encoding, or a name that tells nothing.
        DraftTooLong: over ``MAX_DRAFT_CHARS``.
    """
    suffix = re.search(r"\.\w+$", name.lower())
    draft_format = given or (DraftFormat.DOCX if is_zip(data) else SUFFIXES.get(suffix[0] if suffix else ""))
    if draft_format is None:
        known = ", ".join(SUFFIXES)
        raise UnreadableInput(f"The name {name!r} does not tell what it is written in. Give it one of {known}.")
    if draft_format is DraftFormat.DOCX:
        return _read_word(data)
    try:
        content = decode(data)
    except UnreadableInput as err:
        why = str(err).partition(". ")[0]
        raise UnreadableInput(f"{why}. A draft is Markdown, HTML, plain text or a Word file.") from err
    return read_draft(content, draft_format)


def read_draft(content: str, draft_format: DraftFormat) -> Draft:
    """The draft in ``content``; HTML comments are no part of it in any format.

    Raises:
        DraftTooLong: over ``MAX_DRAFT_CHARS``.
    """
    _demand_size(content)
    seen = _COMMENT.sub(lambda found: _blank(found[0]), content)
    if draft_format is DraftFormat.MARKDOWN:
        end = front_matter_end(seen)
        lines = markdown_lines(_blank(seen[:end]) + seen[end:])
    elif draft_format is DraftFormat.HTML:
        lines = html_lines(seen)
    else:
        lines = _paragraphs(seen)
    return Draft(content, draft_format, tuple(_sentences(content, list(lines))))


def _read_word(data: bytes) -> Draft:
    paragraphs = read_paragraphs(data)
    content = "\n".join(text for text, _ in paragraphs)
    _demand_size(content)
    lines, start = [], 0
    for text, heading in paragraphs:
        seen = _COMMENT.sub(lambda found: _blank(found[0]), text)
        line = tidy(seen, array("q", range(start, start + len(text))))
        if line.text:
            lines.append(Line(line.text, line.raw, heading=heading))
        start += len(text) + 1
    return Draft(content, DraftFormat.DOCX, tuple(_sentences(content, lines)))


def _demand_size(content: str) -> None:
    if len(content) > MAX_DRAFT_CHARS:
        raise DraftTooLong(
            f"The draft has {len(content):,} characters; the limit is {MAX_DRAFT_CHARS:,}. Send it in parts.",
            "/content",
        )


def _blank(text: str) -> str:
    """As long as ``text`` and with the same line breaks, but with nothing on the lines."""
    return re.sub(r"[^\r\n]", " ", text)


def _paragraphs(text: str) -> Iterator[Line]:
    """The paragraphs of plain text: what stands between blank lines, or each line where it is a whole sentence."""
    run: list[Line] = []
    start = 0
    for found in [*_BREAK.finditer(text), None]:
        end, after = found.span() if found else (len(text), len(text))
        line = tidy(text[start:end], array("q", range(start, end)))
        if run and (not line.text or _ends_sentence(run[-1].text)):
            yield _joined(run)
            run = []
        if line.text:
            run.append(line)
        start = after
    if run:
        yield _joined(run)


def _ends_sentence(text: str) -> bool:
    return text.rstrip("\"”’')]").endswith((".", "!", "?", "…", ":"))


def _joined(run: Sequence[Line]) -> Line:
    """One line of several, with spaces between them that stand nowhere."""
    places = array("q")
    for line in run:
        places.extend([-1] if places else [])
        places.extend(line.raw)
    text = " ".join(line.text for line in run)
    return Line(text, places, heading=len(run) == 1 and _is_title(text))


_MAX_TITLE_WORDS = 14


def _is_title(text: str) -> bool:
    """Whether a paragraph of plain text is a heading: short, one line, and no sentence mark at its end."""
    return len(text.split()) <= _MAX_TITLE_WORDS and text[-1].isalnum()


def _sentences(content: str, lines: Sequence[Line]) -> Iterator[Sentence]:
    starts = [0, *(found.end() for found in _BREAK.finditer(content))]
    for line in lines:
        block = Block(BlockKind.HEADLINE if line.heading else BlockKind.BODY, 0, len(line.text))
        for start, end in _whole_quotations(line.text, split_sentences(CleanedText(line.text, (block,), ()))):
            place = _place(line, start, end)
            if place is not None:
                row, column = _row_and_column(starts, place[0])
                end_row, end_column = _row_and_column(starts, place[1])
                yield Sentence(line.text[start:end], *place, row, column, end_row, end_column, line.heading)


def _whole_quotations(text: str, spans: Sequence[object]) -> list[tuple[int, int]]:
    """The spans, joined where a quotation would have been cut: who said it stands at one of its ends."""
    quoted = quoted_spans(text)
    joined: list[tuple[int, int]] = []
    for span in spans:
        start, end = span.start, span.end  # type: ignore[attr-defined]
        inside = any(a < start < b for a, b in quoted)
        if joined and inside:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _place(line: Line, start: int, end: int) -> tuple[int, int] | None:
    """Where ``line.text[start:end]`` stands in the content; ``None`` where nothing of it does."""
    found = [place for place in line.raw[start:end] if place >= 0]
    return (found[0], found[-1] + 1) if found else None


def _row_and_column(starts: Sequence[int], offset: int) -> tuple[int, int]:
    row = bisect_right(starts, offset)
    return row, offset - starts[row - 1] + 1
