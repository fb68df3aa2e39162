"""Web archives (WARC, ARC): the pages that were fetched, each with the address that it was fetched from."""

from __future__ import annotations

import io
import logging
import re
import zlib
from collections.abc import Iterator
from typing import IO, Any
from urllib.parse import urlsplit

from index.errors import InputError, UnreadableInput
from index.sources.context import Context, Found, named
from index.sources.streams import Unzipped, read_whole
from index.sources.text import MAX_BYTES, too_large

_RECORDS = frozenset({"response", "resource", "conversion"})
_PASSED_OVER = ("image/", "audio/", "video/", "font/", "text/css", "application/font", "application/x-font")
_SCRIPTS = ("javascript", "ecmascript", "octet-stream", "wasm", "application/json", "text/dns", "manifest")
_CHUNK = re.compile(rb"\s*([0-9A-Fa-f]{1,8})(?:;[^\r\n]{0,200})?\r?\n")
_DAMAGED = "The web archive is damaged or cut off from here on. Fetch or write it again."


def read_warc(stream: IO[bytes], name: str, context: Context) -> Iterator[Found]:
    """The documents of all pages that were answered with 200, in order.

    Requests, redirects, pictures, styles and scripts are passed over. A record that fails gives an error; one that is
    shorter than it says is refused whole.

    Raises:
        InputError: it is no web archive, damaged, or holds no page.
    """
    from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]
    from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped]
    from warcio.statusandheaders import StatusAndHeadersParserException  # type: ignore[import-untyped]

    parsing = (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, OSError)
    faults = (*parsing, ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
    inner = context.inside()
    pages = 0
    archive = ArchiveIterator(stream, arc2warc=True)
    archive.INC_RECORD = ""  # what it would print on stderr
    logging.getLogger("warcio").setLevel(logging.ERROR)
    records = iter(archive)
    while True:
        try:
            record = next(records, None)
            if record is None:
                break
            if not _is_page(record):
                continue
            pages += 1
            address = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<> ")
            where = f"{name}/{address or pages}"
            payload = _payload(record, context)
        except InputError as err:
            yield named(err, where)
            continue
        except faults as err:
            raise UnreadableInput(_DAMAGED) from err
        yield from inner.read(io.BytesIO(payload), where, context.inside(**_hints(address)))
    if not pages:
        raise UnreadableInput("The web archive holds no page that was answered with 200. Look at how it was made.")


def _is_page(record: Any) -> bool:
    if record.rec_type not in _RECORDS:
        return False
    headers = record.http_headers
    if headers is None:
        kind = record.rec_headers.get_header("Content-Type") or ""
    elif (headers.get_statuscode() or "") != "200":
        return False
    else:
        kind = headers.get_header("Content-Type") or ""
    kind = kind.strip().lower()
    return not (kind.startswith(_PASSED_OVER) or any(word in kind for word in _SCRIPTS))


def _payload(record: Any, context: Context) -> bytes:
    """The page without transfer and content encoding.

    Raises:
        InputError: it is too large, a bomb, shorter than its record says, or packed in a way that is not read.
    """
    data = record.raw_stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise too_large()
    if getattr(record.raw_stream, "limit", 0) > 0:
        raise UnreadableInput("The record is cut off before its end. Fetch it again.")
    if record.http_headers is None:
        return bytes(data)
    if (record.http_headers.get_header("Transfer-Encoding") or "").strip().lower() == "chunked":
        data = _without_chunks(data)
    packing = (record.http_headers.get_header("Content-Encoding") or "").strip().lower()
    if packing in ("gzip", "x-gzip", "deflate") and (data[:2] == b"\x1f\x8b" or packing == "deflate"):
        return _unpacked(data, context)
    if packing == "br" or packing == "zstd":
        raise UnreadableInput(
            f"The page is packed with {packing}, which is not read. Archive it unpacked or with gzip."
        )
    return bytes(data)


def _without_chunks(data: bytes) -> bytes:
    """A body without the lengths that a server put into it; the body itself where it put in none, whatever it said."""
    parts: list[bytes] = []
    at = 0
    while found := _CHUNK.match(data, at):
        size_bytes, start = int(found[1], 16), found.end()
        if size_bytes == 0:
            return b"".join(parts)
        parts.append(data[start : start + size_bytes])
        at = start + size_bytes
        if at > len(data):
            break
        at += len(b"\r\n") if data[at : at + 2] == b"\r\n" else 0
    if not parts:
        return data
    raise UnreadableInput("The page is cut off: its last chunk is missing. Fetch it again.")


def _unpacked(data: bytes, context: Context) -> bytes:
    if data[:2] == b"\x1f\x8b":
        return read_whole(io.BufferedReader(Unzipped(io.BytesIO(data), context.budget)))
    for bits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        inflate = zlib.decompressobj(bits)
        try:
            page = inflate.decompress(data, MAX_BYTES + 1)
        except zlib.error:
            continue
        if len(page) > MAX_BYTES:
            raise too_large()
        if inflate.eof:
            return page
    raise UnreadableInput("The packed page is damaged or cut off. Fetch it again.")


def _hints(address: str) -> dict[str, object]:
    try:
        fetched = urlsplit(address).scheme in ("http", "https")
    except ValueError:
        fetched = False
    return {"url": address} if fetched else {}
