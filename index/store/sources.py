"""Where passages come from: a row of a version and its document, read as a ``Source`` with its copies."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from index.records import Copy, DateMethod, Precision, Published, Source
from index.store.tables import documents, versions
from index.store.values import chunks

SOURCES = select(
    documents.c.document_id,
    documents.c.story_cluster,
    documents.c.superseded_by,
    versions.c.version_id,
    versions.c.title,
    versions.c.url,
    versions.c.publisher,
    versions.c.authors,
    versions.c.origin,
    versions.c.published_start,
    versions.c.published_end,
    versions.c.published_precision,
    versions.c.published_method,
    versions.c.published_text,
    versions.c.published_evidence,
    versions.c.modified_at,
    versions.c.retrieved_at,
    versions.c.language,
    versions.c.retracted,
).join_from(versions, documents, versions.c.document_number == documents.c.number)


def read_sources(connection: Connection, rows: Sequence[Any]) -> list[Source]:
    """The source of each row of ``SOURCES``, with the other live documents of its cluster.

    Texts that are superseded are no copies, and neither is the text that superseded the row's own.
    """
    clusters = sorted({row.story_cluster for row in rows})
    members: dict[str, list[tuple[int, Copy]]] = {cluster: [] for cluster in clusters}
    for some in chunks(clusters):
        query = (
            select(documents.c.story_cluster, documents.c.document_id, documents.c.number)
            .add_columns(versions.c.publisher, versions.c.url, versions.c.published_text)
            .join(versions, versions.c.number == documents.c.version_number)
            .where(documents.c.story_cluster.in_(some), documents.c.superseded_by.is_(None))
            .order_by(documents.c.document_id)
        )
        for row in connection.execute(query):
            copy = Copy(row.document_id, row.publisher, row.url, row.published_text)
            members[row.story_cluster].append((row.number, copy))
    return [
        _source(
            row,
            tuple(
                copy
                for number, copy in members[row.story_cluster]
                if copy.document_id != row.document_id and number != row.superseded_by
            ),
        )
        for row in rows
    ]


def _source(row: Any, copies_of_it: tuple[Copy, ...]) -> Source:
    published = Published(
        start=row.published_start,
        end=row.published_end,
        precision=Precision(row.published_precision),
        method=DateMethod(row.published_method),
        text=row.published_text,
        evidence=row.published_evidence,
    )
    return Source(
        document_id=row.document_id,
        version=row.version_id,
        title=row.title,
        url=row.url,
        publisher=row.publisher,
        authors=tuple(json.loads(row.authors)),
        origin=row.origin,
        published=published,
        modified_at=row.modified_at,
        retrieved_at=row.retrieved_at,
        story_cluster=row.story_cluster,
        language=row.language,
        retracted=row.retracted,
        copies=copies_of_it,
    )
