"""Generated requests, good and bad: every answer is as openapi.yaml says, and none is a crash."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import yaml
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from index.build import Archive
from service.answering import Checker
from service.assessment.records import StanceProbabilities
from service.http.app import create_app
from service.settings import Settings

PATHS = yaml.safe_load((Path(__file__).parents[2] / "openapi.yaml").read_text(encoding="utf-8"))["paths"]
OPERATIONS = [(path, m) for path, item in PATHS.items() for m in ("get", "post", "patch", "delete") if m in item]
GOOD = [(path, method, GenerationMode.POSITIVE) for path, method in OPERATIONS]
BAD = [
    (path, method, GenerationMode.NEGATIVE)
    for path, method in OPERATIONS
    if "requestBody" in PATHS[path][method]
    or any(p["in"] == "query" for p in PATHS[path][method].get("parameters", ()))
]
"""The others take nothing that could be wrong."""


def judge(pairs: Sequence[tuple[str, str]]) -> list[StanceProbabilities]:
    return [StanceProbabilities(0.6, 0.1, 0.3) for _ in pairs]


@pytest.fixture
def app(archive: Archive) -> Iterator[Flask]:
    """One document, so that the id in the description's examples is not the only thing to find."""
    made = create_app(Settings(fetch_on_request=False), Checker(archive, judge, "constant", "toy"))
    text = "About 3,000 people have left Port Aldan, the county flood office said."
    body = {"text": text, "publisher": "Harbour Gazette", "published_at": "2025-03-04"}
    assert made.test_client().post("/v1/documents", json=body).status_code == 201
    yield made
    made.extensions["onrecord"].stop()


UNDESCRIBED = [positive_data_acceptance]
"""No schema can say that 2025-02-30 is no day or that a page holds no article: good ones may be refused."""

UNTYPED = [negative_data_rejection]
"""The parts of a form are bytes without a type: a number in the place of a file *is* a file that holds its digits. So
are JSON lines: what is wrong with one is told by the job."""

NDJSON = "application/x-ndjson"


@schemathesis.serializer(NDJSON)
def serialize_lines(_context: schemathesis.SerializationContext, value: Any) -> bytes:
    return value.encode(errors="replace") if isinstance(value, str) else json.dumps(value).encode()


BOUNDED = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
"""Few and always the same: a search for new faults is a job for a night, not for every run of the suite."""


@pytest.mark.parametrize(("path", "method", "mode"), GOOD + BAD, ids=str)
def test_every_answer_is_as_described(app: Flask, path: str, method: str, mode: GenerationMode) -> None:
    operation = schemathesis.openapi.from_wsgi("/openapi.yaml", app)[path][method]

    @BOUNDED
    @given(case=operation.as_strategy(generation_mode=mode))
    def call(case: schemathesis.Case[Any]) -> None:
        excluded = UNDESCRIBED if path.startswith(("/v1/documents", "/v1/drafts")) else []
        if case.media_type in ("multipart/form-data", NDJSON):
            excluded = excluded + UNTYPED
        case.call_and_validate(excluded_checks=excluded)

    call()
