"""One quantity through time over an archive: query → passages → figures of its thing → dated points, copies folded.

No stance model takes part: which figures are of the thing that the query names is grammar's to say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from index.records import Coverage, Filters, Hit
from index.search import Searcher
from index.sentences import is_english
from service.assessment.reading import read_passage
from service.assessment.records import Period, Quantity
from service.assessment.series import LeftOut, event_period, find_figure, read_topic
from service.links import text_fragment

PASSAGES = 200
"""Passages looked at. A figure that more passages give than this is well covered by the nearest of them."""


@dataclass(frozen=True, slots=True)
class Point:
    """One value with its date and who gave it. ``copies``: passages of the same story that give the same."""

    figure: Quantity
    period: Period | None
    start: date | None
    end: date | None
    published_at: str | None
    speaker: str | None
    publisher: str | None
    passage_id: str
    document_id: str
    text: str
    link: str | None
    copies: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """The course of one quantity, earliest first, undated last; ``counted`` is ``None`` where the query names none."""

    query: str
    counted: str | None
    unit: str | None
    per: str | None
    points: tuple[Point, ...]
    left_out: dict[LeftOut, int]
    searched: Coverage
    revision: str


def trace(searcher: Searcher, query: str, filters: Filters) -> Timeline:
    """The timeline of the quantity that ``query`` names, from what ``filters`` admit.

    Raises:
        ModelMismatch: the index was embedded again under another model.
    """
    topic = read_topic(query)
    result = searcher.search(query, filters, PASSAGES)
    left_out: Counter[LeftOut] = Counter()
    found: list[tuple[Hit, Point]] = []
    for hit in result.hits if topic is not None else ():
        if hit.source.retracted or not is_english(hit.source.language):
            continue
        published = hit.source.published
        passage = read_passage(
            hit.passage.text, hit.before, hit.after, hit.source.title or "", published.start, published.end
        )
        figure = find_figure(topic, passage) if topic is not None else LeftOut.NO_FIGURE
        if isinstance(figure, LeftOut):
            left_out[figure] += 1
            continue
        speaker = passage.speech.name if passage.speech is not None else None
        found.append((hit, _point(hit, figure, event_period(passage), speaker)))
    unit, per = _measure(point.figure for _, point in found)
    kept = [(hit, point) for hit, point in found if (point.figure.unit, point.figure.per) == (unit, per)]
    left_out[LeftOut.OTHER_UNIT] += len(found) - len(kept)
    points = _folded(kept)
    left_out[LeftOut.COPY] += sum(point.copies for point in points)
    return Timeline(
        query=query,
        counted=topic.figure.counted if topic is not None else None,
        unit=unit,
        per=per,
        points=tuple(points),
        left_out={why: left_out[why] for why in LeftOut},
        searched=result.coverage,
        revision=result.revision,
    )


def _point(hit: Hit, figure: Quantity, period: Period | None, speaker: str | None) -> Point:
    source = hit.source
    return Point(
        figure=figure,
        period=period,
        start=source.published.start,
        end=source.published.end,
        published_at=source.published.text,
        speaker=speaker,
        publisher=source.publisher,
        passage_id=hit.passage.id,
        document_id=source.document_id,
        text=hit.passage.text,
        link=text_fragment(source.url, hit.passage.text),
        copies=0,
    )


def _measure(figures: Iterable[Quantity]) -> tuple[str | None, str | None]:
    """The unit and rate that most of the figures have; of equally many the first by name."""
    counts = Counter((figure.unit, figure.per) for figure in figures)
    return min(counts, key=lambda pair: (-counts[pair], str(pair)), default=(None, None))


def _folded(found: list[tuple[Hit, Point]]) -> list[Point]:
    """Earliest first; one value of one story cluster is listed once, by the first who printed it."""
    kept: dict[tuple[object, ...], Point] = {}
    ordered = sorted(found, key=lambda f: (f[1].start or date.max, f[1].end or date.max, f[0].rank, f[1].passage_id))
    for hit, point in ordered:
        key = (hit.source.story_cluster, point.figure.low, point.figure.high, point.period and point.period.text)
        first = kept.get(key)
        kept[key] = point if first is None else replace(first, copies=first.copies + 1)
    return list(kept.values())
