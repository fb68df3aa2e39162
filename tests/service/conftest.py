"""A checker over real storage with a toy encoder and a judge that reads overlapping words: fast, and never random."""

from __future__ import annotations

import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from index.build import Archive
from index.records import Submission
from service.answering import Checker
from service.assessment.records import StanceProbabilities

NEGATIONS = {"not", "never", "no", "denied"}


def toy_judge(pairs: Sequence[tuple[str, str]]) -> list[StanceProbabilities]:
    """Supports where the passage holds nearly all of the claim's words; contradicts where only one side negates."""
    return [_toy(premise, hypothesis) for premise, hypothesis in pairs]


def _toy(premise: str, hypothesis: str) -> StanceProbabilities:
    said, asked = (set(re.findall(r"[a-z]+", text.casefold())) for text in (premise, hypothesis))
    shared = len((said & asked) - NEGATIONS) / max(1, len(asked - NEGATIONS))
    if shared <= 0.8:
        return StanceProbabilities(0.05, 0.05, 0.9)
    if bool(said & NEGATIONS) != bool(asked & NEGATIONS):
        return StanceProbabilities(0.04, 0.92, 0.04)
    return StanceProbabilities(0.92, 0.04, 0.04)


@pytest.fixture
def news(archive: Archive) -> Archive:
    """Six short pieces about one ferry: a figure that grows, a reprint, a denial, an undated note."""
    for raw, publisher, published in (
        ("The ferry Alma ran aground off Selby. Rescuers brought 40 people ashore.", "Gazette", "2031-03-01"),
        ("Rescuers brought 65 people ashore from the ferry Alma, the coastguard said.", "Courier", "2031-03-20"),
        ("The ferry Alma ran aground off Selby. Rescuers brought 40 people ashore.", "Reprint", "2031-03-02"),
        ("The owner denied that the ferry Alma was overloaded.", "Gazette", "2031-03-03"),
        ("The ferry Alma was not insured.", "Courier", "2031-03-04"),
        ("The ferry Alma was painted blue.", "Harbour notes", None),
    ):
        archive.add(
            Submission(
                raw=raw,
                publisher=publisher,
                published_at=published,
                url=f"https://{publisher.casefold().replace(' ', '-')}.example/{published}",
            )
        )
    return archive


@pytest.fixture
def checker(news: Archive) -> Iterator[Checker]:
    """Answers over ``news``; the archive's own fixture closes it."""
    yield Checker(news, toy_judge, "toy-judge", "toy")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request that ``Web`` got. Names of headers are in lower case."""

    path: str
    headers: Mapping[str, str]


class Web:
    """A web server on loopback, over bare sockets, so that it can answer as no honest server would.

    ``pages`` holds for each path the bytes of a whole answer, or what writes one to the connection.
    """

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.pages: dict[str, bytes | Callable[[socket.socket, Asked], None]] = {}
        self.asked: list[Asked] = []
        self._context = context
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.host = f"127.0.0.1:{self.port}"
        threading.Thread(target=self._run, daemon=True).start()

    def url(self, path: str) -> str:
        return f"{'https' if self._context else 'http'}://{self.host}{path}"

    def paths(self) -> list[str]:
        """What was asked for, in order, and forgotten then; robots.txt left out."""
        paths = [asked.path for asked in self.asked if asked.path != "/robots.txt"]
        self.asked.clear()
        return paths

    def put(self, path: str, body: bytes | str, kind: str = "text/html", status: int = 200, **headers: str) -> None:
        """A page. A keyword ``retry_after`` becomes the header Retry-After."""
        data = body.encode() if isinstance(body, str) else body
        names = {"Content-Type": kind, "Content-Length": str(len(data))}
        names |= {name.replace("_", "-").title(): value for name, value in headers.items()}
        lines = [f"HTTP/1.1 {status} Said", *(f"{name}: {value}" for name, value in names.items())]
        self.pages[path] = "\r\n".join([*lines, "", ""]).encode() + data

    def close(self) -> None:
        self._listening.close()

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError):
            if self._context is not None:
                connection = self._context.wrap_socket(connection, server_side=True)
            with connection:
                read = b""
                while b"\r\n\r\n" not in read:
                    if not (some := connection.recv(65536)):
                        return
                    read += some
                first, *lines = read.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
                headers = dict(line.lower().split(": ", 1) for line in lines)
                asked = Asked(first.split(" ")[1], headers)
                self.asked.append(asked)
                answer = self.pages.get(asked.path, b"HTTP/1.1 404 None\r\nContent-Length: 0\r\n\r\n")
                if callable(answer):
                    answer(connection, asked)
                else:
                    connection.sendall(answer)


@pytest.fixture
def web() -> Iterator[Web]:
    """A server of our own, for honest pages and for hostile ones."""
    server = Web()
    yield server
    server.close()


@pytest.fixture
def secure_web() -> Iterator[Web]:
    """The same over TLS; it proves to be paper.example to whoever trusts ``paper.pem``."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(Path(__file__).with_name("paper.pem"))
    server = Web(context)
    yield server
    server.close()
