"""Polling, against a server of our own: what is asked, what is taken, and what is left alone for how long."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index.build import Archive
from index.errors import DamagedIndex, NotFound
from service.feeds.ledger import FILE, Feed, Ledger
from service.feeds.polling import BACK_OFF_S, MAX_TRIES, Polled, Poller
from service.fetching.addresses import Allowed
from service.fetching.fetcher import Fetcher, FetchPolicy
from service.fetching.visitor import Visitor

PAGE = "<html><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{text} {rest}</p></article></body>"
REST = "The council met for nine hours. Nobody was hurt, the mayor said. Engineers will look at the piers until autumn."


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = Ledger(tmp_path / "data")
    yield opened
    opened.close()


class Desk:
    """A feed that is polled when a test says so; its clock stands still."""

    def __init__(self, web: Any, archive: Archive, ledger: Ledger) -> None:
        self.web, self.archive, self.ledger, self.now = web, archive, ledger, 2_000_000.0
        self.url = web.url("/feed.xml")
        self.entries: dict[str, str] = {}
        ledger.put(Feed(self.url))

    def put(self, path: str, text: str, updated: str | None = None) -> None:
        """An entry with these words, newest first."""
        date = f"<pubDate>{updated}</pubDate>" if updated else ""
        self.entries[path] = (
            f"<item><title>On {path}</title><link>{self.web.url(path)}</link>{date}"
            f"<description>{text}</description></item>"
        )

    def page(self, path: str, text: str, **options: Any) -> None:
        """The article of an entry."""
        self.web.put(path, PAGE.format(title=f"On {path}", text=text, rest=REST), **options)

    def poll(self, **headers: str) -> Polled:
        items = "".join(self.entries.values())
        channel = f"<rss version='2.0'><channel><title>Northfield Gazette</title>{items}</channel></rss>"
        if self.entries:
            self.web.put("/feed.xml", channel, "application/rss+xml", **headers)
        policy = FetchPolicy(Allowed.parse([self.web.host]))
        visitor = Visitor(Fetcher(policy), 0.0, self.ledger, lambda: self.now, lambda _: None)
        return Poller(self.archive, self.ledger, visitor, lambda: self.now).poll(self.ledger.feed(self.url))

    def set(self, **options: Any) -> None:
        self.ledger.put(replace(self.ledger.feed(self.url), **options))

    def texts(self) -> list[str]:
        return sorted(document.text for document in self.archive.documents()[0])


@pytest.fixture
def desk(web: Any, archive: Archive, ledger: Ledger) -> Desk:
    return Desk(web, archive, ledger)


def test_each_entry_is_taken_once(desk: Desk) -> None:
    desk.put("/1", "The bridge was closed.")
    assert (desk.poll().taken, len(desk.texts())) == (1, 1)
    desk.put("/2", "The ferry runs again.")
    second = desk.poll()
    assert (second.taken, second.known, second.same_as_before) == (1, 1, 0)
    assert desk.web.paths() == ["/feed.xml", "/feed.xml"]
    [document, _] = desk.archive.documents()[0]
    assert document.source.publisher == "Northfield Gazette"
    assert desk.ledger.feed(desk.url).title == "Northfield Gazette"


def test_a_feed_that_has_not_changed_costs_one_conditional_request(desk: Desk) -> None:
    desk.put("/1", "The bridge was closed.")
    desk.poll(etag='"1"', last_modified="Mon, 03 Mar 2031 10:00:00 GMT")
    desk.web.asked.clear()
    desk.entries.clear()
    desk.web.put("/feed.xml", b"", status=304)
    assert desk.poll().outcome == "unchanged"
    [asked] = desk.web.asked
    assert asked.headers["if-none-match"] == '"1"'
    assert asked.headers["if-modified-since"] == "mon, 03 mar 2031 10:00:00 gmt"


def test_a_changed_entry_takes_the_place_of_its_earlier_version(desk: Desk) -> None:
    desk.put("/1", "Forty people were hurt.", "Mon, 03 Mar 2031 10:00:00 GMT")
    desk.poll()
    desk.put("/1", "Four people were hurt.", "Mon, 03 Mar 2031 12:00:00 GMT")
    assert desk.poll().taken == 1
    [text] = desk.texts()
    assert "Four people" in text


def test_a_document_that_was_removed_does_not_come_back(desk: Desk) -> None:
    desk.put("/1", "The bridge was closed.")
    desk.poll()
    [document] = desk.archive.documents()[0]
    desk.archive.remove(document.source.document_id)
    assert (desk.poll().known, desk.texts()) == (1, [])


def test_two_feeds_that_carry_one_article_take_it_once(desk: Desk) -> None:
    desk.put("/1", "The bridge was closed.")
    desk.poll()
    other = Feed(desk.web.url("/other.xml"))
    desk.ledger.put(other)
    desk.url = other.url
    desk.web.pages["/other.xml"] = desk.web.pages["/feed.xml"]
    assert (desk.poll().known, len(desk.texts())) == (1, 1)


def test_full_texts_are_fetched_where_the_feed_has_first_lines_only(desk: Desk) -> None:
    desk.set(full_text=True)
    desk.put("/1", "The bridge was closed.", "Mon, 03 Mar 2031 10:00:00 GMT")
    desk.put("/2", "A long report. " * 200)
    desk.page("/1", "The bridge was closed for good.")
    assert desk.poll().taken == 2
    assert desk.web.paths() == ["/feed.xml", "/1"]
    found = {document.source.url: document for document in desk.archive.documents()[0]}
    page = found[desk.web.url("/1")]
    assert "nine hours" in page.text
    assert page.source.publisher == "Northfield Gazette"
    assert page.source.published.text is not None
    assert page.source.published.text.startswith("2031-03-03")
    assert desk.poll().known == 2
    assert desk.web.paths() == ["/feed.xml"]


def test_first_lines_never_take_the_place_of_a_page(desk: Desk) -> None:
    desk.set(full_text=True)
    desk.put("/1", "The bridge was closed.", "Mon, 03 Mar 2031 10:00:00 GMT")
    desk.page("/1", "The bridge was closed for good.")
    desk.poll()
    desk.set(full_text=False)
    desk.put("/1", "The bridge was closed, again.", "Mon, 03 Mar 2031 12:00:00 GMT")
    desk.poll()
    assert any("nine hours" in text for text in desk.texts())


def test_a_page_that_fails_is_tried_again_and_then_taken_as_the_feed_has_it(desk: Desk) -> None:
    desk.set(full_text=True)
    desk.put("/1", "The bridge was closed.")
    desk.web.put("/1", b"", status=500)
    for _ in range(MAX_TRIES - 1):
        polled = desk.poll(etag='"1"')
        assert (polled.taken, polled.put_off) == (0, 1)
        assert desk.ledger.feed(desk.url).etag is None, "an unchanged feed would hide what was put off"
    polled = desk.poll(etag='"1"')
    assert (polled.taken, polled.put_off, desk.texts()) == (1, 0, ["The bridge was closed."])
    assert desk.ledger.feed(desk.url).etag == '"1"'


@pytest.mark.parametrize("answer", ["robots", "404", "empty", "feed"])
def test_a_page_that_cannot_be_had_is_taken_as_the_feed_has_it_at_once(desk: Desk, answer: str) -> None:
    desk.set(full_text=True)
    desk.put("/1", "The bridge was closed.")
    if answer == "robots":
        desk.web.put("/robots.txt", "User-agent: *\nDisallow: /1", "text/plain")
    if answer == "empty":
        desk.web.put("/1", "")
    if answer == "feed":
        items = "<item><description>One.</description></item><item><description>Two.</description></item>"
        desk.web.put("/1", f"<rss><channel>{items}</channel></rss>")
    polled = desk.poll()
    assert (polled.taken, polled.put_off, desk.texts()) == (1, 0, ["The bridge was closed."])
    assert polled.notes
    assert "as the feed has it" in polled.notes[0]


def test_a_host_that_asks_for_a_pause_gets_it_and_nothing_is_lost(desk: Desk) -> None:
    desk.set(full_text=True)
    for path in ("/1", "/2"):
        desk.put(path, f"The bridge {path} was closed.")
        desk.web.put(path, b"", status=429, retry_after="3600")
    for _ in range(MAX_TRIES + 1):
        assert desk.poll().put_off == 2
    assert "/2" not in desk.web.paths()
    desk.now += 3601
    for path in ("/1", "/2"):
        desk.page(path, f"The bridge {path} was closed.")
    assert desk.poll().taken == 2


@pytest.mark.parametrize(
    ("options", "waits"),
    [
        ({"status": 500}, [BACK_OFF_S, 2 * BACK_OFF_S, 4 * BACK_OFF_S]),
        ({"status": 404}, [BACK_OFF_S, 2 * BACK_OFF_S, 4 * BACK_OFF_S]),
        ({"status": 410}, [7 * 24 * 3600]),
        ({"status": 503, "retry_after": "7200"}, [7200]),
        ({"status": 503, "retry_after": "60"}, [BACK_OFF_S]),
        ({"status": 503, "retry_after": "99999999"}, [7 * 24 * 3600]),
        ({"body": "<html><body><p>No feed any more.</p></body></html>"}, [BACK_OFF_S]),
        ({"body": "<rss><channel></channel></rss>"}, [BACK_OFF_S]),
    ],
)
def test_after_a_failure_a_feed_is_left_alone_longer_each_time(desk: Desk, options: Any, waits: list[int]) -> None:
    desk.web.put("/feed.xml", options.get("body", ""), **{k: v for k, v in options.items() if k != "body"})
    for wait in waits:
        polled = desk.poll()
        assert (polled.outcome, polled.not_before - desk.now) == ("failed", wait)
        desk.now = polled.not_before + 100_000_000
    desk.put("/1", "The bridge was closed.")
    assert desk.poll().taken == 1
    assert (desk.ledger.feed(desk.url).failures, desk.ledger.feed(desk.url).fault) == (0, None)


def test_the_wait_never_grows_over_a_day(desk: Desk) -> None:
    desk.web.put("/feed.xml", "", status=500)
    desk.set(failures=5000)
    assert desk.poll().not_before - desk.now == 24 * 3600


def test_an_entry_without_text_is_refused_once(desk: Desk) -> None:
    desk.put("/1", "")
    desk.put("/2", "The bridge was closed.")
    assert (desk.poll().refused, desk.poll().refused) == (1, 0)


def test_a_sitemap_is_followed_like_a_feed(desk: Desk) -> None:
    desk.url = desk.web.url("/sitemap.xml")
    desk.ledger.put(Feed(desk.url))

    def put(**changed: str) -> None:
        places = [
            f"<url><loc>{desk.web.url(f'/{p}')}</loc><lastmod>{day}</lastmod></url>" for p, day in changed.items()
        ]
        desk.web.put("/sitemap.xml", f"<urlset>{''.join(places)}</urlset>", "text/xml", etag='"1"')

    for path in ("a", "b"):
        desk.page(f"/{path}", f"The bridge of {path} was closed.")
    put(a="2031-03-01")
    assert desk.poll().taken == 1
    put(a="2031-03-01", b="2031-03-02")
    desk.web.paths()
    assert desk.poll().taken == 1
    assert desk.web.paths() == ["/sitemap.xml", "/b"]
    desk.page("/a", "The bridge of a is open.")
    put(a="2031-03-05", b="2031-03-02")
    assert desk.poll().taken == 1
    assert len(desk.texts()) == 2


def test_a_poll_that_was_killed_goes_on_where_it_was(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        desk.put(f"/{number}", f"Bridge number {number} was closed.")
    cross_off, done = desk.ledger.cross_off, []

    def dies(*arguments: str) -> None:
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(arguments)
        cross_off(*arguments)

    monkeypatch.setattr(desk.ledger, "cross_off", dies)
    with pytest.raises(KeyboardInterrupt):
        desk.poll(etag='"1"')
    monkeypatch.undo()
    polled = desk.poll()
    assert (polled.known, polled.taken, polled.same_as_before, len(desk.texts())) == (2, 1, 1, 4)


def test_a_removed_feed_is_forgotten_with_its_entries(desk: Desk) -> None:
    desk.put("/1", "The bridge was closed.")
    desk.poll()
    desk.ledger.remove(desk.url)
    with pytest.raises(NotFound):
        desk.ledger.feed(desk.url)
    assert desk.ledger.item("default", desk.web.url("/1")) is None
    assert len(desk.texts()) == 1


@pytest.mark.parametrize("damage", [b"no database at all" * 100, b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_damaged_ledger_says_so_and_what_to_do(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / FILE).write_bytes(damage)
    with pytest.raises(DamagedIndex, match="Move it away"):
        Ledger(tmp_path)


def test_a_ledger_is_shared_by_processes(tmp_path: Path) -> None:
    first, second = Ledger(tmp_path), Ledger(tmp_path)
    first.put(Feed("https://a.example/feed", publisher="A", full_text=True))
    assert second.feeds() == [Feed("https://a.example/feed", publisher="A", full_text=True)]
    first.close()
    second.close()
