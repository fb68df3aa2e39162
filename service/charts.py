"""A timeline drawn: as SVG for a page, as lines of text for a terminal. Intervals are drawn, not only their middles."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Sequence
from datetime import date
from html import escape
from pathlib import Path

from service.timelines import Point, Timeline

WIDTH, HEIGHT = 860, 440
LEFT, RIGHT, TOP, BOTTOM = 90, 30, 60, 70
TEXT_COLUMNS = 30
"""Columns of the terminal's plot; with date, figure and names a line stays below 100."""


Scale = Callable[[float], float]
"""A day or a value → its place in the drawing."""


def value_range(points: Sequence[Point]) -> tuple[float, float]:
    """The least and the greatest value to show: all finite bounds and printed values, from 0 where that is near."""
    values = [v for p in points for v in (p.figure.low, p.figure.high, p.figure.value) if math.isfinite(v)]
    low, high = min(values, default=0.0), max(values, default=1.0)
    if low > 0 and low < 0.6 * high:
        low = 0.0
    return (low, high) if high > low else (low - 1, high + 1)


def draw_text(timeline: Timeline) -> list[str]:
    """One line a point: the day, the interval on a common axis, the figure as printed.

    ``o`` is the printed figure, ``|---|`` its interval, ``<`` and ``>`` an end that is open.
    """
    low, high = value_range(timeline.points)

    def column(value: float) -> int:
        return round((min(max(value, low), high) - low) / (high - low) * (TEXT_COLUMNS - 1))

    lines = []
    for point in timeline.points:
        figure, cells = point.figure, [" "] * TEXT_COLUMNS
        first, last = column(figure.low), column(figure.high)
        for at in range(first, last + 1):
            cells[at] = "-"
        cells[first] = "|" if first != last else cells[first]
        cells[last] = ">" if math.isinf(figure.high) else "|"
        if math.isinf(figure.low):
            cells[first] = "<"
        cells[column(figure.value)] = "o"
        lines.append(f"{point.published_at or 'undated':<10.10}  [{''.join(cells)}]  {printable(figure.text)}")
    if lines:
        ends = f"{write_value(low)}{write_value(high).rjust(TEXT_COLUMNS - len(write_value(low)))}"
        lines.append(f"{'':<10}   {ends}")
    return lines


def printable(text: str) -> str:
    """The text on one line, without characters that would move a terminal's cursor."""
    return "".join(c if c.isprintable() else " " for c in text)


def write_value(value: float) -> str:
    """A value of an axis, short: 1,200, 1.5m, 2bn."""
    for size, name in ((1e9, "bn"), (1e6, "m")):
        if abs(value) >= size:
            return f"{value / size:.3g}{name}"
    return f"{value:,.0f}" if float(value).is_integer() or abs(value) >= 100 else f"{value:.3g}"


def draw_svg(timeline: Timeline) -> str:
    """An SVG document: days to the right, values upwards, each interval as a bar through its printed figure.

    Undated points are not drawn; the caption counts them. The same timeline gives the same characters.
    """
    placed = [(p, (p.start.toordinal(), p.end.toordinal())) for p in timeline.points if p.start and p.end]
    low, high = value_range([point for point, _ in placed])
    days = [day for _, span in placed for day in span]
    first, last = min(days, default=0), max(days, default=1)
    if first == last:
        first, last = first - 1, last + 1

    def x(day: float) -> float:
        return LEFT + (day - first) / (last - first) * (WIDTH - LEFT - RIGHT)

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - (min(max(value, low), high) - low) / (high - low) * (HEIGHT - TOP - BOTTOM)

    body = [*_axes(low, high, y, first, last, x)]
    for point, span in placed:
        body += _drawn(point, x(sum(span) / 2), y)
    return _document(timeline, len(timeline.points) - len(placed), body)


