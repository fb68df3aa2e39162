"""A query names a quantity; a passage gives its figure or does not. The rows are in cases/series.yaml."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from service.assessment.reading import read_passage
from service.assessment.series import LeftOut, event_period, find_figure, read_topic

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[2] / "cases" / "series.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=[f"{c['query']}: {c['why']}" for c in CASES])
def test_a_passage_gives_the_figure_that_is_asked_for(case: dict[str, Any]) -> None:
    topic = read_topic(case["query"])
    assert topic is not None
    found = find_figure(topic, read_passage(case["passage"]))
    if "out" in case:
        assert found is LeftOut(case["out"])
    else:
        assert not isinstance(found, LeftOut), found
        assert found.text == case["is"]


def test_a_query_that_names_no_quantity_has_no_topic() -> None:
    assert read_topic("is it good") is None


def test_the_day_of_the_saying_is_not_the_time_of_the_event() -> None:
    passage = read_passage(
        "12 people died in February, the mayor said on Wednesday.",
        published_start=date(2031, 4, 30),
        published_end=date(2031, 4, 30),
    )
    period = event_period(passage)
    assert period is not None
    assert "February" in period.text
