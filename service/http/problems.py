"""The one table from errors to HTTP problems, and the two handlers that answer with them (RFC 9457).

Members of a problem:

* ``type``: a page of this server about it (``/problems/<slug>``), or ``about:blank`` where the status says all;
* ``title``: the same for every problem of a type; ``status``: that of the response;
* ``detail``: what went wrong this time and what to try next. For faults of the caller it is the error's own message;
  for those of the installation it is a fixed sentence, and the message, which may name paths, is logged instead;
* ``instance``: the path that was asked for;
* ``errors``: for faults in a request, one ``{detail, pointer}`` each (a JSON pointer into the body), or
  ``{detail, parameter}`` for one of the query.
"""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from index.errors import (
    BadDate,
    ConfigError,
    DamagedIndex,
    IndexLocked,
    IndexMissing,
    InputError,
    InputTooLarge,
    ModelMismatch,
    NotFound,
    NotReady,
    OnrecordError,
    UnknownField,
    UnreadableInput,
)
from service.errors import (
    AddressNotPublic,
    DraftTooLong,
    EmptyStatement,
    FetchFailed,
    FetchingBusy,
    FetchingNotAvailable,
    FetchRefused,
    FetchTimedOut,
    ModelUnavailable,
    PageNotFound,
    RobotsRefused,
    StatementTooLong,
)

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = 5
"""What a client is told to wait while the index opens or another process writes; a plain guess at a short ingest."""

CRASHED = "The server failed to answer. It has logged why; please report the time of your request to whoever runs it."
_DRAIN_BYTES = 128 * 1024 * 1024
"""How much of a refused body is read and thrown away, so that the client gets to read the refusal."""


class MalformedBody(InputError):
    """A body that cannot be read as what its Content-Type says."""

    code = "malformed-body"


class UnsupportedMedia(InputError):
    """A body of a type that the endpoint does not take."""

    code = "unsupported-media-type"

    def __init__(self, message: str, accept: str = "application/json, multipart/form-data") -> None:
        super().__init__(message)
        self.accept = accept


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a request. ``pointer`` is into the body, ``parameter`` names one of the query."""

    detail: str
    pointer: str | None = None
    parameter: str | None = None

    def as_json(self) -> dict[str, str]:
        """The members that have a value."""
        members = {"detail": self.detail, "pointer": self.pointer, "parameter": self.parameter}
        return {name: value for name, value in members.items() if value is not None}


class ValidationFailed(InputError):
    """What is wrong with a request, all of it at once.

    ``faults`` lists every fault. ``family`` is the class whose row answers: a more telling one where every fault is of
    one kind (a misspelt field, a date), else this one.
    """

    code = "validation-failed"

    def __init__(self, faults: Sequence[Fault], family: type[InputError] | None = None) -> None:
        first = faults[0].detail
        super().__init__(first if len(faults) == 1 else f"{len(faults)} faults in the request; the first: {first}")
        self.faults = tuple(faults)
        self.family = family or type(self)


@dataclass(frozen=True, slots=True)
class Row:
    """How one family of errors is answered. ``detail`` replaces the error's own message where that may name paths."""

    status: int
    title: str
    slug: str
    meaning: str
    detail: str | None = None
    retry: bool = False

    @property
    def type(self) -> str:
        """The problem type, a reference relative to the server."""
        return f"/problems/{self.slug}"


