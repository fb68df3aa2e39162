"""Which page a document comes from and what superseded it; jobs that take many documents in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from index.pages import changed_of, settle_page
from index.records import DateMethod, Precision, Published
from index.store.pages import keep_changed, page_of

revision = "0002"
down_revision = "0001"

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Adds columns and tables, and finds out about the documents that are there."""
    add_pages()
    add_jobs()
    settle_pages(op.get_bind())


def add_pages() -> None:
    for column in (
        sa.Column("page", sa.Text()),
        sa.Column("changed_first", sa.Date()),
        sa.Column("changed_last", sa.Date()),
        sa.Column("changed_at", sa.String()),
        sa.Column("modified", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("superseded_by", Number),
        sa.Column("superseded_on", sa.Date()),
        sa.Column("counts_from", sa.Date()),
    ):
        op.add_column("documents", column)
    op.create_index("documents_by_page", "documents", ["page"])
    op.create_index("documents_by_successor", "documents", ["superseded_by"])


def settle_pages(connection: sa.Connection) -> None:
    """Finds out for every live document when its text was last changed, and what superseded it."""
    query = sa.text(
        "SELECT d.document_id, v.url, v.published_start, v.published_end, v.published_precision, v.published_method,"
        " v.published_text, v.modified_at FROM documents d JOIN versions v ON v.number = d.version_number"
    ).columns(published_start=sa.Date(), published_end=sa.Date())
    found = set()
    for row in connection.execute(query).all():
        method = DateMethod(row.published_method)
        precision = Precision(row.published_precision)
        published = Published(row.published_start, row.published_end, precision, method, row.published_text)
        keep_changed(connection, row.document_id, changed_of(row.url, published, row.modified_at))
        found.add(page_of(connection, row.document_id))
    for page in found:
        settle_page(connection, page)


def add_jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("number", Number, primary_key=True),
        sa.Column("job_id", sa.String(), nullable=False, unique=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("size_bytes", Number, nullable=False),
        sa.Column("read_bytes", Number, nullable=False),
        sa.Column("lines", Number, nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(), nullable=False),
        sa.Column("started_at", sa.String()),
        sa.Column("finished_at", sa.String()),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("detail", sa.Text()),
    )
    op.create_index("jobs_by_state", "jobs", ["state"])
    op.create_table(
        "refusals",
        sa.Column("job_number", Number, sa.ForeignKey("jobs.number"), primary_key=True, autoincrement=False),
        sa.Column("line", Number, primary_key=True, autoincrement=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
    )
