"""How two figures relate: whether they count the same thing, and what the source's interval says of the claim's.

The table of answers, with its reasons and worked examples, is docs/figures.md.
"""

from __future__ import annotations

import math
from dataclasses import replace

from service.assessment import synonyms, units
from service.assessment.fates import FATE_WORDS, fate_of_noun
from service.assessment.records import Hedge, Quantity, QuantityKind, Relation

SELECTED = "selected"
"""Mark among the modifiers of a figure that counts the first, the last or the next of more."""

_STOCKS = frozenset({QuantityKind.TOTAL, QuantityKind.PART, QuantityKind.SHARE})
_LOWER = frozenset({Hedge.NEARLY, Hedge.LESS_THAN, Hedge.UP_TO})
_UPPER = frozenset({Hedge.AT_LEAST, Hedge.MORE_THAN, Hedge.JUST_OVER})
_HOW_MUCH = frozenset({"rate", "level"})
_PLAIN = frozenset({Hedge.NONE, Hedge.EXACT})


def same_thing_counted(claim: Quantity, source: Quantity) -> bool | None:
    """Whether both figures count the same thing, so that their values may be compared; None where it cannot be told.

    Looks at kind, unit, denominator, what became of those counted, head noun and the words around it. Not symmetric:
    a source that counts people of any sort cannot vouch for a claim of soldiers.
    """
    if not _same_kind(claim, source):
        return False
    if not _same_dimension(claim, source):
        return False
    if _is_selected(claim) != _is_selected(source):
        return False
    if claim.unit in units.MONEY and (claim.counted is None or source.counted is None):
        return None
    if synonyms.exclusive_modifiers(claim.modifiers, source.modifiers):
        return False
    fates = (_fates(claim), _fates(source))
    if fates[0] != fates[1]:
        return False if _counts_people(claim) and _counts_people(source) else _heads(claim, source)
    return _heads_of_fate(claim, source) if fates[0] else _heads(claim, source)


def compare_quantities(claim: Quantity, source: Quantity) -> Relation:
    """What the source's figure says of the claim's, given that both count the same thing.

    ``WITHIN``: the claim holds on the source's word; ``FIRMER``: same figure, the claim drops or sharpens the hedge;
    ``EXCLUDES``: it cannot hold; ``OVERLAPS``: undecided; ``UNLIKE``: other unit, rate or kind.
    """
    if not _same_kind(claim, source) or not _same_dimension(claim, source):
        return Relation.UNLIKE
    if QuantityKind.PLANNED in (claim.kind, source.kind) and claim.kind != source.kind:
        return Relation.UNLIKE
    if claim.kind is QuantityKind.ORDINAL:
        if claim.counted and source.counted and synonyms.same_head(claim.counted, source.counted) is not True:
            return Relation.UNLIKE
        return Relation.WITHIN if claim.value == source.value else Relation.EXCLUDES
    paid = _per_same_time(claim, source)
    if claim.unit != source.unit or paid is not source:
        claim, source = _widened(claim), _converted(paid, claim.unit or "")
        if _rounds_to(claim, source):
            return Relation.WITHIN
    return _compare_intervals(claim, source)


def agree_in_value(claim: Quantity, source: Quantity) -> bool:
    """Whether the claim's value holds on the source's word, whatever either counts: equal value, unit and fate.

    That is no more than equal digits: it tells something only beside a reader that finds the rest the same.
    """
    if not _same_dimension(claim, source) or _is_selected(claim) != _is_selected(source):
        return False
    if claim.kind != source.kind and {claim.kind, source.kind} & _APART:
        return False
    fates = _fates(claim), _fates(source)
    if all(fates) and fates[0] != fates[1]:
        return False
    if claim.unit != source.unit:
        return _rounds_to(_widened(claim), _converted(source, claim.unit or ""))
    return _compare_intervals(claim, source) in (Relation.WITHIN, Relation.FIRMER)


_APART = frozenset({QuantityKind.PLANNED, QuantityKind.ADDITIONAL, QuantityKind.ORDINAL})
"""Kinds that are never the same figure as one of another kind."""


# --- Kind and unit ---------------------------------------------------------------------------------------------------


_TIMES_A_YEAR = {"day": 365.25, "week": 52.18, "month": 12.0, "quarter": 4.0, "year": 1.0}
"""How often each comes in a year of 365.25 days: what a sum per month makes per year."""


def _per_same_time(claim: Quantity, source: Quantity) -> Quantity:
    """The source's rate per the claim's stretch of time; itself where they are the same, or not per a time."""
    if claim.per == source.per or not {claim.per, source.per} <= set(_TIMES_A_YEAR):
        return source
    times = _TIMES_A_YEAR[source.per or ""] / _TIMES_A_YEAR[claim.per or ""]
    widened = _widened(source)
    return replace(
        widened, value=times * widened.value, low=times * widened.low, high=times * widened.high, per=claim.per
    )


def _same_kind(claim: Quantity, source: Quantity) -> bool:
    if claim.per != source.per and not (
        claim.unit in units.MONEY and {claim.per, source.per} <= set(_TIMES_A_YEAR)
    ):  # of people and cases a busy day says nothing of the year
        return False
    one, other = (QuantityKind.TOTAL if q.kind in _STOCKS | {QuantityKind.PLANNED} else q.kind for q in (claim, source))
    return one == other


def _same_dimension(claim: Quantity, source: Quantity) -> bool:
    if claim.unit is None or source.unit is None:
        return claim.unit is source.unit
    return units.convert(1.0, claim.unit, source.unit) is not None


