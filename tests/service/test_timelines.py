"""One quantity through time over real storage, drawn for a terminal and as SVG."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from index.build import Archive
from index.records import Filters, Submission
from index.search import Searcher
from service.assessment.series import LeftOut
from service.charts import draw_svg, draw_text, write_file, write_value
from service.timelines import Timeline, trace

QUERY = "people who left Selby"
STORY = (
    "{} people have left Selby, the council said. The river Wend stood at its highest mark in thirty years on that day."
)


@pytest.fixture
def archive(archive: Archive) -> Archive:
    for figure, publisher, published in (
        ("About 1,200", "Gazette", "2031-03-01"),
        ("About 1,200", "Reprint", "2031-03-02"),
        ("At least 2,400", "Courier", "2031-03-20"),
        ("Another 300", "Courier", "2031-03-21"),
        ("2,600", "Notes", None),
    ):
        raw = STORY.format(figure)
        archive.add(
            Submission(raw=raw, publisher=publisher, published_at=published, url=f"https://x.example/{figure[:5]}")
        )
    return archive


def traced(archive: Archive, query: str = QUERY, **filters: object) -> Timeline:
    return trace(Searcher(archive), query, Filters(**filters))  # type: ignore[arg-type]


def test_figures_come_in_order_with_who_gave_them_and_copies_folded(archive: Archive) -> None:
    found = traced(archive)
    assert found.counted == "person"
    assert [p.figure.text for p in found.points] == ["About 1,200", "At least 2,400", "2,600"]
    first = found.points[0]
    assert (first.publisher, first.speaker, first.copies) == ("Gazette", "the council", 1)
    assert found.left_out[LeftOut.OTHER_KIND] == 1
    assert found.left_out[LeftOut.COPY] == 1


def test_the_filters_are_those_of_a_search(archive: Archive) -> None:
    assert [p.figure.text for p in traced(archive, as_of=date(2031, 3, 10)).points] == ["About 1,200"]
    assert [p.publisher for p in traced(archive, publishers=("courier",)).points] == ["Courier"]
    assert traced(archive, collection="elsewhere").points == ()


def test_a_query_without_a_quantity_gives_no_points(archive: Archive) -> None:
    found = traced(archive, "is it good")
    assert (found.counted, found.points) == (None, ())


def test_the_terminal_shows_intervals_and_open_ends(archive: Archive) -> None:
    first, second, third, axis = draw_text(traced(archive))
    assert first.startswith("2031-03-01  [")
    assert "|" in first
    assert "o" in first.split("]")[0]
    assert ">]" in second
    assert third.startswith("undated")
    assert axis.endswith(write_value(2600))


def test_the_svg_is_well_formed_and_draws_what_is_dated(archive: Archive) -> None:
    drawn = draw_svg(traced(archive))
    root = ElementTree.fromstring(drawn)  # noqa: S314 - our own drawing
    groups = root.findall("{http://www.w3.org/2000/svg}g")
    assert len(groups) == 2
    assert "1 undated, not drawn" in drawn
    assert draw_svg(traced(archive)) == drawn


def test_words_of_a_query_cannot_break_the_svg(archive: Archive) -> None:
    drawn = draw_svg(traced(archive, "people <b>& who left Selby"))
    ElementTree.fromstring(drawn)  # noqa: S314 - our own drawing


def test_an_empty_timeline_can_be_drawn(archive: Archive) -> None:
    empty = traced(archive, collection="elsewhere")
    assert draw_text(empty) == []
    ElementTree.fromstring(draw_svg(empty))  # noqa: S314 - our own drawing


def test_a_plot_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    write_file(tmp_path / "plot.svg", "<svg/>")
    assert (tmp_path / "plot.svg").read_text() == "<svg/>"
    with pytest.raises(OSError, match="No such file"):
        write_file(tmp_path / "missing" / "plot.svg", "<svg/>")
    assert [p.name for p in tmp_path.iterdir()] == ["plot.svg"]


@pytest.mark.parametrize(("value", "shown"), [(0, "0"), (1200, "1,200"), (1.5e6, "1.5m"), (2e9, "2bn"), (2.75, "2.75")])
def test_axis_values_are_short(value: float, shown: str) -> None:
    assert write_value(value) == shown
