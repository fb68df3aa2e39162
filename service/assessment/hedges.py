"""Hedge words before and after a number, and the interval that each makes of it; the reasons are in docs/figures.md."""

from __future__ import annotations

import math

from service.assessment.figures import Sentence
from service.assessment.numbers import Number, word_set
from service.assessment.records import Hedge

PARTS = 10  # one part in ten is the play of "about", "nearly" and "just over": 9,600 is "about 10,000", 11,000 is not

# Words before a number, longest first; the tuple is matched against the tokens that end where the number begins.
_HEDGES_BEFORE: dict[tuple[str, ...], Hedge] = {
    tuple(phrase.split()): hedge
    for hedge, phrases in {
        Hedge.EXACT: "exactly|precisely|exact",
        Hedge.ABOUT: "about|around|some|roughly|approximately|approx|circa|c .|approx .|an estimated|estimated"
        "|estimated at|estimates of|in the region of|on the order of|in the order of|something like|or so"
        "|~|≈|more or less|put at",
        Hedge.NEARLY: "nearly|almost|close to|just under|just below|just short of|approaching|a little under|nearing"
        "|slightly less than|slightly fewer than|slightly under|a little less than|not quite"
        "|little short of",
        Hedge.AT_LEAST: "at least|no fewer than|no less than|not less than|not fewer than|a minimum of"
        "|minimum of|minimum"
        "|as few as|as little as|≥",
        Hedge.MORE_THAN: "more than|over|above|upwards of|upward of|in excess of|exceeding|exceeds|exceeded|exceed"
        "|greater than|higher than|well over|well above|well more than|far more than|surpassing|surpassed"
        "|topping|topped|north of|beyond|>|much more than|bigger than|larger than|longer than|way over",
        Hedge.JUST_OVER: "just over|just more than|just above|slightly more than|slightly over|slightly above"
        "|a little over|a little more than|barely more than|marginally over|marginally more than",
        Hedge.UP_TO: "up to|as many as|as much as|at most|no more than|not more than|a maximum of|maximum of|maximum"
        "|at the most|no higher than|capped at|as high as|≤|a high of|not exceeding|never more than"
        "|nothing more than",
        Hedge.LESS_THAN: "less than|fewer than|under|below|lower than|well under|well below|smaller than|far fewer than"
        "|short of|<|shorter than|far less than|south of",
    }.items()
    for phrase in phrases.split("|")
}
_LONGEST_HEDGE = max(map(len, _HEDGES_BEFORE))
_HEDGES_AFTER: dict[tuple[str, ...], Hedge] = {
    ("or", "more"): Hedge.AT_LEAST, ("or", "over"): Hedge.AT_LEAST, ("or", "above"): Hedge.AT_LEAST,
    ("or", "higher"): Hedge.AT_LEAST, ("or", "greater"): Hedge.AT_LEAST, ("-", "plus"): Hedge.AT_LEAST,
    ("and", "counting"): Hedge.AT_LEAST, ("at", "least"): Hedge.AT_LEAST, ("+",): Hedge.AT_LEAST,
    ("and", "above"): Hedge.AT_LEAST, ("and", "over"): Hedge.AT_LEAST, ("plus",): Hedge.AT_LEAST,
    ("or", "so"): Hedge.ABOUT, ("-", "odd"): Hedge.ABOUT, ("odd",): Hedge.ABOUT, ("or", "thereabouts"): Hedge.ABOUT,
    ("-", "ish"): Hedge.ABOUT, ("or", "less"): Hedge.UP_TO, ("or", "fewer"): Hedge.UP_TO, ("at", "most"): Hedge.UP_TO,
    ("or", "under"): Hedge.UP_TO, ("or", "below"): Hedge.UP_TO, ("at", "the", "most"): Hedge.UP_TO,
    ("and", "no", "more"): Hedge.EXACT, ("exactly",): Hedge.EXACT,
}  # fmt: skip
_FILLERS = word_set("just only even a an total of to at very")
_GOING = word_set("went edged edges edging ticked ticks ticking inched crept nudged shot toll total tally")
"""Words whose "up to" says where a figure went: "edged up to 4.3%", "brought the toll up to 14"."""

_ADDING_BEFORE = word_set("another additional further extra fresh")


