"""Cleaning keeps what was reported, drops what a page says around it, and knows where every character came from."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from index.cleaning import clean, find_origin, find_title
from index.errors import UnreadableInput
from index.furniture import caption_credit, furniture_rule, sign_off, stuck_end
from index.records import BlockKind, CleanedText, Media, Submission
from index.visible.page import _anchors

ROOT = Path(__file__).parents[2]
CASES: dict[str, list[dict[str, Any]]] = yaml.safe_load((ROOT / "tests/cases/furniture.yaml").read_text())
SHARED = ROOT.parent / "shared"

BODY = "The council met on Monday.\nIt voted to close the bridge."
WORDS = st.text(st.characters(codec="utf-8"), max_size=300)
FRAGMENTS = st.lists(
    st.sampled_from(
        [
            "The dam burst on Monday.",
            "Read more",
            "close",
            "\u00a0",
            "\t",
            "\r\n",
            "\n\n",
            "“Leave,” he said.",
            " ",
            "\u200b",
            "\u00ad",
            "PHOTO: AFP",
            "Izmir on Monday.Ali Demir / AFP",
            "\U0001f600 ok",
            "(Yonhap)",
            "&amp;",
        ]
    ),
    max_size=40,
).map("".join)


def cleaned(raw: str, **more: Any) -> CleanedText:
    return clean(Submission(raw, **more))


def lines(raw: str, **more: Any) -> list[str]:
    return cleaned(raw, **more).text.split("\n")


@pytest.mark.parametrize("case", CASES["furniture"], ids=lambda case: case["line"])
def test_page_furniture_is_known_by_its_form(case: dict[str, Any]) -> None:
    assert furniture_rule(case["line"]) is not None, case["why"]


@pytest.mark.parametrize("case", CASES["news"], ids=lambda case: case["line"])
def test_news_that_looks_like_furniture_is_kept(case: dict[str, Any]) -> None:
    line = case["line"]
    assert furniture_rule(line) is None, case["why"]
    assert stuck_end(line) is None and sign_off(line) is None and caption_credit(line) is None


@pytest.mark.parametrize("case", CASES["ends"], ids=lambda case: case["line"])
def test_page_words_stuck_to_a_sentence_are_cut(case: dict[str, Any]) -> None:
    assert case["line"][: stuck_end(case["line"])] == case["kept"], case["why"]


@pytest.mark.parametrize("case", CASES["signatures"], ids=lambda case: case["line"])
def test_an_agencys_sign_off_is_cut(case: dict[str, Any]) -> None:
    assert case["line"][: sign_off(case["line"])].rstrip() == case["kept"], case["why"]


@pytest.mark.parametrize("case", CASES["captions"], ids=lambda case: case["line"])
def test_a_picture_credit_makes_a_caption(case: dict[str, Any]) -> None:
    start = caption_credit(case["line"])
    assert (None if start is None else case["line"][:start].rstrip()) == case["kept"], case["why"]


def test_each_line_of_the_table_stands_once() -> None:
    every = [case["line"] for cases in CASES.values() for case in cases]
    assert len(set(every)) == len(every)


def test_furniture_is_removed_and_listed_with_its_rule() -> None:
    result = cleaned(f"World\n{BODY}\nSign up now")
    assert result.text == BODY
    assert [(r.rule, r.text) for r in result.removed] == [("navigation", "World"), ("subscription", "Sign up now")]


def test_removed_stretches_are_found_in_the_raw_input() -> None:
    raw = f"close close\n{BODY}\nPHOTO: AFP"
    assert all(raw[r.raw_start : r.raw_end] == r.text for r in cleaned(raw).removed)


def test_a_paragraph_said_twice_is_kept_once() -> None:
    assert lines(f"{BODY}\n{BODY}") == BODY.split("\n")


def test_a_headline_repeated_below_stays_the_headline() -> None:
    headline = "The bridge may be closed, and soon."
    result = cleaned(f"{headline}\n{headline}\n{BODY}")
    assert result.text == f"{headline}\n{BODY}"
    assert result.blocks[0].kind is BlockKind.HEADLINE


def test_short_lines_may_repeat() -> None:
    assert lines("Yes, he said.\nNo, she said.\nYes, he said.") == ["Yes, he said.", "No, she said.", "Yes, he said."]


def test_the_first_line_without_a_full_stop_is_the_headline() -> None:
    result = cleaned(f"Council votes to close bridge\n{BODY}")
    assert [block.kind for block in result.blocks] == [BlockKind.HEADLINE, BlockKind.BODY, BlockKind.BODY]
    assert find_title(result, Submission("")) == "Council votes to close bridge"


def test_a_given_title_wins_over_the_headline() -> None:
    assert find_title(cleaned(f"Bridge to close\n{BODY}"), Submission("", title="Bridge closes")) == "Bridge closes"


def test_a_text_without_a_headline_has_no_title() -> None:
    assert find_title(cleaned(BODY), Submission("")) is None


def test_an_opening_line_with_the_form_of_a_teaser_is_the_headline() -> None:
    assert lines(f"Explainer: why the bridge will be closed\n{BODY}")[0].startswith("Explainer")


def test_a_caption_keeps_its_words_and_loses_its_credit() -> None:
    result = cleaned(f"Bridge to close\n{BODY}\nThe bridge\nThe bridge seen on Monday.Jane Roe / AFP\nIt is old.")
    captions = [result.text[b.start : b.end] for b in result.blocks if b.kind is BlockKind.CAPTION]
    assert captions == ["The bridge", "The bridge seen on Monday."]


def test_an_agency_in_brackets_signs_off_at_the_end_only() -> None:
    result = cleaned("The bridge on Monday evening. (Yonhap)\nThe bridge is closed. (Yonhap)")
    assert [r.rule for r in result.removed] == ["credit", "agency"]
    assert result.blocks[1].kind is BlockKind.BODY


@pytest.mark.parametrize(
    ("raw", "origin"),
    [
        (f"{BODY} (Yonhap)close", "Yonhap"),
        (f"{BODY} AFP", "AFP"),
        (f"SEOUL (Reuters) - {BODY}", "Reuters"),
        (f"WASHINGTON, Nov. 3 (AP) — {BODY}", "AP"),
        (f"{BODY}\nSource of information and images “harbour post”", "harbour post"),
        (f"{BODY}\nPHOTO: AFP", None),
        (f"{BODY} He spoke to Reuters.", None),
    ],
)
def test_origin_is_read_from_signatures_and_datelines(raw: str, origin: str | None) -> None:
    assert find_origin(cleaned(raw), Submission(raw)) == origin


def test_a_given_origin_wins() -> None:
    assert find_origin(cleaned(f"{BODY} AFP"), Submission("", origin="AP")) == "AP"


@pytest.mark.parametrize("raw", ["", " \n\t", "Read more\nclose", "* * *", "\u200b\ufeff"])
def test_nothing_left_is_an_error(raw: str) -> None:
    with pytest.raises(UnreadableInput):
        cleaned(raw)


def test_text_wrapped_at_a_fixed_width_is_joined() -> None:
    raw = (
        "The council met on Monday evening and voted by nine\n"
        "to four to close the old bridge over the river from\n"
        "June, after engineers had found cracks in two of its\n"
        "piers and said that it could not be repaired.\n"
        "\n"
        "It will be pulled down next year."
    )
    result = cleaned(raw)
    assert len(result.blocks) == 2
    assert "nine to four" in result.text


def test_short_lines_are_not_taken_for_wrapped_text() -> None:
    raw = "Bridge to close\nCouncil votes\nThe bridge will be closed.\nIt is old and weak.\nNobody was hurt at all."
    assert len(cleaned(raw).blocks) == 5


def test_white_space_becomes_single_spaces_and_invisible_characters_go() -> None:
    assert cleaned("The\u00a0dam\t  bur\u00adst\u200b.\r\nIt rained.").text == "The dam burst.\nIt rained."


def test_markdown_marks_are_stripped_with_offsets_kept() -> None:
    raw = "## The *new* bridge\n\nIt **cost** [2 million](https://example.org/2 'million') &amp; more.\n![x](y.png)\n"
    result = cleaned(raw, media=Media.MARKDOWN)
    assert result.text == "The new bridge\nIt cost 2 million & more."
    assert result.blocks[0].kind is BlockKind.HEADLINE
    span = result.raw_span(result.text.index("2 million"), result.text.index("2 million") + 9)
    assert span is not None and raw[span[0] : span[1]] == "2 million"


def test_a_link_target_is_not_taken_for_the_words_after_it() -> None:
    raw = "[See](https://example.org/it) it now."
    result = cleaned(raw, media=Media.MARKDOWN)
    span = result.raw_span(4, 6)
    assert span == (raw.index(" it now") + 1, raw.index(" it now") + 3)


PAGE = """<html><head><title>Bridge closes | Post</title><script>var x = "The council met";</script></head><body>
<nav><a href="/">Home</a> <a href="/w">World</a></nav><h1>Old bridge to close &ndash; council</h1>
<article><p>The council met on <b>Mon</b>day &amp; voted to close the old bridge over the river from June.</p>
<p>Engineers had found cracks in two of its piers, and said that they could not be repaired at a fair price.</p>
<p>Read more</p><p>&ldquo;It is a sad day,&rdquo; said Ann Lee, who has sold tickets at the bridge for 31 years.</p>
</article>
<footer>All rights reserved.</footer></body></html>"""


def test_a_page_keeps_its_article_and_first_heading() -> None:
    result = cleaned(PAGE, media=Media.HTML)
    assert result.text.split("\n")[0] == "Old bridge to close – council"
    assert result.blocks[0].kind is BlockKind.HEADLINE
    assert "Read more" not in result.text and "Home" not in result.text and "rights" not in result.text


def test_words_of_a_page_are_found_in_its_source() -> None:
    result = cleaned(PAGE, media=Media.HTML)
    start = result.text.index("Engineers")
    end = result.text.index("fair price.") + len("fair price.")
    span = result.raw_span(start, end)
    assert span is not None and PAGE[span[0] : span[1]] == result.text[start:end]
    entity = result.raw_span(result.text.index("Monday"), result.text.index("voted") + 5)
    assert entity is not None and PAGE[entity[0] : entity[1]] == "Mon</b>day &amp; voted"


def test_a_page_without_text_is_an_error() -> None:
    with pytest.raises(UnreadableInput):
        cleaned("<html><body><script>var a = 1;</script></body></html>", media=Media.HTML)


@pytest.mark.parametrize("media", list(Media))
@settings(deadline=None)
@given(raw=st.one_of(WORDS, FRAGMENTS))
def test_every_segment_is_the_same_in_raw_and_cleaned_text(media: Media, raw: str) -> None:
    raw = f"<p>{raw}</p>" if media is Media.HTML else raw
    try:
        result = cleaned(raw, media=media)
    except UnreadableInput:
        return
    at = raw_at = 0
    for segment in result.segments:
        assert segment.start >= at and segment.raw_start >= raw_at and segment.length > 0
        at, raw_at = segment.start + segment.length, segment.raw_start + segment.length
        assert result.text[segment.start : at] == raw[segment.raw_start : raw_at]


@settings(deadline=None)
@given(raw=st.one_of(WORDS, FRAGMENTS))
def test_blocks_cover_plain_text_and_its_letters_all_have_a_place(raw: str) -> None:
    try:
        result = cleaned(raw)
    except UnreadableInput:
        return
    assert "\n".join(result.text[b.start : b.end] for b in result.blocks) == result.text
    placed = {i for s in result.segments for i in range(s.start, s.start + s.length)}
    assert all(i in placed or char.isspace() for i, char in enumerate(result.text))


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the labelled material is not beside the checkout")
def test_running_news_loses_next_to_nothing() -> None:
    import json

    removed = kept = 0
    for line in (SHARED / "corpora/bbc2004/documents.jsonl").read_text().splitlines():
        result = cleaned(json.loads(line)["text"])
        removed += sum(len(r.text) for r in result.removed)
        kept += len(result.text)
    assert removed / kept < 0.0005


@pytest.mark.parametrize(
    ("squeezed", "page", "starts", "why"),
    [
        (["a" * 40, "b" * 40], "a" * 40 + "b" * 40, [0, 40], "one place each"),
        (["a" * 40, "b" * 40], "b" * 40 + "a" * 40 + "b" * 40, [40, 80], "the second of two places keeps the order"),
        (["a" * 40, "b" * 60], "b" * 60 + "a" * 40, [None, 0], "where both cannot be, the longer one is placed"),
        (["a" * 40, "short", "c" * 40], "a" * 40 + "c" * 40, [0, None, 40], "short lines are no anchors"),
        (["a" * 40, "a" * 40], "a" * 40, [0, None], "one place holds one line"),
        (["x" * 40], "y", [None], "not on the page"),
    ],
)
def test_long_lines_are_placed_in_order(squeezed: list[str], page: str, starts: list[int | None], why: str) -> None:
    found = _anchors(squeezed, page)
    placed = [(start, len(line)) for start, line in zip(found, squeezed, strict=True) if start is not None]
    assert sum(length for _, length in placed) == sum(
        len(line) for start, line in zip(starts, squeezed, strict=True) if start is not None
    ), why
    if len(set(squeezed)) == len(squeezed):
        assert found == starts, why


def test_a_page_of_many_repeated_paragraphs_is_placed_in_time() -> None:
    began = time.process_time()
    lines = [f"{n % 700:040}" for n in range(20_000)]
    found = _anchors(lines, "".join(lines))
    assert time.process_time() - began < 20
    placed = [start for start in found if start is not None]
    assert placed == sorted(placed) and len(placed) > 5000


def test_markup_that_the_parser_cannot_get_through_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.visible.page._MAX_SECONDS", 0.2)
    page = "<html><body><article><p>" + "The council of Northfield met on Monday. " * 20 + "<script" * 6000
    with pytest.raises(UnreadableInput):
        clean(Submission(page, media=Media.HTML))
