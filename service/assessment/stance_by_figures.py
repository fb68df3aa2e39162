"""What a passage says by its figures: aligned, compared, and judged for the time that the claim states."""

from __future__ import annotations

import re

from service.assessment.alignment import (
    FATES,
    count_status,
    far_apart,
    is_aside,
    is_former,
    is_in_other_currency,
    is_printed,
    is_slip,
    same_thing,
)
from service.assessment.case import (
    CONTRADICTS_AT,
    LIKELIER_THAN_NOT,
    SAME_PREDICATE_AT,
    SAME_SUBJECT_SIMILARITY,
    SAME_THING_AT,
    SAME_THING_COUNTED_AT,
    SAME_WORDS_AT,
    SURE_AT,
    Case,
    Finding,
)
from service.assessment.figure_relations import agree_in_value
from service.assessment.multiples import apart
from service.assessment.periods import periods_agree
from service.assessment.probes import ProbeKind
from service.assessment.quantities import compare_quantities
from service.assessment.records import (
    Hedge,
    Period,
    Quantity,
    QuantityKind,
    ReasonCode,
    Relation,
    Stance,
    StanceProbabilities,
)

SAME_THING_WORDED_AT = 0.40
"""Least probability that two figures counted alike are of one thing, where the passage has ``SAME_WORDS_AT`` of the
claim's words."""

SAME_FATE_WORDS_AT = 0.4
"""The same where both figures are of people killed, injured, missing...: the fate is most of the claim."""

EQUAL_FIGURE_AT = 0.55
"""Least model probability of `supports` for an equal figure to hold the claim where what is counted has other names."""

FIGURE_BY_WORD_AT = 0.70
"""Least model probability of `contradicts` against a claim of a figure, where none of the passage could be aligned."""

AGREEING = (Relation.WITHIN, Relation.FIRMER)

DENIES = 0.60
"""Most model probability of `contradicts` for an equal figure to hold the claim."""

DENIES_ALL_THE_SAME = 0.80
"""The same where grammar shows that both count one thing and the passage has ``SAME_SENTENCE_AT`` of the claim's words:
models take "two more, which brings the total to 15" for a denial of 15."""

SAME_SENTENCE_AT = 0.75

SURELY = 0.80
"""Least model probability of `supports` for figures printed alike to be one, although one is a plan or a rate, and for
"a majority" to hold "more than half"."""

HARDLY = 0.20
"""Support of a model that has read the passage, below which an equal figure of the same thing counted is not enough:
something else is said of it."""

EQUAL_BEFORE_OTHER = 0.5
"""By how much the model must prefer a figure that differs to an equal one of the same sentence: "220 guns of 240mm" is
not denied by the 170mm of the guns beside them."""

SAME_VALUE = 0.3
"""By how much the same value goes before one that agrees by its hedge: "at least 26" holds "tens of thousands"."""

PASSED_OVER = 0.10
"""Least model probability of `contradicts` for another value, where grammar does not show that both count the same."""

CLEARLY_OTHER = 0.15
"""Support below which the model, asked with the passage's own figure, says that it is of another thing."""


def other_time(case: Case) -> Finding | None:
    """A claim that states its own time is judged for that time: figures of another time decide nothing."""
    if not case.claim.is_self_dated or not case.claim.figures or _speaks_of_claimed_time(case):
        return None
    if case.model_says() is Stance.NEUTRAL and not _figure_matches(case):
        return None
    stated = case.claim.when[0].text
    return case.neutral(
        ReasonCode.PERIOD_DIFFERS, f"The passage is not about {stated}.", claim=stated, source=_passage_time(case)
    )


def figures(case: Case) -> Finding | None:
    """Every figure of the claim must agree; one that excludes the claim's, of the same thing, contradicts it."""
    exchanged = _other_currency(case)
    if exchanged is not None:
        return exchanged
    wanted = [q for q in case.claim.figures if q.kind is not QuantityKind.ORDINAL]
    agreed: list[tuple[Quantity, Quantity, Relation]] = []
    for i, figure in enumerate(case.claim.figures):
        match = _best_match(case, i, figure)
        if match is None:
            continue
        other, relation, alike = match
        if figure not in wanted and relation is not Relation.EXCLUDES:
            continue
        if relation is Relation.EXCLUDES and case.only_in_prospect():
            return case.neutral(
                ReasonCode.PLANNED_NOT_DONE,
                f"{other.text} is of what is planned or possible, not of a fact.",
                claim=figure.text,
                source=other.text,
            )
        if relation is Relation.EXCLUDES and _holds_it_otherwise(case, figure, other):
            message = f"The passage gives {other.text}, but the models find that it holds the claim."
            return _undecided(case, figure, other, message)
        if relation is Relation.EXCLUDES:
            return case.by_rule(
                Stance.CONTRADICTS,
                alike,
                ReasonCode.FIGURE_DIFFERS,
                f"The passage gives {other.text}, the claim {figure.text}.",
                figure.text,
                other.text,
                figure_found=other,
            )
        if relation is Relation.OVERLAPS:
            message = f"{other.text} neither confirms nor excludes {figure.text}."
            return _undecided(case, figure, other, message)
        agreed.append((figure, other, relation))
    if not wanted:
        return _ranks_agree(case)
    if len(agreed) < len(wanted):
        return _figures_by_word(case, wanted, agreed) or _figure_missing(case, wanted, agreed)
    return _figures_agree(case, agreed)


