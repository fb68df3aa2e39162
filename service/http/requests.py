"""What clients may send, as marshmallow schemas: every member, its type and its bounds. openapi.yaml says the same."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

from marshmallow import INCLUDE, Schema, ValidationError, post_load, validates_schema

from index.errors import UnknownField
from index.records import Filters
from service.answers import MAX_STATEMENT_CHARS, CheckOptions
from service.http.fields import (
    Day,
    Flag,
    Message,
    Names,
    PublishedForm,
    Slug,
    StatementText,
    Text,
    WebAddress,
    WholeNumber,
)

MAX_CONTEXT_CHARS = 20_000
"""Longest ``context``: the statement's surroundings, two statements' worth; an article belongs to the draft check."""
MAX_QUERY_CHARS = 1_000
"""Longest ``q`` of a search: a URL over 8 kB is refused by gunicorn anyway."""
MAX_ID_CHARS = 200


class RequestSchema(Schema):
    """Refuses members that it does not know, by name, and suggests the nearest that it does."""

    class Meta:
        unknown = INCLUDE  # so that the check below sees them and can suggest a name

    error_messages = {"type": "must be a JSON object"}  # noqa: RUF012 - marshmallow has it so, and only reads it

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def refuse_unknown(self, data: Any, original_data: Any, **kwargs: Any) -> None:
        """Every unknown member is a fault of its own."""
        if not isinstance(original_data, Mapping):
            return
        faults = {
            name: [Message("is not known here" + _suggest(name, self.fields), UnknownField)]
            for name in original_data
            if name not in self.fields
        }
        if faults:
            raise ValidationError(faults)


def _suggest(name: str, known: Mapping[str, Any]) -> str:
    near = difflib.get_close_matches(name[:64], known, n=1)
    if near:
        return f"; did you mean {near[0]}?"
    return "; known are " + ", ".join(sorted(known)) if known else "; nothing is taken here"


class NoParameters(RequestSchema):
    """An endpoint without a query."""


class CheckRequest(RequestSchema):
    """``POST /v1/checks``; loads to a statement and its options."""

    statement = StatementText(MAX_STATEMENT_CHARS, required=True)
    context = Text(MAX_CONTEXT_CHARS)
    as_of = Day(allow_none=True)
    include_undated = Flag()
    published_after = Day(allow_none=True)
    publishers = Names()
    exclude_publishers = Names()
    collection = Slug()
    max_evidence = WholeNumber(1, 50)
    store = Flag()

    def __init__(self, max_statement_chars: int = MAX_STATEMENT_CHARS, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields["statement"] = StatementText(min(max_statement_chars, MAX_STATEMENT_CHARS), required=True)

    @post_load
    def make_options(self, data: dict[str, Any], **kwargs: Any) -> tuple[str, CheckOptions]:
        """The statement, trimmed, and its options."""
        return data.pop("statement"), CheckOptions(**data)


class SearchQuery(RequestSchema):
    """``GET /v1/search``; loads to the words, the filters and how many hits are wanted."""

    q = Text(MAX_QUERY_CHARS, required=True)
    k = WholeNumber(1, 50, in_query=True, load_default=10)
    as_of = Day()
    include_undated = Flag(in_query=True)
    published_after = Day()
    publishers = Names()
    exclude_publishers = Names()
    collection = Slug()

    @post_load
    def make_filters(self, data: dict[str, Any], **kwargs: Any) -> tuple[str, Filters, int]:
        """Words, filters, number of hits."""
        return data.pop("q"), Filters(**{name: data[name] for name in data if name != "k"}), data["k"]


class DocumentsQuery(RequestSchema):
    """``GET /v1/documents``."""

    collection = Slug()
    after = Text(MAX_ID_CHARS)
    limit = WholeNumber(1, 200, in_query=True, load_default=50)


class DocumentQuery(RequestSchema):
    """``GET /v1/documents/{id}``."""

    raw = Flag(in_query=True, load_default=False)


class DeletionQuery(RequestSchema):
    """``DELETE /v1/documents/{id}``."""

    purge = Flag(in_query=True, load_default=False)


class Metadata(RequestSchema):
    """What may be said of a document beside its text; the form fields of an upload."""

    title = Text(1_000)
    url = WebAddress(2_048)
    publisher = Text()
    authors = Names()
    origin = Text()
    published_at = PublishedForm()
    modified_at = PublishedForm()
    language = Text(35)
    external_id = Text(MAX_ID_CHARS)
    collection = Slug()


class DocumentRequest(Metadata):
    """``POST /v1/documents`` as JSON: one of ``text`` and ``html``, or a ``url`` to fetch; and metadata."""

    text = Text(None, trim=False)
    html = Text(None, trim=False)

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def take_one_input(self, data: Any, original_data: Any, **kwargs: Any) -> None:
        """Exactly one input, or an address, which alone asks for fetching."""
        if not isinstance(original_data, Mapping):
            return
        given = [name for name in ("text", "html") if name in original_data]
        if len(given) == 2:
            raise ValidationError({"html": ["must not be given beside text; send one of them"]})
        if not given and "url" not in original_data:
            raise ValidationError({"text": ["is missing; send text or html, or a url to fetch"]})


def asks_for_fetching(document: Mapping[str, Any]) -> bool:
    """Whether what ``DocumentRequest`` loaded is an address and no text."""
    return "text" not in document and "html" not in document


class DocumentChanges(RequestSchema):
    """``PATCH /v1/documents/{id}``: the members to change; ``null`` takes a value back."""

    title = Text(1_000, allow_none=True)
    url = WebAddress(2_048, allow_none=True)
    publisher = Text(allow_none=True)
    authors = Names()
    origin = Text(allow_none=True)
    published_at = PublishedForm(allow_none=True)
    modified_at = PublishedForm(allow_none=True)
    language = Text(35, allow_none=True)
    retracted = Flag()

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def change_something(self, data: Any, original_data: Any, **kwargs: Any) -> None:
        """An empty change is a mistake of the caller."""
        if isinstance(original_data, Mapping) and not original_data:
            raise ValidationError("names nothing to change")
