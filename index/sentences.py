"""Cleaned text to sentences, each with its offsets, and the language that a text is written in."""

from __future__ import annotations

import re
from collections.abc import Iterator

import py3langid
import sentencex

from index.records import BlockKind, CleanedText, Span

_ABBREVIATIONS = """
    Mr Mrs Ms Mx Dr Prof Rev Fr Hon St Sr Jr Gen Lt Col Maj Capt Cmdr Sgt Cpl Pvt Adm Brig Gov Sen Rep Reps Sens Pres
    Supt Det Insp Amb Sec Dep Asst Ald No Nos Art Fig vs v Inc Ltd Co Corp Bros Dept Univ Assn Ave Blvd Rd Mt Ft
    Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun
    approx est ca cf al etc e.g i.e a.k.a
"""
_ENDS_OPEN = re.compile(
    r"(?:^|[\s(\[“‘\"'])(?:" + "|".join(re.escape(word) for word in _ABBREVIATIONS.split()) + r"|[A-Z]|(?:[A-Z]\.)+[A-Z])\.$"
)
_TITLES = re.compile(
    r"(?:^|[\s(\[“‘\"'])(?:Mr|Mrs|Ms|Mx|Dr|Prof|Rev|Fr|Hon|St|Gen|Lt|Col|Maj|Capt|Cmdr|Sgt|Cpl|Pvt|Adm|Brig|Gov|Sen|"
    r"Rep|Reps|Sens|Pres|Supt|Det|Insp|Amb|Nos?|Art|Fig|vs|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.$"
)
_GLUED = re.compile(r"(?<=[a-z]{2}[.!?])(?=[A-Z][A-Za-z]{2})|(?<=[a-z]{2}[.!?][”’\"])(?=[A-Z“][A-Za-z]{2})")
_QUOTE = re.compile(r"“([^“”]+)”|(?<![\w])\"([^\"]+)\"(?!\w)")
_TRAILERS = re.compile(r"^[”’\"')\]\s]*")


def split_sentences(cleaned: CleanedText) -> list[Span]:
    """The sentences of a text in order, trimmed of white space; together they hold every character that is not white.

    A headline or caption is one span. Running text is cut block by block, and inside a quotation that holds several
    sentences.
    """
    spans: list[Span] = []
    for block in cleaned.blocks:
        text = cleaned.text[block.start : block.end]
        pieces = _cut(text) if block.kind is BlockKind.BODY else [(0, len(text))]
        for start, end in _trimmed(text, pieces):
            spans.append(Span(block.start + start, block.start + end, block.kind))
    return spans


def _cut(text: str) -> list[tuple[int, int]]:
    """Half-open pieces that cover ``text``."""
    cuts = set(_boundaries(text))
    for quote in _QUOTE.finditer(text):
        group = 1 if quote.group(1) is not None else 2
        inside = quote.group(group)
        cuts.update(quote.start(group) + cut for cut in _boundaries(inside))
    cuts.update(found.start() for found in _GLUED.finditer(text))
    ends = sorted(cut for cut in cuts if 0 < cut < len(text))
    return list(zip([0, *ends], [*ends, len(text)], strict=True))


def _boundaries(text: str) -> Iterator[int]:
    """Offsets at which a sentence of ``text`` ends and another begins."""
    for found in sentencex.get_sentence_boundaries("en", text):
        cut = found["end_index"]
        if cut < len(text) and not _runs_on(text[:cut], text[cut:]):
            yield cut


def _runs_on(left: str, right: str) -> bool:
    """Whether a cut between ``left`` and ``right`` falls inside a sentence."""
    left, right = left.rstrip(), right.lstrip()
    if not left or not right:
        return True
    if left[-1] == "." and right[:1].islower():
        return True
    return bool(_TITLES.search(left))


def _trimmed(text: str, pieces: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for start, end in pieces:
        while start < end and text[start].isspace():
            start += 1
        while start < end and text[end - 1].isspace():
            end -= 1
        if start < end:
            yield start, end


_ENGLISH = frozenset(
    """the of to and a in is it that for on was with as be by at are this have from or had not but what all were when we
    there can an your which their said if will each about how up out them then she many some so these would other into
    has more her two him see could no make than first been its who now people my made over did down only way find use may
    his he they you after before says against new were under while between during amid""".split()
)
_WORDS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def detect_language(text: str) -> str:
    """ISO 639-1 code of the language of ``text``; ``und`` where there is too little to tell.

    Only clear evidence makes a text foreign: a text with English function words, and a short one in Latin letters that
    could be English, is ``en``.
    """
    words = _WORDS.findall(text[:5000])
    if not words:
        return "und"
    latin = sum(word[0] < "\u0250" for word in words) / len(words)
    if latin < 0.5:
        return str(py3langid.classify(text[:5000])[0])
    english = sum(word.lower() in _ENGLISH for word in words) / len(words)
    if english >= 0.15 or (len(words) < 8 and english > 0):
        return "en"
    language = str(py3langid.classify(" ".join(words))[0])
    if language == "en":
        return "en"
    if len(words) < 4:
        return "und"
    ascii_only = all(word.isascii() for word in words)
    if len(words) < 12 and ascii_only:
        return "en"
    return language if english < 0.08 else "en"
