"""Passages: by id, by key with what stands around them, and their vectors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy import Connection, bindparam, func, select

from index.records import BlockKind, Passage, Source
from index.store.sources import SOURCES, read_sources
from index.store.tables import contents, documents, passages, versions
from index.store.values import CHUNK, chunks, vector_bytes

_QUOTE_CODE_POINTS = 32  # of text before and after a passage, as W3C text quote selectors carry it


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A passage by its key with its source, its stored vector, and the cleaned text around it."""

    passage: Passage
    source: Source
    vector: NDArray[np.float16]
    before: str
    after: str


def passage(connection: Connection, passage_id: str) -> tuple[Passage, Source] | None:
    """A passage, live or not."""
    keys = list(connection.scalars(select(passages.c.key).where(passages.c.passage_id == passage_id)))
    for found in surroundings(connection, keys, 0, 0, live=False).values():
        return found.passage, found.source
    return None


def surroundings(
    connection: Connection, keys: Sequence[int], before: int, after: int, *, live: bool = True
) -> dict[int, Surroundings]:
    """Passages by key, with up to so many code points of cleaned text ``before`` and ``after`` each."""
    first = max(before, _QUOTE_CODE_POINTS)
    last = max(after, _QUOTE_CODE_POINTS)
    start = func.max(passages.c.start - first, 0)
    window = func.substr(contents.c.text, start + 1, passages.c.end + last - start).label("window")
    query = (
        SOURCES.add_columns(*_PASSAGE_COLUMNS, passages.c.vector, start.label("window_start"), window)
        .join(passages, passages.c.version_number == versions.c.number)
        .join(contents, contents.c.version_number == versions.c.number)
    )
    if live:
        query = query.where(passages.c.live)
    rows = [r for some in chunks(keys) for r in connection.execute(query.where(passages.c.key.in_(some)))]
    found = {}
    for row, source in zip(rows, read_sources(connection, rows), strict=True):
        left = row.window[: row.start - row.window_start]
        right = row.window[row.end - row.window_start :]
        found[row.key] = Surroundings(
            passage=_passage(row, left[-_QUOTE_CODE_POINTS:], right[:_QUOTE_CODE_POINTS]),
            source=source,
            vector=np.frombuffer(row.vector or b"", dtype="<f2"),
            before=left[-before:] if before else "",
            after=right[:after],
        )
    return found


def vectors_of(connection: Connection, keys: Sequence[int]) -> dict[int, NDArray[np.float16]]:
    """Stored vectors of live passages by key."""
    query = select(passages.c.key, passages.c.vector).where(passages.c.live)
    return {
        row.key: np.frombuffer(row.vector, dtype="<f2")
        for some in chunks(keys)
        for row in connection.execute(query.where(passages.c.key.in_(some)))
    }


def known_vectors(connection: Connection, document_id: str) -> dict[str, NDArray[np.float16]]:
    """Vectors that a document's versions hold, by text: the same words are not embedded twice."""
    query = (
        select(passages.c.text, passages.c.vector)
        .join(versions, versions.c.number == passages.c.version_number)
        .join(documents, documents.c.number == versions.c.document_number)
        .where(documents.c.document_id == document_id, passages.c.vector.is_not(None))
    )
    return {row.text: np.frombuffer(row.vector, dtype="<f2") for row in connection.execute(query)}


def all_texts(connection: Connection) -> Iterator[list[tuple[int, str]]]:
    """Key and text of every passage that has a vector, live or not, in chunks."""
    last = -1
    query = select(passages.c.key, passages.c.text).where(passages.c.vector.is_not(None))
    while rows := connection.execute(query.where(passages.c.key > last).order_by(passages.c.key).limit(CHUNK)).all():
        yield [(row.key, row.text) for row in rows]
        last = rows[-1].key


def replace_vectors(connection: Connection, keys: Sequence[int], vectors: NDArray[np.float16]) -> None:
    """Sets the vectors of passages."""
    connection.execute(
        sa.update(passages).where(passages.c.key == bindparam("of")).values(vector=bindparam("to")),
        [{"of": key, "to": vector_bytes(vector)} for key, vector in zip(keys, vectors, strict=True)],
    )


def live_vectors(
    connection: Connection, version_numbers: Sequence[int] | None = None
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float16]]]:
    """Keys and vectors of live passages by rising key, of some versions or of all, in chunks."""
    query = select(passages.c.key, passages.c.vector).where(passages.c.live)
    if version_numbers is not None:
        for some in chunks(version_numbers):
            yield _stacked(connection.execute(query.where(passages.c.version_number.in_(some))).all())
        return
    last = -1
    while rows := connection.execute(
        query.where(passages.c.key > last).order_by(passages.c.key).limit(8 * CHUNK)
    ).all():
        yield _stacked(rows)
        last = rows[-1].key


def keys_of(connection: Connection, version_numbers: Sequence[int]) -> NDArray[np.int64]:
    """Keys of all passages of these versions."""
    query = select(passages.c.key)
    keys = [
        key
        for some in chunks(version_numbers)
        for key in connection.scalars(query.where(passages.c.version_number.in_(some)))
    ]
    return np.array(keys, dtype=np.int64)


def _passage(row: Any, prefix: str, suffix: str) -> Passage:
    return Passage(
        id=row.passage_id,
        key=row.key,
        text=row.text,
        start=row.start,
        end=row.end,
        raw_start=row.raw_start,
        raw_end=row.raw_end,
        kind=BlockKind(row.kind),
        position=row.position,
        prefix=prefix,
        suffix=suffix,
    )


def _stacked(rows: Sequence[Any]) -> tuple[NDArray[np.int64], NDArray[np.float16]]:
    """Keys int64 (n,) and vectors fp16 (n, d) of rows with both."""
    keys = np.array([row.key for row in rows], dtype=np.int64)
    joined = np.frombuffer(b"".join(row.vector for row in rows), dtype="<f2")
    return keys, joined.reshape(len(rows), -1) if len(rows) else joined.reshape(0, 0)


_PASSAGE_COLUMNS = (
    passages.c.key,
    passages.c.passage_id,
    passages.c.text,
    passages.c.start,
    passages.c.end,
    passages.c.raw_start,
    passages.c.raw_end,
    passages.c.kind,
    passages.c.position,
)
