"""What the API answers, as marshmallow schemas over the records; openapi.yaml says the same.

The command line prints the same JSON: ``dump_answer`` and its siblings take records and give plain dictionaries.
Probabilities, similarities and confidences are rounded to four decimals; dates are ISO text, at the source's precision.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from marshmallow import Schema, fields

from index.records import Passage, SearchResult, StoredDocument
from service.answers import Answer, ClaimAnswer
from service.assessment.records import Reason

DECIMALS = 4


class Rounded(fields.Field[float]):
    """A finite number, to four decimals."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> float | None:
        return None if value is None else round(float(value), DECIMALS)


class Bound(fields.Field[float]):
    """An end of an interval; ``null`` where it is open. Whole numbers are written without a decimal point."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> float | int | None:
        if value is None or math.isinf(value):
            return None
        return int(value) if float(value).is_integer() else float(value)


class Words(fields.Field[list[str]]):
    """A list of strings, or of enum members by value."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> list[str]:
        return [str(word) for word in value or ()]


class PassageSchema(Schema):
    """One sentence, with offsets into the cleaned text and into the raw input."""

    id = fields.String()
    text = fields.String()
    start = fields.Integer()
    end = fields.Integer()
    raw_start = fields.Integer(allow_none=True)
    raw_end = fields.Integer(allow_none=True)
    prefix = fields.String()
    suffix = fields.String()


class CopySchema(Schema):
    """Another document of the story cluster."""

    document_id = fields.String()
    publisher = fields.String(allow_none=True)
    url = fields.String(allow_none=True)
    published_at = fields.String(allow_none=True)


class SourceSchema(Schema):
    """Who published a passage, when, and how that is known."""

    document_id = fields.String()
    version = fields.String()
    title = fields.String(allow_none=True)
    url = fields.String(allow_none=True)
    publisher = fields.String(allow_none=True)
    authors = Words()
    origin = fields.String(allow_none=True)
    published_at = fields.String(attribute="published.text", allow_none=True)
    published_precision = fields.String(attribute="published.precision")
    date_method = fields.String(attribute="published.method")
    modified_at = fields.String(allow_none=True)
    retrieved_at = fields.String()
    story_cluster = fields.String()
    copies = fields.List(fields.Nested(CopySchema))


class ReasonSchema(Schema):
    """A rule, what it read in the claim and in the source, and where."""

    code = fields.String()
    message = fields.String()
    claim_value = fields.String(allow_none=True)
    source_value = fields.String(allow_none=True)
    passage_id = fields.String(allow_none=True)


class PeriodSchema(Schema):
    """A time that a text states."""

    start = fields.Date(allow_none=True)
    end = fields.Date(allow_none=True)
    precision = fields.String()
    text = fields.String()


class SpeakerSchema(Schema):
    """Who the passage says said it."""

    name = fields.String()
    cue = fields.String()
    chain = Words()


class StanceProbabilitiesSchema(Schema):
    """The stance model's raw answer."""

    supports = Rounded()
    contradicts = Rounded()
    neutral = Rounded()


class EvidenceSchema(Schema):
    """A passage with its source, speaker, stance and reasons."""

    stance = fields.String()
    passage = fields.Nested(PassageSchema)
    source = fields.Nested(SourceSchema)
    speaker = fields.Nested(SpeakerSchema, allow_none=True)
    period = fields.Nested(PeriodSchema, allow_none=True)
    similarity = Rounded()
    rank = fields.Integer()
    stance_probabilities = fields.Nested(StanceProbabilitiesSchema)
    reasons = fields.List(fields.Nested(ReasonSchema))
    link = fields.String(allow_none=True)
    selectors = fields.Function(lambda evidence: make_selectors(evidence.passage))


class IndependentSourcesSchema(Schema):
    """How many sources that are no copies of one another, and how many witnesses."""

    supporting = fields.Integer()
    contradicting = fields.Integer()
    speakers = fields.Integer()


class TimelineValueSchema(Schema):
    """A figure as an interval."""

    low = Bound(allow_none=True)
    high = Bound(allow_none=True)
    unit = fields.String(allow_none=True)
    text = fields.String()


class TimelinePointSchema(Schema):
    """One dated value or state."""

    period = fields.Nested(PeriodSchema, allow_none=True)
    published_at = fields.String(allow_none=True)
    value = fields.Nested(TimelineValueSchema, allow_none=True)
    speaker = fields.String(allow_none=True)
    publisher = fields.String(allow_none=True)
    passage_id = fields.String()


class UnaddressedSchema(Schema):
    """Words of the statement that no passage covers."""

    text = fields.String()
    start = fields.Integer()
    end = fields.Integer()


class ClaimSchema(Schema):
    """One checkable part of the statement, judged."""

    text = fields.String()
    start = fields.Integer()
    end = fields.Integer()
    verdict = fields.String()
    qualifiers = Words()
    confidence = Rounded()
    reasons = fields.List(fields.Nested(ReasonSchema))
    evidence = fields.List(fields.Nested(EvidenceSchema))
    independent_sources = fields.Nested(IndependentSourcesSchema)
    timeline = fields.List(fields.Nested(TimelinePointSchema))
    unaddressed = fields.List(fields.Nested(UnaddressedSchema))


class SearchedSchema(Schema):
    """What was looked through."""

    documents = fields.Integer()
    passages = fields.Integer()
    earliest = fields.Date(allow_none=True)
    latest = fields.Date(allow_none=True)


class ExcludedSchema(Schema):
    """What ``as_of`` left out."""

    later = fields.Integer()
    undated = fields.Integer()


