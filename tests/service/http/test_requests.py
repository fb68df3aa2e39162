"""Bad input: each is a clear problem with its place, none a crash."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from flask.testing import FlaskClient

JSON = "application/json"


def problem(response: Any, status: int, slug: str) -> Any:
    assert response.status_code == status, response.get_data(as_text=True)
    assert response.mimetype == "application/problem+json"
    body = response.get_json()
    assert body["type"] == (slug if slug == "about:blank" else f"/problems/{slug}")
    assert body["status"] == status
    return body


# (body of a check, slug, pointer)
BAD_CHECKS: list[tuple[Any, str, str]] = [
    ({}, "validation-failed", "/statement"),
    ({"statement": ""}, "empty-statement", "/statement"),
    ({"statement": " \n\t "}, "empty-statement", "/statement"),
    ({"statement": "x" * 10_001}, "statement-too-long", "/statement"),
    ({"statement": "word " * 20_000}, "statement-too-long", "/statement"),
    ({"statement": None}, "validation-failed", "/statement"),
    ({"statement": 7}, "validation-failed", "/statement"),
    ({"statement": ["It rained."]}, "validation-failed", "/statement"),
    ({"statement": "It rained.\0"}, "validation-failed", "/statement"),
    ({"statement": "It rained. \ud83d"}, "validation-failed", "/statement"),
    ({"statement": "It rained.", "asof": "2025-05-01"}, "unknown-field", "/asof"),
    ({"statement": "It rained.", "a/b~c": 1}, "unknown-field", "/a~1b~0c"),
    ({"statement": "It rained.", "as_of": "2025-05"}, "bad-date", "/as_of"),
    ({"statement": "It rained.", "as_of": "2025-02-30"}, "bad-date", "/as_of"),
    ({"statement": "It rained.", "as_of": "20250501"}, "bad-date", "/as_of"),
    ({"statement": "It rained.", "as_of": "2025-W18-4"}, "bad-date", "/as_of"),
    ({"statement": "It rained.", "as_of": "٢٠٢٥-٠٥-٠١"}, "bad-date", "/as_of"),
    ({"statement": "It rained.", "as_of": ""}, "bad-date", "/as_of"),
    ({"statement": "It rained.", "as_of": 20250501}, "validation-failed", "/as_of"),
    ({"statement": "It rained.", "published_after": "yesterday"}, "bad-date", "/published_after"),
    ({"statement": "It rained.", "include_undated": "yes"}, "validation-failed", "/include_undated"),
    ({"statement": "It rained.", "include_undated": 1}, "validation-failed", "/include_undated"),
    ({"statement": "It rained.", "store": "true"}, "validation-failed", "/store"),
    ({"statement": "It rained.", "max_evidence": 0}, "validation-failed", "/max_evidence"),
    ({"statement": "It rained.", "max_evidence": 51}, "validation-failed", "/max_evidence"),
    ({"statement": "It rained.", "max_evidence": "10"}, "validation-failed", "/max_evidence"),
    ({"statement": "It rained.", "max_evidence": True}, "validation-failed", "/max_evidence"),
    ({"statement": "It rained.", "max_evidence": 1.5}, "validation-failed", "/max_evidence"),
    ({"statement": "It rained.", "publishers": "Harbour Gazette"}, "validation-failed", "/publishers"),
    ({"statement": "It rained.", "publishers": ["Harbour Gazette", ""]}, "validation-failed", "/publishers/1"),
    ({"statement": "It rained.", "publishers": ["x"] * 101}, "validation-failed", "/publishers"),
    ({"statement": "It rained.", "collection": "../etc"}, "validation-failed", "/collection"),
    ({"statement": "It rained.", "context": "x" * 20_001}, "validation-failed", "/context"),
    ([], "validation-failed", ""),
    ("It rained.", "validation-failed", ""),
    (None, "validation-failed", ""),
]


@pytest.mark.parametrize(("body", "slug", "pointer"), BAD_CHECKS)
def test_a_bad_check_is_refused_with_its_place(client: FlaskClient, body: Any, slug: str, pointer: str) -> None:
    response = client.post("/v1/checks", data=json.dumps(body), content_type=JSON)
    found = problem(response, 422, slug)
    assert [fault["pointer"] for fault in found["errors"]] == [pointer]
    assert len(response.data) < 1_000


BAD_DOCUMENTS: list[tuple[Any, str, str]] = [
    ({"title": "Port Aldan"}, "validation-failed", "/text"),
    ({"text": "One.", "html": "<p>Two.</p>"}, "validation-failed", "/html"),
    ({"text": ""}, "validation-failed", "/text"),
    ({"text": "One.", "url": "javascript:alert(1)"}, "validation-failed", "/url"),
    ({"text": "One.", "url": "/relative"}, "validation-failed", "/url"),
    ({"text": "One.", "url": "https://[::1"}, "validation-failed", "/url"),
    ({"text": "One.", "published_at": "last week"}, "bad-date", "/published_at"),
    ({"text": "One.", "published_at": "2024-11-03T09:30:00"}, "bad-date", "/published_at"),
    ({"text": "One.", "published_at": "2024-11-03/2024-10-30"}, "bad-date", "/published_at"),
    ({"text": "One.", "published_at": 2024}, "validation-failed", "/published_at"),
    ({"text": "One.", "authors": "A. Reed"}, "validation-failed", "/authors"),
    ({"text": "One.", "retracted": True}, "unknown-field", "/retracted"),
    ({"text": "One.", "publisher": "x" * 301}, "validation-failed", "/publisher"),
]


@pytest.mark.parametrize(("body", "slug", "pointer"), BAD_DOCUMENTS)
def test_a_bad_document_is_refused_with_its_place(client: FlaskClient, body: Any, slug: str, pointer: str) -> None:
    found = problem(client.post("/v1/documents", json=body), 422, slug)
    assert [fault["pointer"] for fault in found["errors"]] == [pointer]


def test_a_page_with_no_text_is_unreadable(client: FlaskClient) -> None:
    body = {"html": "<html><head><title></title></head><body><script>1</script></body></html>"}
    problem(client.post("/v1/documents", json=body), 422, "unreadable-input")


@pytest.mark.parametrize("changes", [{}, {"text": "New."}, {"published_at": "soon"}, {"retracted": "yes"}])
def test_a_bad_change_is_refused(client: FlaskClient, changes: dict[str, Any]) -> None:
    assert client.patch("/v1/documents/x", json=changes).status_code == 422


BAD_QUERIES = [
    ("/v1/search", "validation-failed", "q"),
    ("/v1/search?q=", "validation-failed", "q"),
    ("/v1/search?q=" + "x" * 1_001, "validation-failed", "q"),
    ("/v1/search?q=a%00b", "validation-failed", "q"),
    ("/v1/search?q=x&k=0", "validation-failed", "k"),
    ("/v1/search?q=x&k=51", "validation-failed", "k"),
    ("/v1/search?q=x&k=ten", "validation-failed", "k"),
    ("/v1/search?q=x&k=1&k=2", "validation-failed", "k"),
    ("/v1/search?q=x&as_of=2025", "bad-date", "as_of"),
    ("/v1/search?q=x&include_undated=1", "validation-failed", "include_undated"),
    ("/v1/search?q=x&publisher=y", "unknown-field", "publisher"),
    ("/v1/documents?limit=201", "validation-failed", "limit"),
    ("/v1/documents?limit=0", "validation-failed", "limit"),
    ("/v1/documents?page=2", "unknown-field", "page"),
    ("/v1/documents/x?raw=maybe", "validation-failed", "raw"),
    ("/v1/checks/x?verbose=true", "unknown-field", "verbose"),
]


@pytest.mark.parametrize(("address", "slug", "parameter"), BAD_QUERIES)
def test_a_bad_query_is_refused_with_the_parameter(
    client: FlaskClient, address: str, slug: str, parameter: str
) -> None:
    found = problem(client.get(address), 422, slug)
    assert [fault["parameter"] for fault in found["errors"]] == [parameter]


def test_all_faults_are_reported_at_once(client: FlaskClient) -> None:
    body = {"statment": "It rained.", "as_of": "May", "max_evidence": 500}
    found = problem(client.post("/v1/checks", json=body), 422, "validation-failed")
    assert {fault["pointer"] for fault in found["errors"]} == {"/statement", "/statment", "/as_of", "/max_evidence"}
    assert any("did you mean statement?" in fault["detail"] for fault in found["errors"])


def test_a_huge_wrong_body_gets_a_short_answer(client: FlaskClient) -> None:
    body = {"statement": "It rained.", **{f"field{i}": i for i in range(5_000)}}
    assert len(problem(client.post("/v1/checks", json=body), 422, "unknown-field")["errors"]) <= 50


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b'{"statement": "caf\xe9"}', "UTF-8"),
        (b'{"statement": "It rained."', "line 1"),
        (b"", "JSON"),
        (b'{"statement": NaN}', "NaN"),
        (b'{"statement": ' + b"9" * 5_000 + b"}", "number"),
        (b"[" * 100_000, "nested"),
    ],
)
def test_a_body_that_is_no_json_is_malformed(client: FlaskClient, data: bytes, says: str) -> None:
    found = problem(client.post("/v1/checks", data=data, content_type=JSON), 400, "malformed-body")
    assert says in found["detail"]


def test_a_byte_order_mark_is_passed_over(client: FlaskClient) -> None:
    data = b"\xef\xbb\xbf" + json.dumps({"statement": "It rained."}).encode()
    assert client.post("/v1/checks", data=data, content_type=JSON).status_code == 200


def test_a_query_that_is_not_utf8_is_malformed(client: FlaskClient) -> None:
    problem(client.get("/v1/search?q=caf%e9"), 400, "malformed-body")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "", "application/json; charset=latin-1"]
)
@pytest.mark.parametrize("address", ["/v1/checks", "/v1/documents"])
def test_another_content_type_is_refused(client: FlaskClient, address: str, kind: str) -> None:
    response = client.post(address, data=b'{"statement": "It rained."}', headers={"Content-Type": kind})
    problem(response, 415, "unsupported-media-type")


def test_a_multipart_form_without_a_boundary_is_malformed(client: FlaskClient) -> None:
    response = client.post("/v1/documents", data=b"x", headers={"Content-Type": "multipart/form-data"})
    problem(response, 400, "malformed-body")


@pytest.mark.parametrize("kind", [JSON, "multipart/form-data; boundary=b"])
def test_a_body_over_the_limit_is_too_large(client: FlaskClient, kind: str) -> None:
    response = client.post("/v1/documents", data=b"x" * 300_000, headers={"Content-Type": kind})
    found = problem(response, 413, "input-too-large")
    assert "265536" in found["detail"]


@pytest.mark.parametrize("kind", [JSON, "multipart/form-data; boundary=b"])
def test_a_body_of_unknown_length_over_the_limit_is_too_large(client: FlaskClient, kind: str) -> None:
    head = (
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
        if "form" in kind
        else b'{"text": "'
    )
    stream = io.BytesIO(head + b"x" * 300_000)
    chunked = {"wsgi.input_terminated": True}
    response = client.post("/v1/documents", input_stream=stream, content_type=kind, environ_overrides=chunked)
    problem(response, 413, "input-too-large")
    assert stream.read() == b"", (
        "a body that is left unread resets the connection, and the client never sees the answer"
    )


def test_an_unknown_address_and_a_wrong_method_are_problems(client: FlaskClient) -> None:
    problem(client.get("/v1/nothing"), 404, "about:blank")
    problem(client.get("//v1/checks"), 404, "about:blank")
    response = client.put("/v1/checks")
    problem(response, 405, "about:blank")
    assert {"POST"} <= set(response.headers["Allow"].split(", "))


def test_unicode_survives(client: FlaskClient) -> None:
    statement = "Zoë “Łódź” 𝟛 people 👩‍👩‍👧 left — café."
    answer = client.post("/v1/checks", json={"statement": statement}).get_json()
    assert answer["statement"] == statement
