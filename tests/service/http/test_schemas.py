"""Serialisation of an answer with every member filled, and of its awkward values."""

from __future__ import annotations

import json
import math
from datetime import date

from index.records import BlockKind, Copy, Coverage, DateMethod, Passage, Precision, Published, Source
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
from service.assessment.records import Period, Qualifier, Reason, ReasonCode, Stance, StanceProbabilities, Verdict
from service.http.schemas import dump_answer, passage_ids


def make_answer() -> Answer:
    """A full answer; its numbers have more decimals than are written."""
    published = Published(date(2025, 3, 1), date(2025, 3, 31), Precision.MONTH, DateMethod.URL, "2025-03", "/2025/03/")
    copies = (Copy("d2", "The Northfold Courier", None, None),)
    source = Source(
        "d1", "v1", None, None, "Harbour Gazette", ("A. Reed",), None, published, None, "2025-03-10T07:30:00Z", "d1",
        "en", False, copies,
    )  # fmt: skip
    passage = Passage("p1", 1, "At least 300 left.", 10, 28, None, None, BlockKind.BODY, 0, "Before. ", " After.")
    period = Period("since May", 0, 9, date(2024, 5, 1), None, "month")
    reason = Reason(ReasonCode.FIGURE_AGREES, "Both say 300.", "300", "at least 300", "p2")
    evidence = Evidence(
        Stance.SUPPORTS, passage, source, Speaker("the mayor", "said", ("an aide", "the mayor")), period,
        0.123456, 1, StanceProbabilities(0.333333, 0.333333, 0.333334), (reason,), None,
    )  # fmt: skip
    point = TimelinePoint(period, "2025-03", TimelineValue(300.0, math.inf, None, "at least 300"), None, None, "p3")
    claim = ClaimAnswer(
        "300 left", 0, 8, Verdict.SUPPORTED, (Qualifier.SINGLE_SOURCE,), 0.87654321, (reason,), (evidence,),
        IndependentSources(1, 0, 1), (point,), (Unaddressed("left", 4, 8),),
    )  # fmt: skip
    return Answer(
        "a1", "300 left", date(2025, 5, 1), Verdict.SUPPORTED, (Qualifier.SINGLE_SOURCE,), 0.87654321, "So it is.",
        (claim,), Coverage(2, 9, date(2024, 1, 1), date(2025, 3, 31), 4, 5), Engine("7-ab", "toy", "toy", "onrecord-1"),
    )  # fmt: skip


def test_numbers_dates_and_open_ends_are_written_as_documented() -> None:
    body = dump_answer(make_answer())
    piece = body["claims"][0]["evidence"][0]
    assert body["as_of"] == "2025-05-01"
    assert body["confidence"] == 0.8765
    assert body["searched"] == {"documents": 2, "passages": 9, "earliest": "2024-01-01", "latest": "2025-03-31"}
    assert body["excluded"] == {"later": 4, "undated": 5}
    assert piece["similarity"] == 0.1235
    assert piece["stance_probabilities"] == {"supports": 0.3333, "contradicts": 0.3333, "neutral": 0.3333}
    assert piece["period"] == {"start": "2024-05-01", "end": None, "precision": "month", "text": "since May"}
    assert (piece["source"]["published_at"], piece["source"]["published_precision"]) == ("2025-03", "month")
    assert piece["passage"]["raw_start"] is None
    value = body["claims"][0]["timeline"][0]["value"]
    assert value == {"low": 300, "high": None, "unit": None, "text": "at least 300"}
    assert isinstance(value["low"], int)


def test_a_dumped_answer_is_plain_json() -> None:
    body = dump_answer(make_answer())
    assert json.loads(json.dumps(body, allow_nan=False)) == body


def test_every_passage_that_an_answer_points_at_is_kept_with_it() -> None:
    assert passage_ids(make_answer()) == ["p1", "p3", "p2"]
