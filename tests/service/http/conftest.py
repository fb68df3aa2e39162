"""The application over a real archive with the toy encoder, and a judge that counts shared words.

The client checks every answer that it gets against openapi.yaml, so that each test here is one of the contract as well.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from werkzeug.test import TestResponse

from index.build import Archive
from service.answering import Checker
from service.assessment.records import StanceProbabilities
from service.http.app import create_app
from service.settings import Settings

ROOT = Path(__file__).parents[3]


@functools.cache
def description() -> dict[str, Any]:
    """openapi.yaml with its references made absolute, for the registry below."""

    def absolute(node: Any) -> Any:
        if isinstance(node, dict):
            return {k: "urn:openapi" + v if k == "$ref" else absolute(v) for k, v in node.items()}
        return [absolute(item) for item in node] if isinstance(node, list) else node

    loaded: dict[str, Any] = absolute(yaml.safe_load((ROOT / "openapi.yaml").read_text(encoding="utf-8")))
    return loaded


def demand_conformance(method: str, path: str, response: TestResponse) -> None:
    """Fail where an answer of a described address is not as described: its status, its type or its body."""
    for template, item in description()["paths"].items():
        pattern = re.sub(r"\{[^}]+\}", "[^/]+", template)
        if not re.fullmatch(pattern, path) or method.lower() not in item:
            continue
        responses = item[method.lower()]["responses"]
        assert str(response.status_code) in responses, f"{method} {path} answers {response.status_code}"
        described = responses[str(response.status_code)]
        if "$ref" in described:
            described = description()["components"]["responses"][described["$ref"].rsplit("/", 1)[-1]]
        if "content" not in described:
            assert response.data == b""
            return
        media = described["content"][response.mimetype]
        if response.is_json:
            registry = Registry().with_resource("urn:openapi", Resource(description(), DRAFT202012))
            checked = Draft202012Validator(media["schema"], registry=registry, format_checker=FormatChecker())
            checked.validate(response.get_json())


class ConformingClient(FlaskClient):
    """A client that takes no answer that openapi.yaml does not describe."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = super().open(*args, **kwargs)
        if response.request.path.startswith("/v1/") or response.request.path in ("/healthz", "/readyz"):
            demand_conformance(response.request.method, response.request.path, response)
        return response


def judge_by_words(pairs: Sequence[tuple[str, str]]) -> list[StanceProbabilities]:
    """Support is the share of the claim's words that the passage has; the rest is neutral."""
    answers = []
    for passage, claim in pairs:
        wanted = set(re.findall(r"\w+", claim.casefold()))
        share = len(wanted & set(re.findall(r"\w+", passage.casefold()))) / max(1, len(wanted))
        answers.append(StanceProbabilities(share * 0.9, 0.05, 0.95 - share * 0.9))
    return answers


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "index", max_body_bytes=200_000)


@pytest.fixture
def checker(archive: Archive) -> Checker:
    return Checker(archive, judge_by_words, "word-counter", "toy")


@pytest.fixture
def make_app(checker: Checker) -> Iterator[Callable[[Settings], Flask]]:
    """As in production: TESTING is off, so that a crash is answered and not raised."""
    made: list[Flask] = []

    def make(settings: Settings) -> Flask:
        app = create_app(settings, checker)
        app.test_client_class = ConformingClient
        made.append(app)
        return app

    yield make
    for app in made:
        app.extensions["onrecord"].stop()


@pytest.fixture
def app(make_app: Callable[[Settings], Flask], settings: Settings) -> Flask:
    return make_app(settings)


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    with app.test_client() as opened:
        yield opened


@pytest.fixture
def harbour() -> dict[str, object]:
    """A report of 4 March, with an address."""
    return {
        "text": "About 3,000 people have left Port Aldan, the county flood office said on Tuesday.",
        "title": "Port Aldan empties its lower town",
        "url": "https://harbourgazette.example/2025/03/04/lower-town",
        "publisher": "Harbour Gazette",
        "published_at": "2025-03-04",
    }


@pytest.fixture
def meridian() -> dict[str, object]:
    """A report of 9 March, without an address."""
    return {
        "text": "Some 11,000 people had left Port Aldan by Sunday evening, Mayor Ines Okafor-Lind told reporters.",
        "publisher": "Meridian Wire",
        "published_at": "2025-03-09",
    }


@pytest.fixture
def filled(client: FlaskClient, harbour: dict[str, object], meridian: dict[str, object]) -> FlaskClient:
    """A client of a server that has both reports and one without a date."""
    undated = {"text": "Nobody knows how many people have left Port Aldan.", "publisher": "The Northfold Courier"}
    for document in (harbour, meridian, undated):
        assert client.post("/v1/documents", json=document).status_code == 201
    return client
