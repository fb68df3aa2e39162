"""The pages: complete, self-contained, and well formed."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from flask.testing import FlaskClient

from service.http.pages import render_prose
from service.http.problems import TABLE

ROOT = Path(__file__).parents[3]
PAGES = ["/", "/docs", "/problems", "/problems/bad-date"]


class Reader(HTMLParser):
    """Collects ids, links and what a page loads, and checks that every tag is closed."""

    VOID = frozenset({"meta", "link", "br", "img", "hr", "input"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        assert not [name for name in values if name.startswith("on") or name == "style"]
        assert tag not in ("script", "style", "iframe")
        if tag not in self.VOID:
            self.open.append(tag)
        self.ids += [value for name, value in attrs if name == "id" and value]
        if tag == "a":
            self.links.append(values["href"] or "")
        if tag in ("link", "img"):
            self.loads.append(values.get("href") or values.get("src") or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def read(client: FlaskClient, address: str) -> Reader:
    response = client.get(address)
    assert (response.status_code, response.mimetype) == (200, "text/html")
    reader = Reader()
    reader.feed(response.get_data(as_text=True))
    assert reader.open == []
    return reader


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_self_contained_and_its_links_lead_somewhere(client: FlaskClient, address: str) -> None:
    page = read(client, address)
    assert len(page.ids) == len(set(page.ids))
    for link in page.links:
        if link.startswith("#"):
            assert link[1:] in page.ids
        else:
            assert client.get(link).status_code == 200
    assert {load for load in page.loads if not load.startswith("data:")} == {"/static/onrecord.css"}
    with client.get("/static/onrecord.css") as sheet:
        assert sheet.mimetype == "text/css"


def test_the_docs_show_every_operation_parameter_and_schema(client: FlaskClient) -> None:
    description = yaml.safe_load((ROOT / "openapi.yaml").read_text())
    page = read(client, "/docs")
    text = client.get("/docs").get_data(as_text=True)
    for item in description["paths"].values():
        for method in {"get", "post", "patch", "delete"} & item.keys():
            assert item[method]["operationId"] in page.ids
            for parameter in item[method].get("parameters", ()):
                assert f"<code>{parameter['name']}</code>" in text
    for name, schema in description["components"]["schemas"].items():
        assert f"schema-{name}" in page.ids
        for member in schema.get("properties", ()):
            assert f"<code>{member}</code>" in text
    assert "Some 11,000 people" in text


def test_the_description_is_served_as_it_stands(client: FlaskClient) -> None:
    response = client.get("/openapi.yaml")
    assert response.mimetype == "application/yaml"
    assert response.data == (ROOT / "openapi.yaml").read_bytes()


@pytest.mark.parametrize("row", TABLE.values(), ids=lambda row: row.slug)
def test_every_problem_type_is_explained(client: FlaskClient, row: object) -> None:
    from service.http.problems import Row

    assert isinstance(row, Row)
    assert row.title in client.get(row.type).get_data(as_text=True)
    asked = client.get(row.type, headers={"Accept": "application/json"})
    assert asked.get_json() == {"type": row.type, "title": row.title, "status": row.status, "meaning": row.meaning}


def test_an_unknown_problem_type_is_not_found(client: FlaskClient) -> None:
    assert client.get("/problems/none").status_code == 404


def test_prose_is_escaped() -> None:
    assert render_prose("a <b> `c<d`") == "<p>a &lt;b&gt; <code>c&lt;d</code></p>"
    assert re.fullmatch(r"<ul><li>one</li><li><strong>two</strong></li></ul>", render_prose("- one\n- **two**"))
