"""Bytes of a request → checked values: JSON bodies, queries and multipart forms, all faults of one request at once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn
from urllib.parse import unquote_to_bytes

from flask import Request
from marshmallow import Schema, ValidationError
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from service.http.fields import Message, Names
from service.http.problems import Fault, MalformedBody, UnsupportedMedia, ValidationFailed

_UNUSABLE = re.compile(r"[\x00\ud800-\udfff]")
_UNUSABLE_MESSAGE = "must not hold NUL characters or halves of surrogate pairs"
_MAX_DEPTH = 32
MAX_FAULTS = 50
"""A problem lists at most this many faults, so that a huge wrong body gets a short answer."""


def read_json(request: Request, schema: Schema) -> Any:
    """What ``schema`` makes of the JSON body.

    Raises:
        UnsupportedMedia: The Content-Type is not application/json.
        MalformedBody: The body is not UTF-8, or not JSON.
        RequestEntityTooLarge: It is over the limit.
        ValidationFailed: It is JSON that the endpoint does not take.
    """
    if request.mimetype != "application/json":
        raise UnsupportedMedia("Send JSON with Content-Type: application/json.")
    if request.mimetype_params.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        raise UnsupportedMedia("JSON is UTF-8; send it so, with Content-Type: application/json.")
    return _load(schema, _parse(_read_body(request)), "pointer")


def read_json_line(line: bytes, schema: Schema) -> Any:
    """What ``schema`` makes of one line of JSON lines.

    Raises:
        MalformedBody: It is not UTF-8, or not JSON.
        ValidationFailed: It is JSON that the endpoint does not take.
    """
    return _load(schema, _parse(line, "The line"), "pointer")


def read_query(request: Request, schema: Schema) -> Any:
    """What ``schema`` makes of the query string.

    Raises:
        MalformedBody: It is not percent-encoded UTF-8.
        ValidationFailed: A parameter is unknown, repeated, missing or wrong.
    """
    try:
        unquote_to_bytes(request.query_string).decode()
    except UnicodeDecodeError as err:
        raise MalformedBody("The query is not percent-encoded UTF-8; encode it so.") from err
    return _load(schema, _flatten(request.args, schema, "parameter"), "parameter")


def read_upload(request: Request, schema: Schema) -> tuple[FileStorage, dict[str, Any]]:
    """The uploaded ``file``, and what ``schema`` makes of the form fields beside it.

    Raises:
        MalformedBody: The form cannot be read.
        ValidationFailed: There is not exactly one file, or a field is unknown or wrong.
    """
    if not request.mimetype_params.get("boundary"):
        raise MalformedBody("The multipart form has no boundary; let your HTTP client write the Content-Type.")
    files = [(name, file) for name, file in request.files.items(multi=True)]
    if [name for name, _ in files] != ["file"]:
        found = ", ".join(repr(name[:60]) for name, _ in files) or "none"
        raise ValidationFailed(
            [Fault(f"file must be given exactly once, as a file part; files found: {found}.", "/file")]
        )
    for name, value in request.form.items(multi=True):
        if "\ufffd" in name + value:
            raise MalformedBody("A form field is not UTF-8; encode it so.")
    return files[0][1], _load(schema, _flatten(request.form, schema, "pointer"), "pointer")


def _read_body(request: Request) -> bytes:
    """The whole body. One without a Content-Length would come cut off at the limit, and look like broken JSON."""
    body = request.get_data(cache=False)
    if request.content_length is None and len(body) == request.max_content_length:
        raise RequestEntityTooLarge
    return body


def _parse(body: bytes, name: str = "The body") -> Any:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as err:
        raise MalformedBody(f"{name} is not UTF-8 (byte {err.start}); encode it so.") from err
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as err:
        place = f"line {err.lineno}, column {err.colno}"
        raise MalformedBody(f"{name} is not JSON: {err.msg} at {place}. Mend it there.") from err
    except RecursionError as err:
        raise MalformedBody(f"{name} is nested too deeply; no endpoint takes such a thing.") from err
    except ValueError as err:  # NaN and the like, and integers of thousands of digits
        raise MalformedBody(f"{name} holds a number that cannot be read; NaN and Infinity are not JSON.") from err


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _flatten(values: MultiDict[str, str], schema: Schema, place: str) -> dict[str, Any]:
    """One value a name, a list where the schema takes one. Raises ValidationFailed for a name given twice."""
    flat: dict[str, Any] = {}
    twice = []
    for name, found in values.lists():
        if isinstance(schema.fields.get(name), Names):
            flat[name] = found
            continue
        flat[name] = found[0]
        if len(found) > 1:
            twice.append(_fault([name], "must be given once", place))
    if twice:
        raise ValidationFailed(twice)
    return flat


def _load(schema: Schema, data: Any, place: str) -> Any:
    unusable = [_fault(path, _UNUSABLE_MESSAGE, place) for path in _find_unusable(data, [])]
    if unusable:
        raise ValidationFailed(unusable[:MAX_FAULTS])
    try:
        return schema.load(data)
    except ValidationError as err:
        found = list(_walk(err.messages, []))
    families = {message.family if isinstance(message, Message) else None for _, message in found}
    faults = [_fault(path, message, place) for path, message in found[:MAX_FAULTS]]
    raise ValidationFailed(faults, families.pop() if len(families) == 1 else None)


def _find_unusable(value: Any, path: list[str | int]) -> Iterator[list[str | int]]:
    """Where strings hold what neither the database nor an answer in UTF-8 can: NUL, lone surrogates."""
    if isinstance(value, str):
        if _UNUSABLE.search(value):
            yield path
    elif len(path) >= _MAX_DEPTH:
        return
    elif isinstance(value, list):
        for position, item in enumerate(value):
            yield from _find_unusable(item, [*path, position])
    elif isinstance(value, dict):
        for name, item in value.items():
            if _UNUSABLE.search(name):
                yield path
            else:
                yield from _find_unusable(item, [*path, name])


def _walk(messages: Any, path: list[str | int]) -> Iterator[tuple[list[str | int], str]]:
    """Marshmallow's tree of messages, as places and messages. ``_schema`` stands for the object itself."""
    if isinstance(messages, Mapping):
        for name, below in messages.items():
            yield from _walk(below, path if name == "_schema" else [*path, name])
    elif isinstance(messages, list):
        for below in messages:
            yield from _walk(below, path)
    else:
        yield path, messages


def _fault(path: list[str | int], message: str, place: str) -> Fault:
    name = ".".join(_shown(part) for part in path) or ("The body" if place == "pointer" else "The query")
    end = "" if message.endswith((".", "?")) else "."
    detail = f"{name} {message}{end}"
    if place == "parameter":
        return Fault(detail, parameter=_shown(path[0]) if path else None)
    return Fault(detail, "".join("/" + _shown(part).replace("~", "~0").replace("/", "~1") for part in path))


def _shown(part: str | int) -> str:
    """A name as the client wrote it, cut where it is absurdly long."""
    text = str(part)
    return text if len(text) <= 100 else text[:100] + "…"


def uploaded_name(file: FileStorage) -> str:
    """The last part of the name that the client gave, for messages and to tell the format; ``upload`` where none."""
    name = re.split(r"[/\\]", file.filename or "")[-1]
    return re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", "", name)[:200] or "upload"
