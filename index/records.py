"""The nouns of the index. All frozen; offsets are half-open, in Unicode code points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar

from index.errors import InputError


class DateMethod(StrEnum):
    """How a publication date was found, most trusted first."""

    GIVEN = "given"  # by whoever submitted the document
    META = "meta"  # from the page's metadata or front matter
    URL = "url"  # from the address
    DATELINE = "dateline"  # from a dateline or a byline with a date
    TEXT = "text"  # inferred from dates that the text states
    UNKNOWN = "unknown"  # not found; never guessed


class Precision(StrEnum):
    """How much of a publication date is known, finest first."""

    INSTANT = "instant"  # date, time and offset
    DAY = "day"  # one calendar day
    INTERVAL = "interval"  # one of several days in a row
    MONTH = "month"  # one calendar month
    YEAR = "year"  # one calendar year
    UNKNOWN = "unknown"  # nothing


@dataclass(frozen=True, slots=True)
class Published:
    """When something was published: the first and last UTC day that it can mean, and how that is known.

    ``text`` is the ISO form at its own precision (``2024``, ``2024-11``, ``2024-11-03``, an instant with offset, or
    ``2024-10-30/2024-11-03``), ``None`` where unknown. ``evidence`` holds the words that it was read from.
    """

    start: date | None
    end: date | None
    precision: Precision
    method: DateMethod
    text: str | None = None
    evidence: str | None = None


UNDATED = Published(None, None, Precision.UNKNOWN, DateMethod.UNKNOWN)


class Media(StrEnum):
    """What a submission's raw input is."""

    TEXT = "text"  # plain or pasted text
    MARKDOWN = "markdown"  # Markdown, front matter already taken off
    HTML = "html"  # a page with tags


@dataclass(frozen=True, slots=True)
class Submission:
    """One document as handed in: raw input and the metadata that came with it, nothing inferred.

    ``published_at`` and ``modified_at`` are as written by the submitter (``None`` where absent). ``where`` names the
    place for messages (``articles.jsonl:12``). ``meta_published`` is a date that the reader found in the page's own
    metadata, used when none was given, ``shown_published`` a day that it found shown on the page instead.
    """

    raw: str
    media: Media = Media.TEXT
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    origin: str | None = None
    published_at: str | None = None
    modified_at: str | None = None
    language: str | None = None
    external_id: str | None = None
    collection: str = "default"
    retracted: bool = False
    where: str = ""
    meta_published: str | None = None
    shown_published: str | None = None


class BlockKind(StrEnum):
    """What a block of cleaned text is."""

    HEADLINE = "headline"  # the title line, or a heading
    BODY = "body"  # running text
    CAPTION = "caption"  # words under a picture


@dataclass(frozen=True, slots=True)
class Block:
    """One line or paragraph of cleaned text."""

    kind: BlockKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Segment:
    """``length`` code points that are the same in cleaned text (from ``start``) and raw input (from ``raw_start``)."""

    start: int
    raw_start: int
    length: int


@dataclass(frozen=True, slots=True)
class Removed:
    """A stretch of raw input left out of the cleaned text, and the rule that says so."""

    raw_start: int
    raw_end: int
    rule: str
    text: str


@dataclass(frozen=True, slots=True)
class CleanedText:
    """Cleaned text, its blocks in order, what was removed, and the map back to the raw input.

    ``segments`` are sorted by ``start``, do not overlap, and are sorted by ``raw_start`` as well.
    """

    text: str
    blocks: tuple[Block, ...]
    segments: tuple[Segment, ...]
    removed: tuple[Removed, ...] = ()

    def raw_span(self, start: int, end: int) -> tuple[int, int] | None:
        """Raw offsets that enclose ``text[start:end]``; ``None`` where no character of it stands in the raw input."""
        touched = [s for s in self.segments if s.start < end and start < s.start + s.length]
        if not touched:
            return None
        first, last = touched[0], touched[-1]
        raw_start = first.raw_start + max(0, start - first.start)
        raw_end = last.raw_start + min(last.length, end - last.start)
        return raw_start, raw_end


@dataclass(frozen=True, slots=True)
class Span:
    """A sentence in cleaned text."""

    start: int
    end: int
    kind: BlockKind


