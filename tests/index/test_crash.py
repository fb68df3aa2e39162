"""Whatever the instant of a ``kill -9``, every acknowledged document is there, once, and the index is whole."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from index.build import Archive
from index.errors import IndexLocked
from index.records import Filters, Submission
from index.search import Searcher

INGEST = """
import importlib.util, random, sys
from pathlib import Path

from index import build
from index.records import Submission

spec = importlib.util.spec_from_file_location("toy", sys.argv[1])
toy = importlib.util.module_from_spec(spec)
spec.loader.exec_module(toy)
build.SAVE_EVERY_PASSAGES = 1


def text(number):
    words = random.Random(number)
    return ". ".join(" ".join("w%d" % words.randrange(5000) for _ in range(12)).capitalize() for _ in range(5)) + "."


archive = build.Archive.open(Path(sys.argv[2]), toy.ToyEncoder())
submissions = (Submission(text(n // 2), publisher="p%d" % (n % 2)) for n in range(int(sys.argv[3]), 100000))
for count, outcome in enumerate(archive.add_many(submissions)):
    print(outcome.document.source.document_id, flush=True)
    if count % 40 == 39:
        archive.rebuild()
"""


def start(folder: Path, first: int) -> subprocess.Popen[str]:
    conftest = Path(__file__).parents[1] / "conftest.py"
    return subprocess.Popen(
        [sys.executable, "-c", INGEST, str(conftest), str(folder), str(first)], stdout=subprocess.PIPE, text=True
    )


def kill_after(process: subprocess.Popen[str], delay_s: float) -> list[str]:
    """The ids that the process acknowledged before it was killed, ``delay_s`` after the first of them."""
    if process.stdout is None:
        raise AssertionError("no output to read")
    with process, process.stdout as lines:
        first = lines.readline()
        time.sleep(delay_s)
        process.send_signal(signal.SIGKILL)
        return [line.strip() for line in [first, *lines] if line.endswith("\n")]


def test_nothing_acknowledged_is_lost_and_nothing_doubled(tmp_path: Path, encoder: Any) -> None:
    moments = random.Random(7)  # noqa: S311 - a seeded order, no secret
    acknowledged: list[str] = []
    for first in (0, 10, 20, 0):
        acknowledged += kill_after(start(tmp_path, first), moments.uniform(0.0, 0.6))
        archive = Archive.open(tmp_path, encoder)
        assert archive.verify() == []
        listed: list[str] = []
        after = None
        while True:
            page, after = archive.documents(after=after, limit=200)
            listed += [document.source.document_id for document in page]
            if after is None:
                break
        assert set(acknowledged) <= set(listed)
        assert len(listed) == len(set(listed)) == archive.info().documents
        result = Searcher(archive).search("w1 w2 w3", Filters(), 50)
        assert len({hit.passage.id for hit in result.hits}) == len(result.hits)
        assert result.coverage.passages == archive.info().passages
        archive.close()
    assert len(acknowledged) > 20


def test_a_reader_follows_a_writer_in_another_process(tmp_path: Path, encoder: Any) -> None:
    archive = Archive.open(tmp_path, encoder)
    searcher = Searcher(archive)
    process = start(tmp_path, 0)
    if process.stdout is None:
        raise AssertionError("no output to read")
    with process, process.stdout as lines:
        for _ in range(25):
            document_id = lines.readline().strip()
            document = archive.document(document_id)
            result = searcher.search(document.text, Filters(), 20)
            assert document_id in {hit.source.document_id for hit in result.hits if hit.dense_rank}
        process.send_signal(signal.SIGKILL)
        lines.read()
    assert archive.verify() == []
    archive.close()


def test_a_second_writer_waits_and_then_gives_up(tmp_path: Path, encoder: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    first = Archive.open(tmp_path, encoder)
    second = Archive.open(tmp_path, encoder)
    monkeypatch.setattr(second._database, "_lock_timeout_s", 0.05)
    with first._database.writing(), pytest.raises(IndexLocked):
        second.add(Submission("Ships came to the harbour."))
    assert second.add(Submission("Ships came to the harbour.")).created
    first.close()
    second.close()


def test_threads_write_and_search_at_once(archive: Archive, searcher: Searcher) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def work(number: int) -> int:
        archive.add(Submission(f"Ship {number} came to the harbour. It left at noon.", publisher=str(number % 3)))
        return len(searcher.search(f"ship {number}", Filters(), 5).hits)

    with ThreadPoolExecutor(6) as pool:
        assert min(pool.map(work, range(40))) >= 2
    assert archive.info().documents == 40
    assert archive.verify() == []