TABLE: Mapping[type[OnrecordError], Row] = {
    MalformedBody: Row(
        400,
        "The body cannot be read",
        "malformed-body",
        "The body is not what its Content-Type says: not UTF-8, not valid JSON, or a broken multipart form. "
        "JSON is always read as UTF-8, and NaN and Infinity are not JSON.",
    ),
    NotFound: Row(
        404,
        "No such thing",
        "not-found",
        "No document, job or stored check has this id. It may have been deleted, or the check was made with "
        "`store: false`.",
    ),
    InputTooLarge: Row(
        413,
        "Too large",
        "input-too-large",
        "The body, the document or the page to fetch is over the limit of this server (20 MiB unless set otherwise). "
        "Send it in parts.",
    ),
    UnsupportedMedia: Row(
        415,
        "Unsupported media type",
        "unsupported-media-type",
        "The Content-Type is not one that this endpoint takes: application/json, "
        "multipart/form-data for uploads, and application/x-ndjson for batches.",
    ),
    ValidationFailed: Row(
        422,
        "The request is not valid",
        "validation-failed",
        "A member or parameter is missing, has the wrong type or is out of bounds. `errors` lists every fault with its "
        "place.",
    ),
    UnknownField: Row(
        422,
        "Unknown field",
        "unknown-field",
        "A member or parameter that nobody reads, most often a misspelt one. It is refused, and not ignored, because a "
        "filter that is silently dropped changes the verdict.",
    ),
    BadDate: Row(
        422,
        "Not a date",
        "bad-date",
        "A date is not in a form that is taken. Filters take a day (`2025-05-01`); `published_at` also takes `2024`, "
        "`2024-11`, an instant with offset, or an interval of days (`2024-10-30/2024-11-03`).",
    ),
    EmptyStatement: Row(
        422,
        "Nothing to check",
        "empty-statement",
        "The statement or the draft is empty, or holds nothing but white space.",
    ),
    StatementTooLong: Row(
        422,
        "The statement is too long",
        "statement-too-long",
        "A statement has at most 10,000 code points after trimming, unless this server is set to take less. "
        "Send it paragraph by paragraph.",
    ),
    DraftTooLong: Row(
        422,
        "The draft is too long",
        "draft-too-long",
        "A draft has at most 200,000 code points and 400 sentences to check. Send it in parts.",
    ),
    FetchingNotAvailable: Row(
        422,
        "Pages are not fetched",
        "fetching-not-available",
        "The document has a `url` and neither `text` nor `html`, which asks for the page to be fetched. This server "
        "is set not to (`ONRECORD_FETCH_ON_REQUEST`), and no line of a batch is fetched: send the text or the HTML; "
        "`url` beside it is kept as metadata.",
    ),
    FetchRefused: Row(
        422,
        "The address is not fetched from",
        "fetch-refused",
        "Only http and https at their usual ports are fetched, without user names in the address; redirects are held "
        "to the same rules. Send the text or the HTML beside `url`.",
    ),
    AddressNotPublic: Row(
        422,
        "No host on the public internet",
        "address-not-public",
        "The address, or one that it redirects to, is of no host on the public internet. Whether there is one of this "
        "name elsewhere is not told. Hosts of a newsroom's own are for `ONRECORD_FETCH_ALLOW`.",
    ),
    RobotsRefused: Row(
        422,
        "The site does not want it fetched",
        "robots-refused",
        "The site's robots.txt asks robots not to fetch this page. Send the text or the HTML beside `url`.",
    ),
    PageNotFound: Row(
        422,
        "There is no such page",
        "page-not-found",
        "The site answered that it does not have the page at `url`, or has it no more.",
    ),
    FetchFailed: Row(
        502,
        "The page cannot be had",
        "fetch-failed",
        "The site did not answer with a page: no connection, an error of its own, too many redirects, or it asked to "
        "be left alone for a while (`Retry-After`).",
    ),
    FetchTimedOut: Row(
        504,
        "The site is too slow",
        "fetch-timed-out",
        "The page did not come in time. A server that fetches for a client gives a site 15 seconds.",
    ),
    FetchingBusy: Row(
        503,
        "Too many pages at once",
        "fetching-busy",
        "As many pages are being fetched as this server fetches at once. Try again after the seconds in Retry-After.",
        "As many pages are being fetched as may be at once; try again in a few seconds.",
        retry=True,
    ),
    UnreadableInput: Row(
        422,
        "No readable text",
        "unreadable-input",
        "The input is not text that can be read: a binary file, a broken encoding, or a page with no article in it.",
    ),
    InputError: Row(422, "The request cannot be used", "bad-input", "The input cannot be used; `detail` says why."),
    IndexLocked: Row(
        503,
        "The index is being written to",
        "index-locked",
        "Another process is writing to the index. Try again after the seconds in Retry-After.",
        "Another process is writing to the index; try again in a few seconds.",
        retry=True,
    ),
    IndexMissing: Row(
        503,
        "There is no index",
        "index-missing",
        "The data folder holds no index. Whoever runs the server should check ONRECORD_DATA.",
        "There is no index in the server's data folder; whoever runs it should check its settings.",
    ),
    NotReady: Row(
        503,
        "Not ready",
        "not-ready",
        "The index is not open yet. Try again after the seconds in Retry-After.",
        "The server is not ready; try again in a few seconds.",
        retry=True,
    ),
    DamagedIndex: Row(
        503,
        "The index is damaged",
        "damaged-index",
        "Data on disk contradicts itself. Whoever runs the server should run `onrecord index verify` and then "
        "`onrecord index rebuild`.",
        "The index is damaged; whoever runs the server should run `onrecord index verify`.",
    ),
    ModelMismatch: Row(
        503,
        "The index was made with another model",
        "model-mismatch",
        "The index was made with another embedding model or in another format. Whoever runs the server should set that "
        "model again or run `onrecord index rebuild`.",
        "The index was made with another model or format; whoever runs the server should check its settings.",
    ),
    ModelUnavailable: Row(
        503,
        "A model is missing",
        "model-unavailable",
        "The embedding or stance model is missing or damaged. Whoever runs the server should check its installation "
        "and the settings that name models.",
        "A model is missing or damaged; whoever runs the server should check its installation.",
    ),
    ConfigError: Row(
        500,
        "The settings cannot be used",
        "bad-settings",
        "A setting of the server is wrong; its log lists every fault.",
        "A setting of the server is wrong; its log says which.",
    ),
    OnrecordError: Row(
        500, "Internal error", "internal-error", "The server failed to answer; its log says why.", CRASHED
    ),
}
"""Class → problem. Looked up along the class's MRO, so a new error inherits its family's row unless it has its own."""


