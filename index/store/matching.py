"""What filters let through, and which passages hold the words of a query."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy import Connection, and_, func, or_, select, text

from index.records import Coverage, Filters
from index.store.tables import documents, passages, versions
from index.store.values import CHUNK, fold


def coverage(connection: Connection, filters: Filters) -> Coverage:
    """What a search with these filters looks through, and what ``as_of`` leaves out of it."""
    query = select(
        func.count().label("documents"),
        func.coalesce(func.sum(versions.c.passages), 0).label("passages"),
        func.min(versions.c.published_start).label("earliest"),
        func.max(versions.c.published_end).label("latest"),
    ).join(versions, versions.c.number == documents.c.version_number)
    row = connection.execute(query.where(*_whose(filters), *_when(filters), *_current(filters))).one()
    later = undated = 0
    if filters.as_of is not None:
        later_text = documents.c.counts_from > filters.as_of
        late = func.count(sa.case((or_(versions.c.published_end > filters.as_of, later_text), 1)))
        dateless = func.count(sa.case((versions.c.published_end.is_(None), 1)))
        out = connection.execute(
            select(late.label("later"), dateless.label("undated"))
            .join_from(documents, versions, versions.c.number == documents.c.version_number)
            .where(*_whose(filters), documents.c.superseded_by.is_(None))
        ).one()
        later, undated = out.later, 0 if filters.include_undated else out.undated
    return Coverage(row.documents, row.passages, row.earliest, row.latest, later, undated)


def allowed_keys(connection: Connection, filters: Filters) -> NDArray[np.int64]:
    """Keys of the live passages that these filters let through."""
    query = (
        select(passages.c.key)
        .join(versions, versions.c.number == passages.c.version_number)
        .join(documents, documents.c.version_number == versions.c.number)
        .where(*_whose(filters), *_when(filters), *_current(filters))
    )
    return np.fromiter(connection.scalars(query), dtype=np.int64)


def match(connection: Connection, match: str) -> Iterator[NDArray[np.int64]]:
    """Keys of the live passages that match, in chunks, best BM25 first, equal ones by key.

    ``match`` is a query in FTS5's language. Filters are for the caller: joined in here they led SQLite to look
    every row of the filter up in the word index, at five to ten times the cost.
    """
    index = sa.table("word_index", sa.column("rowid", sa.Integer), sa.column("rank", sa.Float))
    matches = text("word_index MATCH :match").bindparams(match=match)
    query = select(index.c.rowid).where(matches).order_by(index.c.rank, index.c.rowid)
    with connection.execute(query) as result:
        for some in result.scalars().partitions(CHUNK):
            yield np.array(some, dtype=np.int64)


def _whose(filters: Filters) -> list[sa.ColumnElement[bool]]:
    """The conditions on collection and publisher."""
    conditions = [documents.c.collection == filters.collection]
    if filters.publishers:
        conditions.append(versions.c.publisher_folded.in_(sorted({fold(p) for p in filters.publishers})))
    if filters.exclude_publishers:
        names = sorted({fold(p) for p in filters.exclude_publishers})
        conditions.append(or_(versions.c.publisher_folded.is_(None), versions.c.publisher_folded.not_in(names)))
    return conditions


def _when(filters: Filters) -> list[sa.ColumnElement[bool]]:
    """The conditions on the days that a publication date can mean."""
    wanted: list[sa.ColumnElement[bool]] = []
    if filters.as_of is not None:
        wanted.append(versions.c.published_end <= filters.as_of)
    if filters.published_after is not None:
        wanted.append(versions.c.published_start >= filters.published_after)
    if wanted and filters.include_undated:
        return [or_(versions.c.published_end.is_(None), and_(*wanted))]
    return wanted


def _current(filters: Filters) -> list[sa.ColumnElement[bool]]:
    """The conditions that leave one text an article: the current one, or the one that was current on ``as_of``."""
    if filters.as_of is None:
        return [documents.c.superseded_by.is_(None)]
    return [
        or_(documents.c.superseded_by.is_(None), documents.c.superseded_on > filters.as_of),
        or_(documents.c.counts_from.is_(None), documents.c.counts_from <= filters.as_of),
    ]
