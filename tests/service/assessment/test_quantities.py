"""Figures are read as what they mean, and compared as intervals. The rows are in tests/cases/."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from service.assessment.numbers import numbered
from service.assessment.quantities import compare_quantities, read_quantities, same_thing_counted
from service.assessment.records import Hedge, Quantity, QuantityKind, Relation

CASES = Path(__file__).parents[2] / "cases"
ROWS: list[dict[str, Any]] = yaml.safe_load((CASES / "quantities.yaml").read_text(encoding="utf-8"))
RELATIONS: list[dict[str, Any]] = yaml.safe_load((CASES / "figure_relations.yaml").read_text(encoding="utf-8"))


def check(quantity: Quantity, expected: dict[str, Any]) -> None:
    for key, value in expected.items():
        match key:
            case "is":
                assert quantity.text == value
            case "value" | "low" | "high":
                assert getattr(quantity, key) == pytest.approx(float(value), abs=0.001)
            case "open":
                assert {end for end in ("low", "high") if getattr(quantity, f"open_{end}")} >= set(value)
            case "with":
                assert set(value) <= set(quantity.modifiers)
            case _:
                assert getattr(quantity, key) == value, key


@pytest.mark.parametrize("row", ROWS, ids=[row["why"] for row in ROWS])
def test_a_text_states_these_figures(row: dict[str, Any]) -> None:
    quantities = read_quantities(row["text"])
    assert len(quantities) == len(row["figures"]), [q.text for q in quantities]
    for quantity, expected in zip(quantities, row["figures"], strict=True):
        check(quantity, expected)
        assert row["text"][quantity.start : quantity.end] == quantity.text


def only(text: str) -> Quantity:
    quantities = read_quantities(text)
    assert len(quantities) == 1, [q.text for q in quantities]
    return quantities[0]


@pytest.mark.parametrize("row", RELATIONS, ids=[f"{row['claim']} / {row['source']}" for row in RELATIONS])
def test_a_source_figure_relates_to_a_claim(row: dict[str, Any]) -> None:
    claim, source = only(row["claim"]), only(row["source"])
    if "is" in row:
        assert compare_quantities(claim, source) == Relation(row["is"]), row["why"]
    if "same" in row:
        assert same_thing_counted(claim, source) is row["same"], row["why"]


def test_every_row_says_why() -> None:
    assert all(row["why"] for row in ROWS + RELATIONS)
    assert len(ROWS) >= 120
    assert len(RELATIONS) >= 80


# --- Properties ------------------------------------------------------------------------------------------------------

HEDGES = ["", "exactly ", "about ", "nearly ", "at least ", "more than ", "just over ", "up to ", "fewer than "]
NOUNS = ["goats", "nurses", "tickets", "stone walls"]
SMALL = list(
    numbered(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen "
        "eighteen nineteen"
    )
)
TENS = list(numbered("twenty thirty forty fifty sixty seventy eighty ninety"))
SCRAMBLED = list(numbered("12 3,000 about half a of the dozen people per month killed and to - $ % one 2004 more"))
figures = st.integers(min_value=2, max_value=9_999_999)


@st.composite
def phrases(draw: st.DrawFn) -> str:
    number = draw(figures)
    printed = draw(st.sampled_from([f"{number:,}", f"{number / 10:,.1f}", in_words(number)]))
    return draw(st.sampled_from(HEDGES)) + printed + " " + draw(st.sampled_from(NOUNS))


def in_words(number: int) -> str:
    """The number as English words."""
    for size, name in ((1_000_000, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= size:
            rest = number % size
            joint = " and " if 0 < rest < 100 else " "
            return (in_words(number // size) + " " + name + (joint + in_words(rest) if rest else "")).strip()
    if number < 20:
        return SMALL[number]
    tens = TENS[number // 10 - 2]
    return tens + (f"-{SMALL[number % 10]}" if number % 10 else "")


@given(st.text(max_size=120))
def test_spans_are_exact_and_apart_in_any_text(text: str) -> None:
    end = 0
    for quantity in read_quantities(text):
        assert text[quantity.start : quantity.end] == quantity.text
        assert quantity.start >= end
        assert quantity.low <= quantity.high
        end = quantity.end


@given(st.lists(st.sampled_from(SCRAMBLED)))
def test_spans_are_exact_in_scrambled_news_words(words: list[str]) -> None:
    text = " ".join(words)
    for quantity in read_quantities(text):
        assert text[quantity.start : quantity.end] == quantity.text


@given(phrases())
def test_a_phrase_is_one_figure_with_its_noun(phrase: str) -> None:
    quantity = only(phrase)
    assert quantity.counted in {"goat", "nurse", "ticket", "wall"}
    assert quantity.start == 0


@given(figures, st.sampled_from(HEDGES))
def test_digits_and_words_mean_the_same_interval(number: int, hedge: str) -> None:
    digits, words = only(f"{hedge}{number:,} goats"), only(f"{hedge}{in_words(number)} goats")
    assert (digits.low, digits.high, digits.hedge) == (words.low, words.high, words.hedge)


@given(phrases())
def test_a_figure_never_excludes_itself(phrase: str) -> None:
    quantity = only(phrase)
    assert compare_quantities(quantity, quantity) is Relation.WITHIN
    assert same_thing_counted(quantity, quantity) is True


@given(figures)
def test_ten_times_a_plain_figure_excludes_it(number: int) -> None:
    one, ten = only(f"{number:,} goats"), only(f"{number * 10:,} goats")
    assert compare_quantities(one, ten) is Relation.EXCLUDES
    assert compare_quantities(ten, one) is Relation.EXCLUDES


@given(figures, figures, st.sampled_from(HEDGES), st.sampled_from(HEDGES))
def test_within_and_excludes_are_what_the_intervals_say(one: int, other: int, hedge: str, hedge2: str) -> None:
    claim, source = only(f"{hedge}{one:,} goats"), only(f"{hedge2}{other:,} goats")
    relation = compare_quantities(claim, source)
    stated = source.low if source.hedge is Hedge.NONE else source.value
    if source.hedge in {Hedge.NONE, Hedge.EXACT} and relation is Relation.WITHIN:
        assert claim.low <= stated <= claim.high
    if relation is Relation.EXCLUDES:
        apart = claim.low > source.high or source.low > claim.high
        touching = math.isclose(claim.low, source.high) or math.isclose(source.low, claim.high)
        outside = not claim.low < source.value < claim.high
        assert apart or touching or outside


@given(st.integers(min_value=1, max_value=5000))
def test_units_of_one_dimension_convert(distance: int) -> None:
    assert compare_quantities(only(f"{distance} km long"), only(f"{distance * 1000} metres long")) is Relation.WITHIN


def test_reading_is_deterministic() -> None:
    text = "About 40 of the 300 nurses, including 12 cooks, earn $2,000 a month."
    assert read_quantities(text) == read_quantities(text)


def test_a_planned_figure_is_not_compared_with_a_present_one() -> None:
    planned, present = only("It will hire 500 nurses"), only("It hired 500 nurses")
    assert planned.kind is QuantityKind.PLANNED
    assert compare_quantities(planned, present) is Relation.UNLIKE
    assert compare_quantities(planned, planned) is Relation.WITHIN
