"""Many documents at once: ``POST /v1/documents:batch`` takes JSON lines, ``GET /v1/jobs/{id}`` says how far it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, current_app, request, url_for
from marshmallow import Schema, fields
from werkzeug.exceptions import RequestEntityTooLarge

from index.errors import InputError
from index.records import Job, Submission
from index.sources.jsonl import read_record
from service.errors import FetchingNotAvailable
from service.http.problems import UnsupportedMedia, ValidationFailed
from service.http.reading import read_json_line, read_query
from service.http.requests import DocumentRequest, NoParameters, asks_for_fetching
from service.http.schemas import Rounded

if TYPE_CHECKING:
    from index.jobs import Jobs

jobs = Blueprint("jobs", __name__, url_prefix="/v1")

LINES = ("application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines")
_CHUNK_BYTES = 1 << 16

_NO_PARAMETERS = NoParameters()
_DOCUMENT_REQUEST = DocumentRequest()


class JobCountsSchema(Schema):
    """What became of the lines."""

    taken = fields.Integer()
    same_as_before = fields.Integer()
    refused = fields.Integer()
    copies = fields.Integer()
    updates = fields.Integer()
    undated = fields.Integer()
    passages = fields.Integer()


class JobRefusalSchema(Schema):
    """A line that could not be used."""

    line = fields.Integer()
    code = fields.String()
    detail = fields.String()


class JobSchema(Schema):
    """How far a batch is."""

    id = fields.String()
    state = fields.String()
    created_at = fields.String()
    started_at = fields.String(allow_none=True)
    finished_at = fields.String(allow_none=True)
    size_bytes = fields.Integer()
    read_bytes = fields.Integer()
    lines = fields.Integer()
    counts = fields.Nested(JobCountsSchema)
    seconds = Rounded()
    documents_per_second = Rounded(allow_none=True)
    remaining_seconds = Rounded(allow_none=True)
    refused = fields.List(fields.Nested(JobRefusalSchema))
    detail = fields.String(allow_none=True)


_JOB = JobSchema()


@jobs.post("/documents:batch")
def create_batch() -> Response:
    """A job over the lines of the body, which are on disk by then and not yet in the index."""
    read_query(request, _NO_PARAMETERS)
    if request.mimetype not in LINES:
        raise UnsupportedMedia(f"Send JSON lines with Content-Type: {LINES[0]}.", ", ".join(LINES))
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise UnsupportedMedia("Send the lines unpacked, without Content-Encoding.", ", ".join(LINES))
    request.max_content_length = current_app.config["SETTINGS"].max_batch_bytes
    mine = _jobs()
    job = mine.receive(_chunks())
    mine.wake()
    response = _respond(job, 202)
    response.headers["Location"] = url_for("jobs.show_job", job_id=job.id)
    return response


@jobs.get("/jobs/<job_id>")
def show_job(job_id: str) -> Response:
    """How far a job is, what it took and what it refused."""
    read_query(request, _NO_PARAMETERS)
    return _respond(_jobs().job(job_id))


def read_line(line: bytes) -> Submission | InputError:
    """The document of one line: a body of ``POST /v1/documents``, with the same faults."""
    try:
        given = read_json_line(line, _DOCUMENT_REQUEST)
        if asks_for_fetching(given):
            return FetchingNotAvailable("url alone is not fetched in a batch; send text or html beside it.", "/url")
        return read_record(given, "", {})
    except ValidationFailed as err:
        return err if err.family is ValidationFailed else err.family(str(err))
    except InputError as err:
        return err


def dump_job(job: Job) -> dict[str, Any]:
    """The JSON of ``GET /v1/jobs/{id}``."""
    return dict(_JOB.dump(job))


def _chunks() -> Iterator[bytes]:
    """The body as it comes in. One without a Content-Length would come cut off at the limit, and look whole."""
    size_bytes = 0
    while chunk := request.stream.read(_CHUNK_BYTES):
        size_bytes += len(chunk)
        yield chunk
    if request.content_length is None and size_bytes == request.max_content_length:
        raise RequestEntityTooLarge


def _jobs() -> Jobs:
    mine: Jobs = current_app.extensions["onrecord"].jobs()
    return mine


def _respond(job: Job, status: int = 200) -> Response:
    body = json.dumps(dump_job(job), ensure_ascii=False, allow_nan=False)
    return Response(body, status=status, mimetype="application/json")
