"""The nouns of the draft check. Offsets are half-open, in code points of the content as submitted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from service.assessment.records import Verdict

MAX_DRAFT_CHARS = 200_000
"""Longest draft taken, in code points: some 33,000 words, ten times a long magazine piece."""

MAX_CHECKED = 400
"""Most sentences checked in one draft; at a tenth of a second each the answer still comes within a minute."""

FLAGGED = (Verdict.CONTRADICTED, Verdict.DISPUTED, Verdict.OUTDATED)
"""Verdicts that are findings, gravest first."""


class DraftFormat(StrEnum):
    """What a draft is written in."""

    MARKDOWN = "markdown"  # with or without front matter
    HTML = "html"  # a page or a part of one
    TEXT = "text"  # plain text
    DOCX = "docx"  # Word; a line is a paragraph


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a draft.

    ``text`` is what a reader sees, on one line. ``line`` and ``column`` count from 1 and tell where it begins, in
    ``content[start:end]``; ``end_line`` and ``end_column`` tell what follows its last character.
    """

    text: str
    start: int
    end: int
    line: int
    column: int
    end_line: int
    end_column: int
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as it was read. ``content`` is the text that offsets count in."""

    content: str
    format: DraftFormat
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A sentence made ready: ``resolved`` stands alone, ``context`` is what was said before it."""

    sentence: Sentence
    resolved: str
    context: str
    checkable: bool


@dataclass(frozen=True, slots=True)
class DraftOptions:
    """What the checks of a draft may use; ``store`` keeps them for ``GET /v1/checks/{id}``."""

    as_of: date | None = None
    include_undated: bool = False
    collection: str = "default"
    store: bool = False
