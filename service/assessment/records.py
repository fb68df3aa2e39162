"""The nouns of judgement. All frozen; offsets are half-open, in Unicode code points of the text that was read."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Stance(StrEnum):
    """The effect of one passage on one claim after figures, time and speaker were aligned."""

    SUPPORTS = "supports"  # the passage says it
    CONTRADICTS = "contradicts"  # the passage excludes it
    NEUTRAL = "neutral"  # the passage decides nothing


class Verdict(StrEnum):
    """What the passages together say of a claim."""

    CONTRADICTED = "contradicted"  # passages exclude it and none ever supported it
    DISPUTED = "disputed"  # independent sources disagree on the same thing for the same time
    OUTDATED = "outdated"  # earlier passages support it, later ones give a changed figure or state
    NOT_ENOUGH_EVIDENCE = "not_enough_evidence"  # nothing admissible decides it
    SUPPORTED = "supported"  # a passage says it, and none of the same or a later time says otherwise
    NOT_CHECKABLE = "not_checkable"  # opinion, question, command, forecast attributed to nobody


class Qualifier(StrEnum):
    """What a reader must know beside the verdict."""

    PARTIAL = "partial"  # part of the statement is not covered
    ATTRIBUTED_ONLY = "attributed_only"  # every supporting passage reports what somebody said
    SINGLE_SOURCE = "single_source"  # one independent source or one witness
    HEDGE_STRONGER = "hedge_stronger"  # the statement is firmer than its source
    SCOPE_DIFFERS = "scope_differs"  # a near passage speaks of another part, place, time or unit
    WRONG_SPEAKER = "wrong_speaker"  # said, but by somebody else
    DERIVED = "derived"  # follows by arithmetic only


class ReasonCode(StrEnum):
    """Why; each is explained in docs/reasons.md."""

    STATES_THE_SAME = "states_the_same"  # the passage states the claim in these or other words
    STATES_THE_OPPOSITE = "states_the_opposite"  # the passage states what excludes the claim
    FIGURE_AGREES = "figure_agrees"  # the source's figure lies in the claim's interval
    FIGURE_DIFFERS = "figure_differs"  # the intervals exclude one another
    FIGURE_UNDECIDED = "figure_undecided"  # the intervals overlap, neither holds the other
    HEDGE_STRONGER = "hedge_stronger"  # the claim is firmer than the source
    SCOPE_DIFFERS = "scope_differs"  # other thing counted, part, unit, place
    PERIOD_DIFFERS = "period_differs"  # speaks of another time
    DATE_DIFFERS = "date_differs"  # the same event, dated otherwise
    NAME_DIFFERS = "name_differs"  # the same event with another person, place or body
    PLANNED_NOT_DONE = "planned_not_done"  # expected, planned or possible; the claim says done
    DENIED = "denied"  # the passage reports a denial, or repeats the claim to deny it
    NEGATED = "negated"  # one asserts, the other negates
    WRONG_SPEAKER = "wrong_speaker"  # said, but by somebody else
    SPEAKER_AGREES = "speaker_agrees"  # said by the speaker that the claim names
    ALTERED_QUOTE = "altered_quote"  # the source's quotation has other words
    QUOTE_NOT_FOUND = "quote_not_found"  # the meaning may be there, the quoted words are not
    LATER_CHANGE = "later_change"  # a later passage gives a changed figure or state
    CORRECTED = "corrected"  # the publisher itself later corrected what it had said
    EARLIER_STATE = "earlier_state"  # was so at an earlier time
    SOURCES_DISAGREE = "sources_disagree"  # independent sources, same time
    WORDS_NOT_COVERED = "words_not_covered"  # details that no passage covers
    READ_AS = "read_as"  # spelling or capitals of the claim were mended by the passages
    ON_TOPIC_ONLY = "on_topic_only"  # same subject, decides nothing
    NOTHING_FOUND = "nothing_found"  # no passage comes near
    OPINION = "opinion"  # a judgement of value
    QUESTION = "question"  # asks
    COMMAND = "command"  # orders or asks for
    FORECAST = "forecast"  # of the future, attributed to nobody
    TOO_SHORT = "too_short"  # no checkable proposition
    LANGUAGE_NOT_SUPPORTED = "language_not_supported"  # not English
    UNDATED_SOURCE = "undated_source"  # the document's date is not known
    RETRACTED_SOURCE = "retracted_source"  # the document was retracted; it never supports


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule, the value it read in the claim and in the source, and the passage, for a reader to check by eye."""

    code: ReasonCode
    message: str
    claim_value: str | None = None
    source_value: str | None = None
    passage_id: str | None = None


@dataclass(frozen=True, slots=True)
class StanceProbabilities:
    """The stance model's raw answer for (passage, claim); sums to 1."""

    supports: float
    contradicts: float
    neutral: float


