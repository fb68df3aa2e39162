"""Copies and rewrites share a story; two reports of one event do not."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.duplicates import SAME_STORY, Fingerprint, containment, fingerprint

SHARED = Path(__file__).parents[3] / "shared"
WORDS = [
    f"{a}{b}" for a in ("ba", "de", "fi", "go", "lu", "mo", "ne", "pa", "ri", "so") for b in "abcdefghijklmnopqrst"
]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=120).map(" ".join)


def words(n: int, seed: int) -> list[str]:
    return random.Random(seed).choices(WORDS, k=n)  # noqa: S311


def share(a: str, b: str) -> float:
    return containment(fingerprint(a), fingerprint(b))


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


def test_nothing_is_a_copy_of_nothing() -> None:
    assert share("", "") == 0.0


@settings(deadline=None)
@given(a=TEXTS, b=TEXTS)
def test_containment_is_a_symmetric_share(a: str, b: str) -> None:
    assert 0.0 <= share(a, b) == share(b, a) <= 1.0
    assert share(a, a) == (1.0 if a else 0.0)


@settings(deadline=None)
@given(text=TEXTS)
def test_fingerprints_survive_storage(text: str) -> None:
    original = fingerprint(text)
    assert Fingerprint.from_bytes(original.to_bytes()) == original
    assert all(0 <= band < 2**63 for band in original.bands())


def test_fingerprints_are_the_same_on_every_machine() -> None:
    assert fingerprint("The council met.").to_bytes().hex() == "010191e0b3d3564b86f1"


@pytest.mark.parametrize("data", [b"", b"\x02\x00", b"\x01\x02", b"\x01\x00abc"])
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="fingerprint"):
        Fingerprint.from_bytes(data)


@pytest.mark.parametrize(("n", "floor"), [(30, 0.95), (60, 0.99), (200, 0.99)])
def test_rewrites_at_the_threshold_are_candidates(n: int, floor: float) -> None:
    """Rewrites whose containment is just over the threshold share a band with the original."""
    found = tried = 0
    for seed in range(400):
        chance = random.Random(seed)  # noqa: S311
        original = words(n, seed)
        rate = chance.uniform(0.05, 0.14)
        edited = [f"new{i}" if chance.random() < rate else word for i, word in enumerate(original)] + words(
            n, seed + 9999
        )
        a, b = fingerprint(" ".join(original)), fingerprint(" ".join(edited))
        if SAME_STORY <= containment(a, b) <= SAME_STORY + 0.1:
            tried += 1
            found += bool(set(a.bands()) & set(b.bands()))
    assert tried >= 30
    assert found / tried >= floor


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the labelled material is not beside the checkout")
def test_reports_on_one_event_by_different_hands_are_different_stories() -> None:
    prints = [fingerprint(file.read_text()) for file in sorted((SHARED / "seeds").glob("*.txt"))]
    assert all(containment(a, b) < 0.1 for i, a in enumerate(prints) for b in prints[:i])
