"""The table of problems: complete, and the same over the wire; crashes are answered and give nothing away."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any, cast

import pytest
from flask import Flask
from werkzeug.exceptions import TooManyRequests

import index.errors
import service.errors
import service.http.problems
from index.errors import InputError, OnrecordError
from service.answering import Checker
from service.errors import NoSuchHost, ServerRefused, ServerUnreachable
from service.http.app import create_app
from service.http.problems import TABLE, Fault, ValidationFailed, describe, find_row
from service.settings import Settings

INHERITS: set[type[OnrecordError]] = {NoSuchHost, ServerRefused, ServerUnreachable}
"""Errors that are answered as their family is, on purpose."""


def subclasses(kind: type[OnrecordError]) -> Iterator[type[OnrecordError]]:
    for child in kind.__subclasses__():
        yield child
        yield from subclasses(child)


def ours() -> set[type[OnrecordError]]:
    """Every class of error that the packages define; tests may define more."""
    return {kind for kind in subclasses(OnrecordError) if kind.__module__.partition(".")[0] in ("index", "service")}


class Raising:
    """A checker that fails."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def check(self, *args: Any) -> Any:
        raise self.error

    @property
    def archive(self) -> Any:
        raise self.error


def app_that_raises(error: Exception) -> Flask:
    return create_app(Settings(), cast(Checker, Raising(error)))


def make(kind: type[OnrecordError], message: str) -> OnrecordError:
    return ValidationFailed([Fault(message, "/statement")]) if kind is ValidationFailed else kind(message)


def test_every_error_has_a_row_or_inherits_one_on_purpose() -> None:
    assert ours() | {OnrecordError} == set(TABLE) | INHERITS


def test_slugs_are_unique_and_are_the_codes_of_their_errors() -> None:
    slugs = [row.slug for row in TABLE.values()]
    assert len(slugs) == len(set(slugs))
    codes = {kind: kind.code for kind in TABLE if kind is not OnrecordError}
    assert codes == {kind: row.slug for kind, row in TABLE.items() if kind is not OnrecordError}


def test_an_error_without_a_row_has_its_familys() -> None:
    class Stranger(index.errors.NotFound):
        pass

    assert find_row(Stranger) is TABLE[index.errors.NotFound]


@pytest.mark.parametrize("kind", TABLE, ids=lambda kind: kind.__name__)
def test_every_row_is_answered_over_the_wire(kind: type[OnrecordError], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    client = app_that_raises(make(kind, "/srv/secret/onrecord.sqlite3 is broken")).test_client()
    response = client.post("/v1/checks", json={"statement": "It rained."})
    row = TABLE[kind]
    body = response.get_json()
    assert (response.status_code, response.mimetype) == (row.status, "application/problem+json")
    assert (body["type"], body["title"], body["status"]) == (row.type, row.title, row.status)
    assert body["instance"] == "/v1/checks"
    assert ("Retry-After" in response.headers) == row.retry
    if not issubclass(kind, InputError):
        assert "/srv" not in response.get_data(as_text=True)
    assert client.get(row.type).status_code == 200


def test_what_the_caller_is_not_told_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    client = app_that_raises(index.errors.DamagedIndex("/srv/data: page 7 is torn")).test_client()
    assert client.get("/v1/checks/x").status_code == 503
    assert "page 7 is torn" in caplog.text


def test_a_crash_is_answered_and_gives_nothing_away(caplog: pytest.LogCaptureFixture) -> None:
    app = app_that_raises(RuntimeError("/srv/secret password=hunter2"))
    assert not app.testing
    response = app.test_client().post("/v1/checks", json={"statement": "It rained."})
    assert (response.status_code, response.mimetype) == (500, "application/problem+json")
    body = response.get_json()
    assert (body["type"], body["status"]) == ("about:blank", 500)
    assert not {"hunter2", "secret", "Traceback", "RuntimeError"} & set(
        response.get_data(as_text=True).replace("/", " ").split()
    )
    assert "hunter2" in caplog.text


def test_headers_of_http_errors_are_kept() -> None:
    app = app_that_raises(TooManyRequests(retry_after=7))
    response = app.test_client().post("/v1/checks", json={"statement": "It rained."})
    assert (response.status_code, response.mimetype) == (429, "application/problem+json")
    assert response.headers["Retry-After"] == "7"


def test_a_pointer_becomes_an_entry_of_errors() -> None:
    problem = describe(index.errors.BadDate("No such day.", "/as_of"), "/v1/checks")
    assert problem["errors"] == [{"detail": "No such day.", "pointer": "/as_of"}]


def test_faults_of_one_family_have_its_type_and_others_the_general_one() -> None:
    faults = [Fault("one", "/a"), Fault("two", "/b")]
    assert describe(ValidationFailed(faults, index.errors.UnknownField))["type"] == "/problems/unknown-field"
    assert describe(ValidationFailed(faults))["type"] == "/problems/validation-failed"


def test_the_modules_of_errors_are_all_loaded() -> None:
    assert {kind.__module__ for kind in ours()} == {
        module.__name__ for module in (index.errors, service.errors, service.http.problems)
    }