def multiples(case: Case) -> Finding | None:
    """ "Tripled" of what the passage has as "almost doubled"."""
    found = apart(case.claim.content, case.passage.text)
    if found is None or case.p.neutral >= LIKELIER_THAN_NOT or not case.is_told_here():
        return None
    ours, theirs = found
    message = f"The passage has “{theirs}”, the claim “{ours}”."
    return case.by_rule(Stance.CONTRADICTS, 1 - case.p.neutral, ReasonCode.FIGURE_DIFFERS, message, ours, theirs)


def _undecided(case: Case, figure: Quantity, other: Quantity, message: str) -> Finding:
    return case.neutral(ReasonCode.FIGURE_UNDECIDED, message, figure.text, other.text, figure=other)


def _holds_it_otherwise(case: Case, figure: Quantity, other: Quantity) -> bool:
    """Whether sure models find the claim held, and grammar does not show that this figure, no slip, is of the same."""
    unlike = _same_thing(case, figure, other) is not True and not is_slip(figure, other)
    return unlike and case.p.supports >= SURE_AT


def _other_currency(case: Case) -> Finding | None:
    """The claim's sum in another currency, where the passage has no such sum in the claim's own."""
    if case.coverage < SAME_WORDS_AT and case.p.supports < SAME_THING_AT:
        return None
    for figure in case.claim.figures:
        if any(compare_quantities(figure, o) in AGREEING for o in case.passage.figures) or not case.where_agrees():
            continue
        other = next((o for o in case.passage.figures if is_in_other_currency(figure, o)), None)
        if other is not None:
            message = f"The passage gives {other.text}, the claim {figure.text}."
            return case.by_rule(
                Stance.CONTRADICTS, 0.8, ReasonCode.FIGURE_DIFFERS, message, figure.text, other.text, figure_found=other
            )
    return None


def _ranks_agree(case: Case) -> Finding | None:
    """ "Phase 4", "11th Corps": an equal rank of the same thing makes up for a hesitant model."""
    for rank in case.claim.figures:
        for other in case.passage.figures:
            if compare_quantities(rank, other) is not Relation.WITHIN or not _of_one_thing(
                case, rank, other, case.p.supports
            ):
                continue
            if case.p.supports >= SAME_THING_COUNTED_AT and case.p.supports > case.p.contradicts:
                reason = case.reason(
                    ReasonCode.FIGURE_AGREES, f"The passage gives {other.text}.", rank.text, other.text
                )
                return case.found(Stance.SUPPORTS, max(case.p.supports, 0.6), True, [reason], figure=other)
    return None