def lead(sentence: Sentence, floor: int, first: int) -> tuple[int, Hedge, bool]:
    """Where the words that hedge or add begin, the hedge they make, and whether they add ("another")."""
    tokens, at, found, adding = sentence.tokens, first, list[Hedge](), False
    while at > floor:
        taken = next(
            (
                n
                for n in range(_LONGEST_HEDGE, 0, -1)
                if at - n >= floor
                and sentence.words(at - n, at) in _HEDGES_BEFORE
                and not _is_end_of_move(sentence, at - n, at)
                and not _is_particle(sentence, at - n, at, bool(found))
            ),
            0,
        )
        if taken:
            found.append(_HEDGES_BEFORE[sentence.words(at - taken, at)])
            at -= taken
        elif tokens[at - 1].lower in _ADDING_BEFORE:
            adding, at = True, at - 1
            if at > floor and tokens[at - 1].lower in {"a", "an", "the"}:
                at -= 1
        elif (
            tokens[at - 1].lower in _FILLERS
            and at - 1 > floor
            and (any(sentence.words(at - 1 - n, at - 1) in _HEDGES_BEFORE for n in (3, 2, 1) if at - 1 - n >= floor))
        ):
            at -= 1
        else:
            break
    firm = next((hedge for hedge in found if hedge is not Hedge.ABOUT), None)
    return at, firm or (Hedge.ABOUT if found else Hedge.NONE), adding


def _is_end_of_move(sentence: Sentence, start: int, end: int) -> bool:
    before = sentence.tokens[start - 1].lower if start else ""
    return sentence.words(start, end) == ("up", "to") and before in _GOING


_HANDING = word_set("hand hands handed handing")


def _is_particle(sentence: Sentence, start: int, end: int, hedged: bool) -> bool:
    """Whether "over" belongs to its verb: "to hand over 300 rifles", "took over about 40 shops"."""
    before = sentence.tokens[start - 1].lower if start else ""
    return sentence.words(start, end) == ("over",) and (hedged or before in _HANDING)


def is_led(sentence: Sentence, floor: int, first: int) -> bool:
    """Whether a hedge or "another" stands before the token."""
    start, _, _ = lead(sentence, floor, first)
    return start < first


def trail(sentence: Sentence, at: int) -> tuple[int, Hedge]:
    """The hedge after a number or its noun ("or more", "-odd") and the token after it."""
    for n in (3, 2, 1):
        hedge = _HEDGES_AFTER.get(sentence.words(at, at + n))
        if hedge is None or at + n > len(sentence.tokens):
            continue
        after = sentence.tokens[at + n] if at + n < len(sentence.tokens) else None
        if after is not None and after.kind == "n" and sentence.words(at, at + n)[0] in {"at", "exactly"}:
            continue
        return at + n, hedge
    return at, Hedge.NONE


def vague_hedge(hedge: Hedge) -> Hedge:
    return hedge if hedge in {Hedge.AT_LEAST, Hedge.MORE_THAN, Hedge.UP_TO, Hedge.LESS_THAN} else Hedge.VAGUE


def interval(number: Number, hedge: Hedge) -> tuple[float, float, bool, bool]:
    """Low, high, and whether each end is left out, of a number under a hedge; the table is in docs/figures.md."""
    low, high = number.low, number.high
    match hedge:
        case Hedge.ABOUT:
            return _a_part_less(low), _a_part_more(high), True, True
        case Hedge.NEARLY:
            return _a_part_less(low), high, False, True
        case Hedge.JUST_OVER:
            return low, _a_part_more(high), True, False
        case Hedge.AT_LEAST:
            return low, math.inf, False, True
        case Hedge.MORE_THAN:
            return low, math.inf, True, True
        case Hedge.UP_TO:
            return 0.0, high, False, False
        case Hedge.LESS_THAN:
            return 0.0, high, False, True
        case Hedge.VAGUE:
            return low, high, False, number.open_high or math.isinf(high)
    return low, high, False, False


def _a_part_less(value: float) -> float:
    """Nine tenths, exact for whole numbers: 0.9 itself is no binary fraction, and a bound may be printed."""
    return value * (PARTS - 1) / PARTS


def _a_part_more(value: float) -> float:
    """Eleven tenths, exact for whole numbers."""
    return value * (PARTS + 1) / PARTS
