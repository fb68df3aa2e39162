"""From findings to a verdict: one table of rules, first that holds wins, each with the reasons it gives.

| supports | contradicts | in time                                             | verdict                |
|----------|-------------|-----------------------------------------------------|------------------------|
| none     | none        |                                                     | not_enough_evidence    |
| some     | none        |                                                     | supported              |
| none     | some        |                                                     | contradicted           |
| some     | some        | a contradiction is later than every support         | outdated               |
| some     | some        | the latest support is later than each contradiction | supported              |
| some     | some        | same time, different voices, neither far weaker     | disputed               |
| some     | some        | same time, one voice or one side far weaker         | the stronger side's    |
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from service.assessment.alignment import FATES
from service.assessment.confidence import Signals, read_signals
from service.assessment.reading import ClaimReading
from service.assessment.records import Qualifier, Reason, ReasonCode, Stance, Verdict
from service.assessment.timeline import Order, Witness, independent, order, same_voice, speakers

FAR_WEAKER = 0.35
"""Difference of weight from which one side of a disagreement is set aside as a misreading."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one claim. ``witnesses`` carry their final stances: an earlier state is no live contradiction.

    ``signals`` are what its confidence is computed from (``service.assessment.confidence``).
    """

    verdict: Verdict
    qualifiers: tuple[Qualifier, ...]
    reasons: tuple[Reason, ...]
    witnesses: tuple[Witness, ...]
    supporting: int
    contradicting: int
    speakers: int
    signals: Signals


def decide(claim: ClaimReading, witnesses: Sequence[Witness]) -> Judgement:
    """The verdict on ``claim``; ``witnesses`` in the order of search, their order among themselves does not matter."""
    ordered = sorted(witnesses, key=lambda w: (-w.weight, w.rank, w.passage_id))
    supports = [w for w in ordered if w.stance is Stance.SUPPORTS]
    contradicts = [w for w in ordered if w.stance is Stance.CONTRADICTS]
    verdict, supports, contradicts, reasons = _weigh(supports, contradicts, ordered)
    if verdict is Verdict.NOT_ENOUGH_EVIDENCE and claim.quotes:
        reasons = [_no_such_quote(claim.quotes[0]), *(r for r in reasons if r.code is not ReasonCode.QUOTE_NOT_FOUND)]
    kept = {id(w) for w in (*supports, *contradicts)}
    final = tuple(w if w.stance is Stance.NEUTRAL or id(w) in kept else _set_aside(w, supports) for w in ordered)
    return Judgement(
        verdict=verdict,
        qualifiers=_qualifiers(verdict, supports, contradicts),
        reasons=tuple(reasons),
        witnesses=final,
        supporting=independent(supports),
        contradicting=independent(contradicts),
        speakers=speakers([*supports, *contradicts]),
        signals=read_signals(claim, verdict, supports, contradicts, ordered),
    )


def _weigh(
    supports: list[Witness], contradicts: list[Witness], ordered: Sequence[Witness]
) -> tuple[Verdict, list[Witness], list[Witness], list[Reason]]:
    if not supports and not contradicts:
        return Verdict.NOT_ENOUGH_EVIDENCE, [], [], _undecided_reasons(ordered)
    supports, contradicts = _without_parts(supports, contradicts)
    if not contradicts:
        return Verdict.SUPPORTED, supports, [], _reasons_of(supports)
    if not supports:
        return Verdict.CONTRADICTED, [], contradicts, _reasons_of(contradicts)

    supports, contradicts = _without_misreadings(supports, contradicts)
    if not contradicts:
        return Verdict.SUPPORTED, supports, [], _reasons_of(supports)
    if not supports:
        return Verdict.CONTRADICTED, [], contradicts, _reasons_of(contradicts)

    firm = [s for s in supports if not _is_open_ended(s)] or supports
    if any(c.finding.by_rule for c in contradicts):  # the model's word alone does not overtake what a rule read
        firm = [s for s in firm if s.finding.by_rule] or firm
    taken_back = [c for c in contradicts if any(_corrects(s, [c]) for s in supports)]
    if len(taken_back) == len(contradicts):
        return Verdict.SUPPORTED, supports, [], _reasons_of(supports)
    later = [c for c in contradicts if _changes(c, firm)]
    if later:
        newest = max(later, key=lambda w: ((w.start is not None and w.start.toordinal()) or 0, w.weight))
        own = next((c for c in later if _corrects(c, firm)), None)
        change = _change(supports[0], newest) if own is None else _correction(supports[0], own)
        kept = [c for c in contradicts if not all(order(c, s) is Order.EARLIER for s in firm)]
        return Verdict.OUTDATED, supports, kept, [change, *_reasons_of(supports)]

    live = [c for c in contradicts if not any(order(s, c) is Order.LATER for s in firm)]
    if not live:
        reasons = [
            *_reasons_of(supports),
            Reason(
                ReasonCode.EARLIER_STATE,
                f"Earlier reports differ ({_who(contradicts[0])}); the latest agrees.",
                None,
                _value(contradicts[0]),
                contradicts[0].passage_id,
            ),
        ]
        return Verdict.SUPPORTED, supports, [], reasons

    if all(same_voice(c, s) for c in live for s in supports):
        strongest = max(supports[0].weight, 0.0)
        if strongest >= live[0].weight:
            return Verdict.SUPPORTED, supports, [], _reasons_of(supports)
        return Verdict.CONTRADICTED, [], contradicts, _reasons_of(contradicts)
    disagreement = Reason(
        ReasonCode.SOURCES_DISAGREE,
        f"{_who(supports[0])} and {_who(live[0])} disagree for the same time.",
        _value(supports[0]),
        _value(live[0]),
        live[0].passage_id,
    )
    return Verdict.DISPUTED, supports, contradicts, [disagreement, *_reasons_of(supports), *_reasons_of(live)]


def _is_open_ended(witness: Witness) -> bool:
    """Whether it gives a bound only: "more than 3,000" does not say that there were no 10,000."""
    figure = witness.finding.figure
    return figure is not None and not figure.is_bounded


def _changes(one: Witness, supports: Sequence[Witness]) -> bool:
    """Whether ``one`` is later than every support, or some days after them all and from one of their own voices."""
    if all(order(one, s) is Order.LATER for s in supports):
        return True
    if _corrects(one, supports):
        return True
    if _is_higher_toll(one, supports):
        return True
    own = any(order(one, s) is Order.LATER for s in supports if same_voice(one, s))
    return own and all(one.start is not None and s.end is not None and one.start > s.end for s in supports)


def _is_higher_toll(one: Witness, supports: Sequence[Witness]) -> bool:
    """Whether ``one`` counts more of the dead, injured or missing than every support, and was printed after it.

    A toll only rises in the days in which it is reported; that is news, no dispute.
    """
    figure = one.finding.figure
    if figure is None or one.start is None:
        return False
    fate = FATES & set(figure.modifiers)
    return bool(fate) and all(
        s.finding.figure is not None
        and fate & set(s.finding.figure.modifiers)
        and s.finding.figure.value < figure.value
        and s.end is not None
        and one.start > s.end
        for s in supports
    )


def _corrects(one: Witness, others: Sequence[Witness]) -> bool:
    """Whether ``one`` is a correction by the publisher or the agency of all the others, of the same day or later."""
    return one.is_correction and all(
        one.publisher is not None and one.publisher in (s.publisher, s.origin) and order(one, s) is not Order.EARLIER
        for s in others
    )


def _change(support: Witness, newest: Witness) -> Reason:
    message = f"It was so earlier; {_who(newest)} later says otherwise."
    return Reason(ReasonCode.LATER_CHANGE, message, _value(support), _value(newest), newest.passage_id)


def _correction(support: Witness, own: Witness) -> Reason:
    message = f"{own.publisher} corrected itself ({own.published or 'undated'})."
    return Reason(ReasonCode.CORRECTED, message, _value(support), _value(own), own.passage_id)


def _without_parts(supports: list[Witness], contradicts: list[Witness]) -> tuple[list[Witness], list[Witness]]:
    """Both sides without figures that their own document explains.

    A document that gives the claim's figure does not contradict itself with another one: that is of a part, a batch or
    an earlier day. That others said the same takes nothing from the one that the claim names. And "more than 3,000"
    does not confirm 3,000 where the same document gives 10,000.
    """
    figures = {(c.document_id, c.finding.figure.value) for c in contradicts if c.finding.figure is not None}
    open_ended = [s for s in supports if s.finding.figure is not None and not s.finding.figure.is_bounded]
    explained = [
        s
        for s in open_ended
        if any(d == s.document_id and s.finding.figure is not None and v > s.finding.figure.value for d, v in figures)
        and _has(s, ReasonCode.HEDGE_STRONGER)
    ]
    kept_supports = [s for s in supports if s not in explained]
    own = {s.document_id for s in kept_supports if s.finding.figure is not None}
    said = any(_has(s, ReasonCode.SPEAKER_AGREES) for s in kept_supports)
    kept_contradicts = [
        c
        for c in contradicts
        if (c.document_id not in own or c.finding.figure is None) and not (said and _has(c, ReasonCode.WRONG_SPEAKER))
    ]
    return kept_supports, kept_contradicts


def _without_misreadings(supports: list[Witness], contradicts: list[Witness]) -> tuple[list[Witness], list[Witness]]:
    """Both sides without those that only the model's word holds up against a far stronger other side."""
    best_support, best_contradiction = supports[0].weight, contradicts[0].weight
    kept_supports = [s for s in supports if s.finding.by_rule or best_contradiction - s.weight < FAR_WEAKER]
    kept_contradicts = [c for c in contradicts if c.finding.by_rule or best_support - c.weight < FAR_WEAKER]
    if not kept_supports and not kept_contradicts:
        return supports, contradicts
    return kept_supports, kept_contradicts


