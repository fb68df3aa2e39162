"""Starting, readiness, headers and other origins."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

import service.answering
import service.http.app
from index.errors import ConfigError, IndexLocked, ModelMismatch, OnrecordError
from service.answering import Checker
from service.http.app import create_app
from service.settings import Settings


def test_an_empty_index_is_ready(client: FlaskClient) -> None:
    assert client.get("/healthz").get_json() == {"status": "ok"}
    response = client.get("/readyz")
    assert (response.status_code, response.get_json()) == (200, {"status": "ready"})


def test_an_index_that_cannot_be_opened_does_not_stop_the_server(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, checker: Checker
) -> None:
    def refuse(settings: Settings) -> Checker:
        raise IndexLocked("/srv/data is locked")

    monkeypatch.setattr(service.answering, "open_checker", refuse)
    monkeypatch.setattr(service.http.app, "REOPEN_AFTER_S", 0.0)
    client = create_app(settings).test_client()
    assert client.get("/healthz").status_code == 200
    for address in ("/readyz", "/v1/documents"):
        response = client.get(address)
        assert (response.status_code, response.get_json()["type"]) == (503, "/problems/index-locked")
        assert response.headers["Retry-After"]
    monkeypatch.setattr(service.answering, "open_checker", lambda settings: checker)
    assert client.get("/readyz").status_code == 200
    assert client.get("/v1/documents").status_code == 200


@pytest.mark.parametrize(("error", "wait_s"), [(IndexLocked("locked"), 60.0), (ModelMismatch("another model"), 0.0)])
def test_opening_is_not_tried_again_at_once_nor_where_waiting_is_no_help(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, error: OnrecordError, wait_s: float
) -> None:
    tries = []

    def refuse(settings: Settings) -> Checker:
        tries.append(settings)
        raise error

    monkeypatch.setattr(service.answering, "open_checker", refuse)
    monkeypatch.setattr(service.http.app, "REOPEN_AFTER_S", wait_s)
    client = create_app(settings).test_client()
    assert {client.get("/readyz").status_code for _ in range(3)} == {503}
    assert len(tries) == 1


def test_settings_that_cannot_be_used_stop_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_PORT", "many")
    with pytest.raises(ConfigError):
        create_app()


@pytest.mark.parametrize(
    "address", ["/", "/docs", "/problems", "/openapi.yaml", "/readyz", "/v1/documents", "/v1/nothing"]
)
def test_every_answer_has_the_security_headers(client: FlaskClient, address: str) -> None:
    headers = client.get(address).headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_answers_of_the_api_are_not_cached(client: FlaskClient) -> None:
    assert client.get("/v1/documents").headers["Cache-Control"] == "no-store"


def preflight(app: Flask, origin: str) -> Any:
    headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    return app.test_client().options("/v1/checks", headers=headers)


def test_no_other_origin_may_read_by_default(app: Flask) -> None:
    assert "Access-Control-Allow-Origin" not in preflight(app, "https://newsroom.example").headers


def test_listed_origins_may_read_and_others_may_not(checker: Checker) -> None:
    app = create_app(Settings(cors_origins=("https://newsroom.example",)), checker)
    allowed = preflight(app, "https://newsroom.example")
    assert allowed.status_code == 204
    assert allowed.headers["Access-Control-Allow-Origin"] == "https://newsroom.example"
    assert "POST" in allowed.headers["Access-Control-Allow-Methods"]
    assert "Access-Control-Allow-Credentials" not in allowed.headers
    refused = preflight(app, "https://newsroom.example.evil.example")
    assert "Access-Control-Allow-Origin" not in refused.headers
    assert refused.headers["Vary"] == "Origin"
    problem = app.test_client().get("/v1/checks/x", headers={"Origin": "https://newsroom.example"})
    assert (problem.status_code, problem.headers["Access-Control-Allow-Origin"]) == (404, "https://newsroom.example")


def test_every_origin_may_read_where_that_is_set(checker: Checker) -> None:
    app = create_app(Settings(cors_origins=("*",)), checker)
    assert preflight(app, "https://anywhere.example").headers["Access-Control-Allow-Origin"] == "*"


def test_reading_the_schemas_loads_no_model_library() -> None:
    code = "import sys, service.http.schemas, service.http.app; print({'torch', 'faiss'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
