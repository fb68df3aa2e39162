"""The fetcher against a server that means harm, over real sockets on loopback."""

from __future__ import annotations

import gzip
import socket
import ssl
from pathlib import Path
from typing import Any

import pytest

from index.errors import InputTooLarge, OnrecordError, UnreadableInput
from service.errors import FetchFailed, FetchRefused
from service.fetching.addresses import Allowed
from service.fetching.fetcher import Fetcher, FetchPolicy

LIMIT = 100_000
OK = b"HTTP/1.1 200 OK\r\n"


def fetcher_for(web: Any, timeout_s: float = 20.0, **options: Any) -> Fetcher:
    """One that may ask this server and nobody else."""
    return Fetcher(FetchPolicy(Allowed.parse([web.host]), LIMIT, timeout_s), **options)


def until_gone(connection: socket.socket, piece: bytes, pause_s: float = 0.0) -> None:
    """Sends a piece again and again until the other side hangs up."""
    connection.settimeout(pause_s or 0.001)
    while True:
        connection.settimeout(5)
        connection.sendall(piece)
        connection.settimeout(pause_s or 0.001)
        try:
            if not connection.recv(1):
                return
        except TimeoutError:
            pass


def test_a_page_comes_with_what_makes_the_next_request_conditional(web: Any) -> None:
    web.put("/a", "<p>Grüße</p>", "text/html; charset=utf-8", etag='"1"', last_modified="Mon, 03 Mar 2031 10:00:00 GMT")
    found = fetcher_for(web).fetch(web.url("/a#part"))
    assert (found.status, found.url, found.body.decode()) == (200, web.url("/a"), "<p>Grüße</p>")
    assert (found.charset, found.etag, found.last_modified) == ("utf-8", '"1"', "Mon, 03 Mar 2031 10:00:00 GMT")
    [asked] = web.asked
    assert asked.headers["host"] == web.host
    assert asked.headers["user-agent"] == "onrecord"
    assert not {"cookie", "authorization", "referer"} & set(asked.headers)


def test_a_page_that_has_not_changed_is_not_sent_again(web: Any) -> None:
    web.put("/a", b"", status=304)
    found = fetcher_for(web).fetch(web.url("/a"), etag='"1"', last_modified="yesterday")
    assert (found.status, found.body) == (304, b"")
    assert web.asked[0].headers["if-none-match"] == '"1"'
    with pytest.raises(FetchFailed):
        fetcher_for(web).fetch(web.url("/a"))


def test_without_an_allowance_this_machine_is_not_asked(web: Any) -> None:
    with pytest.raises(FetchRefused, match="only 80 and 443"):
        Fetcher(FetchPolicy()).fetch(web.url("/"))
    for host in ("127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "[::1]", "[::ffff:127.0.0.1]"):
        with pytest.raises((FetchRefused, FetchFailed)):
            Fetcher(FetchPolicy()).fetch(f"http://{host}/")
    assert web.asked == []


@pytest.mark.parametrize(
    ("location", "error"),
    [
        ("http://169.254.169.254/latest/meta-data/", FetchRefused),
        ("http://127.0.0.1/", FetchRefused),
        ("http://localhost/", FetchRefused),
        ("http://[::1]/", FetchRefused),
        ("http://10.0.0.1/", FetchRefused),
        ("http://127.0.0.1:22/", FetchRefused),
        ("file:///etc/passwd", FetchRefused),
        ("http://user:pw@127.0.0.1/", FetchRefused),
        ("/self", FetchFailed),
    ],
)
def test_a_redirect_to_where_nobody_may_go_ends_there(web: Any, location: str, error: type[OnrecordError]) -> None:
    web.put("/self", b"", status=302, location=location)
    with pytest.raises(error):
        fetcher_for(web).fetch(web.url("/self"))
    assert len(web.asked) == (6 if location == "/self" else 1)


def test_redirects_are_followed_and_each_is_announced(web: Any) -> None:
    heard: list[str] = []
    for number in range(5):
        web.put(f"/{number}", b"", status=301 + (number % 2), location=f"/{number + 1}")
    web.put("/5", "There.")
    found = fetcher_for(web).fetch(web.url("/0"), before=lambda target: heard.append(target.path))
    assert (found.url, found.body) == (web.url("/5"), b"There.")
    assert heard == [f"/{number}" for number in range(6)]


def test_a_name_is_looked_up_once_and_connected_to_what_was_vetted(web: Any) -> None:
    """A name that answers otherwise the second time gains nothing: there is no second time."""
    answers = [("93.184.216.34", 80), ("127.0.0.1", web.port)]
    looked: list[str] = []

    def resolve(host: str, port: int) -> list[Any]:
        looked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", answers[len(looked) - 1])]

    with pytest.raises(AssertionError, match=r"asked the network for .*93\.184"):  # by conftest's closed network
        Fetcher(FetchPolicy(), resolve).fetch("http://rebinding.example/")
    assert looked == ["rebinding.example"]
    with pytest.raises(FetchRefused):
        Fetcher(FetchPolicy(), resolve).fetch("http://rebinding.example/")
    assert web.asked == []


def test_one_private_address_among_public_ones_refuses_the_host() -> None:
    def resolve(host: str, port: int) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in ("93.184.216.34", "10.0.0.1")]

    with pytest.raises(FetchRefused, match=r"10\.0\.0\.1"):
        Fetcher(FetchPolicy(), resolve).fetch("http://mixed.example/")