def _set_aside(witness: Witness, supports: Sequence[Witness]) -> Witness:
    earlier = any(order(s, witness) is Order.LATER for s in supports)
    code = ReasonCode.EARLIER_STATE if earlier else ReasonCode.ON_TOPIC_ONLY
    message = "It was so at an earlier time." if earlier else "Set aside: weaker than what says otherwise."
    reason = Reason(code, message, None, _value(witness), witness.passage_id)
    finding = replace(witness.finding, stance=Stance.NEUTRAL, reasons=(reason, *witness.finding.reasons))
    return replace(witness, finding=finding)


# ------------------------------------------------------------------------------------------------------- qualifiers


def _qualifiers(verdict: Verdict, supports: Sequence[Witness], contradicts: Sequence[Witness]) -> tuple[Qualifier, ...]:
    found: set[Qualifier] = set()
    codes = {r.code for w in supports for r in w.finding.reasons}
    if verdict in (Verdict.SUPPORTED, Verdict.OUTDATED) and supports:
        if ReasonCode.HEDGE_STRONGER in codes and all(_has(w, ReasonCode.HEDGE_STRONGER) for w in supports):
            found.add(Qualifier.HEDGE_STRONGER)
        if all(w.finding.speech is not None for w in supports):
            found.add(Qualifier.ATTRIBUTED_ONLY)
    deciding = supports if verdict in (Verdict.SUPPORTED, Verdict.OUTDATED) else contradicts
    if deciding and min(independent(deciding), max(1, speakers(deciding))) == 1:
        found.add(Qualifier.SINGLE_SOURCE)
    if contradicts and all(_has(w, ReasonCode.WRONG_SPEAKER) for w in contradicts):
        found.add(Qualifier.WRONG_SPEAKER)
    return tuple(sorted(found, key=list(Qualifier).index))


