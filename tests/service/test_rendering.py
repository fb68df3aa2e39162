"""An answer reads well at 80 columns, without colour, and a document cannot write to the reader's terminal."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
from rich.console import Console

from index.records import UNDATED, BlockKind, Copy, Coverage, DateMethod, Passage, Precision, Published, Source
from service.answers import (
    Answer,
    ClaimAnswer,
    Engine,
    Evidence,
    IndependentSources,
    Speaker,
    TimelinePoint,
    TimelineValue,
    Unaddressed,
)
from service.assessment.records import Qualifier, Reason, ReasonCode, Stance, StanceProbabilities, Verdict
from service.rendering import (
    QUALIFIERS,
    STANCES,
    VERDICTS,
    clean,
    count,
    render_answer,
    select_evidence,
    timeline_lines,
    write_published,
    write_speaker,
)

DAY = Published(date(2031, 3, 5), date(2031, 3, 5), Precision.DAY, DateMethod.DATELINE, "2031-03-05")


def make_evidence(stance: Stance = Stance.SUPPORTS, text: str = "The toll rose to 23.", rank: int = 1) -> Evidence:
    source = Source(
        document_id="d1",
        version="v1",
        title="Toll rises",
        url="https://gazette.example/toll",
        publisher="Gazette",
        authors=(),
        origin="Coastwire",
        published=DAY,
        modified_at=None,
        retrieved_at="2031-04-01T00:00:00Z",
        story_cluster="d1",
        language="en",
        retracted=False,
        copies=(Copy("d2", "Courier", "https://courier.example/toll", "2031-03-06"),),
    )
    return Evidence(
        stance=stance,
        passage=Passage("p1", 1, text, 0, len(text), 0, len(text), BlockKind.BODY, 0),
        source=source,
        speaker=Speaker("the coast guard", "said", ("the coast guard",)),
        period=None,
        similarity=0.9,
        rank=rank,
        stance_probabilities=StanceProbabilities(0.9, 0.05, 0.05),
        reasons=(Reason(ReasonCode.FIGURE_AGREES, "The figures agree.", "23", "23", "p1"),),
        link="https://gazette.example/toll#:~:text=The%20toll%20rose%20to%2023.",
    )


def make_answer(*evidence: Evidence) -> Answer:
    claim = ClaimAnswer(
        text="The toll is 23.",
        start=0,
        end=15,
        verdict=Verdict.OUTDATED,
        qualifiers=(Qualifier.SINGLE_SOURCE,),
        confidence=0.81,
        reasons=(Reason(ReasonCode.LATER_CHANGE, "A later report gives another figure.", "23", "46"),),
        evidence=evidence,
        independent_sources=IndependentSources(1, 1, 1),
        timeline=(
            TimelinePoint(None, "2031-03-05", TimelineValue(23, 23, None, "23"), "the coast guard", "Gazette", "p1"),
            TimelinePoint(None, None, None, None, "Courier", "p2"),
        ),
        unaddressed=(Unaddressed("toll", 4, 8),),
    )
    return Answer(
        id="a1",
        statement="The toll is 23.",
        as_of=date(2031, 4, 1),
        verdict=Verdict.OUTDATED,
        qualifiers=(Qualifier.SINGLE_SOURCE,),
        confidence=0.81,
        summary="Overtaken by later reports.",
        claims=(claim,),
        searched=Coverage(3, 40, date(2031, 3, 1), date(2031, 3, 30), 2, 1),
        engine=Engine("1-0", "toy", "toy", "onrecord-1"),
    )


def render(answer: Answer, width: int = 80, show_all: bool = False, terminal: bool = False) -> str:
    stream = io.StringIO()
    console = Console(file=stream, width=width, force_terminal=terminal, highlight=False, markup=False, emoji=False)
    render_answer(console, answer, show_all)
    return stream.getvalue()


def test_an_answer_names_publisher_date_speaker_passage_link_and_copies() -> None:
    text = render(make_answer(make_evidence(), make_evidence(Stance.CONTRADICTS, "The toll is 46.")))
    for part in (
        "OUTDATED - it was so earlier, later reports changed it (81% sure)",
        "as known on 1 April 2031",
        "Mind: there is only one independent source.",
        "+ supports",
        "- contradicts",
        "> The toll rose to 23.",
        "Gazette · from Coastwire · 5 March 2031 (from its dateline) · said by the coast guard",
        "https://gazette.example/toll\n",
        "also in Courier (2031-03-06)",
        "Left out: 2 documents published later and 1 document without a known date.",
        "No passage uses the words “toll”.",
        "2031-03-05   23  (the coast guard, Gazette)",
        "undated      no figure  (Courier)",
    ):
        assert part in " ".join(text.split("\n  ")) or part in text, part


@pytest.mark.parametrize("width", [60, 80, 200])
def test_lines_fit_the_terminal_and_stay_readable_on_a_wide_one(width: int) -> None:
    long = "Commander Tomas Brell said that " + "the coast guard had searched every deck " * 6
    lines = render(make_answer(make_evidence(text=long)), width).splitlines()
    assert max(map(len, lines)) <= min(width, 100)


def test_without_a_terminal_there_is_no_colour_and_no_hidden_link() -> None:
    assert "\x1b" not in render(make_answer(make_evidence()))
    assert "\x1b" in render(make_answer(make_evidence()), terminal=True)


def test_a_document_cannot_write_to_the_terminal() -> None:
    evil = "Red \x1b[31malert\x1b]0;owned\x07 [bold]not markup[/bold] :smile: \u202egnp.exe"
    text = render(make_answer(make_evidence(text=evil)))
    assert not set(text) & {"\x1b", "\x07", "\u202e"}
    assert "[bold]not markup[/bold] :smile:" in " ".join(text.split())


def test_neutral_passages_are_counted_where_others_decide_and_shown_on_request() -> None:
    decides, neutral = make_evidence(), make_evidence(Stance.NEUTRAL, "Unrelated words.")
    assert select_evidence([decides, neutral, neutral]) == ([decides], 2)
    assert select_evidence([neutral] * 5) == ([neutral] * 2, 3)
    assert select_evidence([decides, neutral], show_all=True) == ([decides, neutral], 0)
    text = render(make_answer(decides, neutral))
    assert "1 more passage was read; it decides nothing." in text


def test_every_verdict_qualifier_and_stance_has_words() -> None:
    assert set(VERDICTS) == set(Verdict)
    assert set(QUALIFIERS) == set(Qualifier)
    assert set(STANCES) == set(Stance)


def test_several_claims_are_each_named() -> None:
    answer = make_answer(make_evidence())
    text = render(replace(answer, claims=answer.claims * 2))
    assert text.count("Claim: “The toll is 23.”") == 2


def test_a_date_is_written_at_its_own_precision() -> None:
    first, last = date(2024, 10, 30), date(2024, 11, 3)
    interval = Published(first, last, Precision.INTERVAL, DateMethod.TEXT, "2024-10-30/2024-11-03")
    month = Published(date(2024, 11, 1), date(2024, 11, 30), Precision.MONTH, DateMethod.URL, "2024-11")
    year = Published(date(2024, 1, 1), date(2024, 12, 31), Precision.YEAR, DateMethod.GIVEN, "2024")
    assert write_published(interval) == "30 October 2024 to 3 November 2024 (inferred from its text)"
    assert write_published(month) == "November 2024 (from its address)"
    assert write_published(year) == "2024 (given)"
    assert write_published(UNDATED) == "date not known"


def test_a_chain_of_speakers_runs_from_the_nearest_to_the_origin() -> None:
    assert write_speaker(Speaker("Marrin", "said", ("Marrin", "Holm"))) == "said by Marrin, citing Holm"
    assert write_speaker(Speaker("officials", "according to", ())) == "according to officials"


def test_words_are_cleaned_and_counted() -> None:
    assert clean(" a\n b\x00c\td ") == "a bc d"
    assert [count(n, "passage") for n in (0, 1, 1204)] == ["0 passages", "1 passage", "1,204 passages"]
    assert list(timeline_lines(())) == []
