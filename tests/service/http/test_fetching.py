"""``POST /v1/documents`` with an address alone, against a server that means harm, over real sockets on loopback."""

from __future__ import annotations

import gzip
import logging
import socket
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.http import fetching
from service.settings import Settings

PAGE = """<!doctype html><html lang="en"><head><title>Port Aldan counts its absent</title>
<link rel="canonical" href="https://meridianwire.example/port-aldan">
<meta property="og:site_name" content="Meridian Wire">
<meta property="article:published_time" content="2025-03-09T18:40:00+01:00"></head>
<body><nav>Home News Sport</nav><article><h1>Port Aldan counts its absent</h1>
<p>Some {toll} people had left Port Aldan by Sunday evening, Mayor Ines Okafor-Lind told reporters.</p>
<p>The river is expected to fall from Tuesday, and the county flood office said that nobody should return before it
does.</p></article></body></html>"""
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Wire</title><item><title>One</title>
<link>https://a.example/1</link><description>About 3,000 people have left.</description></item></channel></rss>"""
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@pytest.fixture
def settings(settings: Settings, web: Any) -> Settings:
    """May fetch from the server of the test, and need not wait between two requests."""
    return replace(settings, fetch_allow=(web.host,), fetch_delay_s=0, fetch_timeout_s=1)


def refused(client: FlaskClient, url: str, status: int, slug: str) -> dict[str, Any]:
    response = client.post("/v1/documents", json={"url": url})
    body: dict[str, Any] = response.get_json()
    assert (response.status_code, response.mimetype) == (status, "application/problem+json"), body
    assert (body["type"], body["status"], body["instance"]) == (f"/problems/{slug}", status, "/v1/documents")
    assert [fault["pointer"] for fault in body["errors"]] == ["/url"]
    assert client.get("/v1/documents").get_json()["documents"] == []
    return body


def test_a_page_is_fetched_cleaned_dated_and_stored(client: FlaskClient, web: Any) -> None:
    web.put("/a", PAGE.format(toll="11,000"))
    response = client.post("/v1/documents", json={"url": web.url("/a")})
    assert response.status_code == 201, response.get_data(as_text=True)
    body = response.get_json()
    assert (body["title"], body["publisher"]) == ("Port Aldan counts its absent", "Meridian Wire")
    assert (body["published_at"], body["date_method"]) == ("2025-03-09T18:40:00+01:00", "meta")
    assert body["url"] == "https://meridianwire.example/port-aldan"
    shown = client.get(response.headers["Location"] + "?raw=true").get_json()
    assert "11,000" in shown["text"]
    assert "Home News Sport" not in shown["text"]
    assert shown["raw"] == PAGE.format(toll="11,000")
    assert [asked.path for asked in web.asked] == ["/robots.txt", "/a"]
    assert not {"cookie", "authorization", "referer"} & set(web.asked[1].headers)


def test_what_is_given_wins_over_the_page(client: FlaskClient, web: Any) -> None:
    web.put("/a", PAGE.format(toll="11,000"))
    given = {"publisher": "The Wire", "published_at": "2025-03", "authors": ["Tomas Hale"], "collection": "river"}
    body = client.post("/v1/documents", json={"url": web.url("/a"), "external_id": "w-1", **given}).get_json()
    assert {name: body[name] for name in given} == given
    assert (body["external_id"], body["date_method"]) == ("w-1", "given")
    assert body["title"] == "Port Aldan counts its absent"


def test_posted_again_it_is_the_same_document_and_a_new_version_where_it_changed(client: FlaskClient, web: Any) -> None:
    web.put("/a", PAGE.format(toll="11,000"))
    first, again = (client.post("/v1/documents", json={"url": web.url("/a")}) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    web.put("/a", PAGE.format(toll="12,500"))
    changed = client.post("/v1/documents", json={"url": web.url("/a")})
    assert changed.status_code == 201
    assert first.get_json()["id"] == again.get_json()["id"] == changed.get_json()["id"]
    assert "12,500" in client.get(changed.headers["Location"]).get_json()["text"]
    assert len(client.get("/v1/documents").get_json()["documents"]) == 1


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (gzip.compress(PAGE.encode()), "packed by itself, as some archives serve it"),
        (b"Port Aldan\n\nAbout 3,000 people have left Port Aldan, the county flood office said.", "plain text"),
        (b"---\ntitle: Port Aldan\n---\n# Port Aldan\n\nAbout 3,000 people have left Port Aldan.", "Markdown"),
    ],
)
def test_other_pages_of_one_document_are_taken_too(client: FlaskClient, web: Any, body: bytes, why: str) -> None:
    web.put("/a", body, "application/octet-stream")
    assert client.post("/v1/documents", json={"url": web.url("/a")}).status_code == 201, why


