"""An address that was handed in → documents: a page, a feed, an archive, or all pages that a sitemap lists."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from index.errors import InputError, InputTooLarge
from index.records import Submission
from index.sources.kinds import HEAD_BYTES, Kind, find_kind
from index.sources.reading import read_bytes
from index.sources.sitemaps import Listed, read_addresses
from index.sources.streams import Budget, Unzipped
from service.errors import FetchRefused
from service.fetching.fetcher import Fetched
from service.fetching.visitor import Visitor

MAX_SITEMAPS = 1_000
"""Of one index. The protocol allows 50,000, each of 50,000 pages."""
MAX_SITEMAP_BYTES = 50 * 1024 * 1024
"""What the protocol allows for one, unpacked."""
ONE_DOCUMENT = (Kind.HTML, Kind.PDF, Kind.MARKDOWN, Kind.TEXT)
"""What a page that is one document can be."""


def kind_of(page: Fetched) -> Kind:
    """What a page is, by its content; a packed one is what is inside."""
    return find_kind(unpacked(page, HEAD_BYTES), page.url.partition("?")[0])


def unpacked(page: Fetched, most: int = MAX_SITEMAP_BYTES) -> bytes:
    """The first bytes of a page, unpacked where the file itself is packed with gzip.

    Raises:
        InputError: the packed data is damaged, or a bomb.
    """
    if not page.body.startswith(b"\x1f\x8b"):
        return page.body[:most]
    return io.BufferedReader(Unzipped(io.BytesIO(page.body), Budget(2 * MAX_SITEMAP_BYTES))).read(most)


def read_page(
    page: Fetched,
    where: str,
    defaults: Mapping[str, object],
    mapping: Mapping[str, str] | None = None,
    hints: Mapping[str, object] | None = None,
) -> Iterator[Submission | InputError]:
    """The documents in a page that was fetched. One document's address is where it was fetched from, unless it says
    another; and it is known by the address that it was looked for at, so that a later version takes its place.
    """
    if kind_of(page) in ONE_DOCUMENT:
        known = {"url": page.url, **(hints or {})}
        identity = {} if defaults.get("external_id") else {"external_id": where}
        for found in read_bytes(_in_utf8(page), where, {**defaults, **identity}, mapping, known):
            yield found if isinstance(found, InputError) else replace(found, where=where)
    else:
        yield from read_bytes(page.body, where, defaults, mapping)


def read_sitemap_pages(
    page: Fetched, visitor: Visitor, most: int, is_known: Callable[[Listed], bool]
) -> Iterator[Listed | InputError]:
    """The pages that a sitemap lists, those of the sitemaps that it lists too: each once, at most ``most``, known ones
    left out, and an error for what is wrong with a sitemap. Only pages of the sitemap's own host: others speak for
    themselves.
    """
    host, waiting, seen = _site(page.url), [Listed(page.url, None, sitemap=True)], {page.url}
    foreign = given = sitemaps = 0
    while waiting:
        here = waiting.pop(0)
        sitemaps += 1
        try:
            body = unpacked(page if here.url == page.url else visitor.fetch(here.url))
            listed = list(read_addresses(body))
        except InputError as err:
            yield err
            continue
        if sitemaps == 1 and not listed:
            yield InputError(f"{here.url}: the sitemap lists nothing that can be read. Fetch it again.")
        for entry in listed:
            if entry.url in seen:
                continue
            seen.add(entry.url)
            if not _belongs(entry.url, host):
                foreign += 1
            elif entry.sitemap:
                waiting.append(entry)
            elif not is_known(entry):
                if given == most:
                    yield InputTooLarge(f"{page.url} lists more than {most:,} new pages. Run it again for the next.")
                    return
                given += 1
                yield entry
        if sitemaps >= MAX_SITEMAPS and waiting:
            yield InputTooLarge(f"{page.url} lists over {MAX_SITEMAPS:,} sitemaps. Ingest the rest by their addresses.")
            break
    if foreign:
        yield FetchRefused(f"{page.url} lists {foreign:,} pages of other hosts, which are left out.")


def feeds_of(page: Fetched) -> list[str]:
    """The feeds that a web page names in its head, in its order."""
    from lxml.etree import ParserError
    from lxml.html import fromstring

    try:
        tree = fromstring(_in_utf8(page))
    except (ParserError, ValueError):
        return []
    links = tree.xpath("//link[contains(concat(' ', @rel, ' '), ' alternate ') and @href]")
    kinds = ("application/rss+xml", "application/atom+xml", "application/feed+json")
    return [urljoin(page.url, link.get("href")) for link in links if link.get("type", "").lower() in kinds]


def _in_utf8(page: Fetched) -> bytes:
    """The page in UTF-8 where its server named another charset, and it is not UTF-8 already: HTTP's word goes first."""
    if page.charset is None or kind_of(page) is Kind.PDF or page.body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return page.body
    try:
        page.body.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return page.body.decode(page.charset).encode()
        except (LookupError, UnicodeError):
            pass
    return page.body


def _site(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _belongs(url: str, host: str) -> bool:
    """Whether an address is of this host, or of one below it."""
    try:
        site = _site(url)
    except ValueError:
        return False
    return url.lower().startswith(("http://", "https://")) and (site == host or site.endswith(f".{host}"))