def _figures_agree(case: Case, agreed: list[tuple[Quantity, Quantity, Relation]]) -> Finding | None:
    figure, other, _ = agreed[0]
    if case.negation_differs() and case.p.contradicts >= max(LIKELIER_THAN_NOT, case.p.supports):
        return case.opposite(ReasonCode.NEGATED, "One asserts what the other negates.", other)
    alike = case.p.supports
    of_another = _is_read(case) and alike < HARDLY and not _adds_a_time(case) and not _share_a_fate(figure, other)
    told = case.coverage >= SAME_SENTENCE_AT and all(_same_thing(case, f, o) for f, o, _ in agreed)
    if case.p.contradicts >= SURE_AT and not told and case.is_told_here():
        return case.opposite(ReasonCode.STATES_THE_OPPOSITE, "The passage states what excludes this.", other)
    denied = of_another or case.p.contradicts > (DENIES_ALL_THE_SAME if told else DENIES)
    if denied or not all(_of_one_thing(case, f, o, alike) for f, o, _ in agreed):
        return case.neutral(
            ReasonCode.SCOPE_DIFFERS,
            f"The figure is the same ({other.text}), but it is not shown to be of the same thing.",
            claim=figure.text,
            source=other.text,
        )
    unknown = [n for n in case.claim.names if n.kind != "other" and not case.knows(n)]
    if unknown and alike < 0.8:
        return case.neutral(
            ReasonCode.WORDS_NOT_COVERED, f"The passage does not mention {unknown[0].text}.", claim=unknown[0].text
        )
    sharper = [(f, o) for f, o, r in agreed if r is Relation.FIRMER]
    firmed = next(((f, o) for f, o in sharper if f.hedge not in (Hedge.NONE, Hedge.ABOUT)), None)
    if firmed is not None:  # dropping a hedge is how newsrooms shorten; putting a firmer one claims more
        f, o = firmed
        return case.neutral(
            ReasonCode.HEDGE_STRONGER,
            f"The source says {o.text}; the claim makes it {f.text}.",
            claim=f.text,
            source=o.text,
        )
    reasons = [case.reason(ReasonCode.FIGURE_AGREES, f"The passage gives {other.text}.", figure.text, other.text)]
    reasons += [
        case.reason(ReasonCode.HEDGE_STRONGER, f"The source says {o.text}; the claim is firmer.", f.text, o.text)
        for f, o in sharper
    ]
    return case.found(Stance.SUPPORTS, max(alike, 0.6), True, reasons, figure=other)


def _figures_by_word(
    case: Case, wanted: list[Quantity], agreed: list[tuple[Quantity, Quantity, Relation]]
) -> Finding | None:
    """Equal figures of things that grammar does not show to be one, where the model finds the same said of both.

    "The Fed lends AIG $85 billion in exchange for stock" holds "the loan amounts to $85 billion".
    """
    if case.p.supports < EQUAL_FIGURE_AT or not case.where_agrees():
        return None
    found: dict[int, Quantity | None] = {id(figure): other for figure, other, _ in agreed}
    for figure in wanted:
        same = next((o for o in case.passage.figures if not is_former(o) and _is_equal(case, figure, o)), None)
        in_other_words = _has_in_print(case, figure) or _is_majority(case, figure)
        found.setdefault(id(figure), same or (figure if in_other_words else None))
    others = [other for figure in wanted if (other := found[id(figure)]) is not None]
    if len(others) < len(wanted) or any(not case.knows(n) for n in case.claim.names):
        return None
    reason = case.reason(
        ReasonCode.FIGURE_AGREES, f"The passage gives {others[0].text}.", wanted[0].text, others[0].text
    )
    return case.found(Stance.SUPPORTS, case.p.supports, False, [reason], figure=others[0])


_PACES = ("hour", "day", "week", "month", "quarter", "year")
_PACE = re.compile(rf"\b(?:a|an|per|each|every)\s+(?P<unit>{'|'.join(_PACES)})\b", re.IGNORECASE)
"""The spans of time that a sentence gives a rate for, wherever in it."""


def _is_equal(case: Case, figure: Quantity, other: Quantity) -> bool:
    """Whether the figures agree, or are printed alike where the model is sure enough to overrule how they are given.

    "One year there would earn her between $1,200 and $2,400" is a rate, "would earn between $1,200 and $2,400" a plan.
    """
    paces = {match["unit"] for match in _PACE.finditer(case.passage.text)}
    if figure.per in _PACES and paces and figure.per not in paces:
        return False  # "$20m (£15m) each month" is no $20 million a year
    printed_alike = figure.text.casefold() == other.text.casefold() and case.p.supports >= SURELY
    return agree_in_value(figure, other) or (printed_alike and figure.kind is not QuantityKind.ORDINAL)


def _has_in_print(case: Case, figure: Quantity) -> bool:
    """Whether the passage prints the number where no figure was read: a vote of 228-205."""
    read = any(other.value == figure.value for other in case.passage.figures)
    return figure.kind is QuantityKind.TOTAL and not read and is_printed(figure, case.passage.text)


_MAJORITY = re.compile(r"\b(?:most(?:\s+of)?|majority|mostly)\b", re.IGNORECASE)


def _is_majority(case: Case, figure: Quantity) -> bool:
    """Whether "more than half" of the claim is "a majority" or "most" in the passage, by the model's word."""
    over_half = figure.unit == "percent" and figure.value == 50 and figure.hedge is Hedge.MORE_THAN
    return over_half and case.p.supports >= SURELY and _MAJORITY.search(case.passage.text) is not None


