"""A guest with manners: robots.txt is asked first (RFC 9309), and one host is asked once in a while only."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol, TypeVar

from protego import Protego

from service.errors import FetchFailed, FetchTimedOut, NoSuchHost, RobotsRefused
from service.fetching.addresses import Target
from service.fetching.fetcher import Fetched, Fetcher

ROBOTS_DAY_S = 24 * 3600
"""How long a robots.txt holds (RFC 9309, 2.4)."""
ROBOTS_BYTES = 512_000
"""So much of one is read (RFC 9309, 2.5, asks for 500 KiB at least)."""
MAX_CRAWL_DELAY_S = 60.0
"""A site that asks for a longer pause between two pages gets this one; sites have asked for a day."""

MAX_HOSTS, MAX_ROBOTS = 1_000, 100
"""So many hosts, and robots.txt files of half a megabyte each, are remembered; those heard of longest ago go first."""

_T = TypeVar("_T")


class Kept(Protocol):
    """Where robots.txt files are kept between two runs: origin → seconds since 1970, and text."""

    def robots(self, origin: str) -> tuple[float, str] | None:
        """What was kept last."""

    def keep_robots(self, origin: str, at: float, text: str) -> None:
        """Keeps one in the place of the last."""


class InMemory:
    """Keeps the latest as long as the program runs."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[float, str]] = {}

    def robots(self, origin: str) -> tuple[float, str] | None:
        """What was kept last."""
        return self._kept.get(origin)

    def keep_robots(self, origin: str, at: float, text: str) -> None:
        """Keeps one in the place of the last."""
        _keep(self._kept, origin, (at, text), MAX_ROBOTS)


class Visitor:
    """Fetches like ``Fetcher``, and waits for its turn at each host. Safe to share between threads.

    ``clock`` gives seconds since 1970; ``sleep`` waits for so many. Whoever would wait longer than ``max_wait_s`` for a
    turn is sent away.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        delay_s: float,
        kept: Kept | None = None,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
        max_wait_s: float = float("inf"),
    ) -> None:
        self._fetcher = fetcher
        self._delay_s = delay_s
        self._kept = kept or InMemory()
        self._clock, self._sleep, self._max_wait_s = clock, sleep, max_wait_s
        self._lock = threading.Lock()
        self._name = fetcher.policy.user_agent.split("/")[0].split()[0]
        self._read: dict[str, tuple[float, Protego]] = {}
        self._last: dict[str, float] = {}
        self._closed_until: dict[str, float] = {}

    def fetch(
        self,
        url: str,
        *,
        asked_for: bool = False,
        etag: str | None = None,
        last_modified: str | None = None,
        within_s: float = float("inf"),
    ) -> Fetched:
        """The page at an address. ``asked_for``: a person named it, so that no robot is asking.

        After ``within_s`` seconds, waiting and robots.txt files included, no further request is begun.

        Raises:
            FetchRefused: the site's robots.txt, or our own rules, keep us out.
            FetchFailed: no page; or the host asked to be left alone for a while, which is kept to.
            InputError: as of ``Fetcher.fetch``.
        """
        before = self._wait if asked_for else self._enter
        seen: list[Target] = []
        end = self._clock() + within_s

        def note(target: Target) -> None:
            before(target)
            if self._clock() > end:
                raise FetchTimedOut(f"{url} took too long. Try again later.")
            seen.append(target)

        try:
            return self._fetcher.fetch(url, etag=etag, last_modified=last_modified, before=note)
        except FetchFailed as err:
            if err.retry_after_s and seen:
                with self._lock:
                    _keep(self._closed_until, seen[-1].host, self._clock() + err.retry_after_s, MAX_HOSTS)
            raise

    def _enter(self, target: Target) -> None:
        rules = self._rules(target)
        if not rules.can_fetch(target.url, self._name):
            raise RobotsRefused(f"{target.url}: the site's robots.txt asks robots not to fetch it.")
        self._wait(target, min(rules.crawl_delay(self._name) or 0.0, MAX_CRAWL_DELAY_S))

    def _wait(self, target: Target, delay_s: float = 0.0) -> None:
        """Waits until the host may be asked again. The turn is taken before the wait, so that no two have the same."""
        with self._lock:
            now = self._clock()
            closed_s = self._closed_until.get(target.host, 0.0) - now
            if closed_s > 0:
                raise FetchFailed(
                    f"{target.url}: {target.host} asked to be left alone for {closed_s:,.0f} s more.",
                    status=429,
                    retry_after_s=closed_s,
                )
            wait_s = self._last.get(target.host, float("-inf")) + max(self._delay_s, delay_s) - now
            if wait_s > self._max_wait_s:
                raise FetchFailed(
                    f"{target.url}: {target.host} is asked once in a while only, next in {wait_s:,.0f} s.",
                    status=429,
                    retry_after_s=wait_s,
                )
            _keep(self._last, target.host, now + max(wait_s, 0.0), MAX_HOSTS)
        if wait_s > 0:
            self._sleep(wait_s)

    def _rules(self, target: Target) -> Protego:
        """What the robots.txt of an origin says. None there: everything may be fetched.

        Raises:
            FetchFailed: it cannot be read now, so that nobody knows.
        """
        origin, now = target.origin, self._clock()
        read = self._read.get(origin)
        if read is not None and now - read[0] < ROBOTS_DAY_S:
            return read[1]
        kept = self._kept.robots(origin)
        if kept is None or now - kept[0] >= ROBOTS_DAY_S:
            kept = now, self._fetch_rules(origin)
            self._kept.keep_robots(origin, *kept)
        rules = Protego.parse(kept[1])
        with self._lock:
            _keep(self._read, origin, (kept[0], rules), MAX_ROBOTS)
        return rules

    def _fetch_rules(self, origin: str) -> str:
        try:
            page = self._fetcher.fetch(f"{origin}/robots.txt", before=self._wait)
        except FetchFailed as err:
            if not err.passing:
                return ""  # 404 and the like: no rules (RFC 9309, 2.3.1.3)
            if isinstance(err, NoSuchHost):
                raise
            raise type(err)(
                f"{origin}: its robots.txt cannot be read now, so nothing is fetched from there. Try again later.",
                status=err.status,
                retry_after_s=err.retry_after_s,
            ) from err
        return page.body[:ROBOTS_BYTES].decode("utf-8", "replace").removeprefix("\ufeff")


def _keep(kept: dict[str, _T], key: str, value: _T, most: int) -> None:
    """Puts a value last, and takes the first ones away where there are more than ``most``."""
    kept.pop(key, None)
    kept[key] = value
    while len(kept) > most:
        del kept[next(iter(kept))]
