"""Words that exclude each other are found, and only where each text has its own."""

from __future__ import annotations

import pytest

from service.assessment.opposites import negated_words, opposed
from service.assessment.statements import stem


@pytest.mark.parametrize(
    ("claim", "passage", "pair", "why"),
    [
        ("The crew was unfit for sea.", "The crew was fit for sea.", ("unfit", "fit"), "a prefix negates"),
        ("The trade was legal.", "The trade was illegal.", ("legal", "illegal"), "on either side"),
        ("Prices rose.", "Prices fell in May.", ("rose", "fell"), "irregular forms"),
        ("The morale has improved.", "The morale is declining.", ("improved", "declining"), "other forms of the verb"),
        ("Prices fell.", "Prices rose, then fell.", None, "the passage has the claim's word, too"),
        ("Prices fell, then rose.", "Prices rose.", None, "so has the claim the passage's"),
        ("India opened the port.", "The port was dia.", None, "India is no negated word"),
        ("The union was united.", "The ion was ited.", None, "nor are union and united"),
        ("The bridge is open.", "The bridge is long.", None, "nothing excludes"),
        ("Sales went up.", "He looked down.", None, "up and down stand in too many phrases"),
    ],
)
def test_opposites_are_found(claim: str, passage: str, pair: tuple[str, str] | None, why: str) -> None:
    assert opposed(claim, passage) == pair, why


@pytest.mark.parametrize(
    ("text", "word", "negated"),
    [
        ("It was not possible to rule out a strike.", "rule", True),
        ("The guild has never fought a war.", "fought", True),
        ("They refused to sign the deal.", "sign", True),
        ("He didn’t come.", "come", True),
        ("He did not come, but he paid the whole of it at once.", "paid", False),
        ("He ruled out a strike.", "strike", False),
    ],
)
def test_what_stands_behind_a_not_is_negated(text: str, word: str, negated: bool) -> None:
    assert (stem(word) in negated_words(text)) is negated
