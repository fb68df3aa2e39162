"""What was handed in, and the ids that follow from it: from content, never from the clock or the order of arrival."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields, replace
from typing import Any

from index.errors import InputError, InputTooLarge, UnknownField, UnreadableInput
from index.records import Media, Source, Submission

MAX_RAW_BYTES = 20_000_000
"""Of one document, in UTF-8; a book of a thousand pages is about 3 MB."""

_ID_DIGITS = 24  # hexadecimal: 96 bits


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_texts(value: object) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(inner, str) for inner in value)


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


_EDITABLE: Mapping[str, tuple[Callable[[object], bool], object]] = {  # what fits, and what "not given" is
    "title": (_is_text, None),
    "url": (_is_text, None),
    "publisher": (_is_text, None),
    "authors": (_is_texts, ()),
    "origin": (_is_text, None),
    "published_at": (_is_text, None),
    "modified_at": (_is_text, None),
    "language": (_is_text, None),
    "retracted": (_is_flag, False),
}
EDITABLE = tuple(_EDITABLE)
"""The members of a document that ``edit`` changes; the others are what it is known by."""


def content_id(*parts: object) -> str:
    """The first 96 bits of a SHA-256 over the parts as JSON, which keeps ``("ab", "c")`` and ``("a", "bc")`` apart."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()[:_ID_DIGITS]


def document_id_of(submission: Submission, published: str | None) -> str:
    """Of what was handed in: the text, publisher, URL and date, or the submitter's own id; never of what was found.

    ``published`` is the given date in its normal form.
    """
    if submission.external_id is not None:
        return content_id("external", submission.collection, submission.external_id)
    text = "\n".join(line.rstrip() for line in submission.raw.strip().splitlines())
    return content_id("document", submission.collection, text, submission.publisher, submission.url, published)


def posted_hash(submission: Submission, cleaning_version: object) -> str:
    """Of everything handed in, and of how it is read: the same again changes nothing."""
    return content_id("posted", submission.raw, to_json(submission), cleaning_version)


def version_id_of(source: Source, content_hash: str, cleaning_version: object) -> str:
    """Of the content and of all that is said about it, but not of when it came."""
    said = {**asdict(source), "retrieved_at": None, "version": None, "story_cluster": None}
    return content_id("version", content_hash, cleaning_version, said)


def to_json(submission: Submission) -> str:
    """The submission without its raw input and place, as JSON."""
    said = {f.name: getattr(submission, f.name) for f in fields(submission) if f.name not in ("raw", "where")}
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


def from_json(given: str, raw: str) -> Submission:
    """What ``_given`` was made of."""
    said = json.loads(given)
    return Submission(raw=raw, **{**said, "media": Media(said["media"]), "authors": tuple(said["authors"])})


def with_changes(submission: Submission, changes: Mapping[str, object]) -> Submission:
    """The submission with other metadata. ``None`` stands for "not given".

    Raises:
        UnknownField: a name that is not in ``EDITABLE``.
        InputError: a value of the wrong type.
    """
    values: dict[str, Any] = {}
    for name, value in changes.items():
        if name not in _EDITABLE:
            raise UnknownField(f"{name!r} cannot be changed. These can: {', '.join(EDITABLE)}.", f"/{name}")
        fits, empty = _EDITABLE[name]
        if value is not None and not fits(value):
            raise InputError(f"{name!r} has the wrong type. See the documents resource in openapi.yaml.", f"/{name}")
        values[name] = empty if value is None else tuple(value) if isinstance(value, list) else value
    changed = replace(submission, **values)
    require_text(changed)
    return changed


def require_text(submission: Submission) -> None:
    """Passes text of a bearable size.

    Raises:
        InputTooLarge: more than ``MAX_RAW_BYTES``.
        UnreadableInput: half a surrogate pair, which no encoding can hold.
    """
    try:
        size_bytes = len(submission.raw.encode())
        to_json(submission).encode()
    except UnicodeEncodeError as err:
        raise UnreadableInput("It holds half of a surrogate pair, so it is no Unicode text. Send it as UTF-8.") from err
    if size_bytes > MAX_RAW_BYTES:
        raise InputTooLarge(
            f"The document has {size_bytes:,} bytes; the limit is {MAX_RAW_BYTES:,}. Split it into several documents."
        )
