"""``POST /v1/checks`` and ``GET /v1/checks/{id}`` over a real archive."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

STATEMENT = "About 3,000 people have left Port Aldan."


def check(client: FlaskClient, **body: Any) -> Any:
    response = client.post("/v1/checks", json={"statement": STATEMENT, **body})
    assert response.status_code == 200, response.get_data(as_text=True)
    return response.get_json()


def evidence(answer: Any) -> list[Any]:
    return [piece for claim in answer["claims"] for piece in claim["evidence"]]


def test_evidence_is_verbatim_and_attributed(filled: FlaskClient) -> None:
    pieces = evidence(check(filled))
    assert pieces
    for piece in pieces:
        document = filled.get(f"/v1/documents/{piece['source']['document_id']}?raw=true").get_json()
        passage = piece["passage"]
        assert document["text"][passage["start"] : passage["end"]] == passage["text"]
        assert document["raw"][passage["raw_start"] : passage["raw_end"]] == passage["text"]
        quote, position = piece["selectors"]
        assert (quote["type"], quote["exact"]) == ("TextQuoteSelector", passage["text"])
        assert (position["type"], position["start"], position["end"]) == (
            "TextPositionSelector",
            passage["start"],
            passage["end"],
        )
        assert piece["reasons"]


def test_a_link_lands_on_the_sentence_and_is_null_without_an_address(filled: FlaskClient) -> None:
    links = {piece["source"]["publisher"]: piece["link"] for piece in evidence(check(filled))}
    assert links["Harbour Gazette"].startswith("https://harbourgazette.example/2025/03/04/lower-town#:~:text=")
    assert links["Meridian Wire"] is None


def test_nothing_later_than_as_of_is_used_and_what_was_left_out_is_counted(filled: FlaskClient) -> None:
    answer = check(filled, as_of="2025-03-05")
    assert answer["as_of"] == "2025-03-05"
    assert {piece["source"]["published_at"] for piece in evidence(answer)} == {"2025-03-04"}
    assert answer["searched"] == {"documents": 1, "passages": 1, "earliest": "2025-03-04", "latest": "2025-03-04"}
    assert answer["excluded"] == {"later": 1, "undated": 1}


def test_undated_documents_are_taken_in_when_asked_for(filled: FlaskClient) -> None:
    answer = check(filled, as_of="2025-03-05", include_undated=True)
    assert answer["searched"]["documents"] == 2
    assert answer["excluded"]["undated"] == 0
    source = next(e["source"] for e in evidence(answer) if e["source"]["publisher"] == "The Northfold Courier")
    assert (source["published_at"], source["published_precision"], source["date_method"]) == (
        None,
        "unknown",
        "unknown",
    )


@pytest.mark.parametrize(
    ("filters", "publishers"),
    [
        ({"publishers": ["meridian wire"]}, {"Meridian Wire"}),
        ({"exclude_publishers": ["Meridian Wire", "The Northfold Courier"]}, {"Harbour Gazette"}),
        ({"published_after": "2025-03-05"}, {"Meridian Wire"}),
        ({"collection": "elsewhere"}, set()),
    ],
)
def test_filters_hold(filled: FlaskClient, filters: dict[str, Any], publishers: set[str]) -> None:
    answer = check(filled, **filters)
    assert {piece["source"]["publisher"] for piece in evidence(answer)} == publishers


def test_no_evidence_is_a_verdict(client: FlaskClient) -> None:
    answer = check(client)
    assert answer["verdict"] == "not_enough_evidence"
    assert answer["claims"][0]["reasons"]
    assert answer["searched"] == {"documents": 0, "passages": 0, "earliest": None, "latest": None}


def test_max_evidence_bounds_every_claim(filled: FlaskClient) -> None:
    assert all(len(claim["evidence"]) <= 1 for claim in check(filled, max_evidence=1)["claims"])


def test_a_stored_check_is_shown_byte_for_byte(filled: FlaskClient) -> None:
    posted = filled.post("/v1/checks", json={"statement": STATEMENT})
    shown = filled.get(f"/v1/checks/{posted.get_json()['id']}")
    assert shown.status_code == 200
    assert shown.data == posted.data


def test_a_check_that_is_not_to_be_stored_is_not(filled: FlaskClient) -> None:
    answer = check(filled, store=False)
    response = filled.get(f"/v1/checks/{answer['id']}")
    assert (response.status_code, response.get_json()["type"]) == (404, "/problems/not-found")


def test_the_same_question_has_the_same_id(filled: FlaskClient) -> None:
    assert check(filled)["id"] == check(filled)["id"] != check(filled, as_of="2025-03-05")["id"]


def test_a_statement_is_trimmed_and_offsets_count_in_what_is_left(filled: FlaskClient) -> None:
    answer = check(filled, statement=f"\n  {STATEMENT} \t")
    assert answer["statement"] == STATEMENT
    claim = answer["claims"][0]
    assert STATEMENT[claim["start"] : claim["end"]] == claim["text"]


def test_null_dates_are_as_good_as_absent(filled: FlaskClient) -> None:
    assert check(filled, as_of=None, published_after=None)["id"] == check(filled)["id"]


def test_the_longest_statement_is_taken_whatever_white_space_is_around_it(client: FlaskClient) -> None:
    longest = "The river rose again, " * 454 + "x" * 12
    assert len(longest) == 10_000
    assert check(client, statement=" " * 500 + longest, store=False)["statement"] == longest


def test_a_purge_redacts_what_stored_checks_quote(filled: FlaskClient) -> None:
    answer = check(filled)
    source = next(e["source"] for e in evidence(answer) if e["source"]["publisher"] == "Harbour Gazette")
    assert filled.delete(f"/v1/documents/{source['document_id']}?purge=true").status_code == 204
    shown = filled.get(f"/v1/checks/{answer['id']}").get_json()
    assert shown["redacted"] is True
    texts = {e["source"]["publisher"]: e["passage"]["text"] for e in evidence(shown)}
    assert "3,000" not in texts["Harbour Gazette"]
    assert "11,000" in texts["Meridian Wire"]
