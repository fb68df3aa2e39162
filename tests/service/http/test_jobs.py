"""``/v1/documents:batch`` and ``/v1/jobs``: many documents at once, taken in after the answer."""

from __future__ import annotations

import io
import json
import time
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from index.build import Archive
from service.answering import Checker
from service.http.app import create_app
from service.settings import Settings

NDJSON = "application/x-ndjson"


def post(client: FlaskClient, body: bytes, **given: Any) -> Any:
    return client.post("/v1/documents:batch", data=body, **{"content_type": NDJSON, **given})


def over(client: FlaskClient, job_id: str, limit_s: float = 60.0) -> dict[str, Any]:
    """The job once it is over."""
    end = time.monotonic() + limit_s
    while True:
        job: dict[str, Any] = client.get(f"/v1/jobs/{job_id}").get_json()
        if job["state"] in ("done", "failed"):
            return job
        assert time.monotonic() < end, job
        time.sleep(0.01)


def test_a_batch_becomes_documents_and_says_what_it_refused(
    client: FlaskClient, harbour: dict[str, Any], meridian: dict[str, Any]
) -> None:
    wrong = [
        {**meridian, "publised_at": "2025"},
        {**meridian, "published_at": "2025-02-30"},
        {"url": "https://a.example/b"},
        [],
    ]
    lines = [json.dumps(line) for line in [harbour, *wrong, meridian, harbour]] + ["", "{no json"]
    answer = post(client, "\n".join(lines).encode())
    assert answer.status_code == 202
    assert answer.headers["Location"] == f"/v1/jobs/{answer.get_json()['id']}"
    job = over(client, answer.get_json()["id"])
    assert (job["state"], job["lines"], job["size_bytes"]) == ("done", 9, job["read_bytes"])
    assert (job["counts"]["taken"], job["counts"]["same_as_before"], job["counts"]["refused"]) == (2, 1, 5)
    assert [(fault["line"], fault["code"]) for fault in job["refused"]] == [
        (2, "unknown-field"),
        (3, "bad-date"),
        (4, "fetching-not-available"),
        (5, "validation-failed"),
        (9, "malformed-body"),
    ]
    assert "did you mean published_at?" in job["refused"][0]["detail"]
    assert job["documents_per_second"] > 0
    assert job["remaining_seconds"] is None
    listed = client.get("/v1/documents").get_json()["documents"]
    assert {document["publisher"] for document in listed} == {harbour["publisher"], meridian["publisher"]}


def test_a_document_of_a_batch_is_the_one_that_is_posted_alone(client: FlaskClient, harbour: dict[str, Any]) -> None:
    alone = client.post("/v1/documents", json=harbour).get_json()
    job = over(client, post(client, json.dumps(harbour).encode()).get_json()["id"])
    assert job["counts"]["same_as_before"] == 1
    assert [d["id"] for d in client.get("/v1/documents").get_json()["documents"]] == [alone["id"]]


@pytest.mark.parametrize(
    ("body", "given", "status", "kind"),
    [
        (b"{}", {"content_type": "application/json"}, 415, "unsupported-media-type"),
        (b"{}", {"content_type": "application/x-www-form-urlencoded"}, 415, "unsupported-media-type"),
        (b"{}", {"headers": {"Content-Encoding": "gzip"}}, 415, "unsupported-media-type"),
        (b" \n ", {}, 422, "unreadable-input"),
        (b"", {}, 422, "unreadable-input"),
        (b"{}", {"query_string": {"collection": "a"}}, 422, "unknown-field"),
    ],
)
def test_what_is_no_batch_is_refused(
    client: FlaskClient, body: bytes, given: dict[str, Any], status: int, kind: str
) -> None:
    answer = post(client, body, **given)
    assert (answer.status_code, answer.get_json()["type"]) == (status, f"/problems/{kind}")


def test_a_refused_type_names_those_that_are_taken(client: FlaskClient) -> None:
    assert NDJSON in post(client, b"{}", content_type="text/csv").headers["Accept"]


def test_a_job_that_nobody_knows(client: FlaskClient) -> None:
    assert client.get("/v1/jobs/nothing").status_code == 404


def test_a_batch_may_be_larger_than_a_body_and_has_a_limit_of_its_own(
    archive: Archive, checker: Checker, tmp_path: Path
) -> None:
    app = create_app(Settings(data=tmp_path / "index", max_body_bytes=65_536, max_batch_bytes=300_000), checker)
    line = json.dumps({"text": "Ships came to the harbour. " * 20}).encode() + b"\n"
    with app.test_client() as client:
        answer = post(client, line * 400)
        assert (answer.status_code, answer.get_json()["size_bytes"]) == (202, 400 * len(line))
        large = line * 800
        assert post(client, large).status_code == 413
        streamed = client.post(
            "/v1/documents:batch",
            input_stream=io.BytesIO(large),
            content_type=NDJSON,
            environ_overrides={"wsgi.input_terminated": True},
        )
        assert streamed.status_code == 413
        assert over(client, answer.get_json()["id"])["counts"]["same_as_before"] == 399
    app.extensions["onrecord"].stop()
    assert [path for path in (archive.folder / "jobs").iterdir() if path.suffix == ".part"] == []


def test_an_interrupted_job_goes_on_when_the_next_server_starts(
    archive: Archive, checker: Checker, settings: Settings, monkeypatch: pytest.MonkeyPatch, harbour: dict[str, Any]
) -> None:
    stopped = create_app(settings, checker)
    stopped.extensions["onrecord"].jobs().stop()
    with stopped.test_client() as client:
        job_id = post(client, json.dumps(harbour).encode()).get_json()["id"]
        assert client.get(f"/v1/jobs/{job_id}").get_json()["state"] == "queued"
    monkeypatch.setattr("service.answering.open_checker", lambda _settings: checker)
    started = create_app(settings)
    with started.test_client() as client:
        assert over(client, job_id)["counts"]["taken"] == 1
    started.extensions["onrecord"].stop()
