"""A timeline for people: the plot, then who gave each figure and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.assessment.series import LeftOut
from service.charts import draw_text
from service.rendering import clean
from service.timelines import Timeline

if TYPE_CHECKING:
    from rich.console import Console

WORDS = {
    LeftOut.NO_FIGURE: "state no figure",
    LeftOut.OTHER_THING: "count other things",
    LeftOut.OTHER_UNIT: "are in another unit or rate",
    LeftOut.OTHER_KIND: "tell an addition, a change or a plan",
    LeftOut.COPY: "are copies",
}


def render_timeline(console: Console, timeline: Timeline) -> None:
    """Prints ``timeline``."""
    if timeline.counted is None:
        console.print(
            'The query names nothing that is counted or measured. Try: "engineers in Malawi".', soft_wrap=True
        )
        return
    unit = f", in {timeline.unit}" if timeline.unit else ""
    per = f", per {timeline.per}" if timeline.per else ""
    console.print(f"{clean(timeline.query)}: {timeline.counted}{unit}{per}", style="bold", soft_wrap=True)
    console.print()
    for line in draw_text(timeline):
        console.print(line, soft_wrap=True)
    if timeline.points:
        console.print()
    for point in timeline.points:
        who = ", ".join(clean(name) for name in (point.speaker, point.publisher) if name) or "an unnamed source"
        copies = f" (and {point.copies} {'copy' if point.copies == 1 else 'copies'})" if point.copies else ""
        when = f", of {clean(point.period.text)}" if point.period is not None else ""
        console.print(
            f"{point.published_at or 'undated'}  {clean(point.figure.text)}{when}: {who}{copies}", soft_wrap=True
        )
        console.print(f"  > {clean(point.text)}", soft_wrap=True)
    if not timeline.points:
        console.print("No passage gives a figure of it.")
    told = [f"{number} {WORDS[why]}" for why, number in timeline.left_out.items() if number]
    if told:
        console.print()
        console.print(f"Left out: {'; '.join(told)}.", style="dim", soft_wrap=True)
