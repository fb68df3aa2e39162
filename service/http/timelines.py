"""``GET /v1/timeline``: its query and its answer, as marshmallow schemas; openapi.yaml says the same."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, post_load

from index.records import Filters
from service.http.fields import Day, Flag, Names, Slug, Text
from service.http.requests import MAX_QUERY_CHARS, RequestSchema
from service.http.schemas import Bound, ExcludedSchema, PeriodSchema, SearchedSchema
from service.timelines import Timeline


class TimelineQuery(RequestSchema):
    """Loads to the words and the filters."""

    q = Text(MAX_QUERY_CHARS, required=True)
    as_of = Day()
    include_undated = Flag(in_query=True)
    published_after = Day()
    publishers = Names()
    exclude_publishers = Names()
    collection = Slug()

    @post_load
    def make_filters(self, data: dict[str, Any], **kwargs: Any) -> tuple[str, Filters]:
        """Words, filters."""
        return data.pop("q"), Filters(**data)


class QuantityValueSchema(Schema):
    """A figure as an interval, with its hedge."""

    low = Bound(attribute="figure.low", allow_none=True)
    high = Bound(attribute="figure.high", allow_none=True)
    unit = fields.String(attribute="figure.unit", allow_none=True)
    text = fields.String(attribute="figure.text")
    hedge = fields.String(attribute="figure.hedge")


class QuantityPointSchema(Schema):
    """One value with its date and who gave it."""

    period = fields.Nested(PeriodSchema, allow_none=True)
    published_at = fields.String(allow_none=True)
    value = fields.Nested(QuantityValueSchema)
    speaker = fields.String(allow_none=True)
    publisher = fields.String(allow_none=True)
    passage_id = fields.String()
    document_id = fields.String()
    text = fields.String()
    link = fields.String(allow_none=True)
    copies = fields.Integer()

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        """The point itself for ``value``, which is a part of it."""
        return obj if attr == "value" else super().get_attribute(obj, attr, default)


class LeftOutSchema(Schema):
    """Passages found that give no point, by the reason."""

    no_figure = fields.Integer()
    other_thing = fields.Integer()
    other_unit = fields.Integer()
    other_kind = fields.Integer()
    copy = fields.Integer()


class TimelineSchema(Schema):
    """One quantity through time."""

    query = fields.String()
    counted = fields.String(allow_none=True)
    unit = fields.String(allow_none=True)
    per = fields.String(allow_none=True)
    points = fields.List(fields.Nested(QuantityPointSchema))
    left_out = fields.Nested(LeftOutSchema)
    searched = fields.Nested(SearchedSchema)
    excluded = fields.Function(lambda timeline: ExcludedSchema().dump(timeline.searched))
    index_revision = fields.String(attribute="revision")


_TIMELINE = TimelineSchema()


def dump_timeline(timeline: Timeline) -> dict[str, Any]:
    """The timeline as the API sends it."""
    dumped: dict[str, Any] = _TIMELINE.dump(timeline)
    return dumped
