"""``POST /v1/drafts``: what it takes, and the endpoint itself. Nothing of a draft is kept or logged.

``store`` is the one way to ask for more: it keeps the checks, each with its sentence.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from flask import Blueprint, Response, current_app, request
from marshmallow import ValidationError, post_load

from service.answers import CheckOptions
from service.drafts.records import MAX_DRAFT_CHARS, Draft, DraftFormat, DraftOptions, Question
from service.errors import DraftTooLong, EmptyStatement
from service.http.fields import Day, Flag, Message, Slug, Text
from service.http.reading import read_json, read_query, read_upload, uploaded_name
from service.http.requests import NoParameters, RequestSchema
from service.http.schemas import dump_answer, passage_ids

if TYPE_CHECKING:
    from service.answering import Checker
    from service.client import Check

drafts = Blueprint("drafts", __name__, url_prefix="/v1")


# ----------------------------------------------------------------------------------------------------------- requests


class DraftText(Text):
    """The text of a draft: faults in it have problem types of their own, and it is not trimmed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(MAX_DRAFT_CHARS, trim=False, **kwargs)

    def refuse_empty(self) -> ValidationError:
        """Nothing to check."""
        return ValidationError([Message("is empty; send the text of the draft", EmptyStatement)])

    def refuse_long(self, length: int) -> ValidationError:
        """Over the limit."""
        text = f"must have at most {self.longest:,} characters; it has {length:,}. Send it in parts"
        return ValidationError([Message(text, DraftTooLong)])


class Written(Text):
    """What a draft is written in, one of ``choices``."""

    def __init__(self, *choices: DraftFormat, **kwargs: Any) -> None:
        super().__init__(max(map(len, choices)), **kwargs)
        self.choices = choices

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if value not in [str(choice) for choice in self.choices]:
            listed = ", ".join(self.choices)
            word = "; upload a Word file instead" if value == DraftFormat.DOCX else ""
            raise ValidationError(f"must be one of {listed}{word}")
        return DraftFormat(value)


class DraftRequest(RequestSchema):
    """``POST /v1/drafts`` as JSON; loads to the content, its format and the options."""

    content = DraftText(required=True)
    format = Written(DraftFormat.MARKDOWN, DraftFormat.HTML, DraftFormat.TEXT, required=True)
    as_of = Day(allow_none=True)
    include_undated = Flag()
    collection = Slug()
    store = Flag()

    @post_load
    def make_options(self, data: dict[str, Any], **kwargs: Any) -> tuple[str, DraftFormat, DraftOptions]:
        """Content, format, options."""
        return data.pop("content"), data.pop("format"), DraftOptions(**data)


class DraftUpload(RequestSchema):
    """The form fields beside an uploaded draft; loads to its format, where given, and the options."""

    format = Written(*DraftFormat)
    as_of = Day()
    include_undated = Flag(in_query=True)
    collection = Slug()
    store = Flag(in_query=True)

    @post_load
    def make_options(self, data: dict[str, Any], **kwargs: Any) -> tuple[DraftFormat | None, DraftOptions]:
        """Format, options."""
        return data.pop("format", None), DraftOptions(**data)


# ----------------------------------------------------------------------------------------------------------- endpoint


@drafts.post("/drafts")
def create_draft() -> Response:
    """A draft in, every sentence with its check out."""
    from service.drafts.checking import check_draft

    read_query(request, NoParameters())
    draft, options = _read()
    checker: Checker = current_app.extensions["onrecord"].checker()
    answer = check_draft(draft, lambda question: ask_checker(checker, question, options), options.as_of)
    return Response(json.dumps(answer, ensure_ascii=False, allow_nan=False), mimetype="application/json")


def ask_checker(checker: Checker, question: Question, options: DraftOptions) -> Check:
    """One sentence checked as it stands alone; kept where the options say so."""
    wanted = CheckOptions(
        as_of=options.as_of,
        include_undated=options.include_undated,
        collection=options.collection,
        context=question.context or None,
        store=options.store,
    )
    answer = checker.check(question.resolved, wanted)
    check = dump_answer(answer)
    if options.store:
        body = json.dumps(check, ensure_ascii=False, allow_nan=False)
        checker.archive.keep_answer(answer.id, body, passage_ids(answer))
    return cast("Check", check)


def _read() -> tuple[Draft, DraftOptions]:
    from service.drafts.reading import read_bytes, read_draft

    if request.mimetype == "multipart/form-data":
        file, loaded = read_upload(request, DraftUpload())
        draft_format, options = cast("tuple[DraftFormat | None, DraftOptions]", loaded)
        draft = read_bytes(file.read(), uploaded_name(file), draft_format)
        if not draft.content.strip():
            raise EmptyStatement("The file holds no text; send the text of the draft.", "/file")
        return draft, options
    content, written, wanted = read_json(request, DraftRequest())
    return read_draft(content, written), wanted