def _converted(quantity: Quantity, into: str) -> Quantity:
    """The quantity in another unit, its bounds widened by the rounding of its printed figure."""
    widened = _widened(quantity)

    def to(value: float) -> float:
        return value if math.isinf(value) else units.convert(value, quantity.unit or into, into) or 0.0

    return replace(widened, value=to(widened.value), low=to(widened.low), high=to(widened.high), unit=into)


def _widened(quantity: Quantity) -> Quantity:
    """Bounds widened by half a unit of the last significant digit, of two at least: converted figures are rounded."""
    if quantity.hedge not in _PLAIN or not quantity.value:
        return quantity
    digits = max(2, len(f"{quantity.value:.6e}".split("e")[0].replace(".", "").rstrip("0")))
    half = 0.5 * 10.0 ** (math.floor(math.log10(abs(quantity.value))) - digits + 1)
    return replace(quantity, low=quantity.low - half, high=quantity.high + half)


def _rounds_to(claim: Quantity, source: Quantity) -> bool:
    """Whether one of two plain converted figures is the other, rounded."""
    if claim.hedge not in _PLAIN or source.hedge not in _PLAIN:
        return False
    return claim.low <= source.value <= claim.high or source.low <= claim.value <= source.high


def _is_selected(quantity: Quantity) -> bool:
    """Whether the figure picks some out of more: "the first two cases" do not exclude a third."""
    return SELECTED in quantity.modifiers


# --- What is counted -------------------------------------------------------------------------------------------------


def _fates(quantity: Quantity) -> frozenset[str]:
    fates = frozenset(quantity.modifiers) & FATE_WORDS
    if quantity.counted == "casualty":
        return fates or frozenset({"killed", "injured"})
    return fates | frozenset(fate_of_noun(quantity.counted))


def _counts_people(quantity: Quantity) -> bool:
    return synonyms.is_human(quantity.counted) or quantity.counted in {None, "casualty"} or bool(_fates(quantity))


def _heads(claim: Quantity, source: Quantity) -> bool | None:
    if claim.counted is None or source.counted is None:
        return None
    return synonyms.same_head(_head(claim), _head(source))


def _head(quantity: Quantity) -> str:
    """The head noun; of "the unemployment rate" and "the water level" the word before it, which says what of."""
    words = [word for word in quantity.modifiers if word not in FATE_WORDS]
    return words[-1] if words and quantity.counted in _HOW_MUCH else quantity.counted or ""


def _heads_of_fate(claim: Quantity, source: Quantity) -> bool | None:
    """Of people with one fate: "deaths" may be of anybody, "people" only vouches for people."""
    for quantity in (claim, source):
        if quantity.counted is None or quantity.counted == "casualty" or fate_of_noun(quantity.counted):
            return True
    heads = _heads(claim, source)
    if heads is None and synonyms.is_generic(claim.counted) and source.kind is not QuantityKind.PART:
        return True  # but "12 children" among the people killed are not the people killed
    return heads


# --- Intervals -------------------------------------------------------------------------------------------------------


def _compare_intervals(claim: Quantity, source: Quantity) -> Relation:
    same_value = math.isclose(claim.value, source.value, rel_tol=1e-9) and _has_stated_value(claim, source)
    if not _intersect(claim, source):
        if same_value and (claim.hedge in _PLAIN or source.hedge in _PLAIN):
            return Relation.FIRMER
        return Relation.EXCLUDES
    if (
        claim.hedge is Hedge.UP_TO
        and not same_value
        and not (source.hedge is Hedge.RANGE and source.high == claim.value)
    ):
        return _hedged(claim, source, Relation.OVERLAPS)
    if _contains(claim, source):
        return Relation.WITHIN
    if same_value:
        if {claim.hedge, source.hedge} == {Hedge.AT_LEAST, Hedge.UP_TO}:
            return Relation.OVERLAPS
        return Relation.FIRMER
    return _hedged(claim, source, Relation.WITHIN)


def _hedged(claim: Quantity, source: Quantity, inside: Relation) -> Relation:
    """Two hedged figures are compared by what they state, unless the source's interval is open to one side."""
    if source.hedge is Hedge.ABOUT and claim.hedge not in _PLAIN:
        return inside if _holds(claim, source.value) else Relation.EXCLUDES
    return Relation.OVERLAPS


def _has_stated_value(*quantities: Quantity) -> bool:
    return all(q.hedge not in {Hedge.RANGE, Hedge.VAGUE} for q in quantities)


def _holds(quantity: Quantity, value: float) -> bool:
    above = value > quantity.low or (value == quantity.low and not quantity.open_low)
    below = value < quantity.high or (value == quantity.high and not quantity.open_high)
    return above and below


def _intersect(one: Quantity, other: Quantity) -> bool:
    low, high = max(one.low, other.low), min(one.high, other.high)
    if low != high:
        return low < high
    return _holds(one, low) and _holds(other, low)


def _contains(outer: Quantity, inner: Quantity) -> bool:
    # "about" is open where "nearly" and "just over" are closed; the end point itself decides nothing
    loose = outer.hedge is Hedge.ABOUT and inner.hedge in {Hedge.NEARLY, Hedge.JUST_OVER}
    open_low = outer.open_low and not inner.open_low and not loose
    open_high = outer.open_high and not inner.open_high and not loose
    low = inner.low > outer.low or (inner.low == outer.low and not open_low)
    high = inner.high < outer.high or (inner.high == outer.high and (not open_high or math.isinf(inner.high)))
    return low and high