_EXCLUDED = ExcludedSchema()


class EngineSchema(Schema):
    """What made the answer."""

    index_revision = fields.String()
    embedding_model = fields.String()
    stance_model = fields.String()
    method = fields.String()


class CheckSchema(Schema):
    """The answer to a check."""

    id = fields.String()
    statement = fields.String()
    as_of = fields.Date(allow_none=True)
    verdict = fields.String()
    qualifiers = Words()
    confidence = Rounded()
    summary = fields.String()
    claims = fields.List(fields.Nested(ClaimSchema))
    searched = fields.Nested(SearchedSchema)
    excluded = fields.Function(lambda answer: _EXCLUDED.dump(answer.searched))
    engine = fields.Nested(EngineSchema)


class SearchHitSchema(Schema):
    """A passage found, not judged."""

    rank = fields.Integer()
    similarity = Rounded()
    dense_rank = fields.Integer(allow_none=True)
    word_rank = fields.Integer(allow_none=True)
    passage = fields.Nested(PassageSchema)
    source = fields.Nested(SourceSchema)
    selectors = fields.Function(lambda hit: make_selectors(hit.passage))


class SearchResultSchema(Schema):
    """Passages found, best first."""

    hits = fields.List(fields.Nested(SearchHitSchema))
    searched = fields.Nested(SearchedSchema, attribute="coverage")
    excluded = fields.Function(lambda result: _EXCLUDED.dump(result.coverage))
    index_revision = fields.String(attribute="revision")


class RemovedSchema(Schema):
    """A stretch of raw input that the cleaning left out."""

    raw_start = fields.Integer()
    raw_end = fields.Integer()
    rule = fields.String()
    text = fields.String()


class EditionSchema(Schema):
    """An earlier text of an article."""

    document_id = fields.String()
    published_at = fields.String(allow_none=True)
    modified_at = fields.String(allow_none=True)


class DocumentSummarySchema(Schema):
    """A document without its text."""

    id = fields.String(attribute="source.document_id")
    version = fields.String(attribute="source.version")
    title = fields.String(attribute="source.title", allow_none=True)
    url = fields.String(attribute="source.url", allow_none=True)
    publisher = fields.String(attribute="source.publisher", allow_none=True)
    authors = Words(attribute="source.authors")
    origin = fields.String(attribute="source.origin", allow_none=True)
    published_at = fields.String(attribute="source.published.text", allow_none=True)
    published_precision = fields.String(attribute="source.published.precision")
    date_method = fields.String(attribute="source.published.method")
    date_evidence = fields.String(attribute="source.published.evidence", allow_none=True)
    modified_at = fields.String(attribute="source.modified_at", allow_none=True)
    retrieved_at = fields.String(attribute="source.retrieved_at")
    language = fields.String(attribute="source.language")
    retracted = fields.Boolean(attribute="source.retracted")
    external_id = fields.String(allow_none=True)
    collection = fields.String()
    passages = fields.Integer()
    story_cluster = fields.String(attribute="source.story_cluster")
    copies = fields.List(fields.Nested(CopySchema), attribute="source.copies")
    superseded_by = fields.String(allow_none=True)
    superseded_on = fields.Date(allow_none=True)
    supersedes = fields.List(fields.Nested(EditionSchema))


class DocumentSchema(DocumentSummarySchema):
    """A document with the cleaned text that offsets count in."""

    text = fields.String()
    removed = fields.List(fields.Nested(RemovedSchema))


_CHECK = CheckSchema()
_SEARCH = SearchResultSchema()
_DOCUMENT = DocumentSchema()
_SUMMARY = DocumentSummarySchema()


def dump_answer(answer: Answer) -> dict[str, Any]:
    """The JSON of ``POST /v1/checks``."""
    return _plain(_CHECK.dump(answer))


def dump_search(result: SearchResult) -> dict[str, Any]:
    """The JSON of ``GET /v1/search``."""
    return _plain(_SEARCH.dump(result))


def dump_document(document: StoredDocument, raw: str | None = None) -> dict[str, Any]:
    """The JSON of ``GET /v1/documents/{id}``, with the raw input where it is given."""
    dumped = _plain(_DOCUMENT.dump(document))
    return dumped if raw is None else {**dumped, "raw": raw}


def dump_summary(document: StoredDocument) -> dict[str, Any]:
    """The JSON of a document in a list, and after it was taken or changed."""
    return _plain(_SUMMARY.dump(document))


def passage_ids(answer: Answer) -> list[str]:
    """Every passage that an answer quotes or points at, each once, in order."""
    found: list[str | None] = []
    for claim in answer.claims:
        found += [piece.passage.id for piece in claim.evidence]
        found += [point.passage_id for point in claim.timeline]
        found += [reason.passage_id for reason in _reasons(claim)]
    return list(dict.fromkeys(passage_id for passage_id in found if passage_id is not None))


def make_selectors(passage: Passage) -> list[dict[str, Any]]:
    """W3C selectors of a passage in the document's cleaned text: by its words, then by its place."""
    quote = {"type": "TextQuoteSelector", "exact": passage.text, "prefix": passage.prefix, "suffix": passage.suffix}
    return [quote, {"type": "TextPositionSelector", "start": passage.start, "end": passage.end}]


def _reasons(claim: ClaimAnswer) -> Iterator[Reason]:
    yield from claim.reasons
    for piece in claim.evidence:
        yield from piece.reasons


def _plain(dumped: Any) -> dict[str, Any]:
    return dict(dumped)
