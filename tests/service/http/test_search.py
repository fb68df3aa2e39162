"""``GET /v1/search``."""

from __future__ import annotations

from flask.testing import FlaskClient


def test_hits_are_ranked_and_attributed(filled: FlaskClient) -> None:
    body = filled.get("/v1/search", query_string={"q": "people have left Port Aldan", "k": "2"}).get_json()
    assert [hit["rank"] for hit in body["hits"]] == [1, 2]
    assert all(-1 <= hit["similarity"] <= 1 for hit in body["hits"])
    assert all(hit["source"]["document_id"] for hit in body["hits"])
    assert body["searched"]["documents"] == 3
    assert body["index_revision"]


def test_the_filters_are_those_of_a_check(filled: FlaskClient) -> None:
    query = (
        "/v1/search?q=people&as_of=2025-03-05&include_undated=true&publishers=Harbour+Gazette&publishers=Meridian+Wire"
    )
    body = filled.get(query).get_json()
    assert {hit["source"]["publisher"] for hit in body["hits"]} == {"Harbour Gazette"}
    assert body["excluded"]["later"] == 1


def test_nothing_found_is_an_answer(client: FlaskClient) -> None:
    response = client.get("/v1/search?q=nothing")
    assert (response.status_code, response.get_json()["hits"]) == (200, [])
