"""``<!-- onrecord: ignore reason -->``: sentences that their writer takes out of the check, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.drafts.records import Draft, Sentence

_MARK = re.compile(r"<!--\s*onrecord\s*:\s*ignore\b[\s:,-]*(?P<reason>.*?)\s*-->", re.DOTALL | re.IGNORECASE)


def find_ignored(draft: Draft) -> dict[int, str]:
    """Number of each ignored sentence → the reason that is given for it.

    A mark means the sentence that it stands in or behind, on the same line; on a line of its own the next one. One
    without a reason counts for nothing: see ``find_unreasoned``.
    """
    ignored: dict[int, str] = {}
    for mark in _MARK.finditer(draft.content):
        reason = " ".join(mark["reason"].split())
        number = _meant(draft, mark.start(), mark.end()) if reason else None
        if number is not None:
            ignored[number] = reason
    return ignored


def find_unreasoned(draft: Draft) -> Iterator[int]:
    """The line of every mark that gives no reason."""
    for mark in _MARK.finditer(draft.content):
        if not mark["reason"].strip():
            yield len(re.findall(r"\r\n|\r|\n", draft.content[: mark.start()])) + 1


def _meant(draft: Draft, start: int, end: int) -> int | None:
    line = max(draft.content.rfind("\n", 0, start), draft.content.rfind("\r", 0, start)) + 1
    numbered = list(enumerate(draft.sentences))
    before = [number for number, s in numbered if s.start < start and _reaches(s, line)]
    if before:
        return before[-1]
    return next((number for number, s in numbered if s.start >= end and not s.heading), None)


def _reaches(sentence: Sentence, line: int) -> bool:
    """Whether some of it stands on the line that starts at ``line``."""
    return sentence.end > line and not sentence.heading