def find_row(kind: type[OnrecordError]) -> Row:
    """The row of ``kind``, or of its nearest ancestor that has one."""
    for ancestor in kind.__mro__:
        if issubclass(ancestor, OnrecordError) and ancestor in TABLE:
            return TABLE[ancestor]
    raise LookupError(kind)  # cannot happen: the root has a row


def describe(error: OnrecordError, instance: str | None = None) -> dict[str, Any]:
    """The problem that ``error`` is answered with. ``instance`` is the path asked for, ``None`` to leave it out."""
    row = find_row(error.family if isinstance(error, ValidationFailed) else type(error))
    problem: dict[str, Any] = {
        "type": row.type,
        "title": row.title,
        "status": row.status,
        "detail": row.detail or str(error),
    }
    if instance is not None:
        problem["instance"] = instance
    if isinstance(error, ValidationFailed):
        problem["errors"] = [fault.as_json() for fault in error.faults]
    elif isinstance(error, InputError) and error.pointer is not None:
        problem["errors"] = [Fault(str(error), error.pointer).as_json()]
    return problem


def answer_error(error: OnrecordError, status: int | None = None) -> Response:
    """The response to one of our errors; ``status`` overrides that of its row."""
    row = find_row(type(error))
    if row.detail is not None:
        log.error("%s: %s", row.slug, error, exc_info=row.status == 500)
    problem = describe(error, request.path)
    if status is not None:
        problem["status"] = status
    response = _respond(problem)
    if isinstance(error, FetchFailed) and error.retry_after_s:
        response.headers["Retry-After"] = str(math.ceil(error.retry_after_s))
    if row.retry:
        response.headers["Retry-After"] = str(RETRY_AFTER_S)
    if isinstance(error, UnsupportedMedia):
        response.headers["Accept"] = error.accept
    return response


def answer_exception(error: Exception) -> Response:
    """The response to what is none of our errors: HTTP's own (headers such as ``Allow`` kept), and crashes."""
    if isinstance(error, RequestEntityTooLarge):
        _drain()
        limit = f" of {request.max_content_length} bytes" if request.max_content_length else ""
        return answer_error(InputTooLarge(f"The body is over the limit{limit}; send it in parts."))
    if isinstance(error, HTTPException) and error.code is not None and error.code >= 400:
        problem = {
            "type": "about:blank",
            "title": error.name,
            "status": error.code,
            "detail": _DETAILS.get(error.code, error.name),
            "instance": request.path,
        }
        response = _respond(problem)
        for name, value in error.get_headers(request.environ):
            if name.lower() not in ("content-type", "content-length"):
                response.headers[name] = value
        return response
    log.exception("crash while answering %s", request.endpoint or "an unknown endpoint")
    return _respond(
        {
            "type": "about:blank",
            "title": "Internal Server Error",
            "status": 500,
            "detail": CRASHED,
            "instance": request.path,
        }
    )


def register_problems(app: Flask) -> None:
    """Answer every error of ``app`` with a problem."""
    app.register_error_handler(OnrecordError, answer_error)
    app.register_error_handler(Exception, answer_exception)


_DETAILS: Mapping[int, str] = {
    400: "The request is malformed; compare it with /docs.",
    404: "There is nothing at this address; /docs lists the endpoints.",
    405: "This address does not take this method; the Allow header lists those that it takes.",
    429: "Too many requests; slow down, and wait for the seconds in Retry-After where it is given.",
}
"""What is said for HTTP's own errors. Werkzeug's own texts are left out: some repeat what the client sent."""


def _respond(problem: dict[str, Any]) -> Response:
    text = json.dumps(problem, ensure_ascii=True, allow_nan=False)
    return Response(text, status=problem["status"], mimetype=MEDIA_TYPE)


def _drain() -> None:
    """Read and drop a refused body: a server that hangs up with bytes unread resets the connection, answer and all."""
    stream = request.environ.get("wsgi.input")
    length = request.content_length
    if length is None:
        length = _DRAIN_BYTES if request.environ.get("wsgi.input_terminated") else 0
    left = min(length, _DRAIN_BYTES)
    try:
        while stream is not None and left > 0:
            chunk = stream.read(min(left, 65_536))
            if not chunk:
                break
            left -= len(chunk)
    except OSError:
        return  # the client has gone; there is nobody left to answer
