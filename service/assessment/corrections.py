"""A newsroom's own correction: a later text that takes back what the same publisher had said."""

from __future__ import annotations

import re

_HEADED = re.compile(
    r"^\W*(?:update\s+\d+\W+)?(?:"
    r"(?:corrections?|clarifications?)(?=\s*(?:[:–—|]|-\s|$)|\s+(?:and|to|of)\b)"
    r"|corrected\b|correcting and replacing|refile\b|erratum\b)",
    re.IGNORECASE,
)
"""How agencies and papers head one: "Correction: Harbour story", "UPDATE 1-CORRECTED-", "Clarifications and
corrections"; not "Corrections officer charged"."""

_PIECE = r"(?:article|story|report|item|post|piece|column|headline|dispatch|version|caption)"
_TAKEN_BACK = re.compile(
    rf"\b(?:an?|the)\s+(?:earlier|previous|original|first|prior)\s+(?:version\s+of\s+(?:this|the|our|an?)\s+(?:[\w'’-]+\s+)?{_PIECE}\b"
    rf"|(?:version|{_PIECE})\s+(?:(?:incorrectly|wrongly|mistakenly|erroneously)\s+)?(?:said|stated|gave|had|misstated|misidentified|referred|reported)\b)"
    rf"|\bthis\s+(?:(?!is\b|was\b|has\b)[\w.]+\s+){{0,3}}?{_PIECE}\s+(?:has\s+been|was|is)\s+(?:since\s+)?(?:amended|corrected|(?:updated|refiled)\s+to\s+(?:correct|fix))\b"
    rf"|\b(?:the|our)\s+(?:{_PIECE})\s+(?:has\s+been|was|is)\s+(?:since\s+)?(?:amended|corrected)\b"
    rf"|\b{_PIECE}\s+originally\s+(?:said|stated|gave|had|reported)\b"
    rf"|\b(?:we|{_PIECE}s?)\s+(?:incorrectly|wrongly|mistakenly|erroneously|misstated|misreported|misidentified)\b"
    rf"|\bin\s+an?\s+(?:earlier|previous)\s+{_PIECE}\b"
    r"|\(\s*(?:corrects|corrected)\b",
    re.IGNORECASE,
)


def takes_back(text: str) -> bool:
    """Whether a sentence says that what its publisher had printed was wrong."""
    return _TAKEN_BACK.search(text) is not None


def is_correction(title: str, before: str, text: str) -> bool:
    """Whether a passage belongs to a correction: its title says so, or it or the one before takes something back."""
    nearest = re.split(r"(?<=[.!?])\s+|\n+", before.strip())[-1]
    return _HEADED.match(title) is not None or takes_back(text) or takes_back(nearest)
