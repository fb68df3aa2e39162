"""What a file or an upload is, and the reader for it. The content decides first, then the name."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import IO

from index.errors import InputError, UnreadableInput
from index.records import Submission
from index.sources.html import looks_like_html, read_html
from index.sources.jsonl import read_lines, read_record
from index.sources.markdown import has_front_matter, read_markdown
from index.sources.text import MAX_BYTES, decode, read_text, too_large

_LINES = (".jsonl", ".ndjson")
_MARKDOWN = (".md", ".markdown", ".mkd")


def read_path(path: Path, defaults: Mapping[str, object]) -> Iterator[Submission | InputError]:
    """Every document in a file, or in the files of a folder in the order of their names; an error for each that fails.

    Hidden files and folders are passed over. A file of JSON lines is read line by line and may be of any size.
    """
    if path.is_dir():
        for file in sorted(p for p in path.rglob("*") if p.is_file() and not _hidden(p, path)):
            yield from read_path(file, defaults)
        return
    try:
        if path.suffix.lower() in _LINES:
            with path.open("rb") as stream:
                yield from read_lines(_bounded(stream), path.name, defaults)
            return
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        yield UnreadableInput(f"{path.name}: there is no such file or folder.")
        return
    except OSError as err:
        yield UnreadableInput(f"{path.name}: cannot be read ({err.strerror}).")
        return
    yield from read_bytes(data, path.name, defaults)


def read_bytes(data: bytes, name: str, defaults: Mapping[str, object]) -> Iterator[Submission | InputError]:
    """The documents in an upload: HTML, JSON lines, Markdown or plain text. An upload that fails gives one error."""
    try:
        if len(data) > MAX_BYTES:
            raise too_large()
        text = decode(data)
        lowered = name.lower()
        if looks_like_html(text):
            yield replace(read_html(text, **defaults), where=name)
        elif lowered.endswith(_LINES) or _first_line_is_json(text):
            yield from read_lines(text.encode().splitlines(), name, defaults)
        elif text.lstrip("\ufeff \t\r\n").startswith(("{", "[")) and lowered.endswith(".json"):
            yield from _read_json(text, name, defaults)
        elif has_front_matter(text) or lowered.endswith(_MARKDOWN):
            yield replace(read_markdown(text, **defaults), where=name)
        else:
            yield replace(read_text(text, **defaults), where=name)
    except InputError as err:
        yield type(err)(f"{name}: {err}", err.pointer)


def _read_json(text: str, name: str, defaults: Mapping[str, object]) -> Iterator[Submission | InputError]:
    try:
        loaded = json.loads(text)
    except (ValueError, RecursionError) as err:
        raise InputError(f"Not valid JSON ({err}).") from err
    for number, record in enumerate(loaded if isinstance(loaded, list) else [loaded], start=1):
        where = f"{name}:{number}" if isinstance(loaded, list) else name
        try:
            yield read_record(record, where, defaults)
        except InputError as err:
            yield type(err)(f"{where}: {err}", err.pointer)


def _first_line_is_json(text: str) -> bool:
    first = text.lstrip("\ufeff \t\r\n").split("\n", 1)[0].strip()
    if not (first.startswith("{") and first.endswith("}")):
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def _bounded(stream: IO[bytes]) -> Iterator[bytes]:
    """Lines of a file; one that is too long comes cut, just over the limit, and its rest is passed over."""
    while line := stream.readline(MAX_BYTES + 1):
        rest = line
        while len(rest) > MAX_BYTES and not rest.endswith(b"\n"):
            rest = stream.readline(MAX_BYTES + 1)
        yield line


def _hidden(path: Path, root: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(root).parts)
