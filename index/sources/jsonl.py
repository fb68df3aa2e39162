"""Documents one a line: the members of ``POST /v1/documents``, and what exports call them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import IO

from index.errors import InputError, UnreadableInput
from index.records import Submission
from index.sources.context import Context, Found, named
from index.sources.fields import TEXT_NAMES, known_fields, mapped
from index.sources.html import read_html
from index.sources.markdown import read_markdown
from index.sources.streams import read_whole
from index.sources.text import MAX_BYTES, decode, read_text

_READERS: Mapping[str, Callable[..., Submission]] = {"html": read_html, "markdown": read_markdown}


def read_json_lines(stream: IO[bytes], name: str, context: Context) -> Iterator[Found]:
    """One submission or one error for every line that is not blank; a broken line does not end the reading.

    Messages start with ``name:line``, lines counted from 1. Members that nobody reads are ignored: exports carry many.
    A file may be of any size, a line may not.
    """
    for number, line in enumerate(_bounded(stream), start=1):
        if line.strip():
            yield _read_one(line, f"{name}:{number}", context)


def read_json(stream: IO[bytes], name: str, context: Context) -> Iterator[Found]:
    """The documents of one JSON value: an object, or an array of them. Messages count them from 1.

    Raises:
        InputError: it is no JSON, or too large.
    """
    loaded = _load(read_whole(stream))
    for number, record in enumerate(loaded if isinstance(loaded, list) else [loaded], start=1):
        where = f"{name}:{number}" if isinstance(loaded, list) else name
        try:
            yield _read_mapped(record, where, context)
        except InputError as err:
            yield named(err, where)


def _read_one(line: bytes, where: str, context: Context) -> Found:
    try:
        return _read_mapped(_load(line), where, context)
    except InputError as err:
        return named(err, where)


def _read_mapped(record: object, where: str, context: Context) -> Submission:
    values = mapped(record, context.mapping) if isinstance(record, dict) else record
    return read_record(values, where, context.defaults, context.hints)


def read_record(
    record: object, where: str, defaults: Mapping[str, object], hints: Mapping[str, object] | None = None
) -> Submission:
    """The document that one JSON object holds. ``defaults`` win over what it says, and that over ``hints``.

    Raises:
        InputError: not an object, no text in it, or a member has the wrong type.
    """
    if not isinstance(record, Mapping):
        raise InputError('Not a JSON object. Write one a line, as in {"text": "…", "publisher": "…"}.')
    values = {**known_fields(hints or {}), **known_fields(record), **known_fields(defaults)}
    for member in TEXT_NAMES:
        raw = _raw(record, member)
        if raw is not None and not (member == "html" and _names_a_file(raw, record)):
            return replace(_READERS.get(member, read_text)(raw, **values), where=where)
    raise UnreadableInput('No text in it. Give "text", "markdown" or "html".', "/text")


def _load(line: bytes) -> object:
    try:
        return json.loads(decode(line))
    except ValueError as err:
        raise InputError(f"Not valid JSON ({err}). Mend the line, or take it out.") from err
    except RecursionError as err:
        raise InputError("Nested too deeply to be a document.") from err


def _raw(record: Mapping[str, object], member: str) -> str | None:
    value = record.get(member)
    if value is None:
        return None
    if not isinstance(value, str):
        raise InputError(f"{member} must be a string.", f"/{member}")
    return value if value.strip() else None


def _names_a_file(html: str, record: Mapping[str, object]) -> bool:
    """Whether an ``html`` member is no page but the name of its file, as exports have it beside the text."""
    beside = (record.get(member) for member in TEXT_NAMES if member != "html")
    return "<" not in html and any(isinstance(text, str) and text.strip() for text in beside)


def _bounded(stream: IO[bytes]) -> Iterator[bytes]:
    """Lines of a file; one that is too long comes cut, just over the limit, and its rest is passed over."""
    while line := stream.readline(MAX_BYTES + 1):
        rest = line
        while len(rest) > MAX_BYTES and not rest.endswith(b"\n"):
            rest = stream.readline(MAX_BYTES + 1)
        yield line
