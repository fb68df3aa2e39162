"""The first shape: documents, versions, passages with vectors, the word index, the copy graph, answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# The word index reads its text from a view of the live passages, so that FTS5's own integrity check holds.
WORD_INDEX = (
    "CREATE VIEW live_passages AS SELECT key, text FROM passages WHERE live",
    "CREATE VIRTUAL TABLE word_index USING fts5(text, content='live_passages', content_rowid='key',"
    " tokenize='porter unicode61 remove_diacritics 2')",
    "CREATE TRIGGER passage_arrives AFTER INSERT ON passages WHEN new.live BEGIN"
    " INSERT INTO word_index(rowid, text) VALUES (new.key, new.text); END",
    "CREATE TRIGGER passage_returns AFTER UPDATE OF live ON passages WHEN new.live AND NOT old.live BEGIN"
    " INSERT INTO word_index(rowid, text) VALUES (new.key, new.text); END",
    "CREATE TRIGGER passage_leaves AFTER UPDATE OF live ON passages WHEN old.live AND NOT new.live BEGIN"
    " INSERT INTO word_index(word_index, rowid, text) VALUES ('delete', old.key, old.text); END",
    "CREATE TRIGGER live_passage_deleted AFTER DELETE ON passages WHEN old.live BEGIN"
    " INSERT INTO word_index(word_index, rowid, text) VALUES ('delete', old.key, old.text); END",
    "CREATE TRIGGER live_passage_is_fixed BEFORE UPDATE OF text, key ON passages WHEN old.live BEGIN"
    " SELECT RAISE(ABORT, 'the text of a live passage does not change'); END",
)


def upgrade() -> None:
    """Makes all tables, the word index and its triggers."""
    op.create_table(
        "state",
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("value", sa.Text(), nullable=False),
    )
    op.create_table(
        "revisions",
        sa.Column("number", Number, primary_key=True),
        sa.Column("digest", sa.String(16), nullable=False),
        sa.Column("written_at", sa.String(), nullable=False),
    )
    make_documents()
    make_passages()
    make_copy_graph()
    make_answers()
    for statement in WORD_INDEX:
        op.execute(statement)


def make_documents() -> None:
    op.create_table(
        "documents",
        sa.Column("number", Number, primary_key=True),
        sa.Column("document_id", sa.String(), nullable=False, unique=True),
        sa.Column("collection", sa.String(), nullable=False),
        sa.Column("external_id", sa.String()),
        sa.Column("posted", sa.String(), nullable=False),
        sa.Column("version_number", Number),
        sa.Column("story_cluster", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary()),
        sa.Column("band_count", sa.Integer(), nullable=False),
    )
    op.create_index("documents_by_collection", "documents", ["collection", "document_id"])
    op.create_index("documents_by_cluster", "documents", ["story_cluster"])
    op.create_table(
        "versions",
        sa.Column("number", Number, primary_key=True),
        sa.Column("version_id", sa.String(), nullable=False, unique=True),
        sa.Column("document_number", Number, sa.ForeignKey("documents.number"), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("cleaning_version", sa.String(), nullable=False),
        sa.Column("passages", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text()),
        sa.Column("url", sa.Text()),
        sa.Column("publisher", sa.Text()),
        sa.Column("publisher_folded", sa.Text()),
        sa.Column("authors", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text()),
        sa.Column("published_start", sa.Date()),
        sa.Column("published_end", sa.Date()),
        sa.Column("published_precision", sa.String(), nullable=False),
        sa.Column("published_method", sa.String(), nullable=False),
        sa.Column("published_text", sa.String()),
        sa.Column("published_evidence", sa.Text()),
        sa.Column("modified_at", sa.String()),
        sa.Column("retrieved_at", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("retracted", sa.Boolean(), nullable=False),
        sa.Column("purged", sa.Boolean(), nullable=False),
    )
    op.create_index("versions_by_document", "versions", ["document_number"])
    op.create_table(
        "contents",
        sa.Column("version_number", Number, sa.ForeignKey("versions.number"), primary_key=True),
        sa.Column("given", sa.Text(), nullable=False),
        sa.Column("removed", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "lives",
        sa.Column("version_number", Number, sa.ForeignKey("versions.number"), primary_key=True),
        sa.Column("added_revision", Number, primary_key=True),
        sa.Column("removed_revision", Number),
    )
    op.create_index("lives_by_added", "lives", ["added_revision"])
    op.create_index("lives_by_removed", "lives", ["removed_revision"])


def make_passages() -> None:
    op.create_table(
        "passages",
        sa.Column("key", Number, primary_key=True, autoincrement=False),
        sa.Column("passage_id", sa.String(), nullable=False, unique=True),
        sa.Column("version_number", Number, sa.ForeignKey("versions.number"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("raw_start", sa.Integer()),
        sa.Column("raw_end", sa.Integer()),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("vector", sa.LargeBinary()),
    )
    op.create_index("passages_by_version", "passages", ["version_number", "position"])


def make_copy_graph() -> None:
    document = sa.ForeignKey("documents.number")
    op.create_table(
        "bands",
        sa.Column("band", Number, primary_key=True, autoincrement=False),
        sa.Column("document_number", Number, document, primary_key=True, autoincrement=False),
    )
    op.create_index("bands_by_document", "bands", ["document_number"])
    op.create_table(
        "copies",
        sa.Column("first", Number, sa.ForeignKey("documents.number"), primary_key=True, autoincrement=False),
        sa.Column("second", Number, sa.ForeignKey("documents.number"), primary_key=True, autoincrement=False),
        sa.Column("containment", sa.Float(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
    )
    op.create_index("copies_by_second", "copies", ["second"])


def make_answers() -> None:
    op.create_table(
        "answers",
        sa.Column("answer_id", sa.String(), primary_key=True),
        sa.Column("body", sa.Text(), nullable=False),
    )
    op.create_table(
        "quoted",
        sa.Column("passage_id", sa.String(), primary_key=True),
        sa.Column("answer_id", sa.String(), sa.ForeignKey("answers.answer_id"), primary_key=True),
    )
    op.create_index("quoted_by_answer", "quoted", ["answer_id"])
