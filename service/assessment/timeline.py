"""Witnesses in the order of their time: what was earlier, what was later, what was at the same time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from service.assessment.case import Finding
from service.assessment.records import Period, Quantity, Stance

SAME_TIME_DAYS = 7
"""Reports this many days apart or fewer are of the same time: news of one event settles within a week (DESIGN)."""


@dataclass(frozen=True, slots=True)
class Witness:
    """One passage's finding with what must be known of its source to weigh it.

    ``start``, ``end``: first and last UTC day that the document can have been published, ``None`` where unknown.
    ``voice`` is who ultimately says it: the last of the passage's speakers, else the origin, else the publisher.
    ``similarity`` is the cosine of passage and claim. ``is_correction``: it takes back what its publisher said.
    """

    finding: Finding
    passage_id: str
    text: str
    document_id: str
    story_cluster: str
    origin: str | None
    publisher: str | None
    published: str | None
    start: date | None
    end: date | None
    voice: str | None
    rank: int
    similarity: float = 0.0
    is_correction: bool = False

    @property
    def stance(self) -> Stance:
        """The finding's stance."""
        return self.finding.stance

    @property
    def weight(self) -> float:
        """Strength in [0, 1.2]: a rule-backed finding weighs a fifth more than the model's word alone."""
        return self.finding.strength + (0.2 if self.finding.by_rule else 0.0)


class Order(StrEnum):
    """How one witness stands in time to another."""

    EARLIER = "earlier"
    SAME_TIME = "same_time"
    LATER = "later"
    UNKNOWN = "unknown"


def order(one: Witness, other: Witness) -> Order:
    """Where ``one`` stands in time relative to ``other``, from the days that they can have been published."""
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return Order.SAME_TIME if one.document_id == other.document_id else Order.UNKNOWN
    margin = timedelta(days=0 if same_voice(one, other) else SAME_TIME_DAYS)
    if one.start > other.end + margin:
        return Order.LATER
    if other.start > one.end + margin:
        return Order.EARLIER
    return Order.SAME_TIME


def same_voice(one: Witness, other: Witness) -> bool:
    """Whether both come from one publisher, origin or ultimate speaker, which may change its own figure."""
    ours, theirs = _voices(one), _voices(other)
    return bool(ours & theirs)


def _voices(witness: Witness) -> set[str]:
    return {name.casefold() for name in (witness.voice, witness.publisher) if name and not _ANYBODY.fullmatch(name)}


_ANYBODY = re.compile(
    r"(?:(?:the|a|an|its|his|her|their|one|some|local|state|senior|top|government|military|police|security|health"
    r"|defen[cs]e|foreign|interior|finance)\s+)*(?:police|officials?|authorit(?:y|ies)|spokes(?:man|woman|person|people)"
    r"|sources?|witness(?:es)?|experts?|analysts?|reports?|media|ministry|minister|government|army|military|forces?"
    r"|president|prime\s+minister|company|firm|study|researchers?|scientists?|he|she|they|it|who|agency|office|lawyers?)",
    re.IGNORECASE,
)
"""Voices that name nobody: "the defence ministry" of one war report is seldom that of another."""


@dataclass(frozen=True, slots=True)
class Point:
    """One dated value of what the claim speaks of."""

    period: Period | None
    published: str | None
    figure: Quantity | None
    speaker: str | None
    publisher: str | None
    passage_id: str


def points(witnesses: Iterable[Witness]) -> list[Point]:
    """The aligned values through time, earliest first; the same value of one story cluster is listed once."""
    seen: set[tuple[object, ...]] = set()
    listed: list[Point] = []
    deciding = [w for w in witnesses if w.finding.figure is not None or w.stance is not Stance.NEUTRAL]
    for w in sorted(deciding, key=lambda w: (w.start or date.max, w.end or date.max, w.rank, w.passage_id)):
        figure = w.finding.figure
        value = (figure.low, figure.high, figure.unit) if figure is not None else (w.stance,)
        key = (w.story_cluster, *value)
        if key in seen:
            continue
        seen.add(key)
        speaker = w.finding.speech.name if w.finding.speech else None
        listed.append(Point(w.finding.period, w.published, figure, speaker, w.publisher, w.passage_id))
    return listed


def independent(witnesses: Sequence[Witness]) -> int:
    """How many independent sources these are: one for each story cluster, origin, publisher or identical sentence."""
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        parent.setdefault(key, key)
        while parent[key] != key:
            key = parent[key]
        return key

    for w in witnesses:
        keys = [f"cluster:{w.story_cluster}", f"text:{' '.join(w.text.casefold().split())}"]
        house = w.origin or w.publisher
        if house:
            keys.append(f"house:{house.casefold()}")
        first = root(keys[0])
        for key in keys[1:]:
            parent[root(key)] = first
    return len({root(f"cluster:{w.story_cluster}") for w in witnesses})


def speakers(witnesses: Iterable[Witness]) -> int:
    """How many ultimate voices the witnesses have: everybody they quote, and who speaks where nobody is quoted.

    The latter are counted as sources are: a copy of an article at another address is no further voice.
    """
    heard = list(witnesses)
    quoted = {w.voice.casefold() for w in heard if w.voice and w.voice not in (w.origin, w.publisher)}
    own = [w for w in heard if w.voice in (w.origin, w.publisher) and w.voice and w.voice.casefold() not in quoted]
    return len(quoted) + (independent(own) if own else 0)
