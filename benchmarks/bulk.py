"""Large ingests: killed at random instants, and measured for the memory that they hold. No weights but with --model.

    python -m benchmarks.bulk kill [--documents 2000] [--kills 20] [--seed 1]
    python -m benchmarks.bulk memory [--documents 10000] [--model]

``kill`` works off one job twice: without interruption, and with ``kill -9`` at random instants. Both must end with the
same counts and the same index, down to the digest over all live versions. ``memory`` takes a file of articles in by the
command's own path and as a job, and prints the memory held after every tenth of it, then how long the same again takes;
with ``--model`` under the shipped embedding model.
"""

from __future__ import annotations

import argparse
import importlib.util
import itertools
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.corpus import SENTENCES_EACH, articles, varied_articles
from index.build import Archive
from index.jobs import Jobs
from index.records import Job, JobState, Submission
from service.http.jobs import read_line
from service.ingesting import Report, read_inputs, take

ROOT = Path(__file__).parents[1]
READY = "ready"
SHORT_CHARS = 500
"""Of an article for ``kill``, where the number of documents matters and not their length."""


def toy_encoder() -> Any:
    """The encoder of the tests: words hashed into a unit vector, the same in every process."""
    spec = importlib.util.spec_from_file_location("toy", ROOT / "tests" / "conftest.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError("tests/conftest.py is not beside the benchmarks")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.ToyEncoder()


def lines(made: Iterable[Submission], chars: int | None = None) -> Iterator[bytes]:
    """JSON lines, one an article of at most so many characters; one in a hundred is broken, one in fifty was there."""
    before = b""
    for number, article in enumerate(made):
        line = json.dumps(
            {
                "text": article.raw[:chars],
                "url": article.url,
                "publisher": article.publisher,
                "published_at": article.published_at,
            }
        ).encode()
        if number % 100 == 99:
            line = line[:40]
        elif number % 50 == 49:
            line = before
        else:
            before = line
        yield line + b"\n"


# ---------------------------------------------------------------------------------------------------------------- kills


def survive(
    folder: Path, documents: int, kills: int, seed: int, say: Callable[[str], None]
) -> tuple[list[str], list[int]]:
    """What went wrong in a job that was killed so many times, in words, and the lines at which it was killed.

    There are fewer kills where the job is done before.
    """
    whole, broken = folder / "whole", folder / "broken"
    began = time.monotonic()
    expected, reference = _finish(whole, _receive(whole, documents))
    seconds = time.monotonic() - began
    say(f"without interruption: {_told(expected)}, {seconds:.1f} s")

    job_id = _receive(broken, documents)
    draw = random.Random(seed)
    stopped = []
    for _ in range(kills):
        _kill_after(broken, draw.uniform(0.0, 2 * seconds / (kills * 1.5)))
        archive = Archive.open(broken, toy_encoder())
        job = Jobs(archive, read_line).job(job_id)
        faults = archive.verify()
        held = archive.info().documents
        archive.close()
        stopped.append(job.lines)
        if faults or held != job.counts["taken"]:
            return [*faults, f"killed at line {job.lines}: {held} documents, {job.counts['taken']} counted"], stopped
        if job.state is JobState.DONE:
            break
    say(f"killed {len(stopped)} times, at lines {', '.join(map(str, stopped))}")
    got, index = _finish(broken, job_id)
    say(f"with interruptions: {_told(got)}")
    wrong = []
    if (got.lines, got.read_bytes, got.counts, got.refused) != (
        expected.lines,
        expected.read_bytes,
        expected.counts,
        expected.refused,
    ):
        wrong.append(f"counts differ: {got} and {expected}")
    if index != reference:
        wrong.append(f"indexes differ: {index} and {reference}")
    return wrong, stopped


def _receive(folder: Path, documents: int) -> str:
    archive = Archive.open(folder, toy_encoder())
    job = Jobs(archive, read_line).receive(lines(articles(documents * SENTENCES_EACH), SHORT_CHARS))
    archive.close()
    return job.id


def _finish(folder: Path, job_id: str) -> tuple[Job, tuple[object, ...]]:
    """The job once it is done, and what the index holds: documents, passages, clusters, digest, faults."""
    archive = Archive.open(folder, toy_encoder())
    jobs = Jobs(archive, read_line)
    jobs.run()
    job, info = jobs.job(job_id), archive.info()
    digest = info.revision.partition("-")[2]
    held = (info.documents, info.passages, info.story_clusters, digest, tuple(archive.verify()))
    archive.close()
    return job, held


def _kill_after(folder: Path, delay_s: float) -> None:
    """Lets another process work on the job, and kills it so long after it has begun."""
    command = [sys.executable, "-m", "benchmarks.bulk", "work", str(folder)]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environ) as process:
        if process.stdout is None or process.stdout.readline().strip() != READY:
            raise RuntimeError("the worker did not start")
        time.sleep(delay_s)
        process.send_signal(signal.SIGKILL)