class Hedge(StrEnum):
    """How a figure is hedged; the intervals are documented in docs/figures.md."""

    NONE = "none"  # 4,700
    EXACT = "exactly"  # exactly, precisely
    ABOUT = "about"  # about, around, some, roughly, an estimated, approximately, circa, -ish, or so
    NEARLY = "nearly"  # nearly, almost, close to, just under
    AT_LEAST = "at least"  # at least, no fewer than, a minimum of
    MORE_THAN = "more than"  # more than, over, above, upwards of, in excess of
    JUST_OVER = "just over"  # just over, slightly more than
    UP_TO = "up to"  # up to, as many as, at most, no more than, a maximum of
    LESS_THAN = "less than"  # less than, fewer than, under, below
    RANGE = "range"  # 10-12, between 10 and 12, from 10 to 12
    VAGUE = "vague"  # dozens, hundreds, thousands, tens of thousands


class QuantityKind(StrEnum):
    """What sort of figure it is."""

    TOTAL = "total"  # a stock or plain count
    ADDITIONAL = "additional"  # another 3,000; 3,000 more: a flow
    RATE = "rate"  # $2,000 a month
    SHARE = "share"  # 40 per cent, a third, 15 of them
    PLANNED = "planned"  # expected, planned, would, by December
    ORDINAL = "ordinal"  # third, 11th: a rank or a name, not a count
    PART = "part"  # including 600 deaths; 600 of the 4,700


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure as what it means.

    ``low``, ``high``: the interval, in ``unit``, bounds included unless ``open_low``/``open_high``; ``high`` may be
    infinite. ``value`` is the figure as printed (of a range: its middle; of a vague number: its lower bound).
    ``unit`` is ``None`` for a plain count, else a lower-case name (``usd``, ``percent``, ``mm``, ``km``, ``year``...).
    ``per`` is the denominator of a rate (``month``). ``counted`` is the lower-case singular head noun of what is
    counted ("soldier"), ``None`` where it is not said next to the figure; ``modifiers`` the lower-case words around
    that head ("north", "korean") and what became of counted people ("killed"). ``start``, ``end`` span hedge, number
    and unit.
    """

    text: str
    start: int
    end: int
    value: float
    low: float
    high: float
    hedge: Hedge
    kind: QuantityKind
    unit: str | None = None
    per: str | None = None
    counted: str | None = None
    modifiers: tuple[str, ...] = ()
    open_low: bool = False
    open_high: bool = False

    @property
    def is_bounded(self) -> bool:
        """Whether both ends are finite."""
        return math.isfinite(self.low) and math.isfinite(self.high)


class Relation(StrEnum):
    """How a source's figure relates to a claim's."""

    WITHIN = "within"  # every value that the source allows satisfies the claim
    EXCLUDES = "excludes"  # no value satisfies both
    FIRMER = "firmer"  # same figure, but the claim drops or sharpens the source's hedge
    OVERLAPS = "overlaps"  # undecided
    UNLIKE = "unlike"  # not comparable: unit, rate or kind differ


@dataclass(frozen=True, slots=True)
class Period:
    """A time that a text states: first and last day (``None``: open), its precision, its words.

    ``precision`` is one of day, interval, month, season, year, decade, unknown. ``relative`` is true where it was
    resolved against a reference day ("Wednesday", "last week"), so that it depends on that day being known.
    ``month_days`` are the first and last (month, day) where the text names them without a year ("April 28").
    """

    text: str
    start_char: int
    end_char: int
    start: date | None
    end: date | None
    precision: str
    relative: bool = False
    month_days: tuple[tuple[int, int], tuple[int, int]] | None = None


@dataclass(frozen=True, slots=True)
class Speech:
    """Who a text says said it.

    ``name`` as printed ("South Korea's spy agency"); ``cue`` the word that says so ("said", "according to"); ``chain``
    from the nearest reporter to the ultimate origin where speech is relayed ("Rep. Park Sun-won", "NIS Director Cho
    Tae-yong"). ``content`` is the span of what was said, ``None`` where it could not be told from the rest.
    ``denies`` is true for cues that deny the content ("denied", "dismissed", "rejected"). ``quoted`` holds the spans
    inside quotation marks.
    """

    name: str
    cue: str
    chain: tuple[str, ...]
    content: tuple[int, int] | None
    denies: bool = False
    quoted: tuple[tuple[int, int], ...] = ()


class Modality(StrEnum):
    """Whether a text says that something is so."""

    FACT = "fact"  # is, was, has done
    PLANNED = "planned"  # will, expected to, plans to, by December
    POSSIBLE = "possible"  # may, could, might, is considering, likely to
    CONDITIONAL = "conditional"  # if, unless, would


@dataclass(frozen=True, slots=True)
class Polarity:
    """Whether a text asserts or negates its main proposition, and the words that say so.

    ``negated`` already counts double negation as none. ``denial`` is true where the text frames its content as false
    or unproven ("denied that", "false reports that", "there is no evidence that", "rumours that").
    """

    negated: bool
    denial: bool
    modality: Modality
    cues: tuple[str, ...] = ()
