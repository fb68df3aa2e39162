"""JSON-LD in a page, in the shapes that publishers write it: the node of the article, and what it says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from typing import Any

Node = Mapping[str, Any]

MAX_NODES, MAX_DEPTH = 5_000, 12
_ARTICLE = re.compile(r"(?:Article|BlogPosting|Report|Review|Posting)$")
_NEWS = re.compile(r"News|Report|LiveBlog")
_PUBLISHER = frozenset({"NewsMediaOrganization", "WebSite", "Newspaper"})
_INSIDE = ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item", "hasPart", "subjectOf", "about")
_OPENINGS = ("<!--", "//<![CDATA[", "// <![CDATA[", "<![CDATA[", "/*<![CDATA[*/", "/* <![CDATA[ */")
_CLOSINGS = ("-->", "//]]>", "// ]]>", "/*]]>*/", "/* ]]> */", "]]>", "//", ";")
_BETWEEN = re.compile(r"[\s,;]*")


class LinkedData:
    """All nodes of a page's JSON-LD. Scripts that are no JSON are passed over."""

    def __init__(self, scripts: Iterable[str]) -> None:
        self._nodes: list[Node] = []
        for script in scripts:
            for loaded in _loaded(script):
                self._collect(loaded, 0)
        self._by_id = {node["@id"]: node for node in reversed(self._nodes) if isinstance(node.get("@id"), str)}

    def article(self, titles: Iterable[str], urls: Iterable[str]) -> Node:
        """The node of the page's own article: the one that has its address or its title, else the first; else empty."""
        found = [node for node in self._nodes if any(_ARTICLE.search(kind) for kind in kinds(node))]
        wanted_titles, wanted_urls = {_folded(title) for title in titles}, {_bare(url) for url in urls}

        def fits(node: Node) -> tuple[bool, bool, bool, bool]:
            own = {_bare(url) for url in self._addresses(node)}
            title = _folded(text_of(node.get("headline")) or text_of(node.get("name")) or "-")
            titled = any(title[:40] and (title[:40] in wanted or wanted in title) for wanted in wanted_titles if wanted)
            return bool(own & wanted_urls), titled, "datePublished" in node, any(_NEWS.search(k) for k in kinds(node))

        return max(found, key=fits, default={})  # the first of those that fit as well

    def page(self) -> Node:
        """The node of the page itself; empty where there is none."""
        return next((node for node in self._nodes if any(kind.endswith("WebPage") for kind in kinds(node))), {})

    def name(self, value: object) -> str | None:
        """The name that a value stands for: a string, a node, a reference to one, or the first of a list."""
        for part in value if isinstance(value, list) else [value]:
            node = self._by_id.get(part["@id"], part) if isinstance(part, Mapping) and _refers(part) else part
            found = text_of(node) if isinstance(node, str) else None
            if isinstance(node, Mapping):
                found = text_of(_first(node.get("name"))) or text_of(_first(node.get("legalName")))
            if found and not found.lower().startswith(("http:", "https:", "//", "#")):
                return found
        return None

    def names(self, value: object) -> list[str]:
        """The names of all members of a list."""
        found = [self.name(part) for part in (value if isinstance(value, list) else [value])]
        return [name for name in found if name]

    def publishers(self) -> Iterator[str]:
        """Names of news organisations and sites that the page describes by themselves."""
        for node in self._nodes:
            if _PUBLISHER.intersection(kinds(node)) and (name := text_of(_first(node.get("name")))):
                yield name

    def _addresses(self, node: Node) -> Iterator[str]:
        for value in (node.get("url"), node.get("mainEntityOfPage"), node.get("@id")):
            if isinstance(value, Mapping):
                value = value.get("@id") or value.get("url")
            if isinstance(value, str):
                yield value

    def _collect(self, value: object, depth: int) -> None:
        if depth > MAX_DEPTH or len(self._nodes) > MAX_NODES:
            return
        if isinstance(value, list):
            for part in value:
                self._collect(part, depth + 1)
        elif isinstance(value, Mapping):
            self._nodes.append(value)
            for member in (*_INSIDE, "publisher", "author"):
                if isinstance(value.get(member), (list, Mapping)):
                    self._collect(value[member], depth + 1)


def kinds(node: Node) -> list[str]:
    """The types of a node without their vocabulary."""
    value = node.get("@type")
    return [
        kind.rpartition("/")[2] for kind in (value if isinstance(value, list) else [value]) if isinstance(kind, str)
    ]


def text_of(value: object) -> str | None:
    """A string that is not empty, its entities resolved and on one line; ``None`` for anything else."""
    text = " ".join(unescape(unescape(value)).split()) if isinstance(value, str) else ""
    return text or None


def _loaded(script: str) -> Iterator[object]:
    """The JSON values in a script, one after the other; none where it is no JSON."""
    text, before = script.strip(), ""
    while text != before:
        before = text
        for mark in _OPENINGS:
            text = text.removeprefix(mark).lstrip()
        for mark in _CLOSINGS:
            text = text.removesuffix(mark).rstrip()
    decoder = json.JSONDecoder(strict=False)
    at = 0
    while at < len(text):
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return
        yield value
        found = _BETWEEN.match(text, end)
        at = found.end() if found else end


def _first(value: object) -> object:
    return (value[0] if value else None) if isinstance(value, list) else value


def _refers(node: Mapping[str, object]) -> bool:
    return isinstance(node.get("@id"), str) and "name" not in node


def _bare(url: str) -> str:
    return url.split("#")[0].split("?")[0].removeprefix("https:").removeprefix("http:").rstrip("/")


def _folded(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