def test_the_environments_proxy_is_not_asked(web: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    web.put("/a", "There.")
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert fetcher_for(web).fetch(web.url("/a")).body == b"There."


def test_an_endless_body_is_cut_at_the_limit(web: Any) -> None:
    def endless(connection: socket.socket, _: object) -> None:
        connection.sendall(OK + b"\r\n")
        until_gone(connection, b"x" * 65_536)

    web.pages["/"] = endless
    with pytest.raises(InputTooLarge):
        fetcher_for(web).fetch(web.url("/"))


def test_an_endless_body_in_chunks_is_cut_at_the_limit(web: Any) -> None:
    def endless(connection: socket.socket, _: object) -> None:
        connection.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\n")
        until_gone(connection, b"1000\r\n" + b"x" * 4096 + b"\r\n")

    web.pages["/"] = endless
    with pytest.raises(InputTooLarge):
        fetcher_for(web).fetch(web.url("/"))


def test_a_length_over_the_limit_is_not_waited_for(web: Any) -> None:
    web.pages["/"] = OK + f"Content-Length: {LIMIT + 1}\r\n\r\n".encode()
    with pytest.raises(InputTooLarge, match="ONRECORD_FETCH_MAX_BYTES"):
        fetcher_for(web).fetch(web.url("/"))


@pytest.mark.parametrize(
    ("start", "piece", "why"),
    [
        (b"", b"H", "a first line that never ends"),
        (b"HTTP/1.1 ", b"0", "a first line that comes byte by byte"),
        (OK, b"X: y\r\n", "headers that come one by one"),
        (OK + b"X: ", b"y", "a header that comes byte by byte"),
        (OK + b"\r\n", b"x", "a body that comes byte by byte"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n", b"0", "the length of a chunk that comes byte by byte"),
        (OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"x" * 50)[:-8], b"", "half a packed body"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n", "answers before the answer"),
    ],
)
def test_a_slow_drip_ends_at_the_time_for_the_whole_page(web: Any, start: bytes, piece: bytes, why: str) -> None:
    def drip(connection: socket.socket, _: object) -> None:
        connection.sendall(start)
        until_gone(connection, piece, pause_s=0.02)

    web.pages["/"] = drip
    with pytest.raises(FetchFailed, match="took too long"):
        fetcher_for(web, timeout_s=0.7).fetch(web.url("/"))


def test_a_server_that_says_nothing_is_left(web: Any, secure_web: Any) -> None:
    web.pages["/"] = lambda connection, _: connection.recv(1)
    with pytest.raises(FetchFailed, match="took too long"):
        fetcher_for(web, timeout_s=0.5).fetch(web.url("/"))
    silent = socket.create_server(("127.0.0.1", 0))  # takes connections, never shakes hands
    host = f"127.0.0.1:{silent.getsockname()[1]}"
    with silent, pytest.raises(FetchFailed, match="took too long"):
        Fetcher(FetchPolicy(Allowed.parse([host]), timeout_s=0.5)).fetch(f"https://{host}/")


def test_redirects_share_one_time_limit(web: Any) -> None:
    def late(connection: socket.socket, asked: Any) -> None:
        connection.settimeout(0.4)
        try:
            connection.recv(1)
        except TimeoutError:
            connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: /%d\r\n\r\n" % len(asked.path))

    for length in range(1, 9):
        web.pages["/" + str(length)] = late
    web.pages["/"] = late
    with pytest.raises(FetchFailed, match="took too long"):
        fetcher_for(web, timeout_s=0.7).fetch(web.url("/"))


def test_a_host_that_nobody_can_look_up_is_told(web: Any) -> None:
    def resolve(host: str, port: int) -> list[Any]:
        raise socket.gaierror(-2, "Name or service not known")

    with pytest.raises(FetchFailed, match="no host nowhere"):
        Fetcher(FetchPolicy(), resolve).fetch("https://nowhere.example/")


def test_a_look_up_that_hangs_ends_at_the_time_limit() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def resolve(host: str, port: int) -> list[Any]:
            with socket.create_connection(server.getsockname()) as waiting:
                waiting.recv(1)  # for ever
            return []

        with pytest.raises(FetchFailed, match="took too long"):
            Fetcher(FetchPolicy(timeout_s=0.3), resolve).fetch("https://slow.example/")


@pytest.mark.parametrize("kind", ["gzip", "x-gzip", "GZIP"])
def test_a_packed_page_is_unpacked(web: Any, kind: str) -> None:
    web.put("/", gzip.compress(b"There." * 100), content_encoding=kind)
    assert fetcher_for(web).fetch(web.url("/")).body == b"There." * 100


def test_a_bomb_is_cut_at_the_limit_while_it_unpacks(web: Any) -> None:
    web.put("/", gzip.compress(b"\x00" * 30_000_000), content_encoding="gzip")  # 30 kB on the wire
    roomy = Fetcher(FetchPolicy(Allowed.parse([web.host]), max_bytes=1_000_000))
    with pytest.raises(InputTooLarge):
        roomy.fetch(web.url("/"))


@pytest.mark.parametrize(
    ("body", "packing"),
    [
        (b"\x1b\x00\x00", "br"),
        (gzip.compress(gzip.compress(b"a")), "gzip, gzip"),
        (b"no gzip at all", "gzip"),
        (gzip.compress(b"abc" * 1000)[:-12], "gzip"),
    ],
)
def test_what_is_packed_otherwise_or_damaged_is_refused(web: Any, body: bytes, packing: str) -> None:
    web.put("/", body, content_encoding=packing)
    with pytest.raises(UnreadableInput):
        fetcher_for(web).fetch(web.url("/"))


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (OK + b"Content-Length: 100\r\n\r\nshort", "the length is not kept"),
        (OK + b"Content-Length: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe", "a chunk that breaks off"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhello", "a chunk without a length"),
        (b"", "no answer"),
        (b"SSH-2.0-OpenSSH_9.7\r\n", "another protocol"),
        (OK + b"X: " + b"y" * 70_000 + b"\r\n\r\n", "a huge header"),
        (OK + b"X: y\r\n" * 5_000 + b"\r\n", "thousands of headers"),
        (b"HTTP/1.1 500 Fault\r\n\r\nno", "a fault"),
        (b"HTTP/1.1 204 Nothing\r\n\r\n", "no page"),
        (b"HTTP/1.1 206 Part\r\n\r\npart", "a part that nobody asked for"),
    ],
)
def test_what_is_no_whole_answer_is_told_in_one_line(web: Any, answer: bytes, why: str) -> None:
    web.pages["/"] = answer
    with pytest.raises(FetchFailed) as caught:
        fetcher_for(web).fetch(web.url("/"))
    assert "\n" not in str(caught.value), why


@pytest.mark.parametrize(
    ("header", "seconds"), [("120", 120.0), ("Mon, 03 Mar 2003 10:00:00 GMT", 0.0), ("soon", None), ("-5", None)]
)
def test_a_server_says_when_to_come_again(web: Any, header: str, seconds: float | None) -> None:
    web.put("/", b"", status=503, retry_after=header)
    with pytest.raises(FetchFailed) as caught:
        fetcher_for(web).fetch(web.url("/"))
    assert (caught.value.status, caught.value.retry_after_s, caught.value.passing) == (503, seconds, True)


def resolve_to(web: Any) -> Any:
    return lambda host, port: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", web.port))]


def test_over_tls_the_hosts_name_is_proved_though_an_address_is_dialled(secure_web: Any) -> None:
    trusting = ssl.create_default_context(cafile=str(Path(__file__).parents[1] / "paper.pem"))
    secure_web.put("/", "There.")
    policy = FetchPolicy(Allowed.parse(["127.0.0.1"]), LIMIT)
    fetcher = Fetcher(policy, resolve_to(secure_web), trusting)
    assert fetcher.fetch("https://paper.example/").body == b"There."
    assert secure_web.asked[0].headers["host"] == "paper.example"
    with pytest.raises(FetchFailed, match="does not prove"):
        fetcher.fetch("https://other.example/")
    with pytest.raises(FetchFailed, match="does not prove"):
        Fetcher(policy, resolve_to(secure_web)).fetch("https://paper.example/")
