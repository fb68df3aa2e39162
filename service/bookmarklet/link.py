"""``bookmarklet.js`` as a ``javascript:`` link for one server."""

from __future__ import annotations

import functools
import json
from importlib.resources import files
from urllib.parse import quote

PLACE = '"APP_URL"'
"""Where the source names the server; it stands there once."""

MAX_LINK_CHARS = 8_000
"""Longest link: well below the shortest limit known of a bookmark, Firefox's 65,536. A test holds it."""


def make_link(app_url: str) -> str:
    """The bookmark's address: the source without comments and indentation, percent-encoded.

    Args:
        app_url: The absolute address of the page that takes the selection.
    """
    source = read_source()
    if source.count(PLACE) != 1:
        raise ValueError(f"bookmarklet.js must name {PLACE} exactly once")
    return "javascript:" + quote(squeeze(source).replace(PLACE, json.dumps(app_url)), safe="!()*,;:=+-._~?&@/[]{}'$")


def squeeze(source: str) -> str:
    """``source`` without lines that are comments, without indentation and empty lines.

    Line ends stay, so that no statement runs into the next. The source keeps comments on lines of their own.
    """
    lines = (line.strip() for line in source.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


@functools.cache
def read_source() -> str:
    """The source as people read it."""
    return files("service.bookmarklet").joinpath("bookmarklet.js").read_text(encoding="utf-8")