def _figure_missing(
    case: Case, wanted: list[Quantity], agreed: list[tuple[Quantity, Quantity, Relation]]
) -> Finding | None:
    if case.p.contradicts >= CONTRADICTS_AT and case.negation_differs():
        return case.opposite(ReasonCode.NEGATED, "One asserts what the other negates.", None)
    missing = next(q for q in wanted if q not in [a for a, _, _ in agreed])
    comparable = _figure_matches(case) and not _counts_the_same(case, missing)
    if case.p.contradicts >= FIGURE_BY_WORD_AT and not comparable and case.is_told_here():
        return case.opposite(ReasonCode.STATES_THE_OPPOSITE, "The passage states what excludes this.", None)
    return case.neutral(
        ReasonCode.SCOPE_DIFFERS if case.passage.figures else ReasonCode.ON_TOPIC_ONLY,
        f"The passage gives no figure that compares with {missing.text}.",
        claim=missing.text,
    )


def _counts_the_same(case: Case, figure: Quantity) -> bool:
    """Whether a figure of the passage counts the same as ``figure`` by grammar, and excludes it."""
    return any(
        same_thing(figure, other) is True and compare_quantities(figure, other) is Relation.EXCLUDES
        for other in case.passage.figures
        if not is_aside(other)
    )


def _adds_a_time(case: Case) -> bool:
    """Whether the claim states a time and the passage none: the model cannot see the day of publication."""
    return bool(case.claim.periods) and not case.passage.periods


def _is_read(case: Case) -> bool:
    """Whether a model has read the passage at all."""
    return case.p.neutral < 1.0


def _best_match(case: Case, index: int, figure: Quantity) -> tuple[Quantity, Relation, float] | None:
    """The passage's figure that is of the same thing, its relation and the probability that it is."""
    best: tuple[Quantity, Relation, float] | None = None
    most = -1.0
    has_equal = any(
        compare_quantities(figure, o) in AGREEING and _same_thing(case, figure, o) is not False
        for o in case.passage.figures
    )
    answers = {(p.claim_index, p.source_index): answer for p, answer in case.asked if p.kind is ProbeKind.FIGURE}
    for j, other in enumerate(case.passage.figures):
        relation = compare_quantities(figure, other)
        same = _same_thing(case, figure, other)
        if relation is Relation.UNLIKE or same is False or is_aside(other):
            continue
        if relation is Relation.EXCLUDES and _is_some_of_another(case, other):
            continue
        if relation is Relation.EXCLUDES and same is None and not (is_slip(figure, other) or _wavers(case)):
            continue
        answer = answers.get((index, j))
        alike = answer.supports if answer is not None else case.p.supports
        if relation in AGREEING:
            alike = max(alike, case.p.supports)
        elif not _of_one_thing(case, figure, other, alike) or _is_clearly_other(figure, other, answer):
            continue
        preference = _preference(alike, relation, same)
        if relation in AGREEING and figure.value == other.value:
            preference += SAME_VALUE
        if relation is Relation.EXCLUDES and same is None and has_equal:
            preference -= EQUAL_BEFORE_OTHER
        if relation in AGREEING and case.model_says() is Stance.SUPPORTS:
            preference += 1.0  # the passage says so as it stands: "from phase three to phase four" is of four
        if best is None or preference > most:
            best, most = (other, relation, alike), preference
    return best


def _wavers(case: Case) -> bool:
    """Whether the model, where it has read the passage, finds the claim itself neither held nor passed over.

    Of another value of the same thing it would.
    """
    return not _is_read(case) or (case.p.supports < SAME_THING_AT and case.p.contradicts >= PASSED_OVER)


def _is_some_of_another(case: Case, part: Quantity) -> bool:
    """Whether the passage counts more of the same beside: "15 cases - three of them here" is of 15."""
    return part.kind is QuantityKind.PART and any(
        o.counted == part.counted and o.kind is not QuantityKind.PART and o.value > part.value
        for o in case.passage.figures
        if o is not part
    )


def _of_one_thing(case: Case, figure: Quantity, other: Quantity, alike: float) -> bool:
    """Whether two figures are of one thing: by the model's word, or by what is counted and the words around."""
    same = _same_thing(case, figure, other)
    if not case.where_agrees() or {count_status(case.claim.content), count_status(case.passage.text)} == {
        "confirmed",
        "suspected",
    }:
        return False
    if same is False or case.similarity < SAME_SUBJECT_SIMILARITY - 0.15:
        return False
    if not same:
        slipped = is_slip(figure, other) and (alike >= SAME_THING_COUNTED_AT or case.coverage >= SAME_WORDS_AT)
        return slipped or (alike >= SAME_THING_AT and not far_apart(figure, other))
    if alike >= SAME_THING_AT and not far_apart(figure, other):
        return True
    if is_slip(figure, other) and (alike >= SAME_THING_COUNTED_AT or case.coverage >= SAME_WORDS_AT):
        return True
    if alike >= SAME_THING_COUNTED_AT and case.predicate_coverage() >= SAME_PREDICATE_AT:
        return not far_apart(figure, other)
    if alike >= SAME_THING_WORDED_AT and case.coverage >= SAME_WORDS_AT:
        return not far_apart(figure, other)
    if case.similarity < SAME_SUBJECT_SIMILARITY:
        return False
    if _share_a_fate(figure, other):  # what happened to them is what the claim is about
        return case.coverage >= SAME_FATE_WORDS_AT
    return case.coverage >= SAME_WORDS_AT and case.predicate_coverage() >= SAME_PREDICATE_AT


