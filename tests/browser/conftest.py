"""A real Chromium, a real server on this machine, and a real index with the toy encoder and a judge that reads words.

One browser and one server serve all tests here, which run last, since Playwright keeps an event loop in the thread.
Every context is watched: a request that leaves the servers of the test, a breach of the page's own policy or an error
in a script fails the test that made it. Tests skip where there is no Chromium; with ``BROWSER_TESTS=required`` they
fail.
"""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect, sync_playwright
from werkzeug.serving import BaseWSGIServer, make_server

from index.build import Archive
from index.records import Submission
from service.answering import Checker
from service.assessment.records import StanceProbabilities
from service.http.app import create_app
from service.settings import Settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

PROGRAMS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 15_000
"""How long a condition may take on a busy machine before it counts as never met."""

EXPECTED = ("Failed to load resource", "Blocked opening")
"""What the browser says of an error status, which the page shows, and of a window that another page may not open."""

AGROUND = (
    "The ferry Alma ran aground off Selby at night. Rescuers brought about 40 people ashore from the ferry Alma, the "
    "coastguard said. Nobody slept."
)
NEWS = (
    (AGROUND, "Selby Gazette", "2031-03-01", "Ferry aground"),
    (AGROUND, "Reprint Daily", "2031-03-02", "Ferry aground"),
    (
        "Rescuers brought at least 52 people ashore from the ferry Alma, harbour master Ida Brandt said.",
        "Coast Courier",
        "2031-03-03",
        "More people ashore",
    ),
    (
        "Rescuers brought 65 people ashore from the ferry Alma, the coastguard said.",
        "Coast Courier",
        "2031-03-20",
        "All <b>ashore</b>",
    ),
    ("The ferry Alma was not insured.", "Coast Courier", "2031-03-04", "Insurance"),
    ("The ferry Alma was painted blue.", "Harbour notes", None, None),
)
"""A figure that grows, a reprint, a denial, a note without date or address."""

NEGATIONS = {"not", "never", "no"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the tests of this folder last."""
    items.sort(key=lambda item: item.path.is_relative_to(Path(__file__).parent))


def judge_by_words(pairs: Sequence[tuple[str, str]]) -> list[StanceProbabilities]:
    """Supports where the passage has nearly all words of the claim; contradicts where only one side negates."""
    return [_judge(*pair) for pair in pairs]


def _judge(premise: str, hypothesis: str) -> StanceProbabilities:
    said, asked = (set(re.findall(r"[a-z]+", text.casefold())) for text in (premise, hypothesis))
    if len((said & asked) - NEGATIONS) <= 0.8 * len(asked - NEGATIONS):
        return StanceProbabilities(0.05, 0.05, 0.9)
    if bool(said & NEGATIONS) != bool(asked & NEGATIONS):
        return StanceProbabilities(0.04, 0.92, 0.04)
    return StanceProbabilities(0.92, 0.04, 0.04)


class Served:
    """A WSGI application on a port of this machine, in a thread. ``asked`` holds each address as a log would."""

    def __init__(self, app: Callable[..., Any]) -> None:
        self.asked: list[str] = []
        self._app = app
        self._server: BaseWSGIServer = make_server("127.0.0.1", 0, self._answer, threaded=True)
        self.origin = f"http://127.0.0.1:{self._server.server_port}"
        self.url = self.origin + "/"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def _answer(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        query = environ.get("QUERY_STRING", "")
        self.asked.append(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}" + (f"?{query}" if query else ""))
        body = self._app(environ, start_response)
        try:  # whole: where a browser hangs up on a file, Werkzeug's server leaves the file open
            return [b"".join(body)]
        finally:
            if hasattr(body, "close"):
                body.close()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextmanager
def serve(app: Callable[..., Any]) -> Iterator[Served]:
    served = Served(app)
    try:
        yield served
    finally:
        served.stop()


@pytest.fixture(scope="session")
def serving() -> Callable[..., Any]:
    """Serves another application for the length of a ``with`` block."""
    return serve


@pytest.fixture(scope="session")
def make_application(shared_encoder: Any) -> Iterator[Callable[..., Any]]:
    """Makes applications, each over its own folder and documents."""
    opened: list[Archive] = []

    def make(folder: Path, documents: Sequence[Submission] = ()) -> Callable[..., Any]:
        archive = Archive.open(folder, shared_encoder)
        opened.append(archive)
        for document in documents:
            archive.add(document)
        return create_app(Settings(data=folder), Checker(archive, judge_by_words, "word-counter", "toy"))

    yield make
    for archive in opened:
        archive.close()


@pytest.fixture(scope="session")
def application(tmp_path_factory: pytest.TempPathFactory, make_application: Callable[..., Any]) -> Callable[..., Any]:
    """The application over ``NEWS``."""
    documents = [
        Submission(
            raw=raw, publisher=publisher, published_at=published, title=title, url=_address(publisher, published)
        )
        for raw, publisher, published, title in NEWS
    ]
    made: Callable[..., Any] = make_application(tmp_path_factory.mktemp("browser") / "index", documents)
    return made


def _address(publisher: str, published: str | None) -> str | None:
    return published and f"https://{publisher.casefold().replace(' ', '-')}.example/{published}"


@pytest.fixture(scope="session")
def server(application: Callable[..., Any]) -> Iterator[Served]:
    with serve(application) as served:
        yield served


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        why = "no Chromium on this machine: make browser installs it"
        if os.environ.get("BROWSER_TESTS") == "required":
            pytest.fail(why)
        pytest.skip(why)
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, headless=True, args=FLAGS)
        yield launched
        launched.close()


class Watch:
    """What a context asked for, and what went wrong in its pages."""

    def __init__(self, context: BrowserContext, allowed: set[str]) -> None:
        self.allowed = allowed
        self.requests: list[str] = []
        self.faults: list[str] = []
        context.on("request", lambda request: self.requests.append(request.url))
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.faults.append(str(error.error)))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(EXPECTED):
            self.faults.append(message.text)

    def elsewhere(self) -> list[str]:
        """Requests to anybody but the servers of the test."""
        return [url for url in self.requests if not url.startswith(tuple(f"{origin}/" for origin in self.allowed))]


@pytest.fixture
def open_context(browser: Browser, server: Served) -> Iterator[Callable[..., BrowserContext]]:
    """Makes contexts that are watched; ``also`` names origins that may be asked beside the server's."""
    made: list[tuple[BrowserContext, Watch]] = []

    def open_one(also: Sequence[str] = (), **options: Any) -> BrowserContext:
        context = browser.new_context(permissions=["clipboard-read", "clipboard-write"], locale="en-GB", **options)
        context.set_default_timeout(PATIENCE_MS)
        made.append((context, Watch(context, {server.origin, *also})))
        return context

    yield open_one
    for context, watch in made:
        context.close()
        assert watch.elsewhere() == []
        assert watch.faults == []


@pytest.fixture
def page(open_context: Callable[..., BrowserContext], server: Served) -> Page:
    """The page at ``/``."""
    opened = open_context().new_page()
    opened.goto(server.url)
    return opened
