"""The client asks the API, sends its key to nobody else, and tells in one line what went wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from werkzeug.serving import make_server

from index.errors import ConfigError, OnrecordError
from service.answering import Checker
from service.client import Client
from service.errors import ServerRefused, ServerUnreachable
from service.http.app import create_app
from service.settings import Settings


@pytest.fixture
def server(checker: Checker, tmp_path: Path) -> Iterator[str]:
    """The API over six pieces about a ferry."""
    serving = make_server("127.0.0.1", 0, create_app(Settings(data=tmp_path), checker), threaded=True)
    thread = Thread(target=serving.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{serving.server_port}"
    serving.shutdown()
    thread.join()
    serving.server_close()


Answering = Callable[[int, str, dict[str, str]], str]


@pytest.fixture
def seen() -> list[Any]:
    """The headers of every request that the other server got."""
    return []


@pytest.fixture
def answering(seen: list[Any]) -> Iterator[Answering]:
    """Starts a server that gives one answer to everything."""
    started = []

    def start(status: int, body: str, headers: dict[str, str]) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                seen.append(dict(self.headers))
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body.encode())), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_: object) -> None:
                pass

        other = HTTPServer(("127.0.0.1", 0), Handler)
        thread = Thread(target=other.serve_forever)
        thread.start()
        started.append((other, thread))
        return f"http://127.0.0.1:{other.server_port}"

    yield start
    for other, thread in started:
        other.shutdown()
        thread.join()
        other.server_close()


def test_a_statement_is_checked(server: str) -> None:
    client = Client(server + "/")
    check = client.check("Rescuers brought 40 people ashore from the ferry Alma.", as_of=date(2031, 3, 10), store=False)
    assert check["verdict"] == "supported"
    assert check["as_of"] == "2031-03-10"
    assert check["engine"] == client.engine()


def test_a_draft_is_checked_as_text_and_as_a_file(server: str, tmp_path: Path) -> None:
    client = Client(server)
    text = "# Alma\n\nThe ferry Alma was insured.\n"
    answer = client.draft(text, "markdown")
    assert [s["checkable"] for s in answer["sentences"]] == [False, True]
    assert answer["summary"]["flagged"] == 1
    (tmp_path / 'my "draft".md').write_text(text)
    assert client.draft_file(tmp_path / 'my "draft".md') == answer
    assert client.draft_file(tmp_path / 'my "draft".md', as_of=date(2031, 1, 1))["summary"]["flagged"] == 0


def test_what_the_server_refuses_is_told_in_its_words(server: str) -> None:
    with pytest.raises(ServerRefused, match="statement is empty"):
        Client(server).check(" ")
    with pytest.raises(ServerRefused, match="format must be one of"):
        Client(server).draft("It rained.", "docx")


def test_the_key_goes_along_as_a_bearer_token(answering: Answering, seen: list[Any]) -> None:
    address = answering(200, "{}", {})
    Client(address, " secret ").check("It rained.")
    Client(address).check("It rained.")
    assert [headers.get("Authorization") for headers in seen] == ["Bearer secret", None]


def test_a_redirect_is_not_followed(answering: Answering, seen: list[Any]) -> None:
    elsewhere = answering(200, "{}", {})
    address = answering(307, "", {"Location": elsewhere})
    with pytest.raises(ServerRefused, match="leads elsewhere"):
        Client(address, "secret").check("It rained.")
    assert len(seen) == 1, "neither key nor statement went there"


@pytest.mark.parametrize(
    ("status", "body", "error", "words"),
    [
        (401, json.dumps({"detail": "No key."}), ServerRefused, "ONRECORD_API_KEY"),
        (403, "", ServerRefused, "ONRECORD_API_KEY"),
        (404, "<html>", ServerRefused, "Check --server"),
        (429, "[]", ServerUnreachable, "cannot answer now"),
        (503, json.dumps({"detail": "Not ready."}), ServerUnreachable, "Not ready."),
        (422, json.dumps({"detail": "Too long."}), ServerRefused, "Too long."),
        (200, "<html>", ServerUnreachable, "no Onrecord server"),
    ],
)
def test_each_fault_says_what_to_try(
    answering: Answering, status: int, body: str, error: type[OnrecordError], words: str
) -> None:
    with pytest.raises(error, match=words) as raised:
        Client(answering(status, body, {}), "secret").check("The draft's own words.")
    assert "own words" not in str(raised.value), "nothing of a draft in a message"
    assert "secret" not in str(raised.value)


class Counting:
    """A server that keeps connections open, and counts them; it hangs up after an answer to ``/v1/drafts``."""

    def __init__(self) -> None:
        self.connections = 0
        self.requests = 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self) -> None:
                super().setup()
                outer.connections += 1

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                outer.requests += 1
                self.send_response(200)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")
                self.close_connection = self.path == "/v1/drafts"  # without saying so before

            def log_message(self, *_: object) -> None:
                pass

        self.serving = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.serving.server_port}"


@pytest.fixture
def counting() -> Iterator[Counting]:
    counting = Counting()
    thread = Thread(target=counting.serving.serve_forever)
    thread.start()
    yield counting
    counting.serving.shutdown()
    thread.join()
    counting.serving.server_close()


def test_a_thread_keeps_its_connection(counting: Counting) -> None:
    with Client(counting.address) as client:
        for _ in range(3):
            client.check("It rained.")
        with ThreadPoolExecutor(1) as pool:
            list(pool.map(client.check, ["It rained."] * 3))
    assert (counting.connections, counting.requests) == (2, 6)


def test_a_connection_that_the_server_closed_is_made_again(counting: Counting) -> None:
    with Client(counting.address) as client:
        for _ in range(3):
            client.draft("It rained.", "text")
        client.close()
        client.check("It rained.")
    assert counting.requests == 4


def test_a_proxy_of_the_environment_is_asked(counting: Counting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", counting.address)
    monkeypatch.setenv("no_proxy", "inner.example")
    with Client("http://newsroom.example") as client:
        client.check("It rained.")
    assert counting.requests == 1
    with pytest.raises((ServerUnreachable, AssertionError)):  # by conftest's closed network, or by the name
        Client("http://inner.example").check("It rained.")
    assert counting.requests == 1


def test_a_server_that_is_not_there_is_told() -> None:
    with pytest.raises(ServerUnreachable, match="does not answer"):
        Client("http://127.0.0.1:9").engine()


@pytest.mark.parametrize("address", ["", "onrecord.example", "ftp://x.example", "file:///etc/passwd", "http://"])
def test_an_address_is_http(address: str) -> None:
    with pytest.raises(ConfigError):
        Client(address)


@pytest.mark.parametrize("key", ["", " ", "a\nb", "schlüssel"])
def test_a_key_is_what_a_header_can_hold(key: str) -> None:
    with pytest.raises(ConfigError, match="ONRECORD_API_KEY"):
        Client("http://127.0.0.1:9", key)
