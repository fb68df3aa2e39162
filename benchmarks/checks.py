"""One check against an index of made-up news: latency beside the bare pipeline, ingest rate, memory.

    python -m benchmarks.checks --passages 10000 --checks 100

The bare pipeline is the same index, encoder and stance model without any of our layers: ten nearest vectors, one
stance each by the fast model, the loudest wins. Both run in this process, on the same statements, taking turns.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.corpus import articles, statements
from index.build import Archive
from index.embedding import SentenceEncoder
from index.records import Filters
from index.search import Searcher
from service.answering import Checker
from service.assessment.records import StanceProbabilities
from service.hearing import Panel
from service.judge import SHIPPED, StanceModel


def main() -> int:
    """Build, warm up, measure, print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--passages", type=int, default=10_000, help="passages in the index (default 10,000)")
    options.add_argument("--checks", type=int, default=100, help="checks to time (default 100)")
    options.add_argument("--threads", type=int, default=2, help="pairs judged side by side (default 2)")
    asked = options.parse_args()

    encoder = SentenceEncoder(None)
    models = [StanceModel(name, threads=asked.threads) for name in SHIPPED]
    panel = Panel(*(Uncached(model) for model in models))
    with tempfile.TemporaryDirectory(prefix="onrecord-bench-") as folder:
        archive = Archive.open(Path(folder), encoder)
        started = time.perf_counter()
        taken = sum(1 for outcome in archive.add_many(articles(asked.passages)) if outcome.error is None)
        ingest_s = time.perf_counter() - started
        passages = archive.info().passages
        checker = Checker(archive, panel, ", ".join(model.name for model in models), encoder.name)
        searcher = Searcher(archive)

        def bare(statement: str) -> object:
            hits = searcher.search(statement, Filters(), 10).hits
            judged = panel.quick([(hit.passage.text, statement) for hit in hits])
            return max(judged, key=lambda p: max(p.supports, p.contradicts), default=None)

        ours, theirs = take_turns(checker.check, bare, statements(asked.checks))
        searches = [timed(lambda s: searcher.search(s, Filters(), 24), s) for s in statements(asked.checks, seed=11)]
        archive.close()

    print(f"documents {taken:,}, passages {passages:,}")
    print(f"ingest        {passages / ingest_s:8.0f} passages/s ({ingest_s:.1f} s)")
    print(f"check         {row(ours)}")
    print(f"bare pipeline {row(theirs)}")
    print(f"search alone  {row(searches)}")
    print(f"ratio         {statistics.median(ours) / statistics.median(theirs):8.2f} check / bare, medians")
    print(f"memory        {peak_mb():8.0f} MB resident at most")
    return 0


class Uncached:
    """The model without its memory of pairs, so that a repeated passage costs what a new one does."""

    def __init__(self, model: StanceModel) -> None:
        self.model = model

    def __call__(self, pairs: Sequence[tuple[str, str]]) -> list[StanceProbabilities]:
        self.model.forget()
        return self.model(pairs)


def take_turns(
    one: Callable[[str], object], other: Callable[[str], object], on: Sequence[str]
) -> tuple[list[float], list[float]]:
    """Milliseconds of each, in turns, so that a busy moment hits both."""
    for statement in on[:5]:
        one(statement)
        other(statement)
    pairs = [(timed(one, s), timed(other, s)) for s in on]
    return [a for a, _ in pairs], [b for _, b in pairs]


def timed(call: Callable[[str], object], argument: str) -> float:
    """Milliseconds of one call."""
    started = time.perf_counter()
    call(argument)
    return 1000 * (time.perf_counter() - started)


def row(milliseconds: Sequence[float]) -> str:
    """p50, p95 and the slowest."""
    ordered = sorted(milliseconds)
    p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    return f"{statistics.median(ordered):8.0f} ms p50 {p95:8.0f} ms p95 {ordered[-1]:8.0f} ms slowest"


def peak_mb() -> float:
    """Most memory that this process has held, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 if sys.platform != "darwin" else 1024 * 1024)


if __name__ == "__main__":
    sys.exit(main())
