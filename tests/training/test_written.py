"""What was written for the model is read as its writers meant it, and never against other sentences than they saw."""

from __future__ import annotations

from collections import Counter

import pytest

from training.pairs import Pair
from training.written import FOLDER, Article, number_sentences, read_claims, read_passages, read_stories

TEXT = (
    "The ferry Halma sank off Tarn on Monday, the coastguard said. It had carried twelve people.\n\n"
    "All of them were saved. Yes.\n\nThe captain, Ida Roth, was questioned by the harbour police on Tuesday."
)
ARTICLE = number_sentences("tarn-1", "Ferry sinks off Tarn", TEXT)


def test_sentences_of_three_words_and_less_have_no_number() -> None:
    assert [text.split()[0] for text in ARTICLE.sentences] == ["The", "It", "All", "The"]


def test_a_claim_is_paired_with_each_sentence_that_it_names() -> None:
    lines = [f"@tarn-1 {ARTICLE.fingerprint}", "2s 3n | Nobody drowned in the wreck of the Halma.", ""]
    assert [(article, pair.label) for article, pair in read_claims(lines, {"tarn-1": ARTICLE})] == [
        ("tarn-1", "supports"),
        ("tarn-1", "neutral"),
    ]


def test_most_premises_are_in_their_context_as_in_use_and_some_are_not() -> None:
    claims = [f"1s | A dozen were aboard the Halma, reporter {n} says." for n in range(200)]
    pairs = [pair for _, pair in read_claims([f"@tarn-1 {ARTICLE.fingerprint}", *claims], {"tarn-1": ARTICLE})]
    before, sentence = ARTICLE.sentences[0], ARTICLE.sentences[1].replace("twelve", "12")  # in digits, too
    read = Counter(pair.premise for pair in pairs)
    assert set(read) == {
        f"[Ferry sinks off Tarn. {before}] {sentence}",
        f"[{before}] {sentence}",  # texts may have no title
        f"{before} {sentence}",  # as the quick model reads what points back
    }
    assert read.most_common(1)[0][0].startswith("[Ferry")


STORY = [
    "# Ferry sinks",
    "1> The Halma sank on Monday.",
    "2> It had carried 12.",
    "2s 1n | A dozen were aboard the Halma.",
]


def test_a_story_carries_its_claims() -> None:
    assert [(title, pair.label) for title, pair in read_stories([*STORY, ""])] == [
        ("Ferry sinks", "supports"),
        ("Ferry sinks", "neutral"),
    ]


@pytest.mark.parametrize(
    "line", ["3s | It sank.", "0s | It sank.", "4> A sentence out of turn.", "s | It sank.", "It sank."]
)
def test_a_line_that_belongs_to_no_story_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"line 5|no sentence"):
        list(read_stories([*STORY, line]))


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (["@tarn-2 00000000", "0s | The Halma sank."], "the article is not at hand"),
        (["@tarn-1 00000000", "0s | The Halma sank."], "its sentences are others than the writers saw"),
    ],
)
def test_claims_on_other_sentences_are_passed_over(lines: list[str], why: str) -> None:
    assert list(read_claims(lines, {"tarn-1": ARTICLE})) == [], why


def test_the_fingerprint_changes_with_the_order_of_the_sentences() -> None:
    assert Article("tarn-1", "", ARTICLE.sentences[::-1]).fingerprint != ARTICLE.fingerprint


@pytest.mark.parametrize("line", ["The Halma sank.", "0x | The Halma sank.", "0s The Halma sank.", "9s | It sank."])
def test_a_line_that_is_no_claim_is_refused_by_number(line: str) -> None:
    with pytest.raises(ValueError, match="line 2"):
        list(read_claims([f"@tarn-1 {ARTICLE.fingerprint}", line], {"tarn-1": ARTICLE}))


def test_passages_carry_their_claims() -> None:
    lines = ["> The thief returned the violin.\n", "s | The violin is back.\n", "\n", "c | It is still missing.\n"]
    assert list(read_passages(lines)) == [
        Pair("The thief returned the violin.", "The violin is back.", "supports", "written_passage"),
        Pair("The thief returned the violin.", "It is still missing.", "contradicts", "written_passage"),
    ]


@pytest.mark.parametrize("lines", [["s | The violin is back."], ["> A thief came.", "the violin is back"]])
def test_a_claim_without_a_passage_or_a_label_is_refused(lines: list[str]) -> None:
    with pytest.raises(ValueError, match="neither a passage nor a claim"):
        list(read_passages(lines))


def test_what_is_shipped_can_be_read_and_every_label_is_common() -> None:
    with (FOLDER / "passages.txt").open(encoding="utf-8") as lines:
        labels = Counter(pair.label for pair in read_passages(lines))
    assert min(labels.values()) > labels.total() / 4, labels
    with (FOLDER / "claims.txt").open(encoding="utf-8") as lines:
        assert sum(not line.startswith("@") for line in lines) > 1_000
