"""Manners: robots.txt, a pause between two requests, and being told to come again later."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from service.errors import FetchFailed, FetchRefused
from service.fetching.addresses import Allowed
from service.fetching.fetcher import Fetcher, FetchPolicy
from service.fetching.visitor import MAX_ROBOTS, InMemory, Visitor


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 1_000_000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def visitor(web: Any, time: Time) -> Callable[..., Visitor]:
    def make(delay_s: float = 2.0, kept: InMemory | None = None) -> Visitor:
        policy = FetchPolicy(Allowed.parse([web.host]), user_agent="Onrecord/1 (desk@newsroom.example)")
        return Visitor(Fetcher(policy), delay_s, kept, time, time.sleep)

    return make


@pytest.mark.parametrize(
    ("rules", "path", "goes_in", "why"),
    [
        ("User-agent: *\nDisallow: /private/", "/private/a", False, "everybody is kept out"),
        ("User-agent: *\nDisallow: /private/", "/a", True, "another folder"),
        ("User-agent: onrecord\nDisallow: /", "/a", False, "we by our name"),
        ("User-agent: other\nDisallow: /", "/a", True, "another robot"),
        ("User-agent: *\nDisallow: /\n\nUser-agent: onrecord\nAllow: /", "/a", True, "our own group counts"),
        ("User-agent: *\nDisallow: /*?print=", "/a?print=1", False, "a pattern"),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf", False, "a pattern with an end"),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b", True, "the longer rule wins"),
        ("<html>no rules at all", "/a", True, "no rules"),
        ("", "/a", True, "nothing"),
    ],
)
def test_robots_txt_is_kept_to(
    web: Any, visitor: Callable[..., Visitor], rules: str, path: str, goes_in: bool, why: str
) -> None:
    web.put("/robots.txt", rules, "text/plain")
    web.put(path, "There.")
    if goes_in:
        assert visitor().fetch(web.url(path)).body == b"There.", why
    else:
        with pytest.raises(FetchRefused, match=r"robots\.txt"):
            visitor().fetch(web.url(path))
        assert web.paths() == [], why
    assert visitor().fetch(web.url(path), asked_for=True).body == b"There."


def test_it_is_asked_at_a_redirect_too(web: Any, visitor: Callable[..., Visitor]) -> None:
    web.put("/robots.txt", "User-agent: *\nDisallow: /private", "text/plain")
    web.put("/a", b"", status=302, location="/private")
    with pytest.raises(FetchRefused, match=r"robots\.txt"):
        visitor().fetch(web.url("/a"))


def test_it_is_fetched_once_a_day_and_kept_between_runs(web: Any, visitor: Callable[..., Visitor], time: Time) -> None:
    web.put("/robots.txt", "", "text/plain")
    web.put("/a", "There.")
    kept = InMemory()
    for _ in range(2):
        guest = visitor(kept=kept)
        guest.fetch(web.url("/a"))
        guest.fetch(web.url("/a"))
    assert [asked.path for asked in web.asked].count("/robots.txt") == 1
    time.now += 24 * 3600
    guest.fetch(web.url("/a"))
    assert [asked.path for asked in web.asked].count("/robots.txt") == 2


@pytest.mark.parametrize(("status", "goes_in"), [(404, True), (403, True), (410, True), (500, False), (429, False)])
def test_where_there_is_none_all_is_open_and_where_nobody_knows_nothing(
    web: Any, visitor: Callable[..., Visitor], status: int, goes_in: bool
) -> None:
    web.put("/robots.txt", "", status=status)
    web.put("/a", "There.")
    if goes_in:
        assert visitor().fetch(web.url("/a")).status == 200
    else:
        with pytest.raises(FetchFailed, match=r"robots\.txt cannot be read") as caught:
            visitor().fetch(web.url("/a"))
        assert caught.value.passing


@pytest.mark.parametrize(
    ("rules", "pause_s"),
    [("", 2.0), ("User-agent: *\nCrawl-delay: 7", 7.0), ("User-agent: *\nCrawl-delay: 9000", 60.0)],
)
def test_one_host_is_asked_once_in_a_while(
    web: Any, visitor: Callable[..., Visitor], time: Time, rules: str, pause_s: float
) -> None:
    web.put("/robots.txt", rules, "text/plain")
    web.put("/a", "There.")
    guest = visitor()
    for _ in range(3):
        guest.fetch(web.url("/a"))
    assert time.slept == [pause_s] * 3  # after robots.txt, and between the pages


def test_threads_take_turns_at_a_host(web: Any, time: Time) -> None:
    """A turn is taken before it is waited for: the second waits behind the first, and the third twice as long."""
    web.put("/a", "There.")
    guest = Visitor(Fetcher(FetchPolicy(Allowed.parse([web.host]))), 5.0, None, time, time.slept.append)
    threads = [threading.Thread(target=guest.fetch, args=(web.url("/a"),), kwargs={"asked_for": True}) for _ in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(time.slept) == [5.0, 10.0]


def test_who_would_wait_too_long_is_told_when_to_come_again(web: Any, time: Time) -> None:
    web.put("/a", "There.")
    guest = Visitor(Fetcher(FetchPolicy(Allowed.parse([web.host]))), 30.0, None, time, time.sleep, max_wait_s=10.0)
    guest.fetch(web.url("/a"), asked_for=True)
    with pytest.raises(FetchFailed) as caught:
        guest.fetch(web.url("/a"), asked_for=True)
    assert (caught.value.retry_after_s, time.slept) == (30.0, [])


def test_only_the_latest_robots_txt_are_remembered() -> None:
    kept = InMemory()
    for number in range(MAX_ROBOTS + 5):
        kept.keep_robots(f"https://{number}.example", 1.0, "")
    assert kept.robots("https://4.example") is None
    assert kept.robots("https://5.example") is not None


def test_a_host_that_asks_for_a_pause_is_not_asked_in_it(web: Any, visitor: Callable[..., Visitor], time: Time) -> None:
    web.put("/a", b"", status=429, retry_after="120")
    web.put("/b", "There.")
    guest = visitor(0.0)
    for path in ("/a", "/b"):
        with pytest.raises(FetchFailed) as caught:
            guest.fetch(web.url(path))
        assert caught.value.retry_after_s == 120
    assert web.paths() == ["/a"]
    time.now += 121
    assert guest.fetch(web.url("/b")).body == b"There."
