"""Polls of a feed, killed at random instants. No weights are needed, and no network: the site is this process.

    python -m benchmarks.polls [--entries 300] [--kills 20] [--seed 1]

A feed of so many entries, every third of which carries the whole article and the others its first lines, is polled with
``kill -9`` at random instants, and then to the end. Nothing may be lost, and nothing be there twice: the index must be
the one that an undisturbed poll makes, down to the digest over all live versions, and every entry be crossed off.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from benchmarks.bulk import READY, ROOT, toy_encoder
from benchmarks.corpus import SENTENCES_EACH, articles
from index.build import Archive
from service.feeds.ledger import Feed, Ledger
from service.feeds.polling import Poller
from service.fetching.addresses import Allowed
from service.fetching.fetcher import Fetcher, FetchPolicy
from service.fetching.visitor import Visitor

CHARS = 500
"""Of an article, where the number of documents matters and not their length."""


class Site:
    """A paper on loopback: ``/feed.xml``, and a page for every entry. ``asked`` counts requests by path."""

    def __init__(self, entries: int) -> None:
        site = self
        self.asked: Counter[str] = Counter()
        self._texts = [article.raw[:CHARS] for article in articles(entries * SENTENCES_EACH)]

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked[self.path] += 1
                body = site.page(self.path)
                self.send_response(200 if body else 404)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.serving = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self.serving.server_port}"
        self.feed = f"http://{self.host}/feed.xml"

    def page(self, path: str) -> bytes:
        """The feed, an article, or nothing."""
        if path == "/feed.xml":
            return (
                f'<rss version="2.0"><channel><title>Gazette</title>{"".join(self._entries())}</channel></rss>'.encode()
            )
        if path.startswith("/articles/"):
            text = self._texts[int(path.rsplit("/", 1)[-1])]
            return f"<html><body><article><h1>News</h1><p>{text}</p></article></body></html>".encode()
        return b""

    def _entries(self) -> Iterator[str]:
        for number, text in enumerate(self._texts):
            carried = (text + " ") * 4 if number % 3 == 0 else text[:90] + "…"
            yield (
                f"<item><title>Article {number}</title><link>http://{self.host}/articles/{number}</link>"
                f"<description>{carried}</description></item>"
            )


@contextmanager
def serving(entries: int) -> Iterator[Site]:
    """A site that answers until the block ends."""
    site = Site(entries)
    thread = threading.Thread(target=site.serving.serve_forever)
    thread.start()
    try:
        yield site
    finally:
        site.serving.shutdown()
        thread.join()
        site.serving.server_close()


def survive(
    folder: Path, entries: int, kills: int, seed: int, say: Callable[[str], None]
) -> tuple[list[str], list[int]]:
    """What went wrong in words, and how many documents were there at each kill."""
    with serving(entries) as site:
        whole, broken = folder / "whole", folder / "broken"
        began = time.monotonic()
        poll(whole, site.host)
        seconds = time.monotonic() - began
        expected = _state(whole)
        say(f"without interruption: {expected[0]} documents, {expected[1]} passages, {seconds:.1f} s")
        site.asked.clear()
        draw = random.Random(seed)
        stopped: list[int] = []
        for _ in range(kills):
            _kill_after(broken, site.host, draw.uniform(0.0, 2 * seconds / (kills * 1.5)))
            documents, _, _, faults, _ = _state(broken)
            stopped.append(documents)
            if faults:
                return [f"killed at {documents} documents: {faults}"], stopped
        say(f"killed {kills} times, at {', '.join(map(str, stopped))} documents")
        poll(broken, site.host)
        got = _state(broken)
        pages = {path: count for path, count in site.asked.items() if path.startswith("/articles/")}
        again = sum(pages.values()) - len(pages)
        say(f"with interruptions: {got[0]} documents, {got[1]} passages; {again} of {len(pages)} pages fetched again")
    wrong = [] if got == expected else [f"indexes differ: {got} and {expected}"]
    if again > kills:
        wrong.append(f"{again} pages were fetched again, more than one a kill")
    return wrong, stopped


def poll(folder: Path, host: str, on_ready: Callable[[], None] = lambda: None) -> None:
    """Polls the feed until nothing is put off: pages are fetched in portions."""
    archive, ledger = Archive.open(folder, toy_encoder()), Ledger(folder)
    visitor = Visitor(Fetcher(FetchPolicy(Allowed.parse([host]))), 0.0, ledger)
    url = f"http://{host}/feed.xml"
    if not ledger.feeds():
        ledger.put(Feed(url, publisher="Gazette", full_text=True, collection="default"))
    on_ready()
    while Poller(archive, ledger, visitor, time.time).poll(ledger.feed(url)).put_off:
        pass
    ledger.close()
    archive.close()


def _state(folder: Path) -> tuple[int, int, str, tuple[str, ...], int]:
    """Documents, passages, digest, faults, and entries crossed off."""
    archive, ledger = Archive.open(folder, toy_encoder()), Ledger(folder)
    info = archive.info()
    listed, _ = archive.documents(limit=100_000)
    names = Counter(document.external_id for document in listed)
    twice = tuple(f"{name} is there {count} times" for name, count in names.items() if count > 1)
    crossed = sum(
        (item := ledger.item("default", url)) is not None and item.state is not None
        for url in {(document.external_id or "").rpartition("#")[2] for document in listed}
    )
    state = (info.documents, info.passages, info.revision.partition("-")[2], (*archive.verify(), *twice), crossed)
    ledger.close()
    archive.close()
    return state


def _kill_after(folder: Path, host: str, delay_s: float) -> None:
    command = [sys.executable, "-m", "benchmarks.polls", "work", str(folder), host]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environ) as process:
        if process.stdout is None or process.stdout.readline().strip() != READY:
            raise RuntimeError("the poll did not start")
        time.sleep(delay_s)
        process.send_signal(signal.SIGKILL)


def main() -> int:
    """Exit code 1 where polls that were killed do not end as one that was left alone."""
    if sys.argv[1:2] == ["work"]:
        poll(Path(sys.argv[2]), sys.argv[3], lambda: print(READY, flush=True))
        return 0
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=300)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="onrecord-polls-") as folder:
        wrong, _ = survive(Path(folder), given.entries, given.kills, given.seed, lambda text: print(text, flush=True))
    for fault in wrong:
        print(f"wrong: {fault}")
    if not wrong:
        print("nothing lost, nothing doubled, the index is whole")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