def _drawn(point: Point, at: float, y: Scale) -> list[str]:
    """One point: a bar from low to high, an arrow where an end is open, a dot at the printed figure, its words."""
    figure = point.figure
    top, bottom = y(figure.high), y(figure.low)
    if math.isinf(figure.high):
        top -= 14
    said = f"{point.published_at}: {figure.text}, {_who(point)}"
    lines = [f'<g class="point"><title>{escape(said)}</title>']
    lines.append(f'<line x1="{at:.1f}" y1="{top:.1f}" x2="{at:.1f}" y2="{bottom:.1f}" class="interval"/>')
    if math.isinf(figure.high):
        lines.append(
            f'<path d="M{at - 5:.1f} {top + 7:.1f} L{at:.1f} {top:.1f} L{at + 5:.1f} {top + 7:.1f}" class="open"/>'
        )
    for end in [bottom] if math.isinf(figure.high) else [bottom, top]:
        lines.append(f'<line x1="{at - 4:.1f}" y1="{end:.1f}" x2="{at + 4:.1f}" y2="{end:.1f}" class="interval"/>')
    lines.append(f'<circle cx="{at:.1f}" cy="{y(figure.value):.1f}" r="4"/>')
    anchor = "end" if at > WIDTH - RIGHT - 120 else "start"
    aside = -8 if anchor == "end" else 8
    place = f'x="{at + aside:.1f}" y="{y(figure.value) - 7:.1f}" text-anchor="{anchor}"'
    lines.append(f"<text {place}>{escape(figure.text)}</text></g>")
    return lines


def _axes(low: float, high: float, y: Scale, first: int, last: int, x: Scale) -> list[str]:
    floor = HEIGHT - BOTTOM
    lines = [
        f'<line x1="{LEFT}" y1="{floor}" x2="{WIDTH - RIGHT}" y2="{floor}" class="axis"/>',
        f'<line x1="{LEFT}" y1="{TOP}" x2="{LEFT}" y2="{floor}" class="axis"/>',
    ]
    for part in range(5):
        value = low + (high - low) * part / 4
        lines.append(f'<line x1="{LEFT}" y1="{y(value):.1f}" x2="{WIDTH - RIGHT}" y2="{y(value):.1f}" class="grid"/>')
        lines.append(f'<text x="{LEFT - 8}" y="{y(value) + 4:.1f}" text-anchor="end">{write_value(value)}</text>')
    for part in range(4):
        day = first + round((last - first) * part / 3)
        shown = date.fromordinal(max(day, 1)).isoformat()
        lines.append(f'<text x="{x(day):.1f}" y="{floor + 20}" text-anchor="middle">{shown}</text>')
    return lines


def _document(timeline: Timeline, undated: int, body: list[str]) -> str:
    unit = " ".join(part for part in (timeline.unit, f"per {timeline.per}" if timeline.per else None) if part)
    caption = f"{len(timeline.points)} values from {timeline.searched.documents} documents"
    caption += f"; {undated} undated, not drawn" if undated else ""
    size = f'width="{WIDTH}" height="{HEIGHT}"'
    title = escape(timeline.query) + (f" ({escape(unit)})" if unit else "")
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
            f"<title>{title}</title>",
            "<style>text{font:12px sans-serif;fill:#222}.name{font-size:16px;font-weight:bold}.axis{stroke:#222}"
            ".grid{stroke:#ddd}.interval,.open{stroke:#1f5a99;stroke-width:2;fill:none}circle{fill:#1f5a99}</style>",
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
            f'<text x="{LEFT}" y="30" class="name">{title}</text>',
            *body,
            f'<text x="{LEFT}" y="{HEIGHT - 20}">{escape(caption)}</text>',
            "</svg>",
            "",
        ]
    )


def _who(point: Point) -> str:
    return ", ".join(name for name in (point.speaker, point.publisher) if name) or "an unnamed source"


def write_file(path: Path, text: str) -> None:
    """The text in the file, whole or not at all: written beside it and renamed into place."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
