"""Pages for people: where a statement is checked, the bookmarklet, the API as a page, and what each problem means.

The page that checks is static files and asks the API like any client. The description and the problems are rendered
here from openapi.yaml and the table of problems, need no script, and cannot say other than what the API does. Nothing
comes from elsewhere.
"""

from __future__ import annotations

import functools
import json
import re
from importlib.resources import files
from typing import Any

import yaml
from flask import Blueprint, Response, abort, current_app, render_template, request, url_for
from markupsafe import Markup, escape

from service.bookmarklet.link import make_link, read_source
from service.http.problems import TABLE, Row

pages = Blueprint("pages", __name__, template_folder="templates", static_folder="static", static_url_path="/static")

METHODS = ("get", "post", "put", "patch", "delete")


@pages.get("/")
def show_start() -> str:
    """Where a statement is checked."""
    return render_template("start.html", max_chars=current_app.config["SETTINGS"].max_statement_chars)


@pages.get("/bookmarklet")
def show_bookmarklet() -> str:
    """How to check what is selected on any page."""
    app_url = url_for("pages.show_start", _external=True)
    return render_template("bookmarklet.html", link=make_link(app_url), app_url=app_url, source=read_source())


@pages.get("/openapi.yaml")
def show_openapi() -> Response:
    """The description as it stands in the repository."""
    return Response(_openapi_bytes(), content_type="application/yaml; charset=utf-8")


@pages.get("/docs")
def show_docs() -> str:
    """The description as a page."""
    return render_template("docs.html", **_docs())


@pages.get("/problems")
def list_problems() -> str:
    """Every problem type."""
    return render_template("problems.html", rows=list(TABLE.values()), prose=render_prose)


@pages.get("/problems/<slug>")
def show_problem(slug: str) -> Response | str:
    """What one problem type means: a page, or JSON for those who prefer it."""
    row = next((row for row in TABLE.values() if row.slug == slug), None)
    if row is None:
        abort(404)
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        return Response(json.dumps(_row_json(row)), mimetype="application/json")
    return render_template("problems.html", rows=[row], prose=render_prose)


def _row_json(row: Row) -> dict[str, Any]:
    return {"type": row.type, "title": row.title, "status": row.status, "meaning": row.meaning}


@functools.cache
def _openapi_bytes() -> bytes:
    return files("service.http").joinpath("openapi.yaml").read_bytes()


@functools.cache
def _description() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(_openapi_bytes())
    return loaded


@functools.cache
def _docs() -> dict[str, Any]:
    """What docs.html shows: operations by tag, and every schema once."""
    description = _description()
    operations = [
        _operation(method, path, item)
        for path, item in description["paths"].items()
        for method in METHODS
        if method in item
    ]
    groups = [
        {
            "name": tag["name"],
            "about": tag["description"],
            "operations": [o for o in operations if o["tag"] == tag["name"]],
        }
        for tag in description["tags"]
    ]
    schemas = [_schema(name, schema) for name, schema in description["components"]["schemas"].items()]
    return {"info": description["info"], "groups": groups, "schemas": schemas, "prose": render_prose}


def _operation(method: str, path: str, item: dict[str, Any]) -> dict[str, Any]:
    operation = item[method]
    parameters = [_parameter(p) for p in (*item.get("parameters", ()), *operation.get("parameters", ()))]
    body = operation.get("requestBody", {"content": {}})
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "tag": operation["tags"][0],
        "summary": operation["summary"],
        "about": operation["description"],
        "parameters": parameters,
        "bodies": [_body(kind, media) for kind, media in body["content"].items()],
        "responses": [_response(status, response) for status, response in operation["responses"].items()],
    }


def _parameter(parameter: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": parameter["name"],
        "place": parameter["in"],
        "required": parameter.get("required", False),
        "type": _type(parameter["schema"]),
        "about": parameter["description"],
    }


def _response(status: str, response: dict[str, Any]) -> dict[str, Any]:
    response = _resolve(response)
    return {
        "status": status,
        "about": response["description"],
        "media": [_media(kind, media) for kind, media in response.get("content", {}).items()],
    }


def _body(kind: str, media: dict[str, Any]) -> dict[str, Any]:
    """A request's media type with the members that it takes, which a reader wants to see at once."""
    return _media(kind, media) | {"members": _members(_resolve(media["schema"]))}


def _media(kind: str, media: dict[str, Any]) -> dict[str, Any]:
    examples = [
        {"summary": example.get("summary"), "json": json.dumps(example["value"], indent=2, ensure_ascii=False)}
        for example in media.get("examples", {}).values()
    ]
    return {"kind": kind, "type": _type(media["schema"]), "examples": examples}


def _members(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """The members of an object. In what clients send some are required; in what they get some may be missing."""
    required = schema.get("required", ())
    is_sent = schema.get("additionalProperties") is False
    return [
        {
            "name": member,
            "type": _type(sub),
            "note": ("required" if is_sent else "") if member in required else ("" if is_sent else "not always there"),
            "about": sub.get("description") or _resolve(sub).get("description", ""),
        }
        for member, sub in schema.get("properties", {}).items()
    ]


def _schema(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    extends = [_type(part) for part in schema.get("allOf", ())]
    return {
        "name": name,
        "about": schema.get("description", ""),
        "type": _type(schema),
        "members": _members(schema),
        "extends": extends,
        "examples": [json.dumps(example, ensure_ascii=False) for example in schema.get("examples", ())],
    }


def _type(schema: dict[str, Any]) -> Markup:
    """A schema in a few words, named ones as links."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return Markup('<a href="#schema-{0}">{0}</a>').format(name)
    if "anyOf" in schema:
        return Markup(" or ").join(_type(part) for part in schema["anyOf"])
    if "const" in schema:
        return Markup("<code>{}</code>").format(json.dumps(schema["const"]))
    kinds = schema.get("type", "object")
    kind = " or ".join(kinds) if isinstance(kinds, list) else kinds
    if kind == "array":
        return Markup("list of {}").format(_type(schema["items"]))
    notes = [schema["format"]] if "format" in schema else []
    notes += ["one of " + ", ".join(schema["enum"])] if "enum" in schema else []
    notes += [f"at least {schema['minimum']}"] if "minimum" in schema else []
    notes += [f"at most {schema['maximum']}"] if "maximum" in schema else []
    notes += [f"at most {schema['maxLength']:,} characters"] if "maxLength" in schema else []
    notes += [f"default {json.dumps(schema['default'])}"] if "default" in schema else []
    return Markup("{}{}").format(kind, f" ({'; '.join(notes)})" if notes else "")


def _resolve(node: dict[str, Any]) -> dict[str, Any]:
    """What a local reference points at."""
    if "$ref" not in node:
        return node
    found: Any = _description()
    for part in node["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return dict(found)


def render_prose(text: str) -> Markup:
    """The little Markdown that descriptions use: paragraphs, ``- `` lists, ``**strong**`` and code in backticks."""
    blocks = []
    for block in re.split(r"\n\s*\n", text.strip()):
        if block.startswith("- "):
            items = [_inline(item) for item in re.split(r"(?:^|\n)- ", block) if item]
            blocks.append(Markup("<ul>{}</ul>").format(Markup("").join(Markup("<li>{}</li>").format(i) for i in items)))
        else:
            blocks.append(Markup("<p>{}</p>").format(_inline(block)))
    return Markup("\n").join(blocks)


def _inline(text: str) -> Markup:
    marked = re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text)))
    marked = re.sub(r"\*\*([^*]+)\*\*", r"<strong>\1</strong>", marked)
    return Markup(marked)  # noqa: S704 - escaped above, before any tag was added