def _work(folder: Path) -> None:
    archive = Archive.open(folder, toy_encoder())
    print(READY, flush=True)
    Jobs(archive, read_line).run()
    archive.close()


def _told(job: Job) -> str:
    counts = ", ".join(f"{count:,} {name}" for name, count in job.counts.items() if count)
    return f"{job.state}, {job.lines:,} lines, {counts}"


# --------------------------------------------------------------------------------------------------------------- memory


def measure_memory(folder: Path, documents: int, encoder: Any, say: Callable[[str], None]) -> None:
    """Prints what this process holds while it takes articles in by the command's path, again, and as a job."""
    path = folder / "articles.jsonl"
    with path.open("wb") as out:
        out.writelines(lines(varied_articles(documents)))
    say(f"{documents:,} articles, {path.stat().st_size / 1e6:.0f} MB")
    step = max(1, documents // 10)
    for name in ("command", "the same again"):
        archive = Archive.open(folder / "command", encoder)
        report = Report()
        held: list[float] = []

        def look(report: Report, held: list[float] = held) -> None:
            done = report.counts["taken"] + report.counts["same_as_before"] + report.counts["refused"]
            if done % step == 0:
                held.append(held_mb())

        take(archive, read_inputs([str(path)], sys.stdin.buffer, {}, {}), report, look)
        say(f"{name}: {report.seconds:.1f} s, MB held after each tenth: {' '.join(f'{mb:.0f}' for mb in held)}")
        archive.close()
        say(f"  closed, vector file written: {held_mb():.0f} MB; most {peak_mb():.0f} MB")
    archive = Archive.open(folder / "job", encoder)
    jobs = Jobs(archive, read_line)
    before = held_mb()
    with path.open("rb") as stream:
        job = jobs.receive(iter(lambda: stream.read(65_536), b""))
    say(f"a job, received: {held_mb() - before:+.0f} MB")
    held = []

    seen = itertools.count(1)

    def look_again(line: bytes) -> Any:
        if next(seen) % step == 0:
            held.append(held_mb())
        return read_line(line)

    jobs = Jobs(archive, look_again)
    jobs.run()
    done = jobs.job(job.id)
    say(f"  {_told(done)}, {done.seconds:.1f} s, MB held: {' '.join(f'{mb:.0f}' for mb in held)}")
    archive.close()


def held_mb() -> float:
    """Memory that this process holds now, in MB."""
    status = Path("/proc/self/status")
    if not status.exists():
        return peak_mb()
    [line] = [line for line in status.read_text().splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) / 1024


def peak_mb() -> float:
    """Most that it held, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 if sys.platform != "darwin" else 1024 * 1024)


def main() -> int:
    """Exit code 1 where a killed job does not end as one that was left alone."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["kill", "memory", "work"])
    parser.add_argument("folder", nargs="?", type=Path, help="for work: the index whose jobs are worked on")
    parser.add_argument("--documents", type=int)
    parser.add_argument("--model", action="store_true", help="for memory: with the shipped embedding model")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()

    def say(text: str) -> None:
        print(text, flush=True)

    if given.what == "work":
        _work(given.folder)
        return 0
    with tempfile.TemporaryDirectory(prefix="onrecord-bulk-") as folder:
        if given.what == "memory":
            from index.embedding import SentenceEncoder

            encoder = SentenceEncoder() if given.model else toy_encoder()
            measure_memory(Path(folder), given.documents or 10_000, encoder, say)
            return 0
        wrong, stopped = survive(Path(folder), given.documents or 2_000, given.kills, given.seed, say)
    if len(stopped) < given.kills:
        wrong.append(f"the job was done after {len(stopped)} kills; give more documents")
    for fault in wrong:
        print(f"wrong: {fault}")
    if not wrong:
        print("nothing lost, nothing doubled, the index is whole")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
