"""The endpoints of the API: each reads a request, calls one thing and dumps what comes back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, request, url_for
from marshmallow import Schema

from index.errors import InputError, NotFound
from index.records import StoredDocument, Submission
from index.sources.jsonl import read_record
from index.sources.reading import read_bytes
from service.http.problems import Fault, ValidationFailed
from service.http.reading import MAX_FAULTS, read_json, read_query, read_upload, uploaded_name
from service.http.requests import (
    CheckRequest,
    DeletionQuery,
    DocumentChanges,
    DocumentQuery,
    DocumentRequest,
    DocumentsQuery,
    Metadata,
    NoParameters,
    SearchQuery,
    asks_for_fetching,
)
from service.http.schemas import dump_answer, dump_document, dump_search, dump_summary, passage_ids
from service.http.timelines import TimelineQuery, dump_timeline
from service.timelines import trace

if TYPE_CHECKING:
    from service.answering import Checker

v1 = Blueprint("v1", __name__, url_prefix="/v1")

_NO_PARAMETERS = NoParameters()
_SEARCH_QUERY = SearchQuery()
_TIMELINE_QUERY = TimelineQuery()
_DOCUMENTS_QUERY = DocumentsQuery()
_DOCUMENT_QUERY = DocumentQuery()
_DELETION_QUERY = DeletionQuery()
_DOCUMENT_REQUEST = DocumentRequest()
_DOCUMENT_CHANGES = DocumentChanges()
_METADATA = Metadata()
_LINES = (".jsonl", ".ndjson")


@v1.post("/checks")
def create_check() -> Response:
    """A statement in, attributed evidence out."""
    _query(_NO_PARAMETERS)
    settings = current_app.config["SETTINGS"]
    statement, options = read_json(request, CheckRequest(settings.max_statement_chars))
    checker = _checker()
    answer = checker.check(statement, options)
    body = _to_json(dump_answer(answer))
    if options.store:
        checker.archive.keep_answer(answer.id, body, passage_ids(answer))
    return _respond(body)


@v1.get("/checks/<check_id>")
def show_check(check_id: str) -> Response:
    """A stored check, as it was answered."""
    _query(_NO_PARAMETERS)
    body = _checker().archive.answer(check_id)
    if body is None:
        raise NotFound("There is no stored check with this id; it may have been made with store set to false.")
    return _respond(body)


@v1.get("/search")
def search() -> Response:
    """Passages that are near a query, not judged."""
    words, filters, k = _query(_SEARCH_QUERY)
    return _respond(_to_json(dump_search(_checker().searcher.search(words, filters, k))))


@v1.get("/timeline")
def show_timeline() -> Response:
    """One quantity through time."""
    words, filters = _query(_TIMELINE_QUERY)
    return _respond(_to_json(dump_timeline(trace(_checker().searcher, words, filters))))


@v1.post("/documents")
def create_document() -> Response:
    """A document taken into the index: 201 where it is new, 200 where it was there."""
    _query(_NO_PARAMETERS)
    if request.mimetype == "multipart/form-data":
        return _take_upload()
    given = read_json(request, _DOCUMENT_REQUEST)
    archive = _checker().archive
    if not asks_for_fetching(given):
        return _respond_document(archive.add(read_record(given, "", {})))
    submission = current_app.extensions["onrecord"].requested.fetch(given.pop("url"), given)
    try:
        return _respond_document(archive.add(submission))
    except InputError as err:
        err.pointer = err.pointer or "/url"
        raise


@v1.get("/documents")
def list_documents() -> Response:
    """Live documents, a page at a time."""
    query = _query(_DOCUMENTS_QUERY)
    documents, cursor = _checker().archive.documents(
        collection=query.get("collection"), after=query.get("after"), limit=query["limit"]
    )
    response = _respond(_to_json({"documents": [dump_summary(d) for d in documents], "next": cursor}))
    if cursor is not None:
        following = url_for("v1.list_documents") + "?" + urlencode({**query, "after": cursor})
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response


@v1.get("/documents/<document_id>")
def show_document(document_id: str) -> Response:
    """A document with its cleaned text, and with ``?raw=true`` its raw input."""
    query = _query(_DOCUMENT_QUERY)
    archive = _checker().archive
    raw = archive.raw(document_id) if query["raw"] else None
    return _respond(_to_json(dump_document(archive.document(document_id), raw)))


@v1.patch("/documents/<document_id>")
def change_document(document_id: str) -> Response:
    """A new version of a document."""
    _query(_NO_PARAMETERS)
    changes = read_json(request, _DOCUMENT_CHANGES)
    return _respond(_to_json(dump_summary(_checker().archive.edit(document_id, changes))))


@v1.delete("/documents/<document_id>")
def remove_document(document_id: str) -> Response:
    """Nothing: the document is out of every later search."""
    _checker().archive.remove(document_id, purge=_query(_DELETION_QUERY)["purge"])
    return Response(status=204)


def _take_upload() -> Response:
    file, defaults = read_upload(request, _METADATA)
    name = uploaded_name(file)
    found = list(read_bytes(file.read(), name, defaults))
    if len(found) == 1 and not name.lower().endswith(_LINES):
        if isinstance(found[0], InputError):
            raise found[0]
        return _respond_document(_checker().archive.add(found[0]))
    return _take_many(found)


def _take_many(found: list[Submission | InputError]) -> Response:
    """Every document of a file that holds several; those that are refused do not stop the others."""
    outcomes = list(_checker().archive.add_many(found))
    taken = [outcome.document for outcome in outcomes if outcome.document is not None]
    refused = [_refusal(outcome.where, outcome.error) for outcome in outcomes if outcome.error is not None]
    if not taken:
        faults = [Fault(detail, "/file") for detail in refused] or [Fault("The file holds no document.", "/file")]
        raise ValidationFailed(faults[:MAX_FAULTS])
    documents = [{**dump_summary(document), "created": document.created} for document in taken]
    body = {"documents": documents, "refused": [{"detail": detail} for detail in refused]}
    return _respond(_to_json(body), 201 if any(document.created for document in taken) else 200)


def _refusal(where: str, error: InputError) -> str:
    """The error with its file and line, which readers put into the message and the archive does not."""
    text = str(error)
    return text if text.startswith(where) else f"{where}: {text}"


def _respond_document(document: StoredDocument) -> Response:
    response = _respond(_to_json(dump_summary(document)), 201 if document.created else 200)
    response.headers["Location"] = url_for("v1.show_document", document_id=document.source.document_id)
    return response


def _checker() -> Checker:
    checker: Checker = current_app.extensions["onrecord"].checker()
    return checker


def _query(schema: Schema) -> Any:
    return read_query(request, schema)


def _to_json(body: Mapping[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, allow_nan=False)


def _respond(body: str, status: int = 200) -> Response:
    return Response(body, status=status, mimetype="application/json")
