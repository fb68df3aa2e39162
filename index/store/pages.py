"""Documents by the page that they come from, and which of them is superseded by which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, select

from index.records import Edition
from index.store.tables import documents, versions
from index.store.values import chunks

CLEARED: Mapping[str, None] = {"superseded_by": None, "superseded_on": None, "counts_from": None}


@dataclass(frozen=True, slots=True)
class Changed:
    """When a text became what it is, as ``index.pages.State`` has it; the page's key, ``None`` for no page."""

    page: str | None = None
    first: date | None = None
    last: date | None = None
    instant: str | None = None
    modified: bool = False


def page_of(connection: Connection, document_id: str) -> tuple[str, str] | None:
    """Collection and page of a document; ``None`` where it has no page."""
    query = select(documents.c.collection, documents.c.page).where(documents.c.document_id == document_id)
    row = connection.execute(query).first()
    return (row.collection, row.page) if row is not None and row.page is not None else None


def states(connection: Connection, collection: str, page: str) -> Sequence[Any]:
    """The live documents of a page: number, title, publisher (folded), fingerprint and the days of the text."""
    query = (
        select(
            documents.c.number,
            documents.c.fingerprint,
            documents.c.changed_first,
            documents.c.changed_last,
            documents.c.changed_at,
            documents.c.modified,
            versions.c.title,
            versions.c.publisher_folded,
            versions.c.published_end,
        )
        .join(versions, versions.c.number == documents.c.version_number)
        .where(documents.c.collection == collection, documents.c.page == page)
        .order_by(documents.c.number)
    )
    return connection.execute(query).all()


def keep_changed(connection: Connection, document_id: str, changed: Changed) -> None:
    """Sets the page and the days of a document."""
    connection.execute(
        sa.update(documents)
        .where(documents.c.document_id == document_id)
        .values(
            page=changed.page,
            changed_first=changed.first,
            changed_last=changed.last,
            changed_at=changed.instant,
            modified=changed.modified,
            **CLEARED,
        )
    )


def keep_standing(connection: Connection, number: int, values: Mapping[str, int | date | None]) -> None:
    """Sets the columns of ``CLEARED`` of a document."""
    connection.execute(sa.update(documents).where(documents.c.number == number).values(**values))


def editions(connection: Connection, numbers: Sequence[int]) -> dict[int, tuple[Edition, ...]]:
    """The live documents that each of these superseded, earliest first."""
    found: dict[int, list[Edition]] = {}
    for some in chunks(numbers):
        query = (
            select(
                documents.c.superseded_by,
                documents.c.document_id,
                versions.c.published_text,
                versions.c.modified_at,
            )
            .join(versions, versions.c.number == documents.c.version_number)
            .where(documents.c.superseded_by.in_(some))
            .order_by(documents.c.changed_first, documents.c.number)
        )
        for row in connection.execute(query):
            edition = Edition(row.document_id, row.published_text, row.modified_at)
            found.setdefault(row.superseded_by, []).append(edition)
    return {number: tuple(listed) for number, listed in found.items()}
