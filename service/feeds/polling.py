"""One poll of one feed: asked conditionally, only new or changed entries taken, and when it may be asked again.

fetch ─▶ entries ─▶ those not crossed off ─▶ the entry, or the page it links to ─▶ index ─▶ crossed off
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from index.errors import InputError, UnreadableInput
from index.sources.feeds import Entry, read_entries
from index.sources.kinds import Kind
from index.sources.sitemaps import Listed
from index.sources.text import MAX_BYTES, too_large
from service.errors import FetchFailed
from service.feeds.ledger import Feed, Ledger
from service.fetching.fetcher import Fetched
from service.fetching.pages import kind_of, read_page, read_sitemap_pages, unpacked

if TYPE_CHECKING:
    from index.build import Archive
    from index.records import Outcome, Submission
    from service.fetching.visitor import Visitor

BACK_OFF_S, MAX_BACK_OFF_S, MAX_RETRY_AFTER_S = 15 * 60, 24 * 3600, 7 * 24 * 3600
"""After a failure a feed is left alone for 15 minutes, then 30, doubled up to a day; or as long as its server says, up
to a week, which is also what a feed gets that is gone (410)."""
FULL_TEXT_CHARS = 1_500
"""An entry with fewer characters is taken for the first lines of its article, where full texts are wanted. News
summaries in feeds have 100 to 500; the shortest reports have 800. Fetching a page too many costs one request."""
MAX_TRIES = 3
"""A page that cannot be fetched so often is taken as the feed has it."""
MAX_PAGES = 200
"""Pages fetched in one poll of one feed: seven minutes at the usual pace. The rest comes with the next poll."""
_CUT_OFF = ("…", "...", "[…]", "[...]", "Read more", "Continue reading")


@dataclass(slots=True)
class Polled:
    """What became of one feed. ``outcome``: ``read``, ``unchanged`` or ``failed``, with ``fault`` in words.

    Entries are ``taken`` (new documents or new versions), ``same_as_before`` in the index, ``refused``, ``known``
    (taken at an earlier poll) or ``put_off`` to the next.
    """

    url: str
    title: str | None
    outcome: str = "read"
    taken: int = 0
    same_as_before: int = 0
    refused: int = 0
    known: int = 0
    put_off: int = 0
    fault: str | None = None
    not_before: float = 0.0
    notes: list[str] | None = None

    def as_json(self) -> dict[str, Any]:
        """For a machine."""
        return asdict(self) | {"notes": self.notes or []}

    def note(self, text: str) -> None:
        """Keeps a line for people; a hundred of them at most."""
        self.notes = self.notes or []
        if len(self.notes) < 100:
            self.notes.append(text)


class Poller:
    """Polls feeds into an archive. ``clock`` gives seconds since 1970."""

    def __init__(self, archive: Archive, ledger: Ledger, visitor: Visitor, clock: Callable[[], float]) -> None:
        self._archive, self._ledger, self._visitor, self._clock = archive, ledger, visitor, clock
        self._followed = {feed.url for feed in ledger.feeds()}

    def poll(self, feed: Feed, on_outcome: Callable[[Outcome], None] = lambda outcome: None) -> Polled:
        """What became of a feed, which is written down as well; ``on_outcome`` hears of each document.

        Raises:
            OnrecordError: the index or the ledger cannot be written to. Faults of the feed are told, not raised.
        """
        polled = Polled(feed.url, feed.title)
        try:
            page = self._visitor.fetch(feed.url, etag=feed.etag, last_modified=feed.last_modified)
            if page.status == 304:
                polled.outcome = "unchanged"
                self._ledger.put(replace(feed, polled_at=self._clock(), failures=0, fault=None, not_before=0.0))
                return polled
            entries = list(read_feed_page(page, self._visitor, lambda entry: self._is_known(feed, entry)))
        except InputError as err:
            self._back_off(feed, err, polled)
            return polled
        self._take(feed, entries, polled, on_outcome)
        titles = (entry.feed_title for entry in entries if isinstance(entry, Entry))
        whole = kind_of(page) is Kind.FEED and not polled.put_off  # else an unchanged answer would hide what is left
        conditions = (page.etag, page.last_modified) if whole else (None, None)
        self._ledger.put(
            replace(
                feed,
                title=feed.title or next((title for title in titles if title), None),
                polled_at=self._clock(),
                etag=conditions[0],
                last_modified=conditions[1],
                failures=0,
                fault=None,
                not_before=0.0,
            )
        )
        return polled

    def _take(
        self, feed: Feed, entries: list[Entry | InputError], polled: Polled, on_outcome: Callable[[Outcome], None]
    ) -> None:
        waiting: deque[tuple[str, str] | None] = deque()
        found = self._submissions(feed, entries, polled, waiting)
        # one by one: what was fetched at a host's pace is on disk before the next page is waited for
        for outcome in (outcome for one in found for outcome in self._archive.add_many([one])):
            crossing = waiting.popleft()
            if outcome.document is None:
                polled.refused += 1
                polled.note(str(outcome.error))
            elif outcome.document.created:
                polled.taken += 1
            else:
                polled.same_as_before += 1
            if crossing is not None:
                self._ledger.cross_off(feed.collection, crossing[0], feed.url, crossing[1])
            on_outcome(outcome)

    def _submissions(
        self,
        feed: Feed,
        entries: list[Entry | InputError],
        polled: Polled,
        waiting: deque[tuple[str, str] | None],
    ) -> Iterator[Submission | InputError]:
        """What the entries give, in order; ``waiting`` gets what to cross off once it is on disk, for each."""
        fetched = 0
        for entry in entries:
            if isinstance(entry, InputError):
                waiting.append(None)
                yield entry
                continue
            if self._is_known(feed, entry):
                polled.known += 1
                continue
            wanted = entry.link is not None and _wants_page(feed, entry)
            if wanted and fetched >= MAX_PAGES:
                polled.put_off += 1
                continue
            fetched += wanted
            found = self._document(feed, entry, polled) if wanted else _of_entry(feed, entry)
            if found is None:
                polled.put_off += 1
                continue
            waiting.append((key_of(feed, entry), state_of(entry)))
            yield found

    def _document(self, feed: Feed, entry: Entry, polled: Polled) -> Submission | InputError | None:
        """The page of an entry; the entry where there is no page to be had; ``None`` to try again at the next poll."""
        assert entry.link is not None  # noqa: S101 - whoever calls has looked
        key = key_of(feed, entry)
        try:
            page = self._visitor.fetch(entry.link)
            hints = {name: value for name, value in entry.found.items() if value and name != "url"}
            [found] = list(read_page(page, entry.link, _defaults(feed, entry.link), hints=hints))
            if not isinstance(found, InputError):
                return found
            fault = found
        except FetchFailed as err:
            waits = err.retry_after_s is not None  # as it asks: that is no failure
            if err.passing and (waits or self._ledger.count_try(feed.collection, key, feed.url) < MAX_TRIES):
                polled.note(f"put off: {err}")
                return None
            fault = err
        except InputError as err:
            fault = err
        except ValueError:  # several documents at one address
            fault = UnreadableInput(f"{entry.link} is not one article.")
        if not entry.text:
            return fault
        polled.note(f"taken as the feed has it: {fault}")
        return _of_entry(feed, entry)

    def _is_known(self, feed: Feed, entry: Entry) -> bool:
        """Whether an entry needs no work: taken in this state, or taken by way of another feed."""
        item = self._ledger.item(feed.collection, key_of(feed, entry))
        if item is None or item.state is None:
            return False
        return item.state == state_of(entry) or (item.source != feed.url and item.source in self._followed)

    def _back_off(self, feed: Feed, err: InputError, polled: Polled) -> None:
        failures = feed.failures + 1
        wait_s = min(BACK_OFF_S * 2.0 ** min(failures - 1, 20), MAX_BACK_OFF_S)
        if isinstance(err, FetchFailed):
            wait_s = max(wait_s, min(err.retry_after_s or 0.0, MAX_RETRY_AFTER_S))
            wait_s = MAX_RETRY_AFTER_S if err.status == 410 else wait_s
        now = self._clock()
        polled.outcome, polled.fault, polled.not_before = "failed", str(err), now + wait_s
        self._ledger.put(replace(feed, polled_at=now, failures=failures, fault=str(err), not_before=polled.not_before))


def read_feed_page(page: Fetched, visitor: Visitor, is_known: Callable[[Entry], bool]) -> Iterator[Entry | InputError]:
    """The entries of a feed, or the pages of a sitemap as entries without text.

    Raises:
        InputError: it is neither, or damaged.
    """
    kind = kind_of(page)
    if kind is Kind.FEED:
        data = unpacked(page, MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise too_large()
        yield from read_entries(data, page.url)
    elif kind is Kind.SITEMAP:
        for listed in read_sitemap_pages(page, visitor, MAX_PAGES, lambda listed: is_known(_of_listed(listed))):
            yield listed if isinstance(listed, InputError) else _of_listed(listed)
    else:
        raise UnreadableInput(f"{page.url} is no feed and no sitemap, but {kind}. Give the address of its feed.")


def key_of(feed: Feed, entry: Entry) -> str:
    """What an entry is known by: its page, else its id in the feed, else its words."""
    if entry.link:
        return entry.link
    return f"{feed.url}#{entry.id or _digest(entry.title, entry.content)}"


def state_of(entry: Entry) -> str:
    """Another one where the entry says that it changed; by its words only where it gives no time of a change."""
    return _digest(entry.title, entry.updated) if entry.updated else _digest(entry.title, entry.content)


def _of_listed(listed: Listed) -> Entry:
    return Entry(listed.url, None, listed.url, None, listed.changed, "", "", None, {})


def _wants_page(feed: Feed, entry: Entry) -> bool:
    if not entry.found:
        return True  # of a sitemap
    short = len(entry.text) < FULL_TEXT_CHARS or entry.text.endswith(_CUT_OFF)
    return feed.full_text and short


def _of_entry(feed: Feed, entry: Entry) -> Submission | InputError:
    """The entry as a document of its own: first lines never take the place of the page that they come from."""
    try:
        return entry.document(_defaults(feed, f"{feed.url}#{entry.link or key_of(feed, entry)}"))
    except InputError as err:
        return type(err)(f"{entry.link or entry.where}: {err}")


def _defaults(feed: Feed, external_id: str) -> dict[str, object]:
    given = {"collection": feed.collection, "external_id": external_id, "publisher": feed.publisher}
    return {name: value for name, value in given.items() if value}


def _digest(*parts: str | None) -> str:
    return hashlib.sha256("\x00".join(part or "" for part in parts).encode("utf-8", "replace")).hexdigest()[:32]
