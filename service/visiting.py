"""What the commands visit the web with, by the settings; and the addresses that ``onrecord ingest`` is given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from index.errors import InputError
from service.ingesting import OnPages, is_address

if TYPE_CHECKING:
    from index.records import Outcome, Submission
    from index.sources.sitemaps import Listed
    from service.feeds.ledger import Ledger
    from service.fetching.fetcher import Fetched
    from service.fetching.visitor import Kept, Visitor
    from service.settings import Settings


def make_visitor(settings: Settings, kept: Kept | None = None) -> Visitor:
    """What fetches by these settings."""
    from service.fetching.addresses import Allowed
    from service.fetching.fetcher import Fetcher, FetchPolicy
    from service.fetching.visitor import Visitor

    policy = FetchPolicy(
        Allowed.parse(settings.fetch_allow),
        settings.fetch_max_bytes,
        float(settings.fetch_timeout_s),
        settings.fetch_user_agent,
    )
    return Visitor(Fetcher(policy), settings.fetch_delay_s, kept)


@contextmanager
def open_ledger(settings: Settings) -> Iterator[Ledger]:
    """What is followed and taken over a data folder, closed at the end."""
    from service.feeds.ledger import Ledger

    ledger = Ledger(settings.data)
    try:
        yield ledger
    finally:
        ledger.close()


@dataclass(slots=True)
class WebPages:
    """The addresses that ``onrecord ingest`` is given: pages, feeds, and sitemaps with at most ``most`` pages each.

    Pages of a sitemap that were taken before, and that the sitemap does not date later, are passed over, so that a run
    that was stopped goes on where it was; not so with ``again``.
    """

    defaults: Mapping[str, object]
    mapping: Mapping[str, str]
    most: int
    again: bool
    on_pages: OnPages | None = None
    visitor: Visitor | None = None
    ledger: Ledger | None = None
    _under_way: dict[str, tuple[str, str]] = field(default_factory=dict)

    def read(self, url: str) -> Iterator[Submission | InputError]:
        """The documents at an address, and an error for each that cannot be had."""
        from index.sources.kinds import Kind
        from service.fetching.pages import kind_of, read_page

        assert self.visitor is not None  # noqa: S101 - ``open_pages`` gave it one
        try:
            page = self.visitor.fetch(url, asked_for=True)
            kind = kind_of(page)
            if kind is not Kind.SITEMAP:
                yield from read_page(page, url, self.defaults, self.mapping)
        except InputError as err:
            yield err
            return
        if kind is Kind.SITEMAP:
            yield from self._read_all(page)

    def cross_off(self, outcome: Outcome) -> None:
        """A page of a sitemap is on disk: it is not fetched again."""
        found = self._under_way.pop(outcome.where, None)
        if found is not None and outcome.document is not None and self.ledger is not None:
            self.ledger.cross_off(self._collection, outcome.where, *found)

    @property
    def _collection(self) -> str:
        return str(self.defaults.get("collection", "default"))

    def _read_all(self, page: Fetched) -> Iterator[Submission | InputError]:
        from service.fetching.pages import read_page, read_sitemap_pages

        assert self.visitor is not None  # noqa: S101
        listed = list(read_sitemap_pages(page, self.visitor, self.most, self._is_known))
        yield from (entry for entry in listed if isinstance(entry, InputError))
        pages = [entry for entry in listed if not isinstance(entry, InputError)]
        for number, entry in enumerate(pages):
            if self.on_pages is not None:
                self.on_pages(number, len(pages))
            self._under_way[entry.url] = page.url, entry.changed or ""
            try:
                yield from read_page(self.visitor.fetch(entry.url), entry.url, self.defaults, self.mapping)
            except InputError as err:
                yield err
        if self.on_pages is not None:
            self.on_pages(len(pages), len(pages))

    def _is_known(self, entry: Listed) -> bool:
        assert self.ledger is not None  # noqa: S101
        item = None if self.again else self.ledger.item(self._collection, entry.url)
        return item is not None and item.state is not None and item.state == (entry.changed or "")


@contextmanager
def open_pages(settings: Settings, paths: Sequence[str], pages: WebPages) -> Iterator[WebPages]:
    """``pages``, with what they need where one of the paths is an address."""
    if not any(map(is_address, paths)):
        yield pages
        return
    with open_ledger(settings) as ledger:
        pages.ledger, pages.visitor = ledger, make_visitor(settings, ledger)
        yield pages
