"""Taking many documents in from the command line: what became of each, and how far it is."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from index.errors import InputError

if TYPE_CHECKING:
    from rich.console import Console

    from index.build import Archive
    from index.records import Outcome, Submission

STANDARD_INPUT = "-"
OnPages = Callable[[int, int], None]
MAX_LINES_SHOWN = 200
"""Of what was refused; the JSON report has all lines."""


class Report:
    """What became of the documents handed in: counts, and a line for each as it happens.

    ``write`` hears every line and keeps none, so that the report of a million documents takes no memory; only the
    first refusals are kept for people to read.
    """

    def __init__(self, write: Callable[[Mapping[str, Any]], None] | None = None) -> None:
        self._write = write
        self.counts: Counter[str] = Counter(
            taken=0, copies=0, updates=0, same_as_before=0, refused=0, passages=0, undated=0
        )
        self.reasons: Counter[str] = Counter()
        self.refusals: list[str] = []
        self.began = time.monotonic()

    @property
    def documents(self) -> int:
        """Documents that are in the index now."""
        return self.counts["taken"] + self.counts["same_as_before"]

    @property
    def code(self) -> int:
        """0 all taken, 1 some refused, 2 nothing taken."""
        if not self.counts["refused"] and self.documents:
            return 0
        return 1 if self.documents else 2

    @property
    def seconds(self) -> float:
        """Since it began."""
        return time.monotonic() - self.began

    def add(self, outcome: Outcome) -> None:
        """Counts one."""
        line = _refused(outcome) if outcome.document is None else _taken(outcome)
        self.counts[line["outcome"]] += 1
        if line["outcome"] == "refused":
            self.reasons[line["code"]] += 1
            if len(self.refusals) < MAX_LINES_SHOWN:
                self.refusals.append(line["detail"])
        elif line["outcome"] == "taken":
            self.counts["passages"] += line["passages"]
            self.counts["undated"] += line["published_at"] is None
            self.counts["copies"] += line["copy_of"] is not None
            self.counts["updates"] += bool(line["supersedes"] or line["superseded_by"])
        if self._write is not None:
            self._write(line)

    def totals(self) -> dict[str, Any]:
        """For a machine."""
        return {"counts": dict(self.counts), "refused_by_code": dict(self.reasons), "seconds": round(self.seconds, 3)}


def take(
    archive: Archive,
    submissions: Iterable[Submission | InputError],
    report: Report,
    on_document: Callable[[Report], None] | None = None,
    on_outcome: Callable[[Outcome], None] | None = None,
) -> Report:
    """Everything in ``submissions`` taken or refused, counted in ``report`` as it happens."""
    for outcome in archive.add_many(submissions):
        report.add(outcome)
        if on_outcome is not None:
            on_outcome(outcome)
        if on_document is not None:
            on_document(report)
    return report


def read_inputs(
    paths: Sequence[str],
    stdin: IO[bytes],
    defaults: Mapping[str, object],
    mapping: Mapping[str, str],
    on_bytes: Callable[[int], None] | None = None,
    fetch: Callable[[str], Iterator[Submission | InputError]] | None = None,
) -> Iterator[Submission | InputError]:
    """Every document in the files, folders and standard input that ``paths`` name, and at addresses with ``fetch``."""
    from index.sources.reading import read_path, read_stream

    for path in paths:
        if fetch is not None and is_address(path):
            yield from fetch(path)
        elif path == STANDARD_INPUT:
            yield from read_stream(stdin, "standard input", defaults, mapping)
        else:
            yield from read_path(Path(path), defaults, mapping, on_bytes)


def is_address(path: str) -> bool:
    """Whether a path is an address of the web."""
    return path.lower().startswith(("http://", "https://"))


@contextmanager
def json_report(out: IO[str]) -> Iterator[Report]:
    """A report that is written as JSON while it grows, and is whole JSON even where the reading stops early."""
    between = "\n"

    def write(line: Mapping[str, Any]) -> None:
        nonlocal between
        out.write(between + json.dumps(line, ensure_ascii=False))
        between = ",\n"

    report = Report(write)
    out.write('{"lines": [')
    try:
        yield report
    finally:
        totals = json.dumps(report.totals(), ensure_ascii=False)
        out.write("\n], " + totals.removeprefix("{") + "\n")
        out.flush()


@contextmanager
def progress(
    console: Console, paths: Sequence[str]
) -> Iterator[tuple[Callable[[int], None] | None, Callable[[Report], None] | None, OnPages | None]]:
    """A bar of the bytes read, or of pages where addresses are fetched, with counts and rate, where people look at it;
    nothing else. What it gives hears of bytes, of documents, and of pages (done, and in all).
    """
    if not console.is_terminal:
        yield None, None, None
        return
    from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    of_pages = any(map(is_address, paths))
    done = MofNCompleteColumn() if of_pages else DownloadColumn()
    columns = (BarColumn(), done, TextColumn("{task.fields[state]}"), TimeRemainingColumn())
    with Progress(TextColumn("Reading"), *columns, console=console, transient=True) as bar:
        task = bar.add_task("Reading", total=None if of_pages else size_of(paths), state="")

        def on_bytes(count: int) -> None:
            bar.update(task, advance=count)

        def on_document(report: Report) -> None:
            rate = report.counts["passages"] / max(report.seconds, 0.001)
            bar.update(task, state=f"{sum(report.counts[k] for k in _OUTCOMES):,} documents, {rate:,.0f} passages/s")

        def on_pages(pages: int, total: int) -> None:
            bar.update(task, completed=pages, total=total)

        yield None if of_pages else on_bytes, on_document, on_pages if of_pages else None


def render_report(console: Console, report: Report) -> None:
    """Prints the counts, then why each was refused."""
    from service.rendering import clean, count

    counts, seconds = report.counts, report.seconds
    rate = f", {counts['passages'] / seconds:,.0f} passages/s" if counts["passages"] and seconds > 0 else ""
    taken = f"{counts['taken']:,} taken ({count(counts['passages'], 'passage')}, {seconds:.1f} s{rate})"
    rest = f"{counts['same_as_before']:,} same as before, {counts['refused']:,} refused."
    console.print(f"{taken}, {rest}", soft_wrap=True)
    if counts["copies"]:
        told = "is a copy" if counts["copies"] == 1 else "are copies"
        console.print(
            f"{counts['copies']:,} of them {told} of a story that is there: folded into it, and no source of its own.",
            soft_wrap=True,
        )
    if counts["updates"]:
        told = "is another text" if counts["updates"] == 1 else "are other texts"
        console.print(
            f"{counts['updates']:,} of them {told} of an article that is there; the latest counts.",
            soft_wrap=True,
        )
    if counts["undated"]:
        console.print(
            f"{counts['undated']:,} of them without a known date: left out of checks with --as-of. "
            "Give --published, or: onrecord documents edit ID --published DATE",
            soft_wrap=True,
        )
    for refusal in report.refusals:
        console.print(f"refused: {clean(refusal)}", soft_wrap=True)
    if counts["refused"] > len(report.refusals):
        more = counts["refused"] - len(report.refusals)
        console.print(f"and {more:,} more, all of them in the report of --report json.", soft_wrap=True)


_OUTCOMES = ("taken", "same_as_before", "refused")


def _taken(outcome: Outcome) -> dict[str, Any]:
    document = outcome.document
    assert document is not None  # noqa: S101 - whoever calls has looked
    source = document.source
    return {
        "outcome": "taken" if document.created else "same_as_before",
        "where": outcome.where,
        "id": source.document_id,
        "title": source.title,
        "publisher": source.publisher,
        "published_at": source.published.text,
        "date_method": str(source.published.method),
        "passages": document.passages,
        "story_cluster": source.story_cluster,
        "copy_of": next((copy.document_id for copy in source.copies), None),
        "supersedes": [edition.document_id for edition in document.supersedes],
        "superseded_by": document.superseded_by,
    }


def _refused(outcome: Outcome) -> dict[str, Any]:
    detail = str(outcome.error)
    where = "" if not outcome.where or detail.startswith(outcome.where) else f"{outcome.where}: "
    return {
        "outcome": "refused",
        "where": outcome.where or detail.partition(": ")[0],
        "code": outcome.error.code if outcome.error else "",
        "detail": where + detail,
    }


def size_of(paths: Sequence[str]) -> int | None:
    """Bytes in all files; ``None`` where standard input is among them, whose end nobody knows."""
    if STANDARD_INPUT in paths:
        return None
    from index.sources.reading import files_of

    files = (file for path in map(Path, paths) for file in files_of(path))
    return sum(file.stat().st_size for file in files if file.is_file())
