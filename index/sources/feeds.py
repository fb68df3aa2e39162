"""RSS, Atom and JSON Feed: one document an entry. Read from bytes; no address in a feed is followed here."""

from __future__ import annotations

import io
import json
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from html import unescape
from typing import IO, Any
from urllib.parse import urlsplit

from index.errors import InputError, UnreadableInput
from index.records import Media, Submission
from index.sources.context import Context, Found, named
from index.sources.fields import make_submission
from index.sources.streams import read_whole
from index.sources.text import decode

MAX_DEPTH, MAX_TAGS = 256, 400_000
"""Elements inside of each other, and all tags, of one feed: the largest real ones have 20 and 40,000."""
_TAG = re.compile(rb"<(/?)[A-Za-z_][^<>]*?(/?)>")
_ENTITY = re.compile(rb"<!ENTITY\s+(?:%\s+)?\S+\s+(?:\"([^\"]*)\"|'([^']*)'|(SYSTEM|PUBLIC))")
_MAX_ENTITY_BYTES, _MAX_ENTITIES = 200, 300
_CLOSED = re.compile(rb"</(?:[A-Za-z_][\w.-]*:)?(?:item|entry)\s*>", re.IGNORECASE)
_CDATA = re.compile(rb"<!\[CDATA\[.*?\]\]>", re.DOTALL)
_MARKUP = re.compile(r"<[a-z!/][^<>]*>", re.IGNORECASE)


