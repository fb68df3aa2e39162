"""``onrecord feeds``: follow feeds, and poll them once or in a loop."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from index.errors import IndexLocked, InputError, NotReady, UnreadableInput
from service.visiting import make_visitor, open_ledger

if TYPE_CHECKING:
    from index.build import Archive
    from service.feeds.ledger import Feed, Ledger
    from service.feeds.polling import Polled
    from service.fetching.visitor import Visitor
    from service.settings import Settings

CLEAN, FINDINGS, FAILED = 0, 1, 2
LOCK = "feeds.lock"
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


@contextmanager
def _sole_poll(settings: Settings) -> Iterator[None]:
    """One poll of a data folder at a time: two would fetch the same pages, and each wait for its own turn only.

    Raises:
        IndexLocked: another one runs.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(settings.data / LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout as err:
        raise IndexLocked("Another onrecord feeds poll is running over this folder. Let it finish.") from err
    try:
        yield
    finally:
        lock.release()


# ------------------------------------------------------------------------------------------------------------ arguments


class Duration(click.ParamType[int]):
    """``90s``, ``15m``, ``2h`` or ``1d``, in seconds."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The seconds, or a usage error."""
        found = re.fullmatch(r"([1-9][0-9]{0,5})([smhd])", value) if isinstance(value, str) else None
        if found is None:
            self.fail(f"{value!r} is not a duration such as 15m, 2h or 1d.", param, ctx)
        return int(found[1]) * _UNITS[found[2]]


# ------------------------------------------------------------------------------------------------------------- commands


def feeds_group(
    settings_of: Callable[[click.Context], Settings],
    open_archive: Callable[[Settings, bool], AbstractContextManager[Archive]],
    json_option: Callable[[Callable[..., Any]], Callable[..., Any]],
) -> click.Group:
    """The commands, over what the command line has for all of them: settings, an index, ``--json``."""

    @click.group("feeds")
    def feeds() -> None:
        """Follow feeds: add them once, poll them by cron or in a loop.

        \b
          onrecord feeds add https://northfield-gazette.example/feed.xml --full-text
          onrecord feeds poll
          onrecord feeds poll --every 15m
        """

    @feeds.command("add")
    @click.argument("urls", nargs=-1, required=True, metavar="URL...")
    @click.option("--full-text", is_flag=True, help="Fetch the article where the feed carries its first lines only.")
    @click.option("--publisher", help="Who publishes it, in the place of what the feed says.")
    @click.option("--collection", default="default", show_default=True, help="Collection to put the articles in.")
    @json_option
    @click.pass_context
    def add(context: click.Context, /, urls: tuple[str, ...], as_json: bool, **given: Any) -> int:
        """Follow feeds: RSS, Atom, JSON Feed, or a sitemap. Each is fetched once to see that it is one.

        \b
          onrecord feeds add https://northfield-gazette.example/feed.xml
          onrecord feeds add https://northfield-gazette.example/feed.xml --full-text --publisher "Northfield Gazette"

        Adding one again changes its options. Nothing is taken into the index until: onrecord feeds poll

        Exit codes: 0 all added, 1 some refused, 2 none added.
        """
        settings, added, faults = settings_of(context), [], []
        with open_ledger(settings) as ledger:
            visitor = make_visitor(settings, ledger)
            for url in urls:
                try:
                    added.append(_add(ledger, visitor, url, given))
                except InputError as err:
                    faults.append(err)
                    if len(urls) == 1:
                        raise
        if as_json:
            _print_json({"added": [_feed_json(feed) for feed in added], "refused": [str(err) for err in faults]})
        else:
            for feed in added:
                _say(f"{feed.title or feed.url}: followed. Take its articles with: onrecord feeds poll")
            for fault in faults:
                _say(f"refused: {fault}")
        return _code(len(added), len(faults))

    @feeds.command("list")
    @json_option
    @click.pass_context
    def show(context: click.Context, as_json: bool) -> int:
        """List the feeds that are followed, when each was polled, and what went wrong.

        \b
          onrecord feeds list --json
        """
        with open_ledger(settings_of(context)) as ledger:
            found = ledger.feeds()
        if as_json:
            _print_json({"feeds": [_feed_json(feed) for feed in found]})
            return CLEAN
        for feed in found:
            _say(feed.url)
            _say(_described(feed), "  ")
        if not found:
            click.echo("No feed is followed. Follow one with: onrecord feeds add URL")
        return CLEAN

    @feeds.command("remove")
    @click.argument("urls", nargs=-1, required=True, metavar="URL...")
    @json_option
    @click.pass_context
    def remove(context: click.Context, urls: tuple[str, ...], as_json: bool) -> int:
        """Follow feeds no longer. Documents that came from them stay in the index.

        \b
          onrecord feeds remove https://northfield-gazette.example/feed.xml
        """
        with open_ledger(settings_of(context)) as ledger:
            for url in urls:
                ledger.feed(url)
            for url in dict.fromkeys(urls):
                ledger.remove(url)
        if as_json:
            _print_json({"removed": list(dict.fromkeys(urls))})
        else:
            click.echo(f"{len(set(urls))} removed.")
        return CLEAN

    @feeds.command("poll")
    @click.argument("urls", nargs=-1, metavar="[URL...]")
    @click.option("--all", "everything", is_flag=True, help="Also those that wait after a failure.")
    @click.option("--every", type=Duration(), metavar="15m", help="Poll again and again, until Ctrl-C.")
    @json_option
    @click.pass_context
    def poll(
        context: click.Context, /, urls: tuple[str, ...], everything: bool, every: int | None, as_json: bool
    ) -> int:
        """Take what is new in the feeds that are followed, or in those that are named.

        \b
          onrecord feeds poll
          onrecord feeds poll --every 15m
          onrecord feeds poll https://northfield-gazette.example/feed.xml --json

        A feed that has not changed costs one request. One that failed is left alone for a while, longer each time. With
        --json and --every, a line of JSON for each round.

        Exit codes: 0 all read, 1 some failed or an article was refused, 2 all failed or none is followed.
        """
        settings = settings_of(context)
        with open_ledger(settings) as ledger:
            _demand_feeds(ledger, urls)
            with _sole_poll(settings), open_archive(settings, True) as archive:
                visitor = make_visitor(settings, ledger)
                if every is None:
                    return _tell(_poll(archive, ledger, visitor, urls, everything), as_json)
                while True:
                    try:
                        _tell(_poll(archive, ledger, visitor, urls, everything), as_json, one_line=True)
                    except NotReady as err:  # somebody writes to the index for long; the next round makes up for it
                        click.echo(f"onrecord: {err}", err=True)
                    time.sleep(every)

    return feeds


def _add(ledger: Ledger, visitor: Visitor, url: str, given: Mapping[str, Any]) -> Feed:
    """The feed, followed now.

    Raises:
        InputError: it cannot be fetched, or is no feed; a page says where its feeds are.
    """
    from dataclasses import replace

    from index.errors import NotFound
    from index.sources.feeds import Entry
    from index.sources.kinds import Kind
    from service.feeds.ledger import Feed
    from service.feeds.polling import read_feed_page
    from service.fetching.pages import feeds_of, kind_of

    page = visitor.fetch(url)
    kind, title = kind_of(page), None
    if kind is Kind.HTML and (others := feeds_of(page)):
        raise UnreadableInput(f"{url} is a page. Add one of its feeds: {' '.join(others[:5])}")
    if kind is not Kind.SITEMAP:
        entries = [entry for entry in read_feed_page(page, visitor, lambda _: False) if isinstance(entry, Entry)]
        title = next((entry.feed_title for entry in entries if entry.feed_title), None)
    try:
        known = ledger.feed(url)
    except NotFound:
        known = Feed(url, added_at=time.time())
    feed = replace(known, title=title, etag=None, last_modified=None, failures=0, fault=None, not_before=0.0, **given)
    ledger.put(feed)
    return feed


def _demand_feeds(ledger: Ledger, urls: Sequence[str]) -> None:
    for url in urls:
        ledger.feed(url)
    if not ledger.feeds():
        raise InputError("No feed is followed. Follow one with: onrecord feeds add URL")


def _poll(archive: Archive, ledger: Ledger, visitor: Visitor, urls: Sequence[str], everything: bool) -> list[Polled]:
    from service.feeds.polling import Poller

    poller, now = Poller(archive, ledger, visitor, time.time), time.time()
    wanted = [feed for feed in ledger.feeds() if not urls or feed.url in urls]
    return [poller.poll(feed) for feed in wanted if everything or urls or feed.not_before <= now]


def _tell(found: list[Polled], as_json: bool, one_line: bool = False) -> int:
    """Prints what became of the feeds; the exit code."""
    if as_json:
        value = {"at": _instant(time.time()), "feeds": [_polled_json(polled) for polled in found]}
        click.echo(json.dumps(value, ensure_ascii=False)) if one_line else _print_json(value)
    else:
        for polled in found:
            _say(f"{polled.title or polled.url}: {_result(polled)}")
            for note in polled.notes or ():
                _say(note, "  ")
        if not found:
            click.echo("All feeds wait after failures. See: onrecord feeds list. Poll them now with --all.")
    failed = sum(polled.outcome == "failed" for polled in found)
    if found and failed == len(found):
        return FAILED
    return FINDINGS if failed or any(polled.refused for polled in found) else CLEAN


def _result(polled: Polled) -> str:
    if polled.outcome == "failed":
        return f"failed. {polled.fault} Not asked again before {_instant(polled.not_before)}."
    if polled.outcome == "unchanged":
        return "unchanged."
    counts = {
        "taken": polled.taken,
        "same as before": polled.same_as_before,
        "known": polled.known,
        "put off": polled.put_off,
        "refused": polled.refused,
    }
    return ", ".join(f"{n:,} {name}" for name, n in counts.items() if n or name == "taken") + "."


def _described(feed: Feed) -> str:
    parts = [feed.title or "", feed.publisher or "", "full text" if feed.full_text else ""]
    parts.append("" if feed.collection == "default" else f"collection {feed.collection}")
    parts.append(f"polled {_instant(feed.polled_at)}" if feed.polled_at else "never polled")
    if feed.fault:
        parts.append(f"failed {feed.failures} times, not asked before {_instant(feed.not_before)}: {feed.fault}")
    return ", ".join(part for part in parts if part)


def _feed_json(feed: Feed) -> dict[str, Any]:
    times = ("added_at", "polled_at", "not_before")
    hidden = ("etag", "last_modified")
    return {
        name: (_instant(value) if value else None) if name in times else value
        for name, value in asdict(feed).items()
        if name not in hidden
    }


def _polled_json(polled: Polled) -> dict[str, Any]:
    return polled.as_json() | {"not_before": _instant(polled.not_before) if polled.not_before else None}


def _instant(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _code(good: int, bad: int) -> int:
    return CLEAN if not bad else FINDINGS if good else FAILED


def _say(line: str, indent: str = "") -> None:
    """Prints a line in which a site's words may stand, without what a terminal would obey."""
    from service.rendering import clean

    click.echo(indent + clean(line))


def _print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False))
