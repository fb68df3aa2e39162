"""One quantity through time: what a query asks the course of, and which figure of a passage is of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from service.assessment.alignment import PLACES, is_aside
from service.assessment.fates import FATES
from service.assessment.names import Name, read_names, same_name
from service.assessment.quantities import read_quantities, same_thing_counted
from service.assessment.reading import PassageReading, stems_of
from service.assessment.records import Period, Quantity, QuantityKind
from service.assessment.statements import stem

SAME_WORDS_AT = 0.5
"""Least share of the query's words, outside names and what it counts, in a passage or just before it."""

_HOW_MANY = re.compile(
    r"^\W*(?:how\s+(?:many|much)|(?:the\s+)?(?:total\s+)?(?:number|count|amount|tally|figure)s?\s+(?:of|for))\s+",
    re.IGNORECASE,
)


_POSSESSIVE = re.compile(r"\w['’]s\b|s['’]\s")


class LeftOut(StrEnum):
    """Why a passage that the search found gives no point."""

    NO_FIGURE = "no_figure"  # it states no figure
    OTHER_THING = "other_thing"  # its figures count something else, or of somebody or somewhere else
    OTHER_UNIT = "other_unit"  # of the same thing, in a unit or at a rate that does not compare
    OTHER_KIND = "other_kind"  # an addition, a change or a plan, where a total is asked for
    COPY = "copy"  # the same value from the same story


@dataclass(frozen=True, slots=True)
class Topic:
    """What a query asks the course of. ``figure`` is a stand-in with its thing counted, unit and rate.

    ``any_unit`` is true where the query measures something ("turnout") and does not say in what.
    """

    figure: Quantity
    any_unit: bool
    names: tuple[Name, ...]
    stems: frozenset[str]


def read_topic(query: str) -> Topic | None:
    """The quantity that the query is about, ``None`` where it names nothing that is counted or measured.

    A query may state a figure ("3,000 engineers in Malawi"), count ("engineers in Malawi") or measure ("turnout").
    """
    words = _HOW_MANY.sub("", query).strip(" ?.!")
    figure, any_unit = _stated(query), False
    if figure is None and words and not _POSSESSIVE.search(words):
        figure = _first(f"12 {words}", 0)
    if figure is None and words:
        phrase = words if re.match(r"(?i)the\b", words) else f"the {words}"
        figure, any_unit = _first(f"{phrase[0].upper()}{phrase[1:]} is 12.", None), True
    if figure is None or figure.counted is None:
        return None
    names = tuple(n for n in read_names(query) if n.kind != "other" or n.start > 0)
    named = frozenset().union(*(stems_of(n.text) for n in names))
    told = {stem(word) for word in words.lower().split() if word in FATES}
    stems = stems_of(words) - named - told - {stem(figure.counted)} - stems_of(figure.text)
    return Topic(figure, any_unit, names, stems)


def _stated(query: str) -> Quantity | None:
    """The query's own figure, where it has one; a year or a rank is none."""
    figures = [q for q in read_quantities(query) if q.kind is not QuantityKind.ORDINAL and q.counted is not None]
    return figures[0] if figures else None


def _first(text: str, start: int | None) -> Quantity | None:
    """The figure read in a made-up phrase; ``start`` is where it must begin."""
    figures = [q for q in read_quantities(text) if q.counted is not None and (start is None or q.start == start)]
    return figures[0] if figures else None


def find_figure(topic: Topic, passage: PassageReading) -> Quantity | LeftOut:
    """The passage's figure of the topic's thing, else why there is none."""
    figures = [q for q in passage.figures if q.kind is not QuantityKind.ORDINAL and not is_aside(q)]
    if not figures:
        return LeftOut.NO_FIGURE
    alike = [q for q in figures if _same_thing(topic, q)]
    if not alike or not _is_about(topic, passage):
        return LeftOut.OTHER_THING
    fitting = [q for q in alike if topic.any_unit or same_thing_counted(_stock(topic.figure), _stock(q)) is True]
    if not fitting:
        return LeftOut.OTHER_UNIT
    wanted = topic.figure.kind is QuantityKind.ADDITIONAL
    told = [q for q in fitting if (q.kind is QuantityKind.ADDITIONAL) is wanted and q.kind is not QuantityKind.PLANNED]
    if not told:
        return LeftOut.OTHER_KIND
    return min(told, key=lambda q: q.kind is QuantityKind.PART)


def _stock(figure: Quantity) -> Quantity:
    """The figure as a total, so that it is compared by what it counts alone."""
    moved = {"up", "down"}
    words = tuple(word for word in figure.modifiers if word not in moved)
    return figure if figure.kind is QuantityKind.RATE else replace(figure, kind=QuantityKind.TOTAL, modifiers=words)


def _same_thing(topic: Topic, figure: Quantity) -> bool:
    """Whether both count the same, whatever the unit, the rate and the kind."""
    one = replace(topic.figure, unit=None, per=None, kind=QuantityKind.TOTAL)
    other = replace(_stock(figure), unit=None, per=None, kind=QuantityKind.TOTAL)
    return same_thing_counted(one, other) is True


def _is_about(topic: Topic, passage: PassageReading) -> bool:
    """Whether the passage, or the text around it, is of the topic's names and of most of its other words."""
    around = (*passage.names, *passage.context_names)
    if not all(any(same_name(name, other) for other in around) for name in topic.names):
        return False
    places = [n for n in topic.names if n.kind in PLACES]
    there = [n for n in passage.names if n.kind in PLACES]
    if places and there and not any(same_name(a, b) for a in places for b in there):
        return False  # it names other places only
    if not topic.stems:
        return True
    known = passage.stems | passage.context_stems
    return len(topic.stems & known) >= SAME_WORDS_AT * len(topic.stems)


def event_period(passage: PassageReading) -> Period | None:
    """The time that the passage states of the event: in what is said, where somebody says it."""
    speech = passage.speech
    if speech is not None and speech.content is not None:
        first, last = speech.content
        return next((p for p in passage.periods if first <= p.start_char and p.end_char <= last), None)
    return passage.periods[0] if passage.periods else None


__all__ = ["LeftOut", "Topic", "event_period", "find_figure", "read_topic"]
