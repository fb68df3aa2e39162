"""Text → the times that it states, as first and last day with a precision, never as a bare date.

A time that depends on the day of writing ("Wednesday", "last week", "April 28") is resolved against ``reference`` and
marked ``relative``; without a reference it keeps its words, and its month and day where it names them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from service.assessment.period_patterns import Context, Found, Handler, find_times, month_span
from service.assessment.records import Period

_AHEAD = re.compile(
    r"(?:\b(?:(?-i:will)|would(?!-)|shall|must(?!-)|upcoming|going to|likely to|ahead of|booked for|slated"
    r"|(?<!\bas )(?<!\bthan )(?<!-)expected (?:to|in|on|by|for|at|this|next|later)|expects?|intends?"
    r"|scheduled (?:to|for|on|in|a)|(?:is|are) (?:planned|scheduled)|(?:is|are) to|set (?:to|for)|aims? to|wants? to"
    r"|(?:is|are|was|were|be|been|and|now|also|still) due|(?-i:due) (?:in|on|for|back|before)"
    r"|(?-i:due) to (?:be|begin|start|open|close|end|take|go|meet|appear|visit|speak|arrive|leave|return|launch|vote"
    r"|face)|planned for|plan(?:s|ned|ning)? (?:to|for|strikes|talks|protests)|hop(?:es?|ing) to"
    r"|(?-i:may|might|could)(?! (?:not |well )?have\b| not\b| see\b| hear\b| be (?:seen|heard)\b)(?=.{0,32}$)"
    r"|faces? trial|go(?:es)? on (?:trial|sale)|(?:go|goes|head|heads) to the polls"
    r"|starts|begins|opens|closes|ends|expires|resumes|reopens|kicks off|gets under way|runs|meets"
    r"|takes? (?:effect|place)|(?:come|comes|go|goes) into (?:force|effect)"
    r"|(?:the|a|his|her|its|their) deadline|next (?:meeting|hearing)|(?:is|are) (?:on|in)(?=\s+(?:the\s+)?$))\b"
    r"|\b(?:by|until|till|before)\s+(?:(?:on|in|the|early|mid|late|end of|start of)[\s-]+)*$)"
    r"(?!.*\b(?:said|was|were|had|told|announced)\b)",
    re.IGNORECASE,
)
"""Words before a time that put it in the future; "shot by police on Friday" and "due to rain on Sunday" do not."""

_DONE = re.compile(
    r"(?<!be )(?<!get )\b(?!(?:scheduled|planned|expected|slated|booked|due|need|wanted)\b)"
    r"(?:\w{2,}ed|won|lost|fell|rose|hit|met|began|held|shot|found|left|made|took|came|went|sent|cut|built|given|taken|seen)"
    r"\s+(?:on\s+|in\s+|late\s+|early\s+|last\s+|mid-)*$",
    re.IGNORECASE,
)
"""A past verb or participle right before a time ("a plan approved on Tuesday") dates itself, whatever comes first."""

_FRONTED = re.compile(r"^[\W_]*(?:(?:on|in|from|early|late|the|then|and|but|[A-Z][\w.’'-]+)\s+){0,5}$")
_WILL = re.compile(
    r"^(?:(?!\b(?:said|told|announced|promised|pledged|vowed|was|were|had|has|have|is|are|\w{2,}ed)\b)"
    r"[^.;:“”\"()]){0,80}?"
    r"\b(?:(?-i:will)|shall|(?:is|are) (?:expected|due|scheduled|set|to|likely|going to))\b"
)
"""Of "On Friday, the court will rule" the verb after the time tells that it lies ahead."""
_CLAUSE = re.compile(r"[,;:.()—]\s|[\"“”]")
_REPORT = (
    r"(?:said|says|told|reported|announced|confirmed|added|wrote|tweeted|claimed|stated|warned|revealed|disclosed"
    r"|acknowledged|denied|insisted|estimated|testified)"
)
_SPOKE = re.compile(rf"\b{_REPORT}\b(?:\s+(?!that\b)[\w’'-]+){{0,3}}?\s*(?:on\s+|late\s+|early\s+)?$", re.IGNORECASE)
_SPOKE_AFTER = re.compile(
    rf"[,’'”\"]*\s+(?:the\s+)?(?:[\w’'-]+\s+){{0,4}}{_REPORT}\b(?!\s+that\b).{{0,3}}$", re.IGNORECASE
)
_PART = re.compile(
    r"(?:the\s+)?(?:\b(?P<early>early|beginning of|start of)|\b(?P<mid>mid|middle of)"
    r"|\b(?P<late>late|the end of|end of|end))"
    r"[\s-]+(?:in\s+|on\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)
_EDGE = re.compile(
    r"\b(?P<edge>since|until|till|up to|by|before|after|from|prior to|as of|starting|through)\s+"
    r"(?:on\s+|in\s+|the\s+)*$",
    re.IGNORECASE,
)


def read_periods(text: str, reference: date | None = None) -> list[Period]:
    """The times that ``text`` states, in order of appearance; spans do not overlap.

    ``reference`` is the day of publication, or the day a statement is judged for. Periods that cannot be resolved have
    no ``start`` and no ``end``.
    """
    periods = []
    for match, handler in find_times(text):
        ahead = _lies_ahead(text, _clause_start(text, match.start()), match)
        found = handler(match, Context(text, reference, ahead))
        if found is not None:
            periods.append(_with_surroundings(text, match, found, handler, reference))
    return periods


def _lies_ahead(text: str, clause: int, match: re.Match[str]) -> bool:
    """Whether the words around a time say that it is still to come."""
    before = text[clause : match.start()]
    if _FRONTED.match(before) and _WILL.match(text[match.end() :]):
        return True
    return _AHEAD.search(before) is not None and _DONE.search(before) is None


def calendar_spans(text: str) -> list[tuple[int, int]]:
    """The spans of ``text`` that are dates, so that their digits are no figures."""
    return [(period.start_char, period.end_char) for period in read_periods(text)]


def event_period(text: str, reference: date | None = None) -> Period | None:
    """The main time that a sentence states for what happened; None where it states none.

    A time that only says when somebody spoke ("the agency said Wednesday") is not the time of what was said.
    """
    best: tuple[int, int] | None = None
    chosen = None
    for index, period in enumerate(read_periods(text, reference)):
        if _SPOKE.search(text, max(0, period.start_char - 40), period.start_char) or _SPOKE_AFTER.match(
            text, period.end_char
        ):
            continue
        open_ended = period.start is None or period.end is None
        rank = (1 if open_ended and period.month_days is None else 0, index)
        if best is None or rank < best:
            best, chosen = rank, period
    return chosen


def periods_agree(claim: Period, source: Period) -> bool | None:
    """Whether both can be the same time, at the coarser precision of the two; None where it cannot be told.

    True where one lies within the other or they share at least half of the shorter; False where they share no day.
    """
    resolved = [p for p in (claim, source) if p.start is not None or p.end is not None]
    if len(resolved) == 2:
        return _spans_agree(
            (claim.start or date.min, claim.end or date.max), (source.start or date.min, source.end or date.max)
        )
    spans = [_days_of_year(period) for period in (claim, source)]
    if spans[0] is None or spans[1] is None:
        return None
    return _month_days_agree(spans[0], spans[1])


_BEGINNING = re.compile(r"^(?:from|since|as of|starting)\s+(?:on\s+)?", re.IGNORECASE)


def begin_apart(claim: Period, source: Period) -> bool:
    """Whether both say from when ("from 1 June", "starting on May 1"), and the days that they begin on differ."""
    days = [_BEGINNING.sub("", period.text) for period in (claim, source) if _BEGINNING.match(period.text)]
    begins = [next(iter(read_periods(day, None)), None) for day in days]
    if len(begins) < 2 or begins[0] is None or begins[1] is None:
        return False
    return periods_agree(begins[0], begins[1]) is False


def _spans_agree(one: tuple[date, date], other: tuple[date, date]) -> bool | None:
    first, last = max(one[0], other[0]), min(one[1], other[1])
    if first > last:
        return False
    shared = (last - first).days + 1
    shorter = min((one[1] - one[0]).days, (other[1] - other[0]).days) + 1
    return True if 2 * shared >= shorter else None


def _days_of_year(period: Period) -> tuple[tuple[int, int], tuple[int, int]] | None:
    if period.month_days is not None:
        return period.month_days
    if period.start is None or period.end is None or (period.end - period.start).days > 300:
        return None
    return (period.start.month, period.start.day), (period.end.month, period.end.day)


def _month_days_agree(
    one: tuple[tuple[int, int], tuple[int, int]], other: tuple[tuple[int, int], tuple[int, int]]
) -> bool | None:
    """Agreement of two spans of which at least one has no year: False is sure, True means the same days of a year."""

    def spans(span: tuple[tuple[int, int], tuple[int, int]]) -> list[tuple[date, date]]:
        first, last = date(2000, *span[0]), date(2000, *span[1])
        if first <= last:
            return [(first, last)]
        return [(first, date(2000, 12, 31)), (date(2000, 1, 1), last)]

    answers = [_spans_agree(a, b) for a in spans(one) for b in spans(other)]
    if True in answers:
        return True
    return None if None in answers else False


def _clause_start(text: str, position: int) -> int:
    last = 0
    for match in _CLAUSE.finditer(text, 0, position):
        last = match.end()
    return last


def _with_surroundings(
    text: str, match: re.Match[str], found: Found, handler: Handler, reference: date | None
) -> Period:
    """The period with the words before it: a part ("late"), an edge ("since", "by")."""
    begins = match.start()
    part = _PART.search(text, max(0, begins - 24), begins)
    if part is not None and found.precision in {"month", "year", "decade"}:
        begins = part.start()
        found = _narrowed(found, part.lastgroup or "")
    edge = _EDGE.search(text, max(0, begins - 16), begins)
    if edge is not None:
        changed = _opened(found, edge["edge"].lower())
        if changed is not found:
            begins, found = edge.start(), changed
    words = text[begins : match.end()]
    return Period(words, begins, match.end(), found.start, found.end, found.precision, found.relative, found.month_days)


def _narrowed(found: Found, part: str) -> Found:
    """The early, middle or late part of a month, year or decade."""
    third = ("early", "mid", "late").index(part)
    start, end, month_days = found.start, found.end, found.month_days
    if found.precision == "month":
        days = ((1, 10), (11, 20), (21, 31))[third]
        if month_days is not None:
            (month, _), (_, last) = month_days
            month_days = ((month, days[0]), (month, min(days[1], last)))
        if start is not None and end is not None:
            start, end = start.replace(day=days[0]), end.replace(day=min(days[1], end.day))
    elif start is not None and end is not None:
        if found.precision == "year":
            start, end = date(start.year, 4 * third + 1, 1), month_span(start.year, 4 * third + 4)[1]
        else:
            years = ((0, 3), (4, 6), (7, 9))[third]
            start, end = date(start.year + years[0], 1, 1), date(start.year + years[1], 12, 31)
    return replace(found, start=start, end=end, precision="interval", month_days=month_days)


def _opened(found: Found, edge: str) -> Found:
    """The period that an edge word makes of a time: "since X" has no end, "by X" no start."""
    if found.precision == "interval" and found.start != found.end and edge in {"from", "through", "starting"}:
        return found
    day = timedelta(days=1)
    if edge == "as of":
        return found  # the day that a count is of, not the first of its days
    if edge in {"since", "from", "starting"}:
        return replace(found, end=None, month_days=None)
    if edge in {"by", "until", "till", "up to", "through"}:
        return replace(found, start=None, month_days=None)
    if edge in {"before", "prior to"}:
        return replace(found, start=None, end=found.start - day if found.start else None, month_days=None)
    return replace(found, start=found.end + day if found.end else None, end=None, month_days=None)
