"""The rows of an index, as SQLAlchemy tables; ``migrations/`` makes them, its neighbours read and write them.

    documents ─< versions ── contents      one row a document; one a state of it; its raw input and cleaned text
                    │└─────< lives          when a version was live, in revision numbers: one row each time it came in
                    └──────< passages       sentences with their fp16 vectors; ``live`` ones are in the word index
    documents ─< bands, copies              candidates and edges of the copy graph, between live documents
    answers ─< quoted                       stored answers, opaque JSON, and the passages that they quote
    jobs ─< refusals                        long ingests: how far they are, and the lines that were refused
    revisions, state                        every write: its number and the digest of what is live after it

``word_index`` (FTS5) is no table of ours: triggers keep it in step with ``passages`` inside the same transaction.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

METADATA = MetaData()

Number = BigInteger().with_variant(Integer(), "sqlite")  # an alias of SQLite's rowid needs the type INTEGER

state = Table(
    "state",
    METADATA,
    Column("name", String, primary_key=True),
    Column("value", Text, nullable=False),
)

revisions = Table(
    "revisions",
    METADATA,
    Column("number", Number, primary_key=True),
    Column("digest", String(16), nullable=False),
    Column("written_at", String, nullable=False),
)

documents = Table(
    "documents",
    METADATA,
    Column("number", Number, primary_key=True),
    Column("document_id", String, nullable=False, unique=True),
    Column("collection", String, nullable=False),
    Column("external_id", String),
    Column("posted", String, nullable=False),  # hash of the last submission: the same again changes nothing
    Column("version_number", Number),  # the live version, null while there is none
    Column("story_cluster", String, nullable=False),
    Column("fingerprint", LargeBinary),
    Column("band_count", Integer, nullable=False),
    Column("page", Text),  # what addresses of one page have in common, null where there is no page
    Column("changed_first", Date),  # between which days, or when, the live text became what it is
    Column("changed_last", Date),
    Column("changed_at", String),
    Column("modified", Boolean, nullable=False, default=False),  # whether that is a change, or the publication
    Column("superseded_by", Number),  # the document that holds the page's current text, null for that one itself
    Column("superseded_on", Date),
    Column("counts_from", Date),
    Index("documents_by_page", "page"),
    Index("documents_by_successor", "superseded_by"),
    Index("documents_by_collection", "collection", "document_id"),
    Index("documents_by_cluster", "story_cluster"),
)

versions = Table(
    "versions",
    METADATA,
    Column("number", Number, primary_key=True),
    Column("version_id", String, nullable=False, unique=True),
    Column("document_number", Number, ForeignKey("documents.number"), nullable=False),
    Column("content_hash", String, nullable=False),
    Column("cleaning_version", String, nullable=False),
    Column("passages", Integer, nullable=False),
    Column("title", Text),
    Column("url", Text),
    Column("publisher", Text),
    Column("publisher_folded", Text),
    Column("authors", Text, nullable=False),  # JSON list
    Column("origin", Text),
    Column("published_start", Date),
    Column("published_end", Date),
    Column("published_precision", String, nullable=False),
    Column("published_method", String, nullable=False),
    Column("published_text", String),
    Column("published_evidence", Text),
    Column("modified_at", String),
    Column("retrieved_at", String, nullable=False),
    Column("language", String, nullable=False),
    Column("retracted", Boolean, nullable=False),
    Column("purged", Boolean, nullable=False),
    Index("versions_by_document", "document_number"),
)

contents = Table(
    "contents",
    METADATA,
    Column("version_number", Number, ForeignKey("versions.number"), primary_key=True),
    Column("given", Text, nullable=False),  # the submission without its raw input, JSON
    Column("removed", Text, nullable=False),  # what cleaning left out, JSON
    Column("text", Text, nullable=False),
    Column("raw", LargeBinary, nullable=False),  # zlib
)

lives = Table(
    "lives",
    METADATA,
    Column("version_number", Number, ForeignKey("versions.number"), primary_key=True),
    Column("added_revision", Number, primary_key=True),
    Column("removed_revision", Number),
    Index("lives_by_added", "added_revision"),
    Index("lives_by_removed", "removed_revision"),
)

passages = Table(
    "passages",
    METADATA,
    Column("key", Number, primary_key=True, autoincrement=False),
    Column("passage_id", String, nullable=False, unique=True),
    Column("version_number", Number, ForeignKey("versions.number"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("live", Boolean, nullable=False),
    Column("kind", String, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("raw_start", Integer),
    Column("raw_end", Integer),
    Column("text", Text, nullable=False),
    Column("vector", LargeBinary),  # fp16, little-endian, a unit row; null once purged
    Index("passages_by_version", "version_number", "position"),
)

bands = Table(
    "bands",
    METADATA,
    Column("band", Number, primary_key=True, autoincrement=False),
    Column("document_number", Number, ForeignKey("documents.number"), primary_key=True, autoincrement=False),
    Index("bands_by_document", "document_number"),
)

copies = Table(
    "copies",
    METADATA,
    Column("first", Number, ForeignKey("documents.number"), primary_key=True, autoincrement=False),
    Column("second", Number, ForeignKey("documents.number"), primary_key=True, autoincrement=False),
    Column("containment", Float, nullable=False),
    Column("method", String, nullable=False),
    Index("copies_by_second", "second"),
)

answers = Table(
    "answers",
    METADATA,
    Column("answer_id", String, primary_key=True),
    Column("body", Text, nullable=False),
)

quoted = Table(
    "quoted",
    METADATA,
    Column("passage_id", String, primary_key=True),
    Column("answer_id", String, ForeignKey("answers.answer_id"), primary_key=True),
    Index("quoted_by_answer", "answer_id"),
)

jobs = Table(
    "jobs",
    METADATA,
    Column("number", Number, primary_key=True),
    Column("job_id", String, nullable=False, unique=True),
    Column("digest", String, nullable=False),  # of what was handed in
    Column("state", String, nullable=False),
    Column("size_bytes", Number, nullable=False),
    Column("read_bytes", Number, nullable=False),  # up to here every line has become a document or a refusal
    Column("lines", Number, nullable=False),
    Column("counts", Text, nullable=False),  # JSON
    Column("created_at", String, nullable=False),
    Column("started_at", String),
    Column("finished_at", String),
    Column("seconds", Float, nullable=False),  # that it was worked on
    Column("detail", Text),
    Index("jobs_by_state", "state"),
)

refusals = Table(
    "refusals",
    METADATA,
    Column("job_number", Number, ForeignKey("jobs.number"), primary_key=True, autoincrement=False),
    Column("line", Number, primary_key=True, autoincrement=False),
    Column("code", String, nullable=False),
    Column("detail", Text, nullable=False),
)
