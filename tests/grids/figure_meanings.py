"""What docs/figures.md says that figures mean, worked out on rational numbers: the answers of the generated grid.

Nothing of the service is imported. A hedged figure is the set of values that it allows; two figures are compared by
asking of every value near a bound whether each set holds it, which is the documented definition word for word.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

TENTH = Fraction(1, 10)
FAR = Fraction(10) ** 15
"""Stands for "however many": above every figure of the grid."""

VAGUE = {
    "dozens": (24, 120), "scores": (40, None), "hundreds": (200, 1000),
    "thousands": (2000, None), "tens of thousands": (20_000, None),
    "hundreds of thousands": (200_000, 1_000_000), "millions": (2_000_000, None),
    "several hundred": (200, 1000), "a few thousand": (2000, 10_000), "several dozen": (24, 120),
}  # fmt: skip
"""Words: least value, and the value from which on another word is used."""


@dataclass(frozen=True, slots=True)
class Said:
    """A figure as it is said. ``value`` is printed; of a range, ``value`` and ``end`` are; of a vague word, neither."""

    hedge: str
    value: Fraction
    end: Fraction | None = None
    half_point: Fraction = Fraction(0)

    @property
    def is_plain(self) -> bool:
        return self.hedge in {"none", "exactly"}

    @property
    def bounds(self) -> set[Fraction]:
        """The values at which belonging may change."""
        ends = {self.value - self.half_point, self.value + self.half_point, self.end or self.value}
        if self.hedge in VAGUE:
            low, high = VAGUE[self.hedge]
            ends |= {Fraction(low), Fraction(high or low)}
        return ends | {end * (1 + sign * TENTH) for end in ends for sign in (-1, 1)}

    def allows(self, x: Fraction) -> bool:
        """Whether the words hold of the value ``x``."""
        low, high = self.value - self.half_point, self.value + self.half_point
        if self.hedge in VAGUE:
            least, end = VAGUE[self.hedge]
            return least <= x and (end is None or x < end)
        match self.hedge:
            case "none" | "exactly":
                return low <= x <= high
            case "about":
                return low * (1 - TENTH) < x < high * (1 + TENTH)
            case "nearly":
                return low * (1 - TENTH) <= x < high
            case "just over":
                return low < x <= high * (1 + TENTH)
            case "at least":
                return x >= low
            case "more than":
                return x > low
            case "up to":
                return 0 <= x <= high
            case "less than":
                return 0 <= x < high
            case "range":
                assert self.end is not None
                return self.value <= x <= self.end
        raise KeyError(self.hedge)


def relation(claim: Said, source: Said) -> str:
    """How the source's figure relates to the claim's: within, firmer, excludes or overlaps."""
    points = _points(claim, source)
    allowed = [x for x in points if source.allows(x)]
    every, some = all(map(claim.allows, allowed)), any(map(claim.allows, allowed))
    printed = claim.hedge not in VAGUE and source.hedge not in VAGUE and "range" not in (claim.hedge, source.hedge)
    same = printed and claim.value == source.value
    if not some:  # rule 3: newsrooms round
        return "firmer" if same and (claim.is_plain or source.is_plain) else "excludes"
    proven = same or (source.hedge == "range" and source.end == claim.value)
    if claim.hedge == "up to" and not proven:  # rule 1: nothing smaller proves a bound
        every = False
        if source.hedge != "about" or claim.allows(source.value):
            return "overlaps"
    if every:
        return "within"
    if same:  # "at least" and "up to" one figure share that figure alone: neither sharpens the other
        return "overlaps" if {claim.hedge, source.hedge} == {"at least", "up to"} else "firmer"
    if source.hedge == "about" and not claim.is_plain:  # rule 2: two soft figures go by what the source prints
        return "within" if claim.allows(source.value) else "excludes"
    return "overlaps"


def _points(claim: Said, source: Said) -> list[Fraction]:
    """Every bound of both, a hair to each side, and the far ends: between two of them no answer changes.

    A bound of "nearly" and "just over" that only touches one of "about" decides nothing (docs/figures.md), so it is
    left out where one of the two is hedged "about".
    """
    bounds = sorted(claim.bounds | source.bounds)
    hair = min((b - a for a, b in pairwise(bounds)), default=Fraction(1)) / 4
    points = {Fraction(0), FAR} | {b + d for b in bounds for d in (-hair, 0, hair)}
    soft = {"about", "nearly", "just over"}
    if claim.hedge == "about" and source.hedge in soft and claim.value == source.value:
        points -= {claim.value * (1 - TENTH), claim.value * (1 + TENTH)}
    return sorted(x for x in points if x >= 0)
