"""Documents one a line: the members of ``POST /v1/documents``, and what exports call them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from index.errors import InputError, UnreadableInput
from index.records import Submission
from index.sources.fields import known_fields
from index.sources.html import read_html
from index.sources.markdown import read_markdown
from index.sources.text import decode, read_text

_TEXT_NAMES = ("text", "body", "content", "article", "articleBody", "maintext")
_READERS: Mapping[str, Callable[..., Submission]] = {"html": read_html, "markdown": read_markdown}


def read_lines(lines: Iterable[bytes], name: str, defaults: Mapping[str, object]) -> Iterator[Submission | InputError]:
    """One submission or one error for every line that is not blank; a broken line does not end the reading.

    Messages start with ``name:line``, lines counted from 1. Members that nobody reads are ignored: exports carry many.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        where = f"{name}:{number}"
        try:
            yield read_record(_load(line), where, defaults)
        except InputError as err:
            yield type(err)(f"{where}: {err}", err.pointer)


def read_record(record: object, where: str, defaults: Mapping[str, object]) -> Submission:
    """The document that one JSON object holds.

    Raises:
        InputError: not an object, no text in it, or a member has the wrong type.
    """
    if not isinstance(record, dict):
        raise InputError('Not a JSON object. Write one a line, as in {"text": "…", "publisher": "…"}.')
    values = {**known_fields(record), **known_fields(defaults)}
    for member, reader in _READERS.items():
        if (raw := _raw(record, member)) is not None:
            return _at(reader(raw, **values), where)
    for member in _TEXT_NAMES:
        if (raw := _raw(record, member)) is not None:
            return _at(read_text(raw, **values), where)
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


def _at(submission: Submission, where: str) -> Submission:
    return replace(submission, where=where)
