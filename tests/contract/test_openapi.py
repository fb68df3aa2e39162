"""openapi.yaml says what the app does: addresses, requests, answers, enums, examples and problems."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, cast, get_args, get_type_hints

import pytest
import yaml
from jsonschema import Draft202012Validator, FormatChecker
from marshmallow import Schema, fields
from openapi_spec_validator import validate
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from index.records import DateMethod, JobState, Precision
from service import client
from service.answering import Checker
from service.answers import MAX_STATEMENT_CHARS
from service.assessment.records import Hedge, Qualifier, ReasonCode, Stance, Verdict
from service.http import drafts, jobs, requests, schemas, timelines
from service.http.app import create_app
from service.http.fields import Day, Flag, Names, PublishedForm, Slug, Text, WebAddress, WholeNumber
from service.http.problems import TABLE
from service.settings import Settings

ROOT = Path(__file__).parents[2]
DESCRIPTION: dict[str, Any] = yaml.safe_load((ROOT / "openapi.yaml").read_text(encoding="utf-8"))
SCHEMAS: dict[str, Any] = DESCRIPTION["components"]["schemas"]
METHODS = ("get", "post", "put", "patch", "delete")
REGISTRY = Registry().with_resource("urn:openapi", Resource(contents=DESCRIPTION, specification=DRAFT202012))
PAGES = {"/", "/bookmarklet", "/docs", "/problems", "/problems/{slug}", "/static/{filename}"}
"""For people, and not in the description."""

ANSWERS: dict[str, type[Schema]] = {
    "Check": schemas.CheckSchema,
    "Claim": schemas.ClaimSchema,
    "Evidence": schemas.EvidenceSchema,
    "Passage": schemas.PassageSchema,
    "Source": schemas.SourceSchema,
    "Copy": schemas.CopySchema,
    "Edition": schemas.EditionSchema,
    "Reason": schemas.ReasonSchema,
    "Speaker": schemas.SpeakerSchema,
    "Period": schemas.PeriodSchema,
    "StanceProbabilities": schemas.StanceProbabilitiesSchema,
    "IndependentSources": schemas.IndependentSourcesSchema,
    "TimelinePoint": schemas.TimelinePointSchema,
    "TimelineValue": schemas.TimelineValueSchema,
    "Unaddressed": schemas.UnaddressedSchema,
    "Searched": schemas.SearchedSchema,
    "Excluded": schemas.ExcludedSchema,
    "Engine": schemas.EngineSchema,
    "SearchResult": schemas.SearchResultSchema,
    "SearchHit": schemas.SearchHitSchema,
    "DocumentSummary": schemas.DocumentSummarySchema,
    "Document": schemas.DocumentSchema,
    "Removed": schemas.RemovedSchema,
    "Job": jobs.JobSchema,
    "JobCounts": jobs.JobCountsSchema,
    "JobRefusal": jobs.JobRefusalSchema,
    "Timeline": timelines.TimelineSchema,
    "QuantityPoint": timelines.QuantityPointSchema,
    "QuantityValue": timelines.QuantityValueSchema,
    "LeftOut": timelines.LeftOutSchema,
}
TYPED: dict[str, type] = {
    **{
        name: getattr(client, name) for name in ("Check", "Claim", "Evidence", "Passage", "Source", "Reason", "Speaker")
    },
    **{name: getattr(client, name) for name in ("Engine", "DraftSentence", "DraftSummary", "Suggestion")},
    "Draft": client.DraftAnswer,
}
"""What the client promises its users."""

ADDED = {"Check": {"redacted"}, "Document": {"raw"}}
"""Members that are put beside what the schema dumps, in some answers only."""

BODIES: dict[str, type[Schema]] = {
    "CheckRequest": requests.CheckRequest,
    "DocumentRequest": requests.DocumentRequest,
    "DocumentChanges": requests.DocumentChanges,
    "DocumentUpload": requests.Metadata,
    "DraftRequest": drafts.DraftRequest,
    "DraftUpload": drafts.DraftUpload,
}
QUERIES: dict[str, type[Schema]] = {
    "createCheck": requests.NoParameters,
    "showCheck": requests.NoParameters,
    "createDraft": requests.NoParameters,
    "search": requests.SearchQuery,
    "showTimeline": timelines.TimelineQuery,
    "createDocument": requests.NoParameters,
    "listDocuments": requests.DocumentsQuery,
    "showDocument": requests.DocumentQuery,
    "changeDocument": requests.NoParameters,
    "removeDocument": requests.DeletionQuery,
    "createBatch": requests.NoParameters,
    "showJob": requests.NoParameters,
}
ENUMS: dict[str, type[StrEnum]] = {
    "Verdict": Verdict,
    "Qualifier": Qualifier,
    "Stance": Stance,
    "ReasonCode": ReasonCode,
    "DateMethod": DateMethod,
    "Hedge": Hedge,
    "PublishedPrecision": Precision,
    "JobState": JobState,
}


def validator(schema: dict[str, Any]) -> Draft202012Validator:
    """A validator of ``schema`` in which local references lead into the description."""
    absolute = _absolute(schema)
    return Draft202012Validator(absolute, registry=REGISTRY, format_checker=FormatChecker())


def _absolute(node: Any) -> Any:
    if isinstance(node, dict):
        return {k: "urn:openapi" + v if k == "$ref" and v.startswith("#") else _absolute(v) for k, v in node.items()}
    return [_absolute(item) for item in node] if isinstance(node, list) else node


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in DESCRIPTION["paths"].items():
        for method in METHODS:
            if method in item:
                shared = item.get("parameters", [])
                yield path, method, {**item[method], "parameters": [*shared, *item[method].get("parameters", [])]}


def nodes(node: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(node, dict):
        yield path, node
        for name, below in node.items():
            yield from nodes(below, f"{path}/{name}")
    elif isinstance(node, list):
        for position, below in enumerate(node):
            yield from nodes(below, f"{path}/{position}")


def resolve(node: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        found: Any = DESCRIPTION
        for part in node["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        node = found
    return node


def members(schema: dict[str, Any]) -> tuple[dict[str, Any], set[str]]:
    """Properties and required names, those of ``allOf`` included."""
    properties, required = dict(schema.get("properties", {})), set(schema.get("required", ()))
    for part in schema.get("allOf", ()):
        more, names = members(resolve(part))
        properties, required = {**more, **properties}, required | names
    return properties, required


def takes_null(schema: dict[str, Any]) -> bool:
    return bool(validator(schema).is_valid(None))


def test_it_is_valid_openapi() -> None:
    validate(cast(Any, DESCRIPTION))


def test_the_installed_copy_is_the_one_at_the_root() -> None:
    assert (ROOT / "service/http/openapi.yaml").resolve() == ROOT / "openapi.yaml"


def test_the_app_and_the_description_have_the_same_addresses_and_methods() -> None:
    app = create_app(Settings(), cast(Checker, object()))
    served = {
        (rule.rule.replace("<", "{").replace(">", "}").replace("path:", ""), method.lower())
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    served = {(re.sub(r"(check|document|job)_id", "id", path), method) for path, method in served}
    described = {(path, method) for path, method, _ in operations()}
    assert {entry for entry in served if entry[0] not in PAGES} == described


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_has_the_members_that_are_described(name: str) -> None:
    schema = ANSWERS[name]()
    properties, required = members(SCHEMAS[name])
    assert set(schema.fields) == set(properties) - ADDED.get(name, set())
    assert required == set(schema.fields)
    for member, field in schema.fields.items():
        assert bool(field.allow_none) == takes_null(properties[member]), member
        assert kind_of(field) in (kinds(properties[member]) - {"null"} or {"any"}) | {"any"}, member
        if isinstance(field, fields.Nested):
            assert nested_name(field) in str(properties[member]), member


@pytest.mark.parametrize("name", TYPED)
def test_the_client_promises_what_is_described(name: str) -> None:
    properties, required = members(SCHEMAS[name])
    promised = get_type_hints(TYPED[name])
    assert set(promised) == set(properties) - ADDED.get(name, set()) == required
    for member, kind in promised.items():
        assert (type(None) in get_args(kind)) is takes_null(properties[member]), member


def kind_of(field: fields.Field[Any]) -> str:
    for types, kind in (
        ((fields.Integer,), "integer"),
        ((fields.Boolean,), "boolean"),
        ((schemas.Rounded, schemas.Bound), "number"),
        ((fields.List, schemas.Words), "array"),
        ((fields.Nested,), "object"),
        ((fields.String, fields.Date), "string"),
    ):
        if isinstance(field, types):
            return kind
    return "any"  # a function; live answers show what it gives


def kinds(schema: dict[str, Any]) -> set[str]:
    schema = {**resolve(schema)}
    if "anyOf" in schema:
        return set().union(*(kinds(part) for part in schema["anyOf"]))
    found = schema["type"]
    return set(found) if isinstance(found, list) else {found}


def nested_name(field: fields.Nested) -> str:
    return type(field.schema).__name__.removesuffix("Schema")


@pytest.mark.parametrize("name", BODIES)
def test_a_body_has_the_members_and_bounds_that_are_described(name: str) -> None:
    schema = BODIES[name]()
    properties, required = members(SCHEMAS[name])
    properties.pop("file", None)
    assert SCHEMAS[name]["additionalProperties"] is False
    assert set(schema.fields) == set(properties)
    assert {member for member, field in schema.fields.items() if field.required} == required - {"file"}
    for member, field in schema.fields.items():
        assert bool(field.allow_none) == takes_null(properties[member]), member
        check_bounds(member, field, properties[member])


@pytest.mark.parametrize("operation_id", QUERIES)
def test_a_query_has_the_parameters_and_bounds_that_are_described(operation_id: str) -> None:
    schema = QUERIES[operation_id]()
    [operation] = [operation for _, _, operation in operations() if operation["operationId"] == operation_id]
    parameters = {p["name"]: p for p in operation["parameters"] if p["in"] == "query"}
    assert set(schema.fields) == set(parameters)
    for name, field in schema.fields.items():
        assert bool(field.required) == parameters[name].get("required", False), name
        check_bounds(name, field, parameters[name]["schema"])


def check_bounds(name: str, field: fields.Field[Any], described: dict[str, Any]) -> None:
    """What the description gives as type and bounds is what the field takes."""
    schema = resolve(described)
    if "anyOf" in schema:
        schema = resolve(next(part for part in schema["anyOf"] if part != {"type": "null"}))
    kind = (set(schema["type"]) - {"null"}).pop() if isinstance(schema["type"], list) else schema["type"]
    expected = {Flag: "boolean", WholeNumber: "integer", Names: "array"}.get(type(field), "string")
    assert kind == expected, name
    if isinstance(field, WholeNumber):
        assert (schema["minimum"], schema["maximum"]) == (field.low, field.high), name
    if isinstance(field, Names):
        assert schema["maxItems"] == 100
        assert resolve(schema["items"])["maxLength"] == 300
    if isinstance(field, drafts.Written):
        assert schema["enum"] == list(field.choices), name
    elif isinstance(field, Text) and not isinstance(field, PublishedForm | Slug):
        assert schema.get("maxLength") == field.longest, name
    if isinstance(field, Day):
        assert schema["format"] == "date"
    if isinstance(field, Slug):
        assert schema["pattern"].strip("^$").replace("\\-", "-") == Slug.FORM.pattern
    if isinstance(field, WebAddress):
        assert schema["format"] == "uri"


def test_defaults_are_those_of_the_code() -> None:
    _, options = requests.CheckRequest().load({"statement": "It rained."})
    for name, schema in SCHEMAS["CheckRequest"]["properties"].items():
        described = {**resolve(schema), **schema}
        if "default" in described:
            assert described["default"] == getattr(options, name), name
    assert SCHEMAS["CheckRequest"]["properties"]["statement"]["maxLength"] == MAX_STATEMENT_CHARS


@pytest.mark.parametrize("name", ENUMS)
def test_an_enum_is_that_of_the_code_and_each_value_is_explained(name: str) -> None:
    assert SCHEMAS[name]["enum"] == [str(value) for value in ENUMS[name]]
    for value in ENUMS[name]:
        assert f"- `{value}`: " in SCHEMAS[name]["description"]


def test_the_problem_types_are_those_of_the_table() -> None:
    assert set(SCHEMAS["Problem"]["properties"]["type"]["enum"]) == {"about:blank"} | {r.type for r in TABLE.values()}


def test_every_operation_parameter_member_and_answer_is_described() -> None:
    for path, method, operation in operations():
        assert operation["summary"], (path, method)
        assert operation["description"], (path, method)
        assert "default" in operation["responses"], (path, method)
        for parameter in operation["parameters"]:
            assert parameter["description"]
        for response in operation["responses"].values():
            assert resolve(response)["description"]
    for name, schema in SCHEMAS.items():
        assert schema["description"], name
        for member, below in schema.get("properties", {}).items():
            assert below.get("description") or resolve(below).get("description"), (name, member)


def examples() -> list[tuple[str, dict[str, Any], Any]]:
    found = []
    for path, node in nodes(DESCRIPTION):
        if isinstance(node.get("schema"), dict):
            for name, example in node.get("examples", {}).items():
                found.append((f"{path}/{name}", node["schema"], example["value"]))
            if "example" in node:
                found.append((path, node["schema"], node["example"]))
        if path.startswith("/components/schemas/") and isinstance(node.get("examples"), list):
            found += [(path, node, example) for example in node["examples"]]
    return found


@pytest.mark.parametrize(
    ("place", "schema", "example"), examples(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_an_example_is_valid(place: str, schema: dict[str, Any], example: Any) -> None:
    validator(schema).validate(example)


def test_the_quotes_of_examples_stand_where_they_say() -> None:
    for _, node in nodes(DESCRIPTION):
        if isinstance(node.get("start"), int) and isinstance(node.get("text"), str):
            assert node["end"] - node["start"] == len(node["text"]), node["text"]


def test_every_body_and_answer_has_an_example() -> None:
    for path, method, operation in operations():
        content = operation.get("requestBody", {}).get("content", {})
        if "application/json" in content:
            assert content["application/json"]["examples"], (path, method)
    for name, response in DESCRIPTION["components"]["responses"].items():
        assert response["content"]["application/problem+json"]["examples"], name