def read_feed(stream: IO[bytes], name: str, context: Context) -> Iterator[Found]:
    """One document an entry that has text, an error for each that has none. Messages count entries from 1.

    A feed often carries the first lines of an article only; what it carries is taken. An entry that has only the day of
    its last change is of that day: its text is what it was then.

    Raises:
        InputError: it is no feed, damaged, or has no entries.
    """
    for entry in read_entries(read_whole(stream), name):
        if isinstance(entry, InputError):
            yield entry
            continue
        try:
            yield entry.document(context.defaults, context.hints)
        except InputError as err:
            yield named(err, entry.where)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed.

    ``id`` is what the feed knows it by, ``None`` where it says nothing; ``link`` is its page. ``text`` is its text
    without markup. ``found`` holds what it says of its document, under the names of ``make_submission``.
    """

    where: str
    id: str | None
    link: str | None
    title: str | None
    updated: str | None
    text: str
    content: str
    feed_title: str | None
    found: Mapping[str, object]

    def document(self, defaults: Mapping[str, object], hints: Mapping[str, object] | None = None) -> Submission:
        """The document that it carries. ``defaults`` win over what it says, ``hints`` lose to it.

        Raises:
            UnreadableInput: it has no text beside its title.
        """
        if not self.text:
            raise UnreadableInput("This entry has no text. Ingest the page that it links to.")
        marked = _MARKUP.search(self.content) is not None
        raw, media = (self.content, Media.HTML) if marked else (unescape(self.content), Media.TEXT)
        submission = make_submission(raw, media, defaults, {**(hints or {}), **self.found})
        return replace(submission, where=self.where)


def read_entries(data: bytes, name: str) -> Iterator[Entry | InputError]:
    """The entries of a feed, whether they carry text or not; an error for each that is broken.

    Raises:
        InputError: it is no feed, damaged, or has no entries.
    """
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        yield from _read_json_feed(data, name)
        return
    _refuse_bombs(data)
    parsed = _parse(data)
    entries = parsed.get("entries", [])
    if not entries:
        raise UnreadableInput("The feed has no entries. Look whether its address is right, and fetch it again.")
    whole = len(entries)
    if parsed.get("bozo") and b"\x00" not in data[:8]:
        whole = min(whole, len(_CLOSED.findall(_CDATA.sub(b"", data))))
    about = parsed.get("feed", {})
    for number, entry in enumerate(map(dict, entries), start=1):
        where = f"{name}:{number}"
        if number > whole:
            yield UnreadableInput(f"{where}: The feed is cut off in this entry. Fetch it again.")
            continue
        yield _entry(where, _of_entry(entry, about), entry.get("id"), about.get("title"))


def _entry(where: str, found: dict[str, object], key: object, feed_title: object) -> Entry:
    content = str(found.pop("content"))
    return Entry(
        where=where,
        id=_string(key),
        link=_string(found["url"]),
        title=_string(found["title"]),
        updated=_string(found["modified_at"]) or _string(found["meta_published"]),
        text=_plain(content) or "",
        content=content,
        feed_title=_plain(feed_title),
        found=found,
    )


def _parse(data: bytes) -> Mapping[str, Any]:
    import feedparser  # type: ignore[import-untyped]

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parsed: Mapping[str, Any] = feedparser.parse(io.BytesIO(data))
    return parsed


def _of_entry(entry: Mapping[str, Any], about: Mapping[str, Any]) -> dict[str, object]:
    contents = [part for part in entry.get("content", []) if part.get("value")]
    longest = max((part["value"] for part in contents), key=len, default="")
    source = entry.get("source", {})
    names = [author.get("name") for author in entry.get("authors", []) if author.get("name")]
    return {
        "content": max(longest, entry.get("summary") or "", key=len),
        "title": _plain(entry.get("title")),
        "url": _web(entry.get("link")),
        "publisher": _plain(source.get("title"))
        or _plain(about.get("publisher"))
        or _plain(about.get("title"))
        or _host(_web(entry.get("link")) or _web(about.get("link"))),
        "authors": names,
        "meta_published": entry.get("published") or entry.get("created") or entry.get("updated"),
        "modified_at": _instant(entry.get("updated_parsed")) if entry.get("updated") else None,
        "language": _language(_of(contents, "language") or about.get("language")),
    }


def _read_json_feed(data: bytes, name: str) -> Iterator[Entry | InputError]:
    try:
        feed = json.loads(decode(data))
    except (ValueError, RecursionError) as err:
        raise InputError(f"Not valid JSON ({err}). Fetch the feed again.") from err
    items = feed.get("items")
    if not isinstance(items, list) or not items:
        raise UnreadableInput("The feed has no entries. Look whether its address is right, and fetch it again.")
    for number, item in enumerate(items, start=1):
        where = f"{name}:{number}"
        if isinstance(item, dict):
            yield _entry(where, _of_item(item, feed), item.get("id"), feed.get("title"))
        else:
            yield InputError(f"{where}: Not a JSON object.")


def _of_item(item: Mapping[str, Any], feed: Mapping[str, Any]) -> dict[str, object]:
    text = {member: _string(value) for member, value in item.items()}
    authors = [item.get("author"), *(item["authors"] if isinstance(item.get("authors"), list) else [])]
    return {
        "content": text.get("content_html") or text.get("content_text") or text.get("summary") or "",
        "title": _plain(text.get("title")),
        "url": _web(text.get("url")),
        "publisher": _plain(_string(feed.get("title"))) or _host(_web(_string(feed.get("home_page_url")))),
        "authors": [a["name"] for a in authors if isinstance(a, dict) and isinstance(a.get("name"), str)],
        "meta_published": text.get("date_published"),
        "modified_at": text.get("date_modified"),
        "language": _language(text.get("language") or _string(feed.get("language"))),
    }


def _refuse_bombs(data: bytes) -> None:
    """Passes what the parser reads in a bearable time.

    Raises:
        InputError: elements are nested too deeply, there are too many, or entities grow when they are put in.
    """
    for number, entity in enumerate(_ENTITY.finditer(data.replace(b"\x00", b"")), start=1):
        value = entity[1] or entity[2] or b""
        if number > _MAX_ENTITIES or len(value) > _MAX_ENTITY_BYTES or re.search(rb"&[^#]|%", value) or entity[3]:
            raise InputError(
                "The feed defines entities by others or by files, as feeds made to do harm do. Send it plain."
            )
    depth = 0
    for tags, found in enumerate(_TAG.finditer(data), start=1):
        depth += -1 if found[1] else 0 if found[2] else 1
        if depth > MAX_DEPTH + tags // 20 or tags > MAX_TAGS:
            raise InputError("The feed has more elements, or deeper ones, than any real feed. Send its entries apart.")


def _plain(value: object) -> str | None:
    text = unescape(_MARKUP.sub(" ", value)) if isinstance(value, str) else ""
    return " ".join(text.split()) or None


def _string(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _web(address: object) -> str | None:
    text = address.strip() if isinstance(address, str) else ""
    return text if text.lower().startswith(("http://", "https://")) else None


def _host(url: str | None) -> str | None:
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        return None
    return host.removeprefix("www.") or None


def _of(parts: list[Any], member: str) -> object:
    return next((part.get(member) for part in parts if part.get(member)), None)


def _language(value: object) -> str | None:
    return value.split("-")[0].split("_")[0].strip().lower() or None if isinstance(value, str) else None


def _instant(parsed: Any) -> str | None:
    """feedparser's nine numbers in UTC as an instant."""
    if not parsed or not 1000 <= parsed[0] <= 9999:
        return None
    return "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z".format(*parsed[:6])
