"""``onrecord ingest URL`` and ``onrecord feeds``, as somebody types them, against a server of our own."""

from __future__ import annotations

import gzip
import json
import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from service.cli import CLEAN, FAILED, FINDINGS, run
from service.feeding import LOCK

ARTICLE = (
    "<html><head><title>{0}</title></head><body><article><h1>{0}</h1><p>The bridge of {0} was closed on Monday. "
    "Nobody was hurt in {0}, the mayor said. Engineers will look at its piers until autumn.</p></article></body></html>"
)

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def _own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoder: Any, web: Any) -> Iterator[None]:
    """A fresh folder, a toy model, and leave to ask the test's server without a pause."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("ONRECORD_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ONRECORD_FETCH_ALLOW", web.host)
    monkeypatch.setenv("ONRECORD_FETCH_DELAY_S", "0")
    monkeypatch.setattr("index.embedding.SentenceEncoder", lambda *_, **__: encoder)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def onrecord(capfd: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: str) -> tuple[int, str, str]:
        capfd.readouterr()
        code = run(list(arguments))
        out, err = capfd.readouterr()
        return code, out, err

    return call


def put_sitemap(web: Any, path: str, *places: str, tag: str = "url", changed: str = "2031-03-01") -> None:
    listed = "".join(f"<{tag}><loc>{place}</loc><lastmod>{changed}</lastmod></{tag}>" for place in places)
    root = "urlset" if tag == "url" else "sitemapindex"
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    web.put(path, f'<?xml version="1.0"?><{root} xmlns="{space}">{listed}</{root}>', "application/xml")


def put_articles(web: Any, *names: str) -> list[str]:
    for name in names:
        web.put(f"/{name}", ARTICLE.format(name))
    return [web.url(f"/{name}") for name in names]


def put_feed(web: Any, *names: str, path: str = "/feed.xml") -> str:
    items = "".join(
        f"<item><title>{n}</title><link>{web.url('/' + n)}</link>"
        f"<description>The bridge of {n} was closed.</description></item>"
        for n in names
    )
    web.put(path, f"<rss version='2.0'><channel><title>Northfield Gazette</title>{items}</channel></rss>", "text/xml")
    return str(web.url(path))


def test_a_page_is_ingested_by_its_address(web: Any, onrecord: Run) -> None:
    web.put("/old", b"", status=301, location="/new")
    [url] = put_articles(web, "new")
    code, out, _ = onrecord("ingest", web.url("/old"), "--published", "2031-03-01", "--json")
    [line] = json.loads(out)["lines"]
    assert (code, line["outcome"], line["published_at"]) == (CLEAN, "taken", "2031-03-01")
    shown = json.loads(onrecord("documents", "show", line["id"], "--json")[1])
    assert shown["url"] == url
    again = json.loads(onrecord("ingest", web.url("/old"), "--published", "2031-03-01", "--json")[1])
    assert again["counts"]["same_as_before"] == 1
    web.put("/new", ARTICLE.format("elsewhere"))
    onrecord("ingest", web.url("/old"), "--published", "2031-03-01")
    documents = json.loads(onrecord("documents", "list", "--json")[1])["documents"]
    assert [d["title"] for d in documents] == ["elsewhere"], "a later version takes the place of the earlier one"


def test_the_servers_charset_is_kept_to(web: Any, onrecord: Run) -> None:
    body = ARTICLE.format("Grünau – Łódź").encode("cp1250", "replace")
    web.put("/a", body, "text/html; charset=windows-1250")
    [line] = json.loads(onrecord("ingest", web.url("/a"), "--json")[1])["lines"]
    assert line["title"] == "Grünau – Łódź"


@pytest.mark.parametrize(
    ("path", "code", "says"),
    [
        ("/none", "page-not-found", "answered with 404"),
        ("/away", "address-not-public", "127.0.0.1, which is not on the public internet"),
        ("/picture", "unreadable-input", ""),
        ("/empty", "unreadable-input", "empty"),
    ],
)
def test_what_cannot_be_fetched_is_a_line_of_the_report(
    web: Any, onrecord: Run, path: str, code: str, says: str
) -> None:
    web.put("/away", b"", status=302, location="http://127.0.0.1/admin")
    web.put("/picture", b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "image/png")
    web.put("/empty", b"")
    [good] = put_articles(web, "good")
    exit_code, out, _ = onrecord("ingest", web.url(path), good, "--json")
    report = json.loads(out)
    assert (exit_code, report["counts"]["taken"]) == (FINDINGS, 1)
    assert report["refused_by_code"] == {code: 1}
    assert says in report["lines"][0]["detail"]
    assert onrecord("ingest", web.url(path))[0] == FAILED


def test_a_feed_is_ingested_by_its_address(web: Any, onrecord: Run) -> None:
    report = json.loads(onrecord("ingest", put_feed(web, "a", "b"), "--json")[1])
    assert report["counts"]["taken"] == 2


def test_all_pages_of_a_sitemap_are_ingested_and_none_twice(web: Any, onrecord: Run) -> None:
    pages = put_articles(web, "a", "b", "c")
    put_sitemap(web, "/one.xml", *pages[:2])
    put_sitemap(web, "/two.xml", *pages[1:])
    web.put("/two.xml.gz", gzip.compress(web.pages["/two.xml"].split(b"\r\n\r\n", 1)[1]), "application/gzip")
    put_sitemap(
        web, "/sitemap.xml", web.url("/one.xml"), web.url("/two.xml.gz"), web.url("/sitemap.xml"), tag="sitemap"
    )
    code, out, _ = onrecord("ingest", web.url("/sitemap.xml"), "--publisher", "Northfield Gazette")
    assert (code, out.split(" (")[0]) == (CLEAN, "3 taken")
    assert web.paths() == ["/sitemap.xml", "/one.xml", "/two.xml.gz", "/a", "/b", "/c"]
    onrecord("ingest", web.url("/sitemap.xml"), "--publisher", "Northfield Gazette")
    assert web.paths() == ["/sitemap.xml", "/one.xml", "/two.xml.gz"]
    onrecord("ingest", web.url("/sitemap.xml"), "--publisher", "Northfield Gazette", "--again")
    assert web.paths()[3:] == ["/a", "/b", "/c"]
    put_sitemap(web, "/one.xml", *pages[:2], changed="2031-03-02")
    onrecord("ingest", web.url("/sitemap.xml"), "--publisher", "Northfield Gazette")
    assert web.paths()[3:] == ["/a", "/b"]


def test_a_sitemap_is_bounded_and_the_next_run_goes_on(web: Any, onrecord: Run) -> None:
    put_sitemap(web, "/sitemap.xml", *put_articles(web, "a", "b", "c"))
    code, out, _ = onrecord("ingest", web.url("/sitemap.xml"), "--max-pages", "2", "--json")
    assert code == FINDINGS
    assert json.loads(out)["counts"]["taken"] == 2
    assert "more than 2 new pages" in out
    report = json.loads(onrecord("ingest", web.url("/sitemap.xml"), "--max-pages", "2", "--json")[1])
    assert (report["counts"]["taken"], report["counts"]["refused"]) == (1, 0)


def test_a_sitemap_leads_to_no_other_host_and_by_no_way_that_robots_may_not_go(web: Any, onrecord: Run) -> None:
    places = put_articles(web, "a", "private")
    foreign = ["https://other.example/a", "http://127.0.0.1.other.example/", "file:///etc/passwd", "https://[broken/"]
    put_sitemap(web, "/sitemap.xml", *places, *foreign)
    web.put("/robots.txt", "User-agent: *\nDisallow: /private", "text/plain")
    report = json.loads(onrecord("ingest", web.url("/sitemap.xml"), "--json")[1])
    assert report["counts"]["taken"] == 1
    assert report["refused_by_code"] == {"fetch-refused": 1, "robots-refused": 1}
    assert "4 pages of other hosts" in report["lines"][0]["detail"]
    assert web.paths() == ["/sitemap.xml", "/a"]


@pytest.mark.parametrize(
    "body",
    [
        '<?xml version="1.0"?><!DOCTYPE u [<!ENTITY f SYSTEM "file:///etc/hostname">]><urlset><url><loc>&f;</loc></url></urlset>',
        '<?xml version="1.0"?><urlset></urlset>',
        '<?xml version="1.0"?><urlset><url><lo',
        '<?xml version="1.0"?><urlset>' + "<url>" * 3000,
    ],
)
def test_a_sitemap_that_holds_nothing_is_refused(web: Any, onrecord: Run, body: str) -> None:
    web.put("/sitemap.xml", body, "application/xml")
    code, out, err = onrecord("ingest", web.url("/sitemap.xml"))
    assert (code, "Traceback" in err) == (FAILED, False)
    assert "lists nothing" in out or "other hosts" in out


def test_feeds_are_added_listed_polled_and_removed(web: Any, onrecord: Run) -> None:
    url = put_feed(web, "a", "b")
    put_articles(web, "a", "b")
    code, out, _ = onrecord("feeds", "add", url, "--full-text", "--publisher", "The Gazette", "--collection", "north")
    assert (code, out.startswith("Northfield Gazette: followed.")) == (CLEAN, True)
    [feed] = json.loads(onrecord("feeds", "list", "--json")[1])["feeds"]
    assert (feed["title"], feed["full_text"], feed["polled_at"]) == ("Northfield Gazette", True, None)
    assert "never polled" in onrecord("feeds", "list")[1]
    web.paths()
    code, out, _ = onrecord("feeds", "poll")
    assert (code, out) == (CLEAN, "Northfield Gazette: 2 taken.\n")
    assert web.paths() == ["/feed.xml", "/a", "/b"]
    documents = json.loads(onrecord("documents", "list", "--json")[1])["documents"]
    assert {(d["publisher"], d["url"]) for d in documents} == {
        ("The Gazette", web.url("/a")),
        ("The Gazette", web.url("/b")),
    }
    code, out, _ = onrecord("feeds", "poll", url, "--json")
    [polled] = json.loads(out)["feeds"]
    assert (code, polled["outcome"], polled["taken"], polled["known"]) == (CLEAN, "read", 0, 2)
    assert onrecord("feeds", "remove", url)[:2] == (CLEAN, "1 removed.\n")
    assert "No feed is followed" in onrecord("feeds", "list")[1]
    assert onrecord("feeds", "remove", url)[0] == FAILED
    assert len(json.loads(onrecord("documents", "list", "--json")[1])["documents"]) == 2


def test_a_page_says_where_its_feeds_are(web: Any, onrecord: Run) -> None:
    link = "<link rel='alternate' type='application/rss+xml' href='/feed.xml'>"
    web.put("/", f"<html><head>{link}</head><body><p>News.</p></body></html>")
    code, _, err = onrecord("feeds", "add", web.url("/"))
    assert (code, web.url("/feed.xml") in err) == (FAILED, True)
    code, out, _ = onrecord("feeds", "add", web.url("/"), put_feed(web, "a"))
    assert (code, "refused: " in out, "followed" in out) == (FINDINGS, True, True)


def test_a_feeds_words_do_not_steer_the_terminal(web: Any, onrecord: Run) -> None:
    items = [{"id": "1", "content_text": "The bridge was closed on Monday."}]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "News \x1b[2J\x1b]0;owned\x07", "items": items}
    web.put("/feed.json", json.dumps(feed), "application/json")
    outputs = [
        onrecord("feeds", "add", web.url("/feed.json")),
        onrecord("feeds", "poll"),
        onrecord("feeds", "list"),
    ]
    assert [code for code, _, _ in outputs] == [CLEAN] * 3
    assert not any("\x1b" in out or "\x07" in out for _, out, _ in outputs)


def test_a_feed_that_fails_waits_and_all_asks_it_anyway(web: Any, onrecord: Run) -> None:
    url, good = put_feed(web, "a"), put_feed(web, "b", path="/good.xml")
    onrecord("feeds", "add", url, good)
    web.put("/feed.xml", b"", status=503)
    assert onrecord("feeds", "poll")[0] == FINDINGS
    web.paths()
    assert onrecord("feeds", "poll")[0] == CLEAN
    assert web.paths() == ["/good.xml"]
    assert "failed 1 times" in onrecord("feeds", "list")[1]
    assert onrecord("feeds", "poll", "--all")[0] == FINDINGS
    assert web.paths() == ["/feed.xml", "/good.xml"]
    assert onrecord("feeds", "poll", url)[0] == FAILED


def test_a_loop_polls_again_until_it_is_stopped(web: Any, onrecord: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 2:
            raise KeyboardInterrupt

    onrecord("feeds", "add", put_feed(web, "a"))
    monkeypatch.setattr("service.feeding.time.sleep", sleep)
    code, out, _ = onrecord("feeds", "poll", "--every", "15m", "--json")
    assert (code, slept) == (130, [900, 900])
    assert [json.loads(line)["feeds"][0]["taken"] for line in out.splitlines()] == [1, 0]


@pytest.mark.parametrize("every", ["15", "0m", "m", "-1m", "1w", "1.5h"])
def test_what_is_no_duration_is_wrong_usage(onrecord: Run, every: str) -> None:
    code, _, err = onrecord("feeds", "poll", "--every", every)
    assert code == FAILED
    assert "15m" in err


def test_two_polls_never_run_at_once(web: Any, onrecord: Run) -> None:
    onrecord("feeds", "add", put_feed(web, "a"))
    with FileLock(Path("onrecord-data") / LOCK):
        code, _, err = onrecord("feeds", "poll")
    assert (code, "Another onrecord feeds poll" in err) == (FAILED, True)
