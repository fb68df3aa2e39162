"""``GET /v1/timeline``."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient


def test_each_figure_has_its_date_its_interval_and_who_gave_it(filled: FlaskClient) -> None:
    body = filled.get("/v1/timeline", query_string={"q": "people who have left Port Aldan"}).get_json()
    assert body["counted"] == "person"
    assert body["points"]
    for point in body["points"]:
        assert point["value"]["text"] in point["text"]
        assert point["value"]["hedge"]
    days = [point["published_at"] for point in body["points"] if point["published_at"]]
    assert days == sorted(days)


def test_nothing_published_later_is_shown(filled: FlaskClient) -> None:
    query = {"q": "people who have left Port Aldan", "as_of": "2025-03-01"}
    assert filled.get("/v1/timeline", query_string=query).get_json()["points"] == []


@pytest.mark.parametrize(
    ("query", "parameter"), [("", "q"), ("?q=", "q"), ("?q=x&k=3", "k"), ("?q=x&as_of=2025", "as_of")]
)
def test_a_wrong_query_is_refused_by_name(client: FlaskClient, query: str, parameter: str) -> None:
    response = client.get("/v1/timeline" + query)
    assert response.status_code == 422
    assert response.get_json()["errors"][0]["parameter"] == parameter
