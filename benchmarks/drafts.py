"""A draft of made-up sentences checked from a cold command line against a warm server, and again from its cache.

    python -m benchmarks.drafts --sentences 40 --passages 2000 --runs 5

Every run checks sentences that the server has not judged before. Times are of the whole process, start included.
"""

from __future__ import annotations

import argparse
import os
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.corpus import articles, statements
from index.build import Archive
from index.embedding import SentenceEncoder

READY_WITHIN_S = 600


def main() -> int:
    """Build, serve, measure, print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sentences", type=int, default=40, help="sentences of the draft (default 40)")
    options.add_argument("--passages", type=int, default=2_000, help="passages in the index (default 2,000)")
    options.add_argument("--runs", type=int, default=5, help="drafts to check (default 5)")
    asked = options.parse_args()

    with tempfile.TemporaryDirectory(prefix="onrecord-bench-") as name:
        folder = Path(name)
        archive = Archive.open(folder / "index", SentenceEncoder(None))
        taken = sum(1 for outcome in archive.add_many(articles(asked.passages)) if outcome.error is None)
        archive.close()
        with serving(folder / "index") as (url, server):
            check(folder, url, statements(2, seed=1))  # the first check of a server is slower than the next
            cold, kept, at_work = [], [], []
            for run in range(asked.runs):
                sentences = statements(asked.sentences, seed=100 + run)
                before = cpu_seconds(server)
                cold.append(check(folder, url, sentences))
                at_work.append(cpu_seconds(server) - before)
                kept.append(check(folder, url, sentences))

    print(f"documents {taken:,}, a draft of {asked.sentences} sentences, {asked.runs} runs")
    print(f"cold   {row([wall for wall, _ in cold])}; command line {row([cpu for _, cpu in cold])} of CPU time")
    print(f"cached {row([wall for wall, _ in kept])}; command line {row([cpu for _, cpu in kept])} of CPU time")
    if any(at_work):
        print(f"server {row(at_work)} of CPU time for a cold draft")
    return 0


def check(folder: Path, url: str, sentences: list[str]) -> tuple[float, float]:
    """Seconds by the clock, and seconds of CPU time of the command line."""
    draft = folder / "draft.txt"
    draft.write_text("\n\n".join(sentences) + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "service.cli", "draft", str(draft), "--server", url, "--cache", str(folder / "c")]
    used, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr)
    return wall, after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime


@contextmanager
def serving(folder: Path) -> Iterator[tuple[str, int]]:
    """A server over the folder, once it is ready: its address and its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "service.cli", "--data", str(folder), "serve", "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
        try:
            url = f"http://127.0.0.1:{port}"
            await_ready(url)
            yield url, server.pid
        finally:
            server.terminate()


def await_ready(url: str) -> None:
    """Returns once the server answers checks."""
    until = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=30):
                return
        except (OSError, urllib.error.URLError):
            time.sleep(0.5)
    raise SystemExit(f"The server was not ready within {READY_WITHIN_S} seconds.")


def cpu_seconds(pid: int) -> float:
    """CPU time of a process and its workers so far; 0 where the system does not tell (macOS)."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        fields = [Path(f"/proc/{p}/stat").read_text(encoding="ascii").rpartition(")")[2].split() for p in children]
    except OSError:
        return 0.0
    return sum(int(f[11]) + int(f[12]) for f in fields) / os.sysconf("SC_CLK_TCK")


def row(seconds: list[float]) -> str:
    """The median and the slowest."""
    return f"{statistics.median(seconds):.2f} s median, {max(seconds):.2f} s slowest"


if __name__ == "__main__":
    sys.exit(main())
