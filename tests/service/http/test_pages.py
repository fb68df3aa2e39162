"""The pages: complete, self-contained, and well formed."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask.testing import FlaskClient

from service import rendering
from service.http.pages import render_prose
from service.http.problems import TABLE

ROOT = Path(__file__).parents[3]
STATIC = ROOT / "service" / "http" / "static"
MODULES = sorted(STATIC.glob("*.js"))
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
PAGES = ["/", "/bookmarklet", "/docs", "/problems", "/problems/bad-date"]


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
        assert tag not in ("style", "iframe")
        if tag not in self.VOID:
            self.open.append(tag)
        self.ids += [value for name, value in attrs if name == "id" and value]
        if tag == "a":
            self.links.append(values["href"] or "")
        if tag in ("link", "img", "script"):
            self.loads.append(values.get("href") or values.get("src") or "")
        if tag == "script":
            assert values["type"] == "module"

    def handle_data(self, data: str) -> None:
        assert not (self.open and self.open[-1] == "script"), "a script in the page, which its policy forbids"

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
        if link.startswith("javascript:"):
            assert address == "/bookmarklet"  # to be dragged; the policy lets no click run it
        elif link.startswith("#"):
            assert link[1:] in page.ids
        else:
            assert client.get(link).status_code == 200
    for load in page.loads:
        assert load.startswith("/static/")
        with client.get(load) as loaded:
            assert (loaded.status_code, loaded.mimetype) == (200, KINDS[Path(load).suffix])


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_a_script_loads_only_its_neighbours_and_writes_no_markup(module: Path) -> None:
    source = module.read_text(encoding="utf-8")
    for name in re.findall(r'^import .* from "([^"]+)"', source, re.MULTILINE):
        assert name.startswith("./")
        assert (module.parent / name) in MODULES
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|import\(", source
    )


def test_a_page_may_load_from_its_own_server_only(client: FlaskClient) -> None:
    for address in PAGES:
        headers = client.get(address).headers
        policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
        assert policy.pop("require-trusted-types-for") == "'script'"
        assert set(policy.values()) == {"'none'", "'self'"}
        assert {name for name, value in policy.items() if value == "'self'"} == {
            "script-src",
            "style-src",
            "img-src",
            "connect-src",
        }
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def table(source: str, name: str) -> Any:
    """An exported object of words.js, which is written as JSON."""
    found = re.search(rf"^export const {name} = (\{{.*?^\}});", source, re.DOTALL | re.MULTILINE)
    assert found
    return json.loads(found.group(1))


def test_the_page_and_the_command_line_use_the_same_words() -> None:
    words = (STATIC / "words.js").read_text(encoding="utf-8")
    told = {verdict: (name, meaning) for verdict, (name, _, meaning) in table(words, "VERDICTS").items()}
    assert told == {str(verdict): (name, meaning) for verdict, (name, meaning, _) in rendering.VERDICTS.items()}
    assert table(words, "QUALIFIERS") == {str(key): text for key, text in rendering.QUALIFIERS.items()}
    assert table(words, "DATE_METHODS") == {str(key): text for key, text in rendering.DATE_METHODS.items()}
    assert {stance: name for stance, (name, _, _) in table(words, "STANCES").items()} == {
        str(stance): name for stance, (_, name, _) in rendering.STANCES.items()
    }


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