def _same_thing(case: Case, figure: Quantity, other: Quantity) -> bool | None:
    """Whether grammar shows that both count the same; a slip of the scale in the claim's own words is left open."""
    same = same_thing(figure, other)
    slipped = figure.unit == other.unit is not None and is_slip(figure, other) and case.coverage >= SAME_WORDS_AT
    return None if same is False and slipped else same


def _figure_matches(case: Case) -> bool:
    """Whether a figure of the passage could decide one of the claim's, for or against it."""
    deciding = (Relation.EXCLUDES, Relation.WITHIN, Relation.FIRMER)
    return any(compare_quantities(c, s) in deciding for c in case.claim.figures for s in case.passage.figures)


def _speaks_of_claimed_time(case: Case) -> bool:
    stated, reported = _event_periods(case)
    published = _published_period(case)
    times = [*stated, *([published] if published is not None and not reported else [])]
    if any(periods_agree(p, other) for p in case.claim.when for other in times) or not times:
        return True
    return any(_is_its_quarter(p, case) for p in case.claim.when)


QUARTER_DAYS = 130
"""How long after a quarter or half "the first quarter" is still read as it: figures come out within four months."""

_QUARTER = re.compile(
    r"\b(?:(?P<rank>first|second|third|fourth|final)[\s-](?P<unit>quarter|half)|Q(?P<q>[1-4]))\b", re.I
)
_OF_A_YEAR = re.compile(r"\s+(?:of\s+)?(?:the\s+)?(?:\d{4}|last|next|this)\b")
_NUMBERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "final": 4}


def _is_its_quarter(stated: Period, case: Case) -> bool:
    """Whether the claim is of a quarter that the passage names without its year, and that was over when it came out."""
    text, day = case.passage.text, case.passage.published_end
    ours, theirs = _QUARTER.search(stated.text), _QUARTER.search(text)
    if ours is None or theirs is None or day is None or stated.end is None or _OF_A_YEAR.match(text, theirs.end()):
        return False
    return _part_of_year(ours) == _part_of_year(theirs) and 0 <= (day - stated.end).days <= QUARTER_DAYS


def _part_of_year(found: re.Match[str]) -> tuple[int, str]:
    """(1 to 4, quarter or half)."""
    if found["q"]:
        return int(found["q"]), "quarter"
    return _NUMBERS[found["rank"].lower()], found["unit"].lower()


def _event_periods(case: Case) -> tuple[list[Period], bool]:
    """The times that the passage states of the event, and whether they stand in what is said there.

    Of "It burned in May, he said on Monday" Monday is the time of the saying, and so is the day of the report.
    """
    speech = case.passage.speech
    if speech is None or speech.content is None:
        return list(case.passage.periods), False
    first, last = speech.content
    inside = [p for p in case.passage.periods if first <= p.start_char and p.end_char <= last]
    return (inside, True) if inside else (list(case.passage.periods), False)


def _published_period(case: Case) -> Period | None:
    if case.passage.published_start is None:
        return None
    return Period("", 0, 0, case.passage.published_start, case.passage.published_end, "interval")


def _passage_time(case: Case) -> str | None:
    if case.passage.periods:
        return case.passage.periods[0].text
    return case.passage.published_start.isoformat() if case.passage.published_start else None


def _is_clearly_other(figure: Quantity, other: Quantity, answer: StanceProbabilities | None) -> bool:
    """Whether the model, asked with the passage's figure in the claim, saw nothing of the kind."""
    return answer is not None and answer.supports < CLEARLY_OTHER and not _share_a_fate(figure, other)


def _share_a_fate(one: Quantity, other: Quantity) -> bool:
    return bool(FATES & set(one.modifiers) & set(other.modifiers))


def _preference(alike: float, relation: Relation, same: bool | None) -> float:
    """Which of a passage's figures to compare: the likeliest to be of the same thing, agreement first when close."""
    bonus = 0.05 if relation in AGREEING else 0.0
    return alike + bonus + (0.1 if same else 0.0)