def _has(witness: Witness, code: ReasonCode) -> bool:
    return any(r.code is code for r in witness.finding.reasons)


# ---------------------------------------------------------------------------------------------------------- reasons


def _reasons_of(witnesses: Sequence[Witness], limit: int = 3) -> list[Reason]:
    return [w.finding.reasons[0] for w in witnesses[:limit]]


def _undecided_reasons(ordered: Sequence[Witness]) -> list[Reason]:
    telling = [
        r
        for w in ordered
        for r in w.finding.reasons
        if r.code not in (ReasonCode.ON_TOPIC_ONLY, ReasonCode.NOTHING_FOUND)
    ]
    if telling:
        return telling[:3]
    if ordered:
        return [
            Reason(
                ReasonCode.ON_TOPIC_ONLY,
                "Passages on the subject were found, but none of them decides this.",
                passage_id=ordered[0].passage_id,
            )
        ]
    return [Reason(ReasonCode.NOTHING_FOUND, "No passage of the index comes near this statement.")]


def _no_such_quote(quote: str) -> Reason:
    message = "No passage of the index has this quotation; that does not show that it was never said."
    return Reason(ReasonCode.QUOTE_NOT_FOUND, message, quote)


def _who(witness: Witness) -> str:
    who = witness.voice or witness.publisher or "an unnamed source"
    return f"{who} ({witness.published})" if witness.published else f"{who} (undated)"


def _value(witness: Witness) -> str | None:
    return witness.finding.figure.text if witness.finding.figure else None


# ------------------------------------------------------------------------------------------------- whole statements


def combine(
    parts: Sequence[tuple[Verdict, tuple[Qualifier, ...], float]],
) -> tuple[Verdict, tuple[Qualifier, ...], float]:
    """The verdict of a statement over its claims, the union of their qualifiers, and its confidence.

    Any contradicted claim makes the statement contradicted; else any disputed, any outdated, any undecided one decides;
    else it is supported. Claims that cannot be checked do not count, unless there are no others. The confidence is that
    of the least certain claim of the deciding verdict.
    """
    checkable = [p for p in parts if p[0] is not Verdict.NOT_CHECKABLE]
    verdicts = {p[0] for p in checkable}
    decided = next((v for v in _STRONGEST_FIRST if v in verdicts), Verdict.NOT_CHECKABLE)
    qualifiers = {q for p in parts for q in p[1]}
    if decided is Verdict.NOT_ENOUGH_EVIDENCE and Verdict.SUPPORTED in verdicts:
        qualifiers.add(Qualifier.PARTIAL)
    certain = [p[2] for p in (checkable or parts) if p[0] is decided]
    return decided, tuple(sorted(qualifiers, key=list(Qualifier).index)), min(certain, default=0.0)


_STRONGEST_FIRST = (
    Verdict.CONTRADICTED,
    Verdict.DISPUTED,
    Verdict.OUTDATED,
    Verdict.NOT_ENOUGH_EVIDENCE,
    Verdict.SUPPORTED,
)
