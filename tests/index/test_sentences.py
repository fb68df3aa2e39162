"""One passage a sentence, with offsets that lose nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.records import Block, BlockKind, CleanedText
from index.sentences import detect_language, split_sentences


def whole(text: str, kind: BlockKind = BlockKind.BODY) -> CleanedText:
    blocks, at = [], 0
    for line in text.split("\n"):
        blocks.append(Block(kind, at, at + len(line)))
        at += len(line) + 1
    return CleanedText(text, tuple(blocks), ())


def sentences(text: str, kind: BlockKind = BlockKind.BODY) -> list[str]:
    return [text[span.start : span.end] for span in split_sentences(whole(text, kind))]


@pytest.mark.parametrize(
    "text",
    [
        "Rep. Lt. Gen. John Smith of the U.S. Army arrived at 5 a.m. on Tuesday. | He left.",
        "Mr. A. B. Roe met Sen. Lee and Gov. Poe at 5 p.m. Monday. | He spoke.",
        "Sen. Bo Kay, R-S.C., told them so. | He left.",
        "Prices rose 3.5 percent to $1.2 billion. | Sales fell.",
        "It was the No. 1 seed. | Acme Inc. said it would pay. | Ms. Lee left.",
        "Did he agree? | No. | The talks ended.",
        "On Oct. 23 it rained. | In Feb. 2024 it snowed.",
        "J. K. Roe wrote it. | St. Ives is small.",
        "At 9.30 a.m. 20 people came.",
        "Vol. 3, pp. 4-5 of the report lists 1,000 names.",
        "The U.S. said no. | The U.K. agreed.",
        "“We won. | We are happy. | We go home,” said Ann Lee. | She left.",
        '"We won. | We are happy," she said. | "No." | He left.',
        "‘It is over. | We lost,’ he said.",
        "He asked “Are you sure?” and left. | “Yes!” she cried.",
        "Is it over? | Yes! | It is.",
        "The minister (who was ill.) did not come. | (It was late.) | He wept.",
        "It was seen in February. | KCNA reported it. | He left.",
        "“We will stay.” | They left.",
        "The site example.org. is down.",
        "Ukraine’s 3rd Brigade attacked. | 20 soldiers died.",
        "Around 4,000 of them are “believed to have been killed or injured,” it said.",
        "He said it – all of it – twice",
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str) -> None:
    assert sentences(text.replace(" | ", " ")) == text.split(" | ")


@pytest.mark.parametrize("stuck", ["It was seen in February.KCNA reported it.", "“We stay.”They left."])
def test_sentences_stuck_together_are_cut(stuck: str) -> None:
    assert len(sentences(stuck)) == 2
    assert "".join(sentences(stuck)) == stuck


@pytest.mark.parametrize("whole_address", ["See www.Example.Com for more.", "Write to a.lee@Example.org today."])
def test_addresses_are_not_cut(whole_address: str) -> None:
    assert sentences(whole_address) == [whole_address]


def test_a_line_never_runs_into_the_next() -> None:
    assert sentences("Bridge to close\nThe council met.") == ["Bridge to close", "The council met."]


@pytest.mark.parametrize("kind", [BlockKind.HEADLINE, BlockKind.CAPTION])
def test_a_headline_or_caption_is_one_span(kind: BlockKind) -> None:
    spans = split_sentences(whole("Bridge closes. Council voted.", kind))
    assert [(span.start, span.end, span.kind) for span in spans] == [(0, 29, kind)]


def test_a_very_long_sentence_is_kept_whole() -> None:
    text = "The council " + "and the mayor " * 500 + "met."
    assert sentences(text) == [text]


@settings(deadline=None)
@given(text=st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from('.?!“”"‘’() \nAaMr'))))
def test_spans_are_ordered_trimmed_and_lose_no_letter(text: str) -> None:
    spans = split_sentences(whole(text))
    at = 0
    for span in spans:
        assert at <= span.start < span.end
        assert text[span.start : span.end].strip() == text[span.start : span.end]
        at = span.end
    assert "".join("".join(text[s.start : s.end].split()) for s in spans) == "".join(text.split())


@pytest.mark.parametrize(
    "text",
    [
        "Deutsche Boerse boosts dividend",
        "Ukraine strikes Turkmen gas deal",
        "EU referendum question unveiled",
        "Around 3,000 soldiers were sent, the agency said.",
        "Kim Jong Un visits Vladivostok, meets Putin",
        "3,000 dead, officials say",
    ],
)
def test_short_english_is_english(text: str) -> None:
    assert detect_language(text) == "en"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Rund 3.000 Soldaten wurden nach Angaben der Regierung getötet.", "de"),
        ("Le président a déclaré que 3 000 soldats avaient été tués.", "fr"),
        ("El presidente dijo que 3.000 soldados habían muerto en la guerra.", "es"),
        ("Около 3000 солдат были отправлены на войну, сообщило ведомство.", "ru"),
        ("북한군 3천 명이 러시아에 파병됐다고 국가정보원이 밝혔다.", "ko"),
        ("", "und"),
        ("10,000", "und"),
    ],
)
def test_another_language_is_said_to_be_so(text: str, language: str) -> None:
    assert detect_language(text) == language
