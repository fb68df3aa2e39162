"""Copies and rewrites share a story; two reports of one event do not."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.duplicates import SAME_STORY, copied_share, fingerprint, shared_share, words_of

SHARED = Path(__file__).parents[3] / "shared"
WORDS = [
    f"{a}{b}" for a in ("ba", "de", "fi", "go", "lu", "mo", "ne", "pa", "ri", "so") for b in "abcdefghijklmnopqrst"
]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=120).map(" ".join)


def words(n: int, seed: int) -> list[str]:
    return random.Random(seed).choices(WORDS, k=n)  # noqa: S311 - a seeded order, no secret


def share(a: str, b: str) -> float:
    return shared_share(words_of(a), words_of(b))


def test_a_reprint_is_the_same_story_in_any_case_and_punctuation() -> None:
    text = " ".join(words(100, 1))
    assert share(text, text.upper().replace(" ", " – ")) == 1.0


def test_an_edited_reprint_is_the_same_story() -> None:
    original = words(200, 1)
    edited = ["changed" if i % 20 == 0 else word for i, word in enumerate(original)]
    assert share(" ".join(original), " ".join(edited)) >= SAME_STORY


def test_a_shortened_copy_and_one_packed_into_more_are_the_same_story() -> None:
    original, more = words(200, 1), words(400, 2)
    assert share(" ".join(original), " ".join(original[:100])) == 1.0
    assert share(" ".join(original), " ".join(more[:200] + original[:150] + more[200:])) >= SAME_STORY


def test_a_shared_quotation_is_no_copy() -> None:
    quotation = words(30, 1)
    a, b = " ".join(words(150, 2) + quotation), " ".join(words(150, 3) + quotation)
    assert 0 < share(a, b) < SAME_STORY


def test_short_texts_are_copies_only_word_for_word() -> None:
    text = " ".join(words(20, 1))
    assert share(text, text.upper()) == 1.0
    assert share(text, text + " more") == 0.0
    assert share(text, " ".join([text, *words(100, 2)])) == 0.0


def test_paragraphs_in_another_order_are_the_same_story() -> None:
    paragraphs = [" ".join(words(40, seed)) for seed in range(6)]
    assert share("\n".join(paragraphs), "\n".join(reversed(paragraphs))) >= 0.95


@pytest.mark.parametrize("rate", [0.1, 0.2])
def test_words_replaced_here_and_there_leave_the_same_story(rate: float) -> None:
    chance = random.Random(5)  # noqa: S311 - a seeded order, no secret
    original = words(200, 1)
    edited = [f"new{i}" if chance.random() < rate else word for i, word in enumerate(original)]
    assert share(" ".join(original), " ".join(edited)) >= SAME_STORY


def test_a_follow_up_that_repeats_the_background_is_another_story() -> None:
    background = words(120, 1)
    first, second = (" ".join(words(90, seed) + background) for seed in (2, 3))
    assert 0.5 < share(first, second) < SAME_STORY
    assert copied_share(first, second) is None


def test_phrases_that_everybody_uses_make_no_copy() -> None:
    """Texts of the same sentences with other words in each, as forms are filled in, share no passage that is long."""
    phrase = words(8, 1)
    a, b = (" ".join(w for i in range(12) for w in [*phrase, *words(12, 100 * seed + i)]) for seed in (2, 3))
    assert share(a, b) < 0.2


def report(figures: list[int]) -> str:
    parts = [" ".join([*words(9, seed), str(figure)]) for seed, figure in enumerate(figures)]
    return " ".join(parts)


@pytest.mark.parametrize(
    ("figures", "same", "why"),
    [
        ([11, 22, 33, 44, 55, 66, 77, 88], True, "nothing changed"),
        ([11, 22, 33, 44, 55, 66, 79, 90], True, "an update: the toll rose, the rest stands"),
        ([12, 23, 34, 45, 56, 67, 78, 89], False, "the same form for another day"),
    ],
)
def test_a_form_with_other_figures_is_another_story(figures: list[int], same: bool, why: str) -> None:
    assert (share(report([11, 22, 33, 44, 55, 66, 77, 88]), report(figures)) >= SAME_STORY) is same, why


def test_a_word_over_and_over_costs_no_more_than_others() -> None:
    assert share("again " * 20_000, "again " * 20_000) == 1.0
    assert 0.0 <= share("again " * 20_000, "again " * 19_999) <= 1.0


def test_nothing_is_a_copy_of_nothing() -> None:
    assert share("", "") == 0.0


@settings(deadline=None)
@given(a=TEXTS, b=TEXTS)
def test_the_share_is_symmetric(a: str, b: str) -> None:
    assert 0.0 <= share(a, b) == share(b, a) <= 1.0
    assert share(a, a) == (1.0 if a else 0.0)


@settings(deadline=None)
@given(text=TEXTS)
def test_bands_fit_into_a_column(text: str) -> None:
    assert all(0 <= band < 2**63 for band in fingerprint(text).bands())


def test_fingerprints_are_the_same_on_every_machine() -> None:
    assert fingerprint("The council met.").to_bytes().hex() == "010191e0b3d3564b86f1"


@pytest.mark.parametrize(("n", "floor"), [(40, 0.85), (60, 0.9), (200, 0.99)])
def test_rewrites_with_one_word_in_five_replaced_are_candidates(n: int, floor: float) -> None:
    """They share the twelfth of the bands from which texts are compared."""
    found = 0
    for seed in range(200):
        chance = random.Random(seed)  # noqa: S311 - a seeded order, no secret
        original = words(n, seed)
        edited = [f"new{i}" if chance.random() < 0.2 else word for i, word in enumerate(original)]
        a, b = (set(fingerprint(" ".join(text)).bands()) for text in (original, edited + words(n, seed + 9999)))
        found += 12 * len(a & b) >= min(len(a), len(b))
    assert found / 200 >= floor


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the labelled material is not beside the checkout")
def test_reports_on_one_event_by_different_hands_are_different_stories() -> None:
    texts = [words_of(file.read_text()) for file in sorted((SHARED / "seeds").glob("*.txt"))]
    assert all(shared_share(a, b) < 0.3 for i, a in enumerate(texts) for b in texts[:i])
