"""Numbers in words put in digits, as the models and the search are given them."""

from __future__ import annotations

import pytest

from service.assessment.numbers import in_digits
from service.assessment.reading import in_words_of, premises, read_claim, read_passage
from service.assessment.statements import split_claims


@pytest.mark.parametrize(
    ("text", "printed", "why"),
    [
        ("About eleven thousand goats came.", "About 11,000 goats came.", "a hedge stays before it"),
        ("four thousand eight hundred and six goats", "4,806 goats", "all its words are one number"),
        ("a hundred and fifty goats", "150 goats", "an article that belongs to it"),
        ("twenty-five per cent", "25 per cent", "a hyphen inside it"),
        ("two and a half million euros", "2.5 million euros", "millions keep their word"),
        ("Twelve goats", "12 goats", "a capital that begins a sentence"),
        ("three goats and nine kids", "three goats and nine kids", "small numbers are spelled out everywhere"),
        ("a dozen, dozens and hundreds of goats", "a dozen, dozens and hundreds of goats", "vague ones"),
        ("two-thirds of the herd, half a million", "two-thirds of the herd, half a million", "shares"),
        ("the twenty-first goat, on the eleventh", "the twenty-first goat, on the eleventh", "ranks"),
        ("between eleven and twelve thousand", "between eleven and twelve thousand", "a range with one scale"),
        ("ten or eleven thousand", "ten or eleven thousand", "another"),
        ("in nineteen eighty-four", "in nineteen eighty-four", "a year"),
        ("at Forty Foot pool", "at Forty Foot pool", "a name"),
        ("“Twenty goats,” she said of the twenty.", "“Twenty goats,” she said of the 20.", "not what is quoted"),
        ("No number at all.", "No number at all.", "nothing to do"),
    ],
)
def test_a_number_in_words_is_printed_in_digits(text: str, printed: str, why: str) -> None:
    assert in_digits(text) == printed, why


def test_a_claim_in_words_is_asked_as_the_claim_in_digits() -> None:
    passage = read_passage("Some eleven thousand goats were sold, the market board said.")
    asked = []
    for statement in ("Twelve thousand goats were sold.", "12,000 goats were sold."):
        claim = read_claim(split_claims(statement)[0])
        asked.append((in_words_of(claim.content, claim, passage), claim.stems, premises(passage, claim)))
    assert asked[0] == asked[1]
    assert asked[0][2][0].text.startswith("Some 11,000 goats")
