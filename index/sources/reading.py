"""What a file or an upload is, and the reader for it: one table, one reader a format."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import IO

from index.errors import InputError, UnreadableInput
from index.records import Submission
from index.sources.archives import read_zip
from index.sources.context import Context, Found, Reader, named
from index.sources.feeds import read_feed
from index.sources.html import read_html
from index.sources.jsonl import read_json, read_json_lines
from index.sources.kinds import HEAD_BYTES, Kind, find_kind
from index.sources.markdown import read_markdown
from index.sources.pdf import read_pdf
from index.sources.sitemaps import read_other_xml, read_sitemap
from index.sources.streams import Budget, Looked, Unzipped, Watched, read_whole
from index.sources.tables import read_table
from index.sources.text import decode, read_text
from index.sources.warc import read_warc

UPLOAD_UNPACKED_BYTES = 200_000_000
"""What an upload may unpack to: it is held in memory."""


def read_path(
    path: Path,
    defaults: Mapping[str, object],
    mapping: Mapping[str, str] | None = None,
    on_bytes: Callable[[int], None] | None = None,
) -> Iterator[Submission | InputError]:
    """Every document in a file, or in the files of a folder in the order of their names; an error for each that fails.

    Hidden files and folders are passed over. Files of many documents are read one document at a time, and may be of any
    size. ``defaults`` are values that win over what a document says; ``mapping`` names members of exports
    (``parse_mapping`` makes it). ``on_bytes`` hears how many more bytes of the files were read.
    """
    if path.is_dir():
        for file in files_of(path):
            yield from read_path(file, defaults, mapping, on_bytes)
        return
    try:
        with io.BufferedReader(Watched(path, on_bytes), HEAD_BYTES) as stream:
            yield from read_stream(stream, path.name, defaults, mapping)
    except FileNotFoundError:
        yield UnreadableInput(f"{path.name}: there is no such file or folder. Check the path.")
    except OSError as err:
        yield UnreadableInput(f"{path.name}: cannot be read ({err.strerror}). Check its rights and the disk.")


def files_of(path: Path) -> list[Path]:
    """The files that ``read_path`` reads, in its order: the path itself, or those of a folder that are not hidden."""
    if not path.is_dir():
        return [path]
    return sorted(p for p in path.rglob("*") if p.is_file() and not _hidden(p, path))


def read_stream(
    stream: IO[bytes], name: str, defaults: Mapping[str, object], mapping: Mapping[str, str] | None = None
) -> Iterator[Submission | InputError]:
    """Every document in a stream of bytes, such as standard input; as ``read_path`` for one file."""
    yield from _read(stream, name, Context(_read, defaults, mapping=mapping or {}))


def read_bytes(
    data: bytes,
    name: str,
    defaults: Mapping[str, object],
    mapping: Mapping[str, str] | None = None,
    hints: Mapping[str, object] | None = None,
) -> Iterator[Submission | InputError]:
    """The documents in an upload or a fetched page. One that fails gives one error.

    ``hints`` are known from outside and lose to what a document says itself.
    """
    context = Context(_read, defaults, hints or {}, mapping or {}, Budget(UPLOAD_UNPACKED_BYTES))
    yield from _read(io.BytesIO(data), name, context)


def _read(stream: IO[bytes], name: str, context: Context) -> Iterator[Found]:
    """The documents in a stream, and an error in the place of one that ends it."""
    try:
        head = stream.read(HEAD_BYTES)
        kind = find_kind(head, name, context.mapping.values())
        whole: IO[bytes] = io.BufferedReader(Looked(head, stream))
        if kind is Kind.ZIP and isinstance(stream, (io.BufferedReader, io.BytesIO)) and stream.seekable():
            stream.seek(0)
            whole = stream
        empty = True
        for found in _READERS[kind](whole, name, context):
            empty = False
            yield found
        if empty:
            raise UnreadableInput("There is no document in it. Look whether this is the file that you meant.")
    except InputError as err:
        yield named(err, name)


def _read_gzip(stream: IO[bytes], name: str, context: Context) -> Iterator[Found]:
    inner = io.BufferedReader(Unzipped(stream, context.budget))
    yield from _read(inner, name.removesuffix(".gz"), context.inside())


def _of_text(read: Callable[..., Submission]) -> Reader:
    """A reader of one document from one of its text."""

    def reader(stream: IO[bytes], name: str, context: Context) -> Iterator[Found]:
        yield replace(read(decode(read_whole(stream)), hints=context.hints, **context.defaults), where=name)

    return reader


_READERS: Mapping[Kind, Reader] = {
    Kind.GZIP: _read_gzip,
    Kind.ZIP: read_zip,
    Kind.PDF: read_pdf,
    Kind.WARC: read_warc,
    Kind.FEED: read_feed,
    Kind.SITEMAP: read_sitemap,
    Kind.OTHER_XML: read_other_xml,
    Kind.HTML: _of_text(read_html),
    Kind.JSON_LINES: read_json_lines,
    Kind.JSON: read_json,
    Kind.TABLE: read_table,
    Kind.MARKDOWN: _of_text(read_markdown),
    Kind.TEXT: _of_text(read_text),
}


def _hidden(path: Path, root: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(root).parts)
