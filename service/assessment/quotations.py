"""Quotation marks and sentence ends: where somebody's own words begin and stop."""

from __future__ import annotations

import re

ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Rep|Sen|Gov|Gen|Lt|Col|Maj|Capt|Sgt|Adm|St|Jr|Sr|vs|No|Inc|Ltd|Co|Corp|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)|\b[A-Z])\.$"
)
_SENTENCE_END = re.compile(r"[.!?…]+[”\"’')\]]*(?=\s+|$)|\n+")


def split_sentences(text: str) -> list[str]:
    """The sentences of ``text`` in order, stripped; a rough cut, for the text around a passage only."""
    sentences, start = [], 0
    for match in _SENTENCE_END.finditer(text):
        if match.group().startswith(".") and ABBREVIATION.search(text[: match.start() + 1]):
            continue
        sentences.append(text[start : match.end()].strip())
        start = match.end()
    sentences.append(text[start:].strip())
    return [sentence for sentence in sentences if sentence]


_DOUBLE = re.compile(r"[“”\"]|’’|''")
_MARK = re.compile(r"[“”\"‘]|(?<!\w)['’]\w")


def quoted_spans(text: str, is_open: bool = False) -> list[tuple[int, int]]:
    """Spans between quotation marks, marks left out; with ``is_open`` the text begins inside a quotation.

    A straight mark opens where it stands before a word and behind a space, closes behind a word. A quotation opened
    again before it was closed is one that runs over paragraphs.
    """
    if not is_open and not _MARK.search(text):
        return []
    spans: list[tuple[int, int]] = []
    start: int | None = 0 if is_open else None
    single: int | None = None
    for i, char in enumerate(text):
        if char in '“”"' or (start is not None and text[i : i + 2] in ("’’", "''")):
            opens = char in '“”"' and _opens_quote(text, i, start is not None)
            if opens and start is None:
                start = i + 1
            elif not opens and start is not None:
                spans.append((start, i))
                start = None
        elif start is None and char in "‘'" and (i == 0 or not text[i - 1].isalnum()) and text[i + 1 : i + 2].strip():
            single = i + 1
        elif (
            start is None
            and single is not None
            and char in "’'"
            and not text[i - 1].isspace()
            and not text[i + 1 : i + 2].isalnum()
            and not (text[i - 1] == "s" and text.find(char, i + 1) > 0)
        ):
            spans.append((single, i))
            single = None
    if start is not None and start < len(text):
        spans.append((start, len(text)))
    return sorted(span for span in spans if span[0] < span[1])


def _opens_quote(text: str, i: int, is_open: bool) -> bool:
    """Whether the double mark at ``i`` opens a quotation."""
    if text[i] != '"':
        return text[i] == "“"
    before = text[i - 1] if i else " "
    behind = text[i + 1] if i + 1 < len(text) else " "
    if (before.isspace() or before in "([—–-") != behind.isspace():
        return before.isspace() or before in "([—–-"
    return not is_open


def is_quote_open(before: str) -> bool:
    """Whether ``before`` ends inside a quotation: its last paragraph opened one and did not close it."""
    paragraph = before.rstrip(" ").rsplit("\n", 1)[-1]
    opened = False
    for match in _DOUBLE.finditer(paragraph):
        i, char = match.start(), match.group()
        opened = char in '“”"' and _opens_quote(paragraph, i, opened)
    return opened
