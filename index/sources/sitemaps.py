"""Sitemaps and XML that nobody reads: told apart, so that the message says what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

from index.errors import UnreadableInput
from index.sources.context import Context, Found
from index.sources.kinds import HEAD_BYTES, root_of

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
        f"This is a sitemap: it lists the addresses of {count:,} {listed} and holds no text. Save the pages, "
        "or a web archive of them (WARC), and ingest that."
    )
    yield  # makes it a reader like the others


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
