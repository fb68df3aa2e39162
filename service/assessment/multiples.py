"""How many times as much: "doubled", "a fivefold rise", "three times as many", as intervals that can be compared."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from service.assessment.numbers import in_digits

_VERBS = {"doubl": 2.0, "tripl": 3.0, "trebl": 3.0, "quadrupl": 4.0, "quintupl": 5.0, "halv": 0.5}
_WORDS = {"two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "six": 6.0, "seven": 7.0, "eight": 8.0, "nine": 9.0}
_HEDGE = (
    r"(?:(?P<less>almost|nearly|close\s+to|just\s+under|less\s+than|not\s+quite)"
    r"|(?P<more>more\s+than|over|well\s+over|at\s+least)|about|around|roughly|some)\s+"
)
_MULTIPLE = re.compile(
    rf"(?:\b{_HEDGE})?\b(?:(?P<verb>{'|'.join(_VERBS)})(?:e|es|ed|ing)\b(?!\s+(?:down|up|back|as|room|bed|figures?|agent)\b)"
    rf"|(?P<fold>{'|'.join(_WORDS)}|\d+)-?fold\b"
    rf"|(?P<times>{'|'.join(_WORDS)}|\d+(?:\.\d+)?)\s+times\s+(?=as\s|more|higher|larger|bigger|greater|the\s+(?:number|amount|size|rate|figure|level))"
    r"|(?P<twice>twice)\s+(?=as\s|the\s+(?:number|amount|size|rate|figure|level)))",
    re.IGNORECASE,
)

PLAY = 0.1
"""Share by which a multiple in the news is rounded: 1.9 and 2.2 times as much is "doubled"."""


@dataclass(frozen=True, slots=True)
class Multiple:
    """A factor as printed, and the interval [low, high] that it may mean; ``high`` may be infinite."""

    text: str
    low: float
    high: float


def read_multiples(text: str) -> list[Multiple]:
    """The multiples of ``text``, in order.

    "Almost doubled" is anything from 1.5 to 2 times: below that it would be "up by half"; "more than doubled" is two
    times and more.
    """
    return [_multiple(found) for found in _MULTIPLE.finditer(in_digits(text))]


def _multiple(found: re.Match[str]) -> Multiple:
    if found["verb"]:
        factor = _VERBS[found["verb"].lower()]
    else:
        number = (found["fold"] or found["times"] or "2").lower()
        factor = _WORDS.get(number) or float(number)
    low, high = factor * (1 - PLAY), factor * (1 + PLAY)
    if found["less"]:
        low, high = factor * 0.75, factor
    elif found["more"]:
        low, high = factor, math.inf
    if found["verb"] and factor < 1:  # "more than halved" is less than one half
        low, high = (0.0, factor) if found["more"] else (factor, factor / 0.75) if found["less"] else (low, high)
    return Multiple(" ".join(found[0].split()), low, high)


def apart(claim: str, passage: str) -> tuple[str, str] | None:
    """The only multiple of each text, as printed, where no factor satisfies both; ``None`` else."""
    ours, theirs = read_multiples(claim), read_multiples(passage)
    if len(ours) != 1 or len(theirs) != 1:
        return None
    one, other = ours[0], theirs[0]
    return (one.text, other.text) if one.high < other.low or other.high < one.low else None
