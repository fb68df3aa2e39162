"""``POST /v1/drafts``: every sentence with its place and its check; nothing of a draft is kept or logged."""

from __future__ import annotations

import io
import logging
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from service.http.requests import MAX_CONTEXT_CHARS

DRAFT = "# Port Aldan\n\nAbout 3,000 people have left Port Aldan.\nWhat will they do? It is a disgrace.\n"


def post(client: FlaskClient, **body: object) -> dict[str, object]:
    response = client.post("/v1/drafts", json={"content": DRAFT, "format": "markdown", **body})
    assert response.status_code == 200, response.get_json()
    return dict(response.get_json())


def test_every_sentence_comes_with_its_place(filled: FlaskClient) -> None:
    sentences = post(filled)["sentences"]
    assert isinstance(sentences, list)
    assert [(s["text"], s["line"], s["column"], s["checkable"]) for s in sentences] == [
        ("Port Aldan", 1, 3, False),
        ("About 3,000 people have left Port Aldan.", 3, 1, True),
        ("What will they do?", 4, 1, False),
        ("It is a disgrace.", 4, 20, False),
    ]
    assert all(DRAFT[s["start"] : s["end"]] == s["text"] for s in sentences)
    assert [s["check"] is not None for s in sentences] == [s["checkable"] for s in sentences]


def test_a_sentence_is_checked_as_by_a_check_of_its_own(filled: FlaskClient) -> None:
    sentences = post(filled, as_of="2025-03-05")["sentences"]
    assert isinstance(sentences, list)
    statement = "About 3,000 people have left Port Aldan."
    alone = filled.post("/v1/checks", json={"statement": statement, "as_of": "2025-03-05", "store": False}).get_json()
    assert len(alone["claims"][0]["evidence"]) <= MAX_CONTEXT_CHARS
    assert sentences[1]["check"] == alone


def test_an_overtaken_figure_comes_with_a_suggestion(
    client: FlaskClient, harbour: dict[str, object], meridian: dict[str, object]
) -> None:
    for document in (harbour, {**meridian, "published_at": "2025-03-29"}):
        assert client.post("/v1/documents", json=document).status_code == 201
    answer = post(client)
    sentences, summary = answer["sentences"], answer["summary"]
    assert isinstance(sentences, list)
    assert isinstance(summary, dict)
    assert sentences[1]["check"]["verdict"] == "outdated"
    suggestion = sentences[1]["suggestion"]
    assert "11,000" in suggestion["text"]
    assert "Ines Okafor-Lind" in suggestion["text"]
    assert "29 March 2025" in suggestion["text"]
    ids = [e["passage"]["id"] for c in sentences[1]["check"]["claims"] for e in c["evidence"]]
    assert suggestion["passage_id"] in ids
    assert summary["flagged"] == summary["verdicts"]["outdated"] == 1
    assert (summary["sentences"], summary["checkable"]) == (4, 1)


def test_as_of_leaves_out_what_came_later(filled: FlaskClient) -> None:
    summary = post(filled, as_of="2025-03-05")["summary"]
    assert isinstance(summary, dict)
    assert summary["verdicts"]["supported"] == 1


def test_nothing_of_a_draft_is_kept_or_logged(
    filled: FlaskClient, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "Zanzorvia"  # a word that stands nowhere else
    body = post(filled, content=f"About 3,000 people have left {secret}. {secret} is empty, the mayor said.")
    assert isinstance(body["sentences"], list)
    for sentence in body["sentences"]:
        assert filled.get(f"/v1/checks/{sentence['check']['id']}").status_code == 404
    assert secret not in caplog.text
    kept = [path for path in (tmp_path / "index").rglob("*") if path.is_file()]
    assert kept
    assert not [path for path in kept if secret.encode() in path.read_bytes()]


def test_checks_are_kept_where_it_is_asked(filled: FlaskClient) -> None:
    sentences = post(filled, store=True)["sentences"]
    assert isinstance(sentences, list)
    check = sentences[1]["check"]
    assert filled.get(f"/v1/checks/{check['id']}").get_json() == check


def test_a_word_file_is_uploaded(filled: FlaskClient) -> None:
    import docx

    document = docx.Document()
    document.add_heading("Port Aldan", 1)
    document.add_paragraph("About 3,000 people have left Port Aldan.")
    stream = io.BytesIO()
    document.save(stream)
    stream.seek(0)
    response = filled.post("/v1/drafts", data={"file": (stream, "draft.docx"), "as_of": "2025-03-05", "store": "false"})
    assert response.status_code == 200
    [heading, sentence] = response.get_json()["sentences"]
    assert (heading["checkable"], heading["line"]) == (False, 1)
    assert (sentence["check"]["verdict"], sentence["line"], sentence["start"]) == ("supported", 2, 11)


@pytest.mark.parametrize(
    ("body", "problem", "pointer", "why"),
    [
        ({"format": "markdown"}, "validation-failed", "/content", "no content"),
        ({"content": " \n", "format": "text"}, "empty-statement", "/content", "blank"),
        ({"content": "It rained."}, "validation-failed", "/format", "no format"),
        ({"content": "It rained.", "format": "docx"}, "validation-failed", "/format", "Word as JSON"),
        ({"content": "It rained.", "format": "text", "asof": "2025-03-05"}, "unknown-field", "/asof", "misspelt"),
        ({"content": "It rained.", "format": "text", "as_of": "March"}, "bad-date", "/as_of", "no day"),
        ({"content": "a" * 200_001, "format": "text"}, "input-too-large", None, "over the server's limit of bytes"),
        ({"content": "It rained in Port Aldan. " * 401, "format": "text"}, "draft-too-long", "/content", "too many"),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)
def test_a_draft_that_cannot_be_used_is_refused(
    client: FlaskClient, body: dict[str, object], problem: str, pointer: str | None, why: str
) -> None:
    response = client.post("/v1/drafts", json=body)
    answer = response.get_json()
    assert answer["type"].endswith((problem, "draft-too-long") if "limit of bytes" in why else problem), why
    if pointer is not None:
        assert answer["errors"][0]["pointer"] == pointer


@pytest.mark.parametrize(
    ("data", "name", "problem"),
    [
        (b"\x89PNG\r\n", "draft.md", "unreadable-input"),
        (b"PK\x03\x04", "draft.docx", "unreadable-input"),
        (b"It rained.", "draft", "unreadable-input"),
        (b" \n", "draft.md", "unreadable-input"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(client: FlaskClient, data: bytes, name: str, problem: str) -> None:
    response = client.post("/v1/drafts", data={"file": (io.BytesIO(data), name)})
    assert (response.status_code, response.get_json()["type"]) == (422, f"/problems/{problem}")


def test_a_draft_in_another_language_is_not_guessed_at(filled: FlaskClient) -> None:
    text = "Der Hafen wurde am Montag wieder geöffnet, sagte der Bürgermeister."
    sentences = post(filled, content=text, format="text")["sentences"]
    assert isinstance(sentences, list)
    assert sentences[0]["check"]["claims"][0]["reasons"][0]["code"] == "language_not_supported"