def drip(connection: socket.socket, _: object) -> None:
    """A byte now and then, for ever."""
    connection.sendall(HEAD + b"\r\n")
    while True:
        connection.sendall(b"x")
        threading.Event().wait(0.05)


def endless(connection: socket.socket, _: object) -> None:
    connection.sendall(HEAD + b"\r\n")
    while True:
        connection.sendall(b"x" * 65_536)


def bomb(connection: socket.socket, _: object) -> None:
    body = gzip.compress(b"0" * 20_000_000)
    connection.sendall(HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body) + body)


HOSTILE: list[tuple[bytes | Callable[..., None], int, str]] = [
    (b"HTTP/1.1 404 None\r\nContent-Length: 0\r\n\r\n", 422, "page-not-found"),
    (b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n", 422, "page-not-found"),
    (b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n", 502, "fetch-failed"),
    (b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n", 502, "fetch-failed"),
    (b"HTTP/1.1 302 There\r\nLocation: /a\r\nContent-Length: 0\r\n\r\n", 502, "fetch-failed"),
    (b"HTTP/1.1 302 There\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n", 422, "address-not-public"),
    (b"HTTP/1.1 302 There\r\nLocation: http://169.254.169.254/x\r\n\r\n", 422, "address-not-public"),
    (b"HTTP/1.1 302 There\r\nLocation: file:///etc/passwd\r\n\r\n", 422, "fetch-refused"),
    (b"no HTTP at all\r\n\r\n", 502, "fetch-failed"),
    (HEAD + b"Content-Length: 900000\r\n\r\n", 413, "input-too-large"),
    (HEAD + b"Content-Length: 90\r\n\r\nshort", 502, "fetch-failed"),
    (HEAD + b"Content-Length: 4\r\n\r\n\x00\x01\x02\x03", 422, "unreadable-input"),
    (HEAD + b"Content-Length: 13\r\n\r\n<html></html>", 422, "unreadable-input"),
    (HEAD + b"Content-Length: %d\r\n\r\n" % len(FEED) + FEED.encode(), 422, "unreadable-input"),
    (drip, 504, "fetch-timed-out"),
    (endless, 413, "input-too-large"),
    (bomb, 413, "input-too-large"),
]


@pytest.mark.parametrize(("answer", "status", "slug"), HOSTILE, ids=[f"{i}-{row[2]}" for i, row in enumerate(HOSTILE)])
def test_a_site_that_gives_no_page_is_a_problem(
    client: FlaskClient, web: Any, answer: Any, status: int, slug: str
) -> None:
    web.pages["/a"] = answer
    refused(client, web.url("/a"), status, slug)


@pytest.mark.parametrize(
    ("url", "slug"),
    [
        ("http://127.0.0.1/", "address-not-public"),
        ("http://localhost/", "address-not-public"),
        ("http://10.0.0.1/admin", "address-not-public"),
        ("http://[::1]/", "address-not-public"),
        ("http://169.254.169.254/latest/meta-data/", "address-not-public"),
        ("http://2130706433/", "address-not-public"),
        ("http://127.0.0.1:22/", "fetch-refused"),
        ("http://user:secret@paper.example/", "fetch-refused"),
    ],
)
def test_an_address_of_the_inner_network_is_not_asked(client: FlaskClient, url: str, slug: str) -> None:
    assert "secret" not in str(refused(client, url, 422, slug))


def test_an_answer_does_not_tell_what_an_inner_name_leads_to(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A name of the inner network and one that is none are answered alike, so that nobody can map it."""
    caplog.set_level(logging.WARNING)

    def resolve(host: str, *_: Any, **__: Any) -> list[Any]:
        if host != "cms.newsroom.example":
            raise socket.gaierror(-2, "Name or service not known")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.9.8.7", 80))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    inner, none = (
        refused(client, f"http://{name}.newsroom.example/", 422, "address-not-public") for name in ("cms", "none")
    )
    assert inner == none
    assert "10.9.8.7" not in str(inner)
    assert "10.9.8.7" in caplog.text


def test_robots_txt_is_kept_to(client: FlaskClient, web: Any) -> None:
    web.put("/robots.txt", "User-agent: *\nDisallow: /private", "text/plain")
    web.put("/private/a", PAGE)
    refused(client, web.url("/private/a"), 422, "robots-refused")
    web.put("/a", b"", status=302, location="/private/a")
    refused(client, web.url("/a"), 422, "robots-refused")
    assert web.paths() == ["/a"]


def test_a_site_that_wants_long_pauses_is_asked_once_and_says_when_again(client: FlaskClient, web: Any) -> None:
    web.put("/robots.txt", "User-agent: *\nCrawl-delay: 30", "text/plain")
    response = client.post("/v1/documents", json={"url": web.url("/a")})
    assert (response.status_code, response.get_json()["type"]) == (502, "/problems/fetch-failed")
    assert 0 < int(response.headers["Retry-After"]) <= 30


def test_a_site_that_asks_to_be_left_alone_is(client: FlaskClient, web: Any) -> None:
    web.put("/a", b"", status=429, retry_after="120")
    for _ in range(2):
        response = client.post("/v1/documents", json={"url": web.url("/a")})
        assert (response.status_code, response.headers["Retry-After"]) == (502, "120")
    assert web.paths() == ["/a"]


def test_a_chain_of_slow_sites_ends(client: FlaskClient, web: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each redirect may lead to another site with a robots.txt of its own; all of them share one time."""
    monkeypatch.setattr(fetching, "WITHIN_S", -1.0)
    web.put("/a", PAGE)
    refused(client, web.url("/a"), 504, "fetch-timed-out")
    assert web.paths() == []


def test_half_of_the_threads_fetch_and_the_others_are_told_to_come_again(
    settings: Settings, make_app: Callable[[Settings], Flask], web: Any
) -> None:
    app = make_app(replace(settings, threads=2, fetch_timeout_s=30))
    asked, go = threading.Event(), threading.Event()

    def slow(connection: socket.socket, _: object) -> None:
        asked.set()
        go.wait(30)
        connection.sendall(b"HTTP/1.1 404 None\r\nContent-Length: 0\r\n\r\n")

    web.pages["/slow"] = slow
    first: list[Any] = []
    thread = threading.Thread(
        target=lambda: first.append(app.test_client().post("/v1/documents", json={"url": web.url("/slow")}))
    )
    thread.start()
    assert asked.wait(30)
    second = app.test_client().post("/v1/documents", json={"url": web.url("/b")})
    assert (second.status_code, second.get_json()["type"]) == (503, "/problems/fetching-busy")
    assert second.headers["Retry-After"] == "5"
    checked = app.test_client().post("/v1/checks", json={"statement": "The bridge is shut."})
    assert checked.status_code == 200
    go.set()
    thread.join()
    assert first[0].status_code == 422
    assert app.test_client().post("/v1/documents", json={"url": web.url("/b")}).status_code == 422  # there is room


def test_a_server_that_is_set_so_fetches_nothing(
    settings: Settings, make_app: Callable[[Settings], Flask], web: Any
) -> None:
    client = make_app(replace(settings, fetch_on_request=False)).test_client()
    refused(client, web.url("/a"), 422, "fetching-not-available")
    assert web.asked == []


def test_text_beside_the_address_is_taken_and_nothing_fetched(client: FlaskClient, web: Any) -> None:
    response = client.post("/v1/documents", json={"url": web.url("/a"), "text": "The bridge is shut."})
    assert (response.status_code, response.get_json()["url"]) == (201, web.url("/a"))
    assert web.asked == []
