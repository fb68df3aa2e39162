"""Articles out of the labelled pages of ../shared: no measure below its floor, and none below plain trafilatura."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.extraction import CORPORA, Page, Reading, Tally, measure, overlap, run

FLOORS = json.loads((Path(__file__).parent / "floors.json").read_text(encoding="utf-8"))["extraction"]
SLACK = 0.005
"""Two readings of the same pages count as equal within it."""


@pytest.mark.shared
@pytest.mark.timeout(900)
@pytest.mark.parametrize("corpus", FLOORS)
def test_no_measure_of_extraction_falls_below_its_floor(corpus: str) -> None:
    if not (CORPORA / corpus).is_dir():
        pytest.skip("the labelled pages (../shared) are not beside this checkout")
    sides = run([corpus])[corpus]
    ours, theirs = sides["ours"].means(), sides["theirs"].means()
    for name, least in FLOORS[corpus].get("least", {}).items():
        assert ours[name] >= least, f"{name} fell to {ours[name]:.3f}"
    for name, most in FLOORS[corpus].get("most", {}).items():
        assert ours[name] <= most, f"{name} rose to {ours[name]:.3f}"
    for name in FLOORS[corpus].get("not_below_plain", ()):
        assert ours[name] >= theirs[name] - SLACK, f"{name}: {ours[name]:.3f}, plain {theirs[name]:.3f}"


def test_words_count_as_often_as_they_are_there() -> None:
    assert overlap("a b b", "a b c d") == pytest.approx((2 / 3, 1 / 2, 4 / 7))
    assert overlap("", "a") == (0, 0, 0)


def test_a_day_is_right_wrong_or_unknown() -> None:
    page = Page("", "a", day="2025-02-10T23:30:00-05:00")
    tally = Tally()
    for days in ({"2025-02-10", "2025-02-11"}, {"2025-02-12"}, set()):
        measure(page, Reading("", (), (), frozenset(days)), tally)
    assert tally.means() == {"day right": 1 / 3, "day wrong": 1 / 3}
