"""A claim in the words of a passage: what is put in another form, and what is left as it stands."""

from __future__ import annotations

import pytest

from service.assessment.reading import in_words_of, premises, read_claim, read_passage
from service.assessment.statements import split_claims


@pytest.mark.parametrize(
    ("claim", "passage", "worded", "why"),
    [
        (
            "The minister flew to the British capital.",
            "The minister landed in London, UK officials said.",
            "The minister flew to London",
            "the passage names the city, which ends like a demonym",
        ),
        (
            "The minister flew to the German capital.",
            "The German minister landed in Berlin on Monday.",
            "The minister flew to Berlin",
            "the city, not the demonym beside it",
        ),
        (
            "The minister flew to the German capital.",
            "The German minister left.",
            "The minister flew to the German capital",
            "the passage names no city",
        ),
    ],
)
def test_a_claim_takes_the_passages_form_of_a_name(claim: str, passage: str, worded: str, why: str) -> None:
    reading = read_claim(split_claims(claim)[0])
    assert in_words_of(reading.content, reading, read_passage(passage)) == worded, why


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Some 40 tugs were believed to have been sold.", "Some 40 tugs have been sold."),
        ("The pilot is thought to be in Arne.", "The pilot is in Arne."),
        ("The ferry was reported to have sunk.", "The ferry has sunk."),
    ],
)
def test_hearsay_is_also_read_without_the_belief(text: str, plain: str) -> None:
    assert [premise.text for premise in premises(read_passage(text))] == [text, plain]


@pytest.mark.parametrize(
    ("before", "title", "in_context", "why"),
    [
        ("", "", "It cost 12 pounds.", "a passage alone"),
        ("", "Ferry sold", "[Ferry sold.] It cost 12 pounds.", "its title"),
        ("One. The ferry was sold.", "", "[The ferry was sold.] It cost 12 pounds.", "the sentence before"),
        ("The ferry was sold.", "Gone!", "[Gone! The ferry was sold.] It cost 12 pounds.", "both"),
        ("Other news.", "It cost twelve pounds.", "It cost 12 pounds.", "a headline has none"),
    ],
)
def test_the_careful_model_reads_a_passage_in_its_context(before: str, title: str, in_context: str, why: str) -> None:
    passage = read_passage("It cost twelve pounds.", before, title=title)
    assert premises(passage)[0].in_context == in_context, why


def test_context_is_short_and_leaves_the_passage_whole() -> None:
    text = "The ferry was sold. " * 40
    (premise,) = premises(read_passage(text.strip(), before="a" * 700, title="b" * 300))
    assert premise.in_context == f"[{'b' * 120}. {'a' * 220}] {text.strip()}"
