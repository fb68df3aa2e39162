"""Sitemaps, whose addresses are read but not followed here, and XML that nobody reads."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from lxml import etree

from index.errors import UnreadableInput
from index.sources.context import Context, Found
from index.sources.kinds import HEAD_BYTES, root_of

MAX_ADDRESSES = 50_000
"""Of one sitemap, as the protocol (sitemaps.org) has it; what is beyond is not read."""

_ADDRESS = re.compile(rb"<(?:\w+:)?loc[\s>]")


def read_sitemap(stream: IO[bytes], name: str, context: Context) -> Iterator[Found]:
    """No document ever.

    Raises:
        UnreadableInput: a sitemap lists addresses and holds no text.
    """
    head = stream.read(HEAD_BYTES)
    count, rest = len(_ADDRESS.findall(head)), head
    while more := stream.read(HEAD_BYTES):
        count += len(_ADDRESS.findall(rest[-20:] + more)) - len(_ADDRESS.findall(rest[-20:]))
        rest = more
    listed = "other sitemaps" if root_of(head) == "sitemapindex" else "pages"
    raise UnreadableInput(
        f"This is a sitemap: it lists the addresses of {count:,} {listed} and holds no text. Give its own "
        "address to onrecord ingest to have them fetched, or save the pages and ingest those."
    )
    yield  # makes it a reader like the others


@dataclass(frozen=True, slots=True)
class Listed:
    """An address in a sitemap; ``sitemap`` where it is that of another one. ``changed`` is as written, or ``None``."""

    url: str
    changed: str | None
    sitemap: bool


def read_addresses(data: bytes) -> Iterator[Listed]:
    """What a sitemap, or an index of sitemaps, lists, in its order. Damage ends the list, and raises nothing.

    Entities are not put in and nothing is loaded, so that a sitemap can do no harm.
    """
    events = etree.iterparse(
        io.BytesIO(data), events=("end",), resolve_entities=False, no_network=True, load_dtd=False, recover=True
    )
    found: dict[str, str] = {}
    given = 0
    try:
        for _, element in events:
            name = element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
            parent = element.getparent()
            inside = parent.tag.rpartition("}")[2].lower() if parent is not None else ""
            if name in ("loc", "lastmod") and inside in ("url", "sitemap"):
                found[name] = " ".join((element.text or "").split())
            elif name in ("url", "sitemap"):
                if found.get("loc"):
                    given += 1
                    yield Listed(found["loc"], found.get("lastmod") or None, sitemap=name == "sitemap")
                if given == MAX_ADDRESSES:
                    return
                found = {}
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except etree.XMLSyntaxError:
        return


def read_other_xml(stream: IO[bytes], name: str, context: Context) -> Iterator[Found]:
    """No document ever.

    Raises:
        UnreadableInput: it is XML of a kind that nobody reads.
    """
    root = root_of(stream.read(HEAD_BYTES)) or "?"
    raise UnreadableInput(
        f"This is XML whose first element is {root[:40]!r}, which is not read. RSS, Atom and XHTML are. "
        "Export the articles as JSON lines or CSV."
    )
    yield  # makes it a reader like the others
