"""PDF documents: their text layer, its lines put together to paragraphs again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import IO

from index.errors import UnreadableInput
from index.records import Media
from index.sources.apart import APART
from index.sources.context import Context, Found
from index.sources.fields import make_submission
from index.sources.streams import read_whole

MAX_PDF_BYTES = 100_000_000
_LETTERS_A_PAGE = 10
_EDGE_LINES, _RUNNING_PAGES = 2, 3
_FULL_SHARE = 0.75
"""A line that is shorter than so much of the usual width, and ends a sentence, ends its paragraph."""
_PAGE_NUMBER = re.compile(r"(?:page\s*)?[-–—]?\s*\d{1,4}\s*[-–—]?(?:\s*(?:/|of)\s*\d{1,4})?", re.IGNORECASE)
_ENDS = re.compile(r"[.!?…:][”’\"')\]]*$")
_HYPHEN = re.compile(r"(?<=[a-z])[-\u00ad]$")
_BULLET = re.compile(r"(?:[•▪*–-]|\(?\d{1,2}[.)])\s")


def read_pdf(stream: IO[bytes], name: str, context: Context) -> Iterator[Found]:
    """The document. ``raw`` is the text layer, one paragraph a line; page numbers and running heads are left out.

    The title of the file's properties counts only where the first page has it as well: word processors write
    nonsense there. The day that the file was made is not the day that it was published, and is not used.

    Raises:
        InputError: it is damaged, locked, too large, takes too long, or is scanned.
    """
    parts = APART.read("pdf", read_whole(stream, MAX_PDF_BYTES))
    pages: list[str] = parts["pages"]
    letters = sum(sum(char.isalpha() for char in page) for page in pages)
    if letters < _LETTERS_A_PAGE * max(len(pages), 1):
        raise UnreadableInput(
            "The PDF has pictures of pages and no text: it was scanned. Run text recognition (OCR) on it first, as "
            "with ocrmypdf, and ingest the result."
        )
    title, author = parts["title"], parts["author"]
    if title and _squeezed(title) not in _squeezed(pages[0]):
        title = None
    found = {**context.hints, "title": title, "authors": author if title else None}
    text = "\n".join(join_lines(without_running_lines([page.splitlines() for page in pages])))
    yield replace(make_submission(text, Media.TEXT, context.defaults, found), where=name)


def without_running_lines(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """The pages' lines without page numbers, and without lines that stand at the edge of three pages or more."""
    cleaned = [[" ".join(line.split()) for line in page] for page in pages]
    trimmed = [_trimmed(page) for page in cleaned]
    edges = Counter(
        _numberless(line) for page in trimmed for line in {*page[:_EDGE_LINES], *page[-_EDGE_LINES:]} if line
    )
    often = {line for line, n in edges.items() if n >= _RUNNING_PAGES}
    return [
        [
            line
            for i, line in enumerate(page)
            if not (
                (i < _EDGE_LINES or i >= len(page) - _EDGE_LINES)
                and (_numberless(line) in often or _PAGE_NUMBER.fullmatch(line))
            )
        ]
        for page in trimmed
    ]


def join_lines(pages: Sequence[Sequence[str]]) -> Iterator[str]:
    """The paragraphs of a text that was broken at the edge of the page; words that were divided are whole again."""
    lines = [line for page in pages for line in page]
    filled = sorted(len(line) for line in lines if line)
    width = filled[len(filled) * 3 // 4] if filled else 0
    words = Counter(re.findall(r"[\w-]+", " ".join(lines).casefold()))
    paragraph = ""
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        paragraph = _appended(paragraph, line, words)
        if not line or _ends_paragraph(line, after, width):
            if paragraph:
                yield paragraph
            paragraph = ""
    if paragraph:
        yield paragraph


def _ends_paragraph(line: str, after: str, width: int) -> bool:
    if not after or _BULLET.match(after):
        return bool(_ENDS.search(line)) or bool(after)
    if len(line) + len(after.split(" ", 1)[0]) + 1 >= _FULL_SHARE * width:
        return False
    return bool(_ENDS.search(line)) or (not after[0].islower() and len(line) < width / 2)


def _appended(paragraph: str, line: str, words: Counter[str]) -> str:
    if not paragraph or not line:
        return paragraph + line
    if not (_HYPHEN.search(paragraph) and line[0].islower()):
        return f"{paragraph} {line}"
    first, last = re.split(r"\W+", line, maxsplit=1)[0], re.split(r"[^\w-]+", paragraph)[-1][:-1]
    whole, divided = f"{last}{first}".casefold(), f"{last}-{first}".casefold()
    return paragraph + line if words[divided] > words[whole] else paragraph[:-1] + line


def _trimmed(page: list[str]) -> list[str]:
    while page and not page[0]:
        page = page[1:]
    while page and not page[-1]:
        page = page[:-1]
    return page


def _numberless(line: str) -> str:
    return re.sub(r"\d+", "#", line)


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()
