"""A quotation in a claim against the words of a passage: the same, altered, or not there.

A quotation says more than its meaning: that somebody used these words. So its words are compared, not their sense.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from service.assessment.numbers import in_digits
from service.assessment.quotations import quoted_spans

MIN_QUOTED_WORDS = 4
"""Fewer words in quotation marks are a term or a title, and stand in other texts by chance."""

ALTERED_SHARE = 0.7
"""Least share of the words of both that stand in the same order for one quotation to be the other, altered. A word of
four leaves 0.75; two sentences on one subject by one speaker lie below one half."""

_WORD = re.compile(r"\d[\d.,]*\d|\w+(?:['’]\w+)*")
_GAP = re.compile(r"\s*(?:\[[^\]]{0,80}\]|\(?…\)?|\(?\.\s?\.\s?\.\)?)\s*")
"""What an editor leaves out or puts in: "…", "[the soldiers]"."""


class Wording(StrEnum):
    """How the words of a quotation stand in a passage."""

    SAME = "same"
    ALTERED = "altered"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class QuoteMatch:
    """``ours`` and ``theirs`` are the words that differ, with a word around them; empty unless altered."""

    wording: Wording
    ours: str = ""
    theirs: str = ""


def read_quotes(text: str) -> tuple[str, ...]:
    """The quotations of ``text`` with ``MIN_QUOTED_WORDS`` words at least, marks left out; titles are none."""
    spans = (text[start:end].strip(" ,.;") for start, end in quoted_spans(text))
    return tuple(quote for quote in spans if len(_WORD.findall(quote)) >= MIN_QUOTED_WORDS and not _is_title(quote))


def match_quote(quote: str, passage: str, is_open: bool = False) -> QuoteMatch:
    """How ``quote`` stands in ``passage``; ``is_open`` tells that the passage begins inside a quotation.

    Letters' case, punctuation and what an editor leaves out do not count as a change. Only words that the passage has
    in quotation marks can be altered ones: what it reports in its own words is nobody's wording.
    """
    said_there = [passage[start:end] for start, end in quoted_spans(passage, is_open)]
    pieces = [words for piece in _GAP.split(quote) if (words := _sounds(piece))]
    sounding = [word for part in said_there for word in _sounds(part)]  # “I think,” he said, “they will not come home”
    if pieces and any(_in_order(pieces, words) for words in (_sounds(passage), sounding)):
        return QuoteMatch(Wording.SAME)
    ours = [word for piece in _GAP.split(quote) for word in _words(piece)]  # what differs is shown as it stands
    spans = [_words(part) for part in said_there]
    joined = [word for span in spans for word in span]
    best: tuple[float, list[str]] | None = None
    for said in [*spans, joined]:
        window = _nearest(ours, said)
        share = _share(ours, window)
        if window and share >= ALTERED_SHARE and (best is None or share > best[0]):
            best = share, window
    if best is None:
        return QuoteMatch(Wording.ABSENT)
    return QuoteMatch(Wording.ALTERED, *_difference(ours, best[1]))


def _words(text: str) -> list[str]:
    return [word.casefold().replace("’", "'") for word in _WORD.findall(text)]


def _sounds(text: str) -> list[str]:
    """The words of ``text`` as they sound: numbers in digits, contractions written out, one spelling of English."""
    flat = _PERCENT.sub(" percent", in_digits(text.casefold().replace("’", "'")))
    for short, full in _CONTRACTIONS:
        flat = short.sub(full, flat)
    return [_one_spelling(word) for word in _WORD.findall(flat)]


_PERCENT = re.compile(r"\s*(?:%|\bper\s+cent\b|\bpercent\b|\bpct\b)")
_CONTRACTIONS = tuple(
    (re.compile(short), full)
    for short, full in (
        (r"\bcan't\b|\bcannot\b", "can not"), (r"\bwon't\b", "will not"), (r"\bshan't\b", "shall not"),
        (r"n't\b", " not"), (r"'ll\b", " will"), (r"'re\b", " are"), (r"'ve\b", " have"), (r"\bi'm\b", "i am"),
        (r"\b(it|that|there|he|she|what|who)'s\b", r"\1 is"), (r"\bgonna\b", "going to"), (r"\bwanna\b", "want to"),
    )
)  # fmt: skip
_SPELLINGS = tuple(
    (re.compile(british), american)
    for british, american in (
        (r"(?<=[a-z]{3})is(e|ed|es|ing|ation|ations)$", r"iz\1"), (r"(?<=[a-z]{2})yse(d|s)?$", r"yze\1"),
        (r"(?<=[a-z]{2})our(s|ed|ing|able|ite|ites|hood|ly)?$", r"or\1"), (r"(?<=[a-z]{3})ll(ed|ing|er|ers)$", r"l\1"),
        (r"^(cent|theat|met|lit|fib|calib|lust|somb)re(s?)$", r"\1er\2"), (r"^(defen|offen|licen)ce(s?)$", r"\1se\2"),
        (r"^programme(s?)$", r"program\1"), (r"^grey", "gray"), (r"^towards$", "toward"), (r"^whilst$", "while"),
    )
)  # fmt: skip


def _one_spelling(word: str) -> str:
    for british, american in _SPELLINGS:
        word = british.sub(american, word)
    return word


def _is_title(quote: str) -> bool:
    """Whether nearly all of its words have a capital: the name of a film, a book or a campaign."""
    every = _WORD.findall(quote)
    words = [word for word in every if len(word) > 3]
    if 2 * sum(word[0].isupper() for word in every) < len(every):
        return False  # "We are at war with India" has two long words, and is no title
    return len(words) > 1 and sum(word[0].isupper() for word in words) >= len(words) - 1


def _in_order(pieces: list[list[str]], words: list[str]) -> bool:
    """Whether the pieces stand in ``words`` one behind the other, each in a row."""
    at = 0
    for piece in pieces:
        found = next((n for n in range(at, len(words) - len(piece) + 1) if words[n : n + len(piece)] == piece), None)
        if found is None:
            return False
        at = found + len(piece)
    return True


def _nearest(ours: list[str], said: list[str]) -> list[str]:
    """The stretch of ``said`` that answers ``ours``: from the first to the last run of common words."""
    blocks = [b for b in SequenceMatcher(None, ours, said, autojunk=False).get_matching_blocks() if b.size]
    if not blocks:
        return []
    first, last = blocks[0], blocks[-1]
    start = max(0, first.b - first.a)
    end = min(len(said), last.b + last.size + len(ours) - (last.a + last.size))
    return said[start:end]


def _share(ours: list[str], theirs: list[str]) -> float:
    """Share in [0, 1] of both texts' words that stand in the same order (Ratcliff and Obershelp 1988)."""
    return SequenceMatcher(None, ours, theirs, autojunk=False).ratio()


def _difference(ours: list[str], theirs: list[str]) -> tuple[str, str]:
    """From the first to the last word that differs, with the word before and after, of each side."""
    changes = [op for op in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes() if op[0] != "equal"]
    _, a, _, b, _ = changes[0]
    _, _, a_end, _, b_end = changes[-1]
    return " ".join(ours[max(0, a - 1) : a_end + 1]), " ".join(theirs[max(0, b - 1) : b_end + 1])
