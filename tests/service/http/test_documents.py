"""``/v1/documents``: adding, uploading, listing, showing, changing and removing."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.http.requests import DocumentChanges

PAGE = """<!doctype html><html lang="en"><head><title>Port Aldan counts its absent</title>
<meta property="og:site_name" content="Meridian Wire">
<meta property="article:published_time" content="2025-03-09T18:40:00+01:00"></head>
<body><nav>Home News Sport</nav><article><h1>Port Aldan counts its absent</h1>
<p>Some 11,000 people had left Port Aldan by Sunday evening, Mayor Ines Okafor-Lind told reporters.</p>
<p>The river is expected to fall from Tuesday, and the county flood office said that nobody should return before it
does.</p></article></body></html>"""


def upload(client: FlaskClient, data: bytes, name: str = "story.txt", **fields: Any) -> Any:
    form = {"file": (io.BytesIO(data), name), **fields}
    return client.post("/v1/documents", data=form, content_type="multipart/form-data")


def test_a_new_document_is_created_and_the_same_again_is_not(client: FlaskClient, harbour: dict[str, Any]) -> None:
    first, again = (client.post("/v1/documents", json=harbour) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.get_json() == again.get_json()
    body = first.get_json()
    assert first.headers["Location"] == f"/v1/documents/{body['id']}"
    assert body["passages"] == 1
    assert (body["published_at"], body["published_precision"], body["date_method"]) == ("2025-03-04", "day", "given")


def test_the_same_text_from_another_publisher_is_a_copy(client: FlaskClient, harbour: dict[str, Any]) -> None:
    body = "The county flood office moved people out street by street and counted them at the bridge. " * 4
    text = harbour["text"] + " " + body
    first = client.post("/v1/documents", json={**harbour, "text": text}).get_json()
    second = client.post("/v1/documents", json={"text": text, "publisher": "The Northfold Courier"}).get_json()
    assert first["id"] != second["id"]
    assert first["story_cluster"] in (first["id"], second["id"])
    assert second["copies"][0]["document_id"] == first["id"]


@pytest.mark.parametrize(
    ("published_at", "precision"),
    [
        ("2024", "year"),
        ("2024-11", "month"),
        ("2024-11-03", "day"),
        ("2024-11-03T09:30:00+09:00", "instant"),
        ("2024-10-30/2024-11-03", "interval"),
    ],
)
def test_a_date_is_kept_at_its_own_precision(client: FlaskClient, published_at: str, precision: str) -> None:
    body = client.post("/v1/documents", json={"text": "The bridge is shut.", "published_at": published_at}).get_json()
    assert (body["published_at"], body["published_precision"]) == (published_at, precision)


def test_a_page_says_who_published_it_and_when(client: FlaskClient) -> None:
    response = client.post("/v1/documents", json={"html": PAGE})
    assert response.status_code == 201, response.get_data(as_text=True)
    body = response.get_json()
    assert (body["publisher"], body["date_method"]) == ("Meridian Wire", "meta")
    shown = client.get(response.headers["Location"]).get_json()
    assert "Home News Sport" not in shown["text"]


def test_raw_input_is_shown_only_when_asked_for(client: FlaskClient, harbour: dict[str, Any]) -> None:
    place = client.post("/v1/documents", json=harbour).headers["Location"]
    assert "raw" not in client.get(place).get_json()
    assert client.get(place + "?raw=true").get_json()["raw"] == harbour["text"]


def test_an_upload_is_taken_with_its_fields(client: FlaskClient) -> None:
    text = b"Port Aldan\n\nAbout 3,000 people have left Port Aldan, the county flood office said."
    response = upload(client, text, publisher="Harbour Gazette", authors=["A. Reed", "B. Moss"], published_at="2025-03")
    assert response.status_code == 201, response.get_data(as_text=True)
    body = response.get_json()
    assert (body["publisher"], body["authors"], body["published_at"]) == (
        "Harbour Gazette",
        ["A. Reed", "B. Moss"],
        "2025-03",
    )


def test_the_good_lines_around_a_broken_one_are_kept(client: FlaskClient, harbour: dict[str, Any]) -> None:
    lines = [json.dumps(harbour), "{broken", json.dumps({**harbour, "text": "The bridge is shut."})]
    response = upload(client, "\n".join(lines).encode(), "march.jsonl")
    assert response.status_code == 201
    body = response.get_json()
    assert [document["created"] for document in body["documents"]] == [True, True]
    assert len(body["refused"]) == 1
    assert body["refused"][0]["detail"].startswith("march.jsonl:2:")
    assert upload(client, "\n".join(lines).encode(), "march.jsonl").status_code == 200


def test_a_line_that_the_index_refuses_is_named_too(client: FlaskClient, harbour: dict[str, Any]) -> None:
    lines = [json.dumps(harbour), json.dumps({**harbour, "published_at": "last week"})]
    [refused] = upload(client, "\n".join(lines).encode(), "march.jsonl").get_json()["refused"]
    assert refused["detail"].startswith("march.jsonl:2: ")


def test_a_file_with_no_good_line_is_refused(client: FlaskClient) -> None:
    response = upload(client, b"{broken\n{as well", "march.jsonl")
    assert response.status_code == 422
    assert len(response.get_json()["errors"]) == 2


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 20, b"\x00" * 500, b""])
def test_a_file_that_is_no_text_is_refused(client: FlaskClient, data: bytes) -> None:
    response = upload(client, data, "picture.png")
    assert (response.status_code, response.mimetype) == (422, "application/problem+json")


def test_an_upload_without_a_file_or_with_two_is_refused(client: FlaskClient) -> None:
    response = client.post("/v1/documents", data={"publisher": "X"}, content_type="multipart/form-data; boundary=b")
    assert response.status_code == 422
    two = {"file": [(io.BytesIO(b"one"), "a.txt"), (io.BytesIO(b"two"), "b.txt")]}
    assert client.post("/v1/documents", data=two, content_type="multipart/form-data").status_code == 422


def test_pages_follow_one_another_to_the_end(client: FlaskClient) -> None:
    for number in range(5):
        client.post(
            "/v1/documents", json={"text": f"The bridge was shut {number} times.", "publisher": "Harbour Gazette"}
        )
    place: str | None = "/v1/documents?limit=2&collection=default"
    seen: list[str] = []
    while place:
        response = client.get(place)
        body = response.get_json()
        seen += [document["id"] for document in body["documents"]]
        link = response.headers.get("Link")
        assert (link is None) == (body["next"] is None)
        place = link.split(">")[0].lstrip("<") if link else None
        assert place is None or body["next"] in place
    assert len(seen) == len(set(seen)) == 5


def test_a_change_adds_a_version_and_null_takes_a_value_back(client: FlaskClient, harbour: dict[str, Any]) -> None:
    before = client.post("/v1/documents", json=harbour).get_json()
    place = f"/v1/documents/{before['id']}"
    after = client.patch(place, json={"publisher": "The Harbour Gazette", "title": None, "retracted": True}).get_json()
    assert after["id"] == before["id"]
    assert after["version"] != before["version"]
    assert (after["publisher"], after["retracted"]) == ("The Harbour Gazette", True)
    assert client.get(place).get_json()["version"] == after["version"]


def test_what_can_be_changed_is_what_the_index_changes() -> None:
    from index.build import EDITABLE

    assert set(DocumentChanges().fields) == set(EDITABLE)


def test_a_removed_document_is_gone(filled: FlaskClient) -> None:
    document_id = filled.get("/v1/documents?limit=1").get_json()["documents"][0]["id"]
    response = filled.delete(f"/v1/documents/{document_id}")
    assert (response.status_code, response.data) == (204, b"")
    for method in ("get", "delete"):
        assert getattr(filled, method)(f"/v1/documents/{document_id}").status_code == 404
    assert filled.patch(f"/v1/documents/{document_id}", json={"title": "X"}).status_code == 404
    assert len(filled.get("/v1/documents").get_json()["documents"]) == 2


def test_the_same_external_id_is_the_same_document(client: FlaskClient, harbour: dict[str, Any]) -> None:
    first = client.post("/v1/documents", json={**harbour, "external_id": "a-1"}).get_json()
    second = client.post("/v1/documents", json={**harbour, "external_id": "a-1", "text": "A correction."}).get_json()
    assert first["id"] == second["id"]
    assert first["version"] != second["version"]