@dataclass(frozen=True, slots=True)
class Copy:
    """Another document of the same story cluster."""

    document_id: str
    publisher: str | None
    url: str | None
    published_at: str | None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a passage comes from, as every piece of evidence carries it."""

    document_id: str
    version: str
    title: str | None
    url: str | None
    publisher: str | None
    authors: tuple[str, ...]
    origin: str | None
    published: Published
    modified_at: str | None
    retrieved_at: str
    story_cluster: str
    language: str
    retracted: bool
    copies: tuple[Copy, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence of a document. ``id`` is content-derived, ``key`` its 63-bit number in the vector engine.

    ``start``, ``end`` count in cleaned text; ``raw_start``, ``raw_end`` in the raw input (``None`` where the raw input
    does not hold the words in one stretch). ``position`` counts passages within the document from 0.
    """

    id: str
    key: int
    text: str
    start: int
    end: int
    raw_start: int | None
    raw_end: int | None
    kind: BlockKind
    position: int
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a query.

    ``similarity`` is the cosine of query and passage in [-1, 1]. ``rank`` starts at 1 in the fused order;
    ``dense_rank`` and ``word_rank`` are those of the two searches, ``None`` where one did not return it. ``before``
    and ``after`` hold the cleaned text around the passage (up to 1,200 and 400 code points), for pronouns and speech.
    """

    passage: Passage
    source: Source
    similarity: float
    rank: int
    dense_rank: int | None
    word_rank: int | None
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search may return.

    ``as_of`` keeps documents whose *last* possible publication day is on or before it and leaves out undated ones,
    unless ``include_undated``. ``published_after`` keeps those whose *first* possible day is on or after it.
    ``publishers`` empty means all; names are compared case-folded.
    """

    collection: str = "default"
    as_of: date | None = None
    include_undated: bool = False
    published_after: date | None = None
    publishers: tuple[str, ...] = ()
    exclude_publishers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a search looked through, so that "nothing found" means something.

    ``later`` and ``undated`` count live documents of the collection (and publishers) that ``as_of`` left out.
    """

    documents: int
    passages: int
    earliest: date | None
    latest: date | None
    later: int
    undated: int


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Hits, best first, with the revision that they were read at and what was looked through."""

    hits: tuple[Hit, ...]
    coverage: Coverage
    revision: str


@dataclass(frozen=True, slots=True)
class Edition:
    """An earlier text of an article, which is a document of its own."""

    document_id: str
    published_at: str | None
    modified_at: str | None


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A live document as ``GET /v1/documents/{id}`` shows it. ``text`` is the cleaned text that offsets count in.

    ``superseded_by`` is the document that holds the current text of the same article; ``superseded_on`` the first day
    on which a later text counts, ``None`` where that is not known. ``supersedes`` lists the earlier texts, earliest
    first.
    """

    source: Source
    external_id: str | None
    collection: str
    text: str
    passages: int
    removed: tuple[Removed, ...] = field(default=())
    created: bool = False
    superseded_by: str | None = None
    superseded_on: date | None = None
    supersedes: tuple[Edition, ...] = ()


@dataclass(frozen=True, slots=True)
class Revision:
    """A state of the index: the number of the write that made it, and a digest of what is live after it.

    ``digest`` is the sum modulo 2**64 of 64 bits of each live version's id: the same set of documents has the same
    digest, whatever the order of arrival. Written ``17-00c5…`` with sixteen hexadecimal digits.
    """

    number: int
    digest: int

    def __str__(self) -> str:
        return f"{self.number}-{self.digest:016x}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one submission of many: ``document`` where it was taken, else ``error``."""

    where: str
    document: StoredDocument | None = None
    error: InputError | None = None


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """An index in figures; documents, passages and clusters are the live ones."""

    documents: int
    passages: int
    story_clusters: int
    earliest: date | None
    latest: date | None
    revision: str
    model: str
    dimension: int
    format_version: int
    engines: tuple[str, ...]
    size_bytes: int


class JobState(StrEnum):
    """How far a long ingest is."""

    QUEUED = "queued"  # it waits for the jobs before it
    RUNNING = "running"  # it is worked on; after a restart it goes on where it stopped
    DONE = "done"  # every line has become a document or a refusal
    FAILED = "failed"  # it cannot go on; what it took is kept


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line of a job, counted from 1, that could not be used. ``code`` is that of the error."""

    line: int
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Job:
    """A long ingest. ``read_bytes`` of ``size_bytes`` and ``lines`` are behind it; ``seconds`` were worked on it.

    ``counts`` has a number for each of ``COUNTED``: documents ``taken``, the ``same_as_before`` and ``refused`` ones;
    among the taken ones ``copies`` of a story, other states (``updates``) of an article that was there, and ``undated``
    ones; their ``passages``. ``refused`` holds the first refused lines.
    """

    COUNTED: ClassVar = ("taken", "same_as_before", "refused", "copies", "updates", "undated", "passages")

    id: str
    state: JobState
    size_bytes: int
    read_bytes: int
    lines: int
    counts: Mapping[str, int]
    created_at: str
    started_at: str | None
    finished_at: str | None
    seconds: float
    detail: str | None
    refused: tuple[Refusal, ...] = ()

    @property
    def documents_per_second(self) -> float | None:
        """Documents taken or found the same, in a second of work; ``None`` before the first."""
        done = self.counts["taken"] + self.counts["same_as_before"]
        return done / self.seconds if done and self.seconds > 0 else None

    @property
    def remaining_seconds(self) -> float | None:
        """What the rest takes at the rate so far, by bytes; ``None`` before the first and after the last."""
        if self.state not in (JobState.QUEUED, JobState.RUNNING) or not self.read_bytes or self.seconds <= 0:
            return None
        return (self.size_bytes - self.read_bytes) * self.seconds / self.read_bytes
